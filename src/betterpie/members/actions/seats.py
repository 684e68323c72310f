"""Takes seats, gives them up, and keeps the house rules."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, MemberId
from betterpie.members.actions.base import Refused
from betterpie.members.facts import HelperJoined, HelperLeft, MemberJoined, MemberLeft, RulesAccepted, TierChanged
from betterpie.members.models import Acceptance, Claim, Invitation, Member, Staff, Word
from betterpie.members.queries.seats import is_spoken_for
from betterpie.people.models import Person


@transaction.atomic
def join(member: Member, *, person: Person, tier: str = Member.Tier.FULL, at: datetime) -> None:
    """Seat `person` at `member`: as its owner when the seat was free. Accepts the house rules.

    Refuses a seat that was given up, and a business for which others act already, here or in another node: who came in by one
    group's steward must not come to read what the business was told in another.
    """
    if member.left_at:
        raise Refused(_("This seat has been given up. Ask a steward."))
    if is_spoken_for(member.business_id, person=person):
        raise Refused(_("Others act for %(name)s already. Ask one of them to invite you.") % {"name": member.business.name})
    claimed = Member.objects.filter(pk=member.pk, tier=Member.Tier.GUEST).update(tier=tier, joined_at=at, contact="")
    Staff.objects.get_or_create(business_id=member.business_id, person=person, defaults={"since": at, "is_owner": bool(claimed)})
    Invitation.objects.filter(member=member, state=Invitation.State.OPEN, is_for_helper=False).update(
        state=Invitation.State.ACCEPTED, answered_at=at, taken_at=at
    )
    member.refresh_from_db()
    if claimed:
        journal.record(MemberJoined(node=member.node_id, member=MemberId(member.pk), tier=Code(tier)), by=person.pk, at=at)
    accept_rules(member, by=person, at=at)


@transaction.atomic
def accept_rules(member: Member, *, by: Person, at: datetime) -> None:
    """Write down that `member` keeps the house rules as they are now. Saying so twice does nothing."""
    version = member.node.rules_version
    _row, is_new = Acceptance.objects.get_or_create(member=member, version=version, defaults={"person": by, "at": at})
    if is_new:
        journal.record(RulesAccepted(node=member.node_id, member=MemberId(member.pk), version=version), by=by.pk, at=at)


@transaction.atomic
def leave(member: Member, *, by: Person | None, at: datetime) -> None:
    """Give up a seat. What the member did stays in the journal."""
    if Member.objects.filter(pk=member.pk, left_at=None).update(left_at=at):
        Word.objects.filter(member=member).delete()
        Invitation.objects.filter(member=member, state=Invitation.State.OPEN).update(state=Invitation.State.WITHDRAWN, answered_at=at)
        Claim.objects.filter(member=member, state=Claim.State.OPEN).update(state=Claim.State.REFUSED, answered_at=at)
        journal.record(MemberLeft(node=member.node_id, member=MemberId(member.pk)), by=by.pk if by else None, at=at)


@transaction.atomic
def change_tier(member: Member, tier: str, *, by: Person, at: datetime) -> None:
    """Make a member a networking or a full one. Refuses a seat that nobody has taken."""
    if member.is_guest or tier == Member.Tier.GUEST:
        raise Refused(_("Nobody has taken this seat yet."))
    if Member.objects.filter(pk=member.pk).exclude(tier=tier).update(tier=tier):
        journal.record(TierChanged(node=member.node_id, member=MemberId(member.pk), tier=Code(tier)), by=by.pk, at=at)


@transaction.atomic
def answer_within(member: Member, hours: int) -> None:
    """Write down within how many of its own opening hours (1 to 80) a member answers."""
    Member.objects.filter(pk=member.pk).update(answer_hours=hours)


@transaction.atomic
def take_on(member: Member, *, person: Person, at: datetime) -> None:
    """Let `person` act for `member`'s business. Saying so twice does nothing."""
    _row, is_new = Staff.objects.get_or_create(business_id=member.business_id, person=person, defaults={"since": at})
    if is_new:
        journal.record(HelperJoined(node=member.node_id, member=MemberId(member.pk)), by=person.pk, at=at)


@transaction.atomic
def let_go(member: Member, *, person: Person, by: Person, at: datetime) -> None:
    """Let `person` act for `member`'s business no longer. Refuses to send the last one away."""
    staff = Staff.objects.select_for_update().filter(business_id=member.business_id)
    if not [job for job in staff if job.person_id != person.pk]:
        raise Refused(_("Somebody has to stay. To give up the seat, leave the group instead."))
    gone, _rows = staff.filter(person=person).delete()
    if gone:
        if not staff.filter(is_owner=True).exists():
            Staff.objects.filter(pk=staff.order_by("since", "pk").values("pk")[:1]).update(is_owner=True)
        journal.record(HelperLeft(node=member.node_id, member=MemberId(member.pk)), by=by.pk, at=at)
