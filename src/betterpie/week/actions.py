"""Sends the weekly letter: on Monday morning, with what the week's page says, to those to whom there is something new to say."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from betterpie.members import queries as members
from betterpie.members.models import Member, Node
from betterpie.notices import actions as notices
from betterpie.notices import queries as notice_queries
from betterpie.promises import letters as promise_letters
from betterpie.ui.formats import due, money
from betterpie.ui.messages import Card, Message
from betterpie.week import queries
from betterpie.week.queries import Week

MORNING = time(7, 0)
WINDOW = timedelta(hours=24)
"""How long after Monday morning a letter that was held up still goes out."""


def send_letters(*, at: datetime, limit: int = 300) -> int:
    """Send the weekly letter to those for whom it is time, at most `limit` at once. Returns how many were looked at."""
    due_nodes = {node.pk: monday for node in Node.objects.all() if (monday := _monday(node, at)) is not None}
    done = 0
    for node, monday in due_nodes.items():
        for member in _without_letter(node, since=monday)[: limit - done]:
            done += _send(member, monday=monday, at=at)
    return done


def _monday(node: Node, at: datetime) -> datetime | None:
    """This week's Monday morning where the node is, if it is now or was less than a day ago."""
    here = at.astimezone(node.zone)
    monday = datetime.combine(here.date() - timedelta(days=here.weekday()), MORNING, node.zone)
    return monday if monday <= at < monday + WINDOW else None


def _without_letter(node: int, *, since: datetime) -> list[Member]:
    had = notice_queries.editions_since(since)
    rows = Member.objects.filter(node=node, left_at=None).exclude(tier=Member.Tier.GUEST).exclude(pk__in=had)
    return list(rows.select_related("business", "node"))


@transaction.atomic
def _send(member: Member, *, monday: datetime, at: datetime) -> int:
    told = set(notice_queries.told_last(member.pk))
    keys: list[str] = []
    for reader in members.readers(member):
        # Asked for each, in her language and in the node's own time: the week's sentences and links are made where it is asked for.
        with override(reader.language), timezone.override(member.node.zone):
            week = queries.week(member, at=at, reader=reader.person)
            keys = week.keys
            if told.issuperset(keys):
                break  # nothing new since the last letter: silence is kinder
            message = letter(member, week, reader=reader.person, told=told, at=at)
        key = f"week:{member.pk}:{monday:%Y-%m-%d}:{reader.email}"
        notices.post(message, email=reader.email, node=member.node_id, kind="week.Letter", key=key, language=reader.language, at=at)
    notices.print_edition(member.pk, told=keys, at=at)
    return 1


def letter(member: Member, week: Week, *, reader: int, told: set[str], at: datetime) -> Message:
    """The week in a letter; a suggestion that was in the last one is left out."""
    cards = list(week.cards)
    for promise in week.promises:
        buttons = promise_letters.buttons(promise, reader=reader)
        cards.append(Card(title=promise.said, tag=due(promise.due_at, now=at), icon="handshake", actions=buttons))
    cards += [Card(title=said, icon="referrals") for _referral, said in week.news]
    if week.suggestion is not None and week.suggestion_key not in told:
        cards.append(week.suggestion)
    things = week.things
    subject = (
        ngettext("One small thing this week", "%(n)d small things this week", things) % {"n": things} if things else _("What came of it")
    )
    return Message(subject=subject, opening=_opening(member, week), cards=tuple(cards), stop="week")


def _opening(member: Member, week: Week) -> str:
    got = week.month.got
    if not got:
        return _("The week at %(node)s, in five minutes.") % {"node": member.node.name}
    if not week.month.got_worth:
        said = ngettext("This month your neighbors sent you a customer.", "This month your neighbors sent you %(n)d customers.", got)
    else:
        said = ngettext(
            "This month your neighbors sent you a customer, worth about %(worth)s.",
            "This month your neighbors sent you %(n)d customers, worth about %(worth)s.",
            got,
        )
    return said % {"n": got, "worth": money(week.month.got_worth, member.node.currency)}
