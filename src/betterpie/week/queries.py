"""What the week and the stories are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from betterpie.journal import queries as journal
from betterpie.journal.facts import kinds_shown_to, member_fields
from betterpie.journal.models import Entry
from betterpie.members import queries as members
from betterpie.members.models import Member, Node
from betterpie.promises import queries as promises
from betterpie.promises.models import Promise
from betterpie.referrals import panels as referral_panels
from betterpie.referrals import queries as referrals
from betterpie.referrals.models import Referral
from betterpie.ui.messages import Action, Card
from betterpie.value import followers as value
from betterpie.value.queries import Month, month_of_member

SUGGESTIONS: list[Callable[..., tuple[str, Card] | None]] = []
"""What other rooms would suggest, the first that has something to say; asked with (member, at=, reader=). Filled by the house's wiring.

Each gives a key without words, by which the next letter knows whether it is new, and the card.
"""
CARDS: list[Callable[..., list[tuple[str, Card]]]] = []
"""What waits in other rooms for a word of hers, each with its key; asked with (member, at=, reader=). Filled by the house's wiring."""
TOGETHER: list[Callable[..., tuple[list[tuple[str, Card]], tuple[str, Card] | None]]] = []
"""Rooms that know both by one question: what waits for a word of hers, and what they would suggest, before all others."""
ELSEWHERE = ("referral:", "one_to_one:", "pact:")
"""Promises for such things stand on a card of their own when their time comes."""
LONGEST = 12
"""How many things of a sort a week shows at most: more than that is not five minutes."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """A member's week: what is due, what came of what she sent, one suggestion, and the month in a sentence."""

    cards: list[Card]
    promises: list[Promise]
    resting: list[tuple[Referral, str]]
    """Customers with whom she has just gone a step further, each with the day on which she is asked again."""
    news: list[tuple[Referral, str]]
    suggestion: Card | None
    suggestion_key: str
    month: Month
    keys: list[str]
    """What is told, as ids without words, so that the next letter knows what is new."""

    @property
    def things(self) -> int:
        """How many things wait for her."""
        return len(self.cards) + len(self.promises)

    @property
    def minutes(self) -> int:
        """About how long they take."""
        return max(1, round(self.things * 1.3))


@dataclass(frozen=True, kw_only=True)
class Line:
    """A fact told as a sentence."""

    entry: Entry
    sentence: str
    on: date
    month: str


def week(member: Member, *, at: datetime, reader: int | None = None) -> Week:
    """Everything that the week's page says to `member`; or the letter to `reader`, who does each thing from it without signing in."""
    known = referrals.waiting(member, at=at, limit=LONGEST)
    here = [(referral, referral_panels.resting(referral, at=at)) for referral in known if referral.is_open]
    gone_home = next((referral for referral in known if not referral.is_open), None)
    waiting = [referral for referral, rests in here if not rests]
    cards = [referral_panels.card_for(referral, at=at, reader=reader) for referral in waiting]
    both = [ask(member, at=at, reader=reader) for ask in TOGETHER]
    others = [found for waits, _hint in both for found in waits] + [found for ask in CARDS for found in ask(member, at=at, reader=reader)]
    cards += [card for _key, card in others]
    # What stands on a card of its own is not said twice.
    mine = [promise for promise in promises.first_open_of(member, limit=LONGEST) if not promise.thing.startswith(ELSEWHERE)]
    came = referrals.came_of(member, since=at - referrals.RECENT, limit=LONGEST)
    news = [(referral, referral_panels.news(referral)) for referral in came]
    hints = (hint for _waits, hint in both if hint is not None)
    first = referral_panels.asking_again(gone_home, reader=reader) if gone_home else next(hints, None)
    key, one = _hint(member, first, at=at, reader=reader) if len(cards) + len(mine) < 3 else ("", None)
    keys = [f"referral:{referral.pk}:{referral.state}" for referral in [*waiting, *came]]
    keys += [key for key, _card in others]
    keys += [f"promise:{promise.pk}" for promise in mine]
    keys += [key] if key else []
    return Week(
        cards=cards,
        promises=mine,
        resting=[(referral, said) for referral, said in here if said],
        news=news,
        suggestion=one,
        suggestion_key=key,
        month=month_of_member(member.pk, value.month_of(at, node=member.node_id)),
        keys=keys,
    )


def _hint(member: Member, first: tuple[str, Card] | None, *, at: datetime, reader: int | None) -> tuple[str, Card | None]:
    """The one thing that would help most, with its key: what a room suggests, else what she has not written down yet."""
    asked = (suggest(member, at=at, reader=reader) for suggest in SUGGESTIONS)
    told = first or next((found for found in asked if found is not None), None)
    if told is not None:
        return told
    gap = _gap(member)
    return (f"suggestion:{gap.icon}", gap) if gap else ("", None)


def _gap(member: Member) -> Card | None:
    """What would help most to be found: hours, services, or what customers ask for in vain."""
    business = member.business
    url = reverse("members:edit", args=[member.node.slug, member.pk])
    edit = Action(label=_("Write it down"), url=url, is_main=True)
    gaps = [
        (business.hours, "clock", _("When are you open?"), _("Neighbors who send you customers see whether you are open now.")),
        (business.services, "words", _("What do you do best?"), _("A few words, and neighbors find you when a customer needs just that.")),
        (business.asked_for, "sprout", _("What do customers ask you for that you don't do?"), _("It tells the group whom you could use.")),
    ]
    return next(
        (Card(title=title, text=text, icon=icon, tone="sky", actions=(edit,)) for known, icon, title, text in gaps if not known), None
    )


def story_of(member: Member, *, is_own: bool, before: int | None = None) -> list[Line]:
    """A member's facts as sentences, newest first; to others only what everybody may read."""
    readers = ("everybody", "those it is about") if is_own else ("everybody",)
    return _told(journal.of_member(member.pk, kinds=kinds_shown_to(*readers), before=before))


def story(node: Node, *, before: int | None = None) -> list[Line]:
    """A node's facts as sentences, newest first."""
    return _told(journal.of_node(node.pk, before=before))


def _told(entries: list[Entry]) -> list[Line]:
    facts = [(entry, entry.fact) for entry in entries]
    names = members.names(member for _entry, fact in facts for member in fact.mentions())
    nobody = _("somebody")
    days = [timezone.localtime(entry.at).date() for entry in entries]
    months = {month: date_format(month, "YEAR_MONTH_FORMAT") for month in {day.replace(day=1) for day in days}}
    lines = []
    for (entry, fact), on in zip(facts, days, strict=True):
        words = {name: names.get(getattr(fact, name) or 0, nobody) for name in member_fields(type(fact))}
        lines.append(Line(entry=entry, sentence=str(fact.sentence).format(**words), on=on, month=months[on.replace(day=1)]))
    return lines
