"""What the customer herself decides, on her private page and without an account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, MemberId
from betterpie.members.models import Member
from betterpie.referrals.actions.base import Refused, count, end_promise, ids, move
from betterpie.referrals.actions.giving import Details, give
from betterpie.referrals.facts import CustomerForgotten, CustomerSpoke, CustomerTold, ReferralAgreed, ReferralPassedOn, ReferralStopped
from betterpie.referrals.models import NUDGES, URGENT_ANSWER, Customer, Referral

MOST_TURNS = 8
"""How often a customer chooses anew. Each turn writes letters, and her link may be in hands that wish nobody well."""


@transaction.atomic
def say_yes(referral: Referral, *, choice: str, details: Details | None = None, may_pass_on: bool = False, at: datetime) -> None:
    """The customer wishes to be called, or calls by herself; only in the first case do her details reach the receiver.

    `may_pass_on` is her leave to ask the next who suits when an urgent call is not answered. Refuses a call without a way to call.
    """
    if details is not None:
        Customer.objects.update_or_create(referral=referral, defaults=vars(details))
    if choice == Referral.Choice.CALL_ME and not Customer.objects.filter(referral=referral).exclude(phone="", email="").exists():
        raise Refused(_("Please leave a phone number or an e-mail address, so that they can reach you."))
    answer_by = at + URGENT_ANSWER if referral.is_urgent else None
    move(
        referral,
        Referral.State.SENT,
        at=at,
        choice=choice,
        sent_at=at,
        may_pass_on=may_pass_on,
        answer_by=answer_by,
        wake_at=answer_by or at + NUDGES[0],
    )
    count(referral, sent=1)
    fact = ReferralAgreed(**ids(referral), will_call=choice == Referral.Choice.WILL_CALL, is_urgent=referral.is_urgent)
    journal.record(fact, by=None, at=at)


@transaction.atomic
def choose_other(referral: Referral, receiver: Member, *, giver: Member | None = None, why: str = "customer", at: datetime) -> Referral:
    """Let the customer go on to `receiver`, where her yes is needed anew. Her details leave the first receiver's sight at once."""
    if receiver.pk == referral.receiver_id:
        raise Refused(_("That is who you have now."))
    if why == "customer" and len(_trail(referral)) >= MOST_TURNS:
        raise Refused(_("You have been through a good many of them. Please ask the one who sent you."))
    successor = give(
        giver or referral.giver,
        receiver,
        need=referral.need,
        trade=referral.trade,
        note=referral.note if giver is None else "",
        is_urgent=referral.is_urgent,
        instead_of=referral,
        by=None,
        at=at,
    )
    move(referral, Referral.State.PASSED, at=at)
    end_promise(referral, by=None, at=at, done=False)
    Customer.objects.filter(referral=referral).update(referral=successor, erase_at=None)
    Referral.objects.filter(pk=successor.pk).update(by_card=referral.by_card)
    fact = ReferralPassedOn(**ids(referral), why=Code(why), successor=successor.pk, to=MemberId(receiver.pk))
    journal.record(fact, by=None, at=at)
    return successor


@transaction.atomic
def stop(referral: Referral, *, at: datetime) -> None:
    """The customer says no thanks, before or after her yes. Her details are erased at once."""
    move(referral, Referral.State.STOPPED, at=at)
    end_promise(referral, by=None, at=at, done=False)
    journal.record(ReferralStopped(**ids(referral)), by=None, at=at)
    _erase(referral, at_her_wish=True, at=at)


@transaction.atomic
def judge(referral: Referral, *, went_well: bool, at: datetime) -> None:
    """The customer says, once, whether it went well. Refuses before anybody called her, and a second word."""
    if referral.called_at is None and referral.state not in (Referral.State.WON, Referral.State.LOST):
        raise Refused(_("They have not written down that you spoke yet."))
    if not Referral.objects.filter(pk=referral.pk, went_well=None).update(went_well=went_well):
        raise Refused(_("You have told us already. Thank you."))
    journal.record(CustomerSpoke(**ids(referral), went_well=went_well), by=None, at=at)


@transaction.atomic
def tell(referral: Referral, *, bought: bool, at: datetime) -> None:
    """The customer says, once, whether she bought. Refuses before anybody called her, and a second word."""
    if referral.called_at is None and referral.told_bought is None:
        raise Refused(_("They have not written down that you spoke yet."))
    if not Referral.objects.filter(pk=referral.pk, bought=None).update(bought=bought):
        raise Refused(_("You have told us already. Thank you."))
    told = Referral.objects.get(pk=referral.pk).told_bought
    journal.record(CustomerTold(**ids(referral), bought=bought, receiver_agrees=None if told is None else told == bought), by=None, at=at)


@transaction.atomic
def forget(referral: Referral, *, at_her_wish: bool, at: datetime) -> None:
    """Erase the customer's details and her words; an open referral ends with them. Nothing to erase is no trouble."""
    if at_her_wish and referral.is_open:
        stop(referral, at=at)
        return
    _erase(referral, at_her_wish=at_her_wish, at=at)


def _erase(referral: Referral, *, at_her_wish: bool, at: datetime) -> None:
    erased, _each = Customer.objects.filter(referral=referral).delete()
    words = Referral.objects.filter(pk__in=_trail(referral)).exclude(need="", note="").update(need="", note="")
    if erased or words:
        journal.record(CustomerForgotten(**ids(referral), at_her_wish=at_her_wish), by=None, at=at)


def _trail(referral: Referral) -> list[int]:
    """This referral and those from which she came to it: what she needs stands in each of them."""
    trail = [referral.pk]
    before = referral.instead_of_id
    while before is not None:
        trail.append(before)
        before = Referral.objects.filter(pk=before).values_list("instead_of", flat=True).first()
    return trail
