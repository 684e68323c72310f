"""Two seats that turn out to be one business, and that are two after all."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.members import actions as members
from betterpie.members.models import Member
from betterpie.people.models import Person
from betterpie.trust.actions.base import Moved, Refused, moved_between
from betterpie.trust.actions.evidence import ask, rewritten
from betterpie.trust.actions.ledgers import whole
from betterpie.trust.facts import SeatsMerged, SeatsParted
from betterpie.trust.models import Merging
from betterpie.trust.queries import seats as told
from betterpie.trust.queries.evidence import merged_in, seated_by


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What making two seats one would mean: how many deeds of the one would count for the other, how many it saw, how many the two
    saw of each other, which fall away; and whom it would move."""

    about: int
    seen: int
    between: int
    moved: list[Moved]


def would_merge(gone: Member, *, into: Member, at: datetime) -> Merged:
    """What `merge` would move. Refuses seats that can't be made one; whoever may make them so, `merge` asks."""
    _check(gone, into)
    about, seen, between = told.counted(gone, into)
    before, merged = whole(gone.node_id, at=at), merged_in(gone.node_id, more={gone.pk: into.pk})
    after = whole(gone.node_id, at=at, merged=merged)
    return Merged(about=about, seen=seen, between=between, moved=moved_between(before, after, members=seated_by(gone.node_id, at=at)))


@transaction.atomic
def merge(gone: Member, *, into: Member, reason: str, by: Person | None, at: datetime) -> Merging:
    """Let what happened to the seat `gone` count for `into` too: she left and came back, or was on the list twice.

    What the two said of each other falls away. A guest's seat leaves the list with it: nobody is to be listed twice. Refuses seats of
    two nodes, a seat that is still in use, one that was given up to count for, a second time, no reason, and somebody who works for
    one of the two, where anything would move.
    """
    if not reason.strip():
        raise Refused(_("Please say why, in a sentence."))
    for seat in sorted((gone, into), key=lambda seat: seat.pk):  # the guest may have joined since the page was shown
        seat.refresh_from_db(from_queryset=Member.objects.select_for_update(of=("self",)).select_related("business", "node"))
    _check(gone, into)
    _check_hands(gone, into, by=by)
    if gone.left_at is None:
        members.leave(gone, by=by, at=at)
    person = by.pk if by else None
    try:
        with transaction.atomic():
            made = Merging.objects.create(node=gone.node_id, gone=gone.pk, into=into.pk, reason=reason.strip(), by=person, at=at)
    except IntegrityError:  # two tabs at once
        raise Refused(_("These are one already.")) from None
    _weigh_anew(made)
    journal.record(SeatsMerged(node=made.node, gone=MemberId(gone.pk), into=MemberId(into.pk)), by=person, at=at)
    return made


@transaction.atomic
def part(merging: Merging, *, by: Person | None, at: datetime) -> None:
    """Let each count for itself again, as if they had never been one. A guest who left the list by it is listed again.

    Refuses what has been undone already, and somebody who works for one of the two, where anything would move.
    """
    _check_hands(*told.seats_of(merging), by=by)
    if not Merging.objects.filter(pk=merging.pk, parted_at=None).update(parted_at=at):
        raise Refused(_("That has been undone already."))
    gone = Member.objects.filter(pk=merging.gone, tier=Member.Tier.GUEST, left_at=merging.at).select_related("business", "node").first()
    if gone is not None:
        members.seat_business(gone.node, gone.business, by=by, at=at)
    _weigh_anew(merging)
    fact = SeatsParted(node=merging.node, gone=MemberId(merging.gone), into=MemberId(merging.into))
    journal.record(fact, by=by.pk if by else None, at=at)


def _check(gone: Member, into: Member) -> None:
    if gone.node_id != into.node_id or gone.pk == into.pk:
        raise Refused(_("Please choose two seats of this group."))
    if gone.left_at is None and not gone.is_guest:
        raise Refused(_("%(name)s is still in use. Give up the seat first.") % {"name": gone.business.name})
    if into.left_at is not None:
        raise Refused(_("%(name)s has given up the seat. Choose the one that is in use.") % {"name": into.business.name})
    merged = merged_in(gone.node_id)
    if gone.pk in merged or merged.get(into.pk) == gone.pk:
        raise Refused(_("These are one already."))


def _check_hands(gone: Member, into: Member, *, by: Person | None) -> None:
    """Nobody takes a complaint about herself away, or the good name of another to herself."""
    seats = (gone.pk, into.pk, _counts_for(into.pk, node=into.node_id))
    if by is not None and told.works_for(by, *seats) and any(told.counted(gone, into)):
        raise Refused(_("You work for one of the two, so another steward has to say it."))


def _weigh_anew(merging: Merging) -> None:
    rewritten(merging.node)
    for member in dict.fromkeys((merging.gone, merging.into, _counts_for(merging.into, node=merging.node))):
        ask(member, node=merging.node)


def _counts_for(seat: int, *, node: int) -> int:
    """The seat for which this one counts in the end, mostly itself."""
    return merged_in(node).get(seat, seat)
