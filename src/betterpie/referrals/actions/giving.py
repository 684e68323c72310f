"""Giving a referral."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.members.models import Member
from betterpie.referrals.actions.base import Refused, count, ids
from betterpie.referrals.facts import ReferralGiven
from betterpie.referrals.models import LAPSES_AFTER, Customer, Referral


@dataclass(frozen=True, kw_only=True)
class Details:
    """How to reach a customer, as far as she wished to say."""

    name: str
    phone: str = ""
    email: str = ""
    language: str = ""
    """What she reads, where that is known; else she is written to in the group's language."""


MOST_MAILED = 40
"""To how many customers a day the house writes for one member: enough for a fair, too few for letters that nobody asked for."""


@transaction.atomic
def give(
    giver: Member,
    receiver: Member,
    *,
    need: str = "",
    trade: str = "",
    note: str = "",
    customer: Details | None = None,
    is_urgent: bool = False,
    returns: Referral | None = None,
    instead_of: Referral | None = None,
    by: int | None,
    at: datetime,
) -> Referral:
    """Tell a customer about `receiver`. Nothing passes to the receiver before the customer's own yes.

    Without `customer` it is a card: she keeps her details and may enter them herself. Refuses referring to oneself and to a
    member who has left.
    """
    if giver.pk == receiver.pk or giver.business_id == receiver.business_id:
        raise Refused(_("You can't send a customer to yourself."))
    if receiver.left_at is not None:
        raise Refused(_("%(name)s has left the group.") % {"name": receiver.business.name})
    referral = Referral.objects.create(
        node_id=giver.node_id,
        giver=giver,
        receiver=receiver,
        token=secrets.token_urlsafe(18),
        need=need,
        trade=trade,
        note=note,
        by_card=customer is None,
        is_urgent=is_urgent,
        given_at=at,
        stepped_at=at,
        wake_at=at + LAPSES_AFTER,
        returns=returns,
        instead_of=instead_of,
    )
    if customer is not None:
        language = customer.language or giver.node.language
        Customer.objects.create(referral=referral, name=customer.name, phone=customer.phone, email=customer.email, language=language)
    if returns is not None:
        count(returns, returned=1)
    fact = ReferralGiven(**ids(referral), by_card=customer is None, is_urgent=is_urgent, returns=returns.pk if returns else None)
    journal.record(fact, by=by, at=at)
    return referral
