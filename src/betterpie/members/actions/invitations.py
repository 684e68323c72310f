"""Asks owners to take their seats and helpers to work with them, and hears their answers."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, MemberId
from betterpie.members.actions.base import Refused
from betterpie.members.actions.seats import join, take_on
from betterpie.members.facts import HelperInvited, InvitationAnswered, OwnerInvited
from betterpie.members.models import Invitation, Member, Staff
from betterpie.members.queries import left_today
from betterpie.people.models import Person

S = Invitation.State
MOST_HELPERS = 20
"""How many helpers a member asks in a day."""


@transaction.atomic
def invite(member: Member, *, email: str, name: str = "", note: str = "", by: Person, at: datetime) -> Invitation:
    """Ask an owner, called `name` if that is known, to take the seat kept for her business.

    Refuses an address that wishes to be left alone, a seat that is taken, asking again before she has answered, and more a day
    than the host lets a group ask.
    """
    if not left_today(member.node_id, at=at):
        raise Refused(_("Your group has asked as many owners as it may in a day. Ask the others tomorrow."))
    return _invite(member, email=email, name=name, note=note, by=by, at=at)


@transaction.atomic
def _invite(member: Member, *, email: str, name: str = "", note: str = "", by: Person, at: datetime) -> Invitation:
    if not member.is_guest:
        raise Refused(_("%(name)s has joined already.") % {"name": member.business.name})
    invitation = _ask(member, email=email, name=name, note=note, by=by, at=at)
    journal.record(OwnerInvited(node=member.node_id, member=MemberId(member.pk), invitation=invitation.pk), by=by.pk, at=at)
    return invitation


@transaction.atomic
def invite_helper(member: Member, *, email: str, note: str = "", by: Person, at: datetime) -> Invitation:
    """Ask somebody to work for a member. Refuses one who does already, one who was just asked, and one who wishes to be left alone."""
    if Staff.objects.filter(business_id=member.business_id, person__email__iexact=email).exists():
        raise Refused(_("%(email)s is here already.") % {"email": email})
    if Invitation.objects.filter(member=member, is_for_helper=True, asked_at__gt=at - timedelta(days=1)).count() >= MOST_HELPERS:
        raise Refused(_("That is enough for one day. Ask the others tomorrow."))
    invitation = _ask(member, email=email, note=note, is_for_helper=True, by=by, at=at)
    journal.record(HelperInvited(node=member.node_id, member=MemberId(member.pk), invitation=invitation.pk), by=by.pk, at=at)
    return invitation


def invite_all(members: Iterable[Member], *, by: Person, at: datetime) -> int:
    """Ask each of these guests of one node at its own address, each address once, until the day's share is used up.

    Who can't be asked is passed over. Returns how many were asked.
    """
    asked: set[str] = set()
    left = None
    for member in members:
        left = left_today(member.node_id, at=at) if left is None else left
        if len(asked) >= left:
            break
        email = member.business.email.lower()
        if email and email not in asked:
            try:
                _invite(member, email=email, name=member.contact, by=by, at=at)
            except Refused:
                continue
            asked.add(email)
    return len(asked)


@transaction.atomic
def answer_invitation(invitation: Invitation, answer: str, *, at: datetime) -> None:
    """Write down a yes, a no, the wish to be left alone, or that it was withdrawn. Refuses one that is settled.

    Who said no, or yes, may think again until the seat is taken.
    """
    mendable = Q(state=S.OPEN)
    if answer in (S.ACCEPTED, S.DECLINED, S.LEFT_ALONE):
        mendable |= Q(state__in=(S.ACCEPTED, S.DECLINED), taken_at=None)
    changed = Invitation.objects.filter(mendable, pk=invitation.pk).exclude(state=answer).update(state=answer, answered_at=at)
    if not changed:
        raise Refused(_("This invitation has been answered already."))
    fact = InvitationAnswered(
        node=invitation.member.node_id, member=MemberId(invitation.member_id), invitation=invitation.pk, answer=Code(answer)
    )
    journal.record(fact, by=None, at=at)


@transaction.atomic
def take_seat(invitation: Invitation, *, person: Person, at: datetime) -> None:
    """Seat `person` by her invitation, as owner or as helper. An invitation seats one person; refuses one that is used or withdrawn."""
    member = invitation.member
    if not invitation.is_for_helper and not member.is_guest:
        raise Refused(_("%(name)s has joined already. Ask the one who signs in for it to invite you.") % {"name": member.business.name})
    free = Invitation.objects.filter(pk=invitation.pk, taken_at=None).exclude(state=S.WITHDRAWN)
    if not free.update(state=S.ACCEPTED, answered_at=at, taken_at=at):
        raise Refused(_("This invitation can't be used any more. Ask for a new one."))
    if invitation.is_for_helper:
        take_on(member, person=person, at=at)
    else:
        join(member, person=person, at=at)


def _ask(member: Member, *, email: str, name: str = "", note: str, is_for_helper: bool = False, by: Person, at: datetime) -> Invitation:
    if Invitation.objects.filter(email__iexact=email, state=S.LEFT_ALONE).exists():
        raise Refused(_("This address asked to be left alone, so we won't write to it."))
    try:
        with transaction.atomic():
            return Invitation.objects.create(
                member=member,
                email=email.strip().lower(),
                name=name,
                note=note,
                is_for_helper=is_for_helper,
                token=secrets.token_urlsafe(24),
                by=by,
                asked_at=at,
            )
    except IntegrityError:
        name = email if is_for_helper else member.business.name
        raise Refused(_("%(name)s has been asked and has not answered yet.") % {"name": name}) from None
