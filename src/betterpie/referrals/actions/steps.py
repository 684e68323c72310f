"""What the receiver does with a customer, from her answer to the outcome."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code
from betterpie.members.models import Member
from betterpie.promises import actions as promises
from betterpie.referrals.actions.base import Refused, count, end_promise, ids, move, moved
from betterpie.referrals.actions.customers import choose_other
from betterpie.referrals.facts import (
    CustomerKept,
    ReferralAccepted,
    ReferralDeclined,
    ReferralLost,
    ReferralStepped,
    ReferralWon,
    ThanksSaid,
)
from betterpie.referrals.models import Referral
from betterpie.referrals.permissions import can_tell_again

ASK_CUSTOMER_AFTER = timedelta(days=3)
FOLLOW_UP_AFTER = timedelta(days=14)
STEPS = {Referral.State.CALLED: "called_at", Referral.State.MET: "met_at", Referral.State.QUOTED: "quoted_at"}


@transaction.atomic
def accept(referral: Referral, *, by: int | None, at: datetime) -> None:
    """Take the customer on, which is a promise to call her within the hours that the receiver keeps to."""
    told = _take(referral, Referral.State.ACCEPTED, at=at)
    receiver = referral.receiver
    due_at = promises.due_after(receiver, receiver.answer_hours, at=at)
    due_at = min(due_at, referral.answer_by) if referral.answer_by and referral.answer_by > at else due_at
    promises.make(gettext_noop("Call a customer"), of=receiver, to=referral.giver, due_at=due_at, thing=referral.thing, by=by, at=at)
    journal.record(ReferralAccepted(**ids(referral), **told), by=by, at=at)


@transaction.atomic
def step(referral: Referral, state: str, *, by: int | None, at: datetime) -> None:
    """Write down that she called, met or quoted. Each keeps the promise to call."""
    to = Referral.State(state)
    if to not in STEPS:
        raise Refused(_("That is not a step."))
    told = _take(referral, to, at=at, **{STEPS[to]: at}, wake_at=at + FOLLOW_UP_AFTER, nudges=0)
    end_promise(referral, by=by, at=at, done=True)
    journal.record(ReferralStepped(**ids(referral), step=Code(to), **told), by=by, at=at)


@transaction.atomic
def win(
    referral: Referral,
    *,
    worth: int | None = None,
    is_new_customer: bool | None = None,
    thanks: str = "",
    by: int | None,
    at: datetime,
) -> None:
    """Write down that the customer bought, for `worth` minor units of the node's currency where the receiver says so, and thank."""
    _take(referral, Referral.State.WON, at=at, worth=worth, is_new_customer=is_new_customer, wake_at=at + ASK_CUSTOMER_AFTER)
    end_promise(referral, by=by, at=at, done=True)
    count(referral, won=1, worth=worth or 0)
    fact = ReferralWon(
        **ids(referral),
        worth=worth,
        currency=Code(referral.receiver.node.currency),
        is_new_customer=is_new_customer,
        customer_agrees=_agrees(referral, bought=True),
    )
    journal.record(fact, by=by, at=at)
    if thanks.strip():
        thank(referral, words=thanks, by=by, at=at)


@transaction.atomic
def lose(referral: Referral, *, why: str, by: int | None, at: datetime) -> None:
    """Write down that the customer did not buy, and why."""
    _take(referral, Referral.State.LOST, at=at, lost_why=Referral.LostReason(why), wake_at=None)
    end_promise(referral, by=by, at=at, done=True)
    count(referral, lost=1)
    journal.record(ReferralLost(**ids(referral), why=Code(why), customer_agrees=_agrees(referral, bought=False)), by=by, at=at)


@transaction.atomic
def decline(referral: Referral, *, by: int | None, at: datetime) -> None:
    """Say that this customer is not for her. Said before the promise to call was due, nothing is broken by it."""
    told = _take(referral, Referral.State.DECLINED, at=at, wake_at=None)
    end_promise(referral, by=by, at=at, done=False)
    journal.record(ReferralDeclined(**ids(referral), **told), by=by, at=at)


@transaction.atomic
def pass_on(referral: Referral, receiver: Member, *, by: int | None, at: datetime) -> Referral:
    """Hand the overflow to somebody else, a rival perhaps. The customer is asked anew before anything passes."""
    return choose_other(referral, receiver, giver=referral.receiver, why="overflow", at=at)


@transaction.atomic
def tell_again(referral: Referral, word: str, *, by: int | None, at: datetime) -> None:
    """Write down, once, whether a customer who bought came again. Refuses it of others, and before two months have passed."""
    again = Referral.Again(word)
    if not can_tell_again(referral, at=at):
        raise Refused(_("It is too early to say."))
    if not Referral.objects.filter(pk=referral.pk, state=Referral.State.WON, again="").update(again=again):
        raise Refused(_("You have told us already. Thank you."))
    referral.again = again
    journal.record(CustomerKept(**ids(referral), again=Code(again)), by=by, at=at)


@transaction.atomic
def thank(referral: Referral, *, words: str, by: int | None, at: datetime) -> None:
    """Thank the giver, once. Refuses empty words."""
    if not words.strip():
        raise Refused(_("What would you like to say?"))
    if not Referral.objects.filter(pk=referral.pk, thanked_at=None).update(thanks=words.strip(), thanked_at=at):
        raise Refused(_("You have thanked them already."))
    journal.record(ThanksSaid(**ids(referral)), by=by, at=at)


def _take(referral: Referral, state: Referral.State, *, at: datetime, **fields: Any) -> dict[str, Any]:
    """Go a step further, and count the receiver's first sign of life. Returns what the fact tells of it: nothing of a later one."""
    if referral.answered_at is None and referral.sent_at is not None and moved(referral, state, at=at, answered_at=at, **fields):
        minutes = int((at - referral.sent_at).total_seconds() // 60)
        count(referral, answered=1, answer_minutes=minutes)
        return {"minutes": minutes, "in_time": _in_time(referral, at=at)}
    # It was answered already, in this very moment perhaps; or the step is refused.
    move(referral, state, at=at, **fields)
    return {}


def _in_time(referral: Referral, *, at: datetime) -> bool:
    receiver = referral.receiver
    return at <= (referral.answer_by or promises.due_after(receiver, receiver.answer_hours, at=referral.sent_at or at))


def _agrees(referral: Referral, *, bought: bool) -> bool | None:
    """Whether the customer has told it likewise; None while she has said nothing."""
    said = Referral.objects.filter(pk=referral.pk).values_list("bought", flat=True).first()
    return None if said is None else said == bought
