"""What referrals show in other places: cards for the week and sentences about what came of a customer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.promises.actions import due_after
from betterpie.referrals import links
from betterpie.referrals.models import AGAIN, Referral
from betterpie.ui.formats import ago, day, due, money
from betterpie.ui.messages import Action, Card

S = Referral.State

ENDS = (("won", lazy("She bought"), False), ("lost", lazy("She didn't"), False))
AWAY = ("declined", lazy("Not for me"), False)
STEPS: dict[S, tuple[tuple[str, Any, bool], ...]] = {
    S.SENT: (("called", "", True), ("accepted", lazy("I'll call"), False), AWAY),
    S.ACCEPTED: (("called", "", True), AWAY),
    S.CALLED: (("met", lazy("We met"), True), ("quoted", lazy("I made an offer"), False), *ENDS),
    S.MET: (("quoted", lazy("I made an offer"), True), *ENDS),
    S.QUOTED: (("won", lazy("She bought"), True), ("lost", lazy("She didn't"), False)),
}
"""What the receiver can do from each state: the step, its button (that of a call names the customer), and whether it is the main one."""

RESTS = {
    S.CALLED: (timedelta(days=1), lazy("You spoke with %(name)s. We ask again %(day)s.")),
    S.MET: (timedelta(days=1), lazy("You met %(name)s. We ask again %(day)s.")),
    S.QUOTED: (timedelta(days=3), lazy("You made %(name)s an offer. We ask again %(day)s.")),
}
"""After which steps a customer rests with the receiver, how long, and what is said meanwhile: who has just called is not asked at once."""

NEWS = {
    S.GIVEN: lazy("%(name)s has not answered yet; %(receiver)s will hear of it when she says yes."),
    S.SENT: lazy("%(name)s said yes. %(receiver)s has it now."),
    S.ACCEPTED: lazy("%(receiver)s took %(name)s on and will call."),
    S.CALLED: lazy("%(receiver)s spoke with %(name)s."),
    S.MET: lazy("%(receiver)s met %(name)s."),
    S.QUOTED: lazy("%(receiver)s made %(name)s an offer."),
    S.WON: lazy("%(name)s bought at %(receiver)s."),
    S.LOST: lazy("%(name)s did not buy at %(receiver)s: %(why)s."),
    S.DECLINED: lazy("%(receiver)s could not take %(name)s. Someone else may."),
    S.PASSED: lazy("%(name)s went on to somebody else than %(receiver)s."),
    S.STOPPED: lazy("%(name)s decided against it."),
    S.LAPSED: lazy("Nothing came of %(name)s and %(receiver)s."),
}
"""What the one who sent a customer is told in each state."""


def first_name(referral: Referral) -> str:
    """What to call the customer: her first name while it is kept, else "the customer"."""
    return known_name(referral) or _("the customer")


def known_name(referral: Referral) -> str:
    """The customer's first name while it is kept, else nothing."""
    customer = getattr(referral, "customer", None)
    return customer.first_name if customer else ""


def card_for(referral: Referral, *, at: datetime, reader: int | None = None) -> Card:
    """The week's card about a customer who is with the receiver now; in a mail to `reader` its steps work without signing in."""
    waits = referral.state in (S.SENT, S.ACCEPTED)
    words = {"name": first_name(referral), "need": referral.need or _("what was asked for"), "giver": referral.giver.business.name}
    if waits and referral.choice == Referral.Choice.WILL_CALL:
        title = _("%(name)s will call you: %(need)s")
    elif waits:
        title = _("Call %(name)s: %(need)s")
    else:
        title = _("What became of %(name)s?")
    sent = _("Sent by %(giver)s, %(ago)s.") % (words | {"ago": ago(referral.sent_at or referral.given_at, now=at)})
    tag = answer_words(referral, at=at) if waits and referral.choice == Referral.Choice.CALL_ME else ""
    actions = tuple(_buttons(referral, reader=reader))
    return Card(title=title % words, text=sent, tag=tag, tone="hot" if tag else "leaf", icon="phone", actions=actions)


def asking_again(referral: Referral, *, reader: int | None) -> tuple[str, Card]:
    """The question whether a customer who bought two months ago came again, with the key by which a letter knows that it was asked."""
    words = {"name": first_name(referral), "giver": referral.giver.business.name}
    card = Card(
        title=_("Has %(name)s come again?") % words,
        text=_("%(giver)s sent %(name)s to you, and she bought. It shows the two of you whether such customers stay.") % words,
        icon="heart",
        tone="sky",
        actions=tuple(_again_buttons(referral, reader=reader)),
    )
    return f"again:{referral.pk}", card


def again_words(referral: Referral) -> dict[str, str]:
    """What can be told of a customer who bought: each step's name and its button."""
    if not referral.can_become(f"again-{Referral.Again.YES}"):
        return {}
    words = (_("Yes, she has"), _("Not so far"), _("It was for one time only"))
    return dict(zip(AGAIN, words, strict=True))


def _again_buttons(referral: Referral, *, reader: int | None) -> Iterable[Action]:
    for do, label in again_words(referral).items():
        is_main = do == f"again-{Referral.Again.YES}"
        if reader is not None:
            yield Action(label=label, url=links.step(referral, do, reader=reader), is_main=is_main)
        else:
            url = reverse("referrals:step", args=[referral.receiver.node.slug, referral.pk, do])
            yield Action(label=label, url=url, is_main=is_main, method="post")


def rests_until(state: str, *, since: datetime) -> datetime | None:
    """Until when nobody asks what became of a customer who is at `state` since then; None where something is due."""
    rest = RESTS.get(S(state))
    return since + rest[0] if rest else None


def resting(referral: Referral, *, at: datetime) -> str:
    """A customer who rests with the receiver after a step, as a sentence with the day of the next question; nothing once that has come."""
    until = rests_until(referral.state, since=referral.stepped_at)
    if until is None or until <= at:
        return ""
    words = {"name": first_name(referral), "day": day(localtime(until).date(), now=at)}
    return str(RESTS[S(referral.state)][1]) % words


def answer_words(referral: Referral, *, at: datetime) -> str:
    """By when she should answer, in her own opening hours: "answer by 2 pm today"."""
    if referral.answer_by is not None and referral.answer_by > at:
        by = referral.answer_by
    else:
        receiver = referral.receiver
        by = due_after(receiver, receiver.answer_hours, at=referral.answered_at or referral.sent_at or referral.given_at)
    return _("answer %(due)s") % {"due": due(by, now=at)} if by > at else _("still waiting")


def _buttons(referral: Referral, *, reader: int | None) -> Iterable[Action]:
    for do, label, is_main in steps_from(referral):
        if reader is not None:
            yield Action(label=label, url=links.step(referral, do, reader=reader), is_main=is_main)
        else:
            url = reverse("referrals:step", args=[referral.receiver.node.slug, referral.pk, do])
            yield Action(label=label, url=url, is_main=is_main, method="get" if do in ("won", "lost") else "post")


def steps_from(referral: Referral) -> list[tuple[str, str, bool]]:
    """What the receiver can do now: the step, its button, and whether it is the main one."""
    called = _("We spoke") if referral.choice == Referral.Choice.WILL_CALL else _("I called %(name)s") % {"name": first_name(referral)}
    steps = [(do, called if do == "called" else str(label), is_main) for do, label, is_main in STEPS.get(S(referral.state), ())]
    if referral.state == S.SENT and referral.choice == Referral.Choice.WILL_CALL:
        steps = [step for step in steps if step[0] != "accepted"]
    return steps


def news(referral: Referral) -> str:
    """What became of a customer, as a sentence to the one who sent her."""
    receiver, name = referral.receiver.business.name, first_name(referral)
    words = {"name": name, "receiver": receiver, "why": referral.get_lost_why_display().lower()}
    said = str(NEWS[S(referral.state)]) % words
    if referral.state == S.WON and referral.worth:
        worth = money(referral.worth, referral.receiver.node.currency)
        said = _("%(name)s bought at %(receiver)s, worth %(worth)s.") % (words | {"worth": worth})
    if referral.thanks:
        said = f"{said} “{referral.thanks}”"
    return said[:1].upper() + said[1:]


def progress(referral: Referral) -> list[tuple[str, str]]:
    """How far it is, as the steps of a bar: (label, done | now | todo | missed)."""
    name = first_name(referral)
    labels = [
        (S.GIVEN, _("%(name)s says yes") % {"name": name}),
        (S.SENT, _("an answer")),
        (S.CALLED, _("a talk")),
        (S.WON, _("the outcome")),
    ]
    reached = {S.GIVEN: 0, S.SENT: 1, S.ACCEPTED: 2, S.CALLED: 3, S.MET: 3, S.QUOTED: 3, S.WON: 4, S.LOST: 4}.get(S(referral.state))
    if reached is None:
        passed = [referral.sent_at, referral.answered_at, referral.called_at, None]
        return [(label, "done" if at else "missed") for (_state, label), at in zip(labels, passed, strict=True)]
    return [(label, "done" if place < reached else "now" if place == reached else "todo") for place, (_state, label) in enumerate(labels)]
