"""What happens to referrals by itself in time: nudges, passing on what is urgent, lapsing, asking the customer, erasing."""

from datetime import datetime, timedelta

from django.db import transaction

from betterpie.journal import actions as journal
from betterpie.referrals import queries
from betterpie.referrals.actions.base import end_promise, ids, move
from betterpie.referrals.actions.customers import choose_other, forget, say_yes
from betterpie.referrals.facts import CustomerAsked, ReferralLapsed, ReferralNudged
from betterpie.referrals.models import KEEP_DETAILS, LAPSES_AFTER, NUDGES, Customer, Referral

S = Referral.State
FOLLOW_UPS = (timedelta(days=14), timedelta(days=30))
SILENT_AFTER = timedelta(days=60)


def wake_due(*, at: datetime, limit: int = 500) -> int:
    """Do what is due for each referral whose moment has come. Returns how many were woken."""
    # First which, then all about them: asked for both at once, SQLite goes through every referral there is.
    which = list(Referral.objects.filter(wake_at__lte=at).order_by("wake_at").values_list("pk", flat=True)[:limit])
    if not which:
        return 0
    due = Referral.objects.filter(pk__in=which).select_related("giver__node", "receiver__node", "receiver__business").order_by("wake_at")
    return sum(_wake(referral, at=at) for referral in due)


def erase_due(*, at: datetime, limit: int = 500) -> int:
    """Erase the details whose ninety days are over. Returns how many."""
    due = Customer.objects.filter(erase_at__lte=at).select_related("referral").order_by("erase_at")[:limit]
    for customer in due:
        forget(customer.referral, at_her_wish=False, at=at)
    return len(due)


@transaction.atomic
def _wake(referral: Referral, *, at: datetime) -> bool:
    # The claim: whoever clears the alarm first does the work, in this very transaction.
    if not Referral.objects.filter(pk=referral.pk, wake_at=referral.wake_at, state=referral.state).update(wake_at=None):
        return False
    if referral.state == S.GIVEN:
        _lapse(referral, at=at)
    elif referral.state in (S.SENT, S.ACCEPTED):
        _press(referral, at=at)
    elif referral.state in (S.CALLED, S.MET, S.QUOTED):
        _follow_up(referral, at=at)
    elif referral.ended_at is not None and at >= referral.ended_at + KEEP_DETAILS:
        forget(referral, at_her_wish=False, at=at)
    elif referral.state == S.WON and referral.ended_at is not None:
        _ask_customer(referral, at=at)
        Referral.objects.filter(pk=referral.pk).update(wake_at=referral.ended_at + KEEP_DETAILS)
    return True


def _press(referral: Referral, *, at: datetime) -> None:
    sent_at = referral.sent_at or referral.given_at
    if referral.state == S.SENT and referral.answer_by is not None and referral.answer_by <= at and _pass_urgent(referral, at=at):
        return
    if at >= sent_at + LAPSES_AFTER:
        _lapse(referral, at=at)
        return
    if referral.nudges < len(NUDGES) and at >= sent_at + NUDGES[referral.nudges]:
        _nudge(referral, at=at)
    later = sent_at + NUDGES[referral.nudges] if referral.nudges < len(NUDGES) else sent_at + LAPSES_AFTER
    Referral.objects.filter(pk=referral.pk).update(wake_at=later, nudges=referral.nudges)


def _follow_up(referral: Referral, *, at: datetime) -> None:
    if at >= referral.stepped_at + SILENT_AFTER:
        _lapse(referral, at=at)
        return
    _nudge(referral, at=at)
    later = FOLLOW_UPS[referral.nudges] if referral.nudges < len(FOLLOW_UPS) else SILENT_AFTER
    Referral.objects.filter(pk=referral.pk).update(wake_at=referral.stepped_at + later, nudges=referral.nudges)


def _nudge(referral: Referral, *, at: datetime) -> None:
    referral.nudges += 1
    journal.record(ReferralNudged(**ids(referral), nudge=referral.nudges), by=None, at=at)


def _lapse(referral: Referral, *, at: datetime) -> None:
    was_with_receiver = referral.state != S.GIVEN
    move(referral, S.LAPSED, at=at)
    end_promise(referral, by=None, at=at, done=False)
    fact = ReferralLapsed(**ids(referral), was_with_receiver=was_with_receiver, was_answered=referral.answered_at is not None)
    journal.record(fact, by=None, at=at)


def _pass_urgent(referral: Referral, *, at: datetime) -> bool:
    """Offer an urgent customer to the next who suits; at once where she gave leave for it, else she is asked first."""
    following = queries.next_who_suits(referral, at=at)
    if following is None:
        return False
    successor = choose_other(referral, following, why="unanswered", at=at)
    if referral.may_pass_on:
        say_yes(successor, choice=referral.choice, may_pass_on=True, at=at)
    return True


def _ask_customer(referral: Referral, *, at: datetime) -> None:
    """Ask her by mail, once, where she left an address and has not said so by herself."""
    reachable = Customer.objects.filter(referral=referral, asked_at=None, referral__went_well=None).exclude(email="")
    if reachable.update(asked_at=at):
        journal.record(CustomerAsked(**ids(referral)), by=None, at=at)
