"""Wishes to join by those who came by the poster, and a steward's answers."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.members.actions.base import Profile, Refused
from betterpie.members.actions.businesses import list_business, seat_business
from betterpie.members.actions.seats import join
from betterpie.members.facts import ClaimRefused, SeatClaimed
from betterpie.members.models import Business, Claim, Member, Node, Staff
from betterpie.members.queries.seats import is_spoken_for
from betterpie.people.models import Person

S = Claim.State


@transaction.atomic
def claim_seat(member: Member, *, person: Person, note: str = "", at: datetime) -> Claim | None:
    """Ask for a seat that is kept; the claim waits for a steward.

    Who signs in with the address on the list, or works for the business elsewhere, has the seat at once (None).
    """
    if not member.is_guest or member.left_at:
        raise Refused(_("%(name)s has joined already. Ask the one who signs in for it to invite you.") % {"name": member.business.name})
    is_hers = Staff.objects.filter(business_id=member.business_id, person=person).exists()
    is_listed = member.business.email and member.business.email.lower() == person.email.lower()
    if is_hers or (is_listed and not is_spoken_for(member.business_id, person=person)):
        join(member, person=person, at=at)
        return None
    if Claim.objects.filter(member=member, person=person, state=S.OPEN).exists():
        raise Refused(_("You have asked already. A steward will answer by mail."))
    return _ask(Claim(node=member.node, person=person, member=member, note=note, asked_at=at))


@transaction.atomic
def claim_business(node: Node, business: Business, *, person: Person, note: str = "", at: datetime) -> Claim:
    """Ask to join with a business that is known from another group. Refuses one that is here already."""
    if Member.objects.filter(node=node, business=business, left_at=None).exists():
        raise Refused(_("%(name)s is on the list already.") % {"name": business.name})
    if Claim.objects.filter(node=node, business=business, state=S.OPEN).exists():
        raise Refused(_("You have asked already. A steward will answer by mail."))
    return _ask(Claim(node=node, person=person, business=business, note=note, asked_at=at))


@transaction.atomic
def claim_new(node: Node, profile: Profile, *, person: Person, note: str = "", at: datetime) -> Claim:
    """Ask to join with a business that is on no list yet. Nothing is listed before a steward says yes. Three such wishes at a time."""
    if Claim.objects.filter(node=node, person=person, state=S.OPEN).count() >= 3:
        raise Refused(_("You have asked already. A steward will answer by mail."))
    return _ask(Claim(node=node, person=person, profile=asdict(profile), note=note, asked_at=at))


@transaction.atomic
def grant(claim: Claim, *, by: Person, at: datetime) -> Member:
    """Say yes: the business is listed if it wasn't, and the one who asked is seated. Refuses a claim that was answered already."""
    if not Claim.objects.filter(pk=claim.pk, state=S.OPEN).update(state=S.GRANTED, answered_at=at):
        raise Refused(_("This has been answered already."))
    if claim.member:
        member = claim.member
    elif claim.business:
        member = seat_business(claim.node, claim.business, by=by, at=at)
    else:
        member = list_business(claim.node, Profile(**claim.profile), by=by, at=at)
    if not member.is_guest:
        raise Refused(_("%(name)s has joined already.") % {"name": member.business.name})
    join(member, person=claim.person, at=at)
    return member


@transaction.atomic
def refuse(claim: Claim, *, by: Person, at: datetime) -> None:
    """Say no. Refuses a claim that was answered already."""
    if not Claim.objects.filter(pk=claim.pk, state=S.OPEN).update(state=S.REFUSED, answered_at=at):
        raise Refused(_("This has been answered already."))
    member = MemberId(claim.member_id) if claim.member_id else None
    journal.record(ClaimRefused(node=claim.node_id, claim=claim.pk, member=member), by=by.pk, at=at)


def _ask(claim: Claim) -> Claim:
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError:  # the same hand pressed twice
        raise Refused(_("You have asked already. A steward will answer by mail.")) from None
    member = MemberId(claim.member_id) if claim.member_id else None
    journal.record(SeatClaimed(node=claim.node_id, claim=claim.pk, member=member), by=claim.person_id, at=claim.asked_at)
    return claim
