"""What can be asked about seats that are, or may be, one business."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from betterpie.members.models import Member, Node, Staff
from betterpie.members.queries import names
from betterpie.people.models import Person
from betterpie.trust.models import Merging
from betterpie.trust.queries.evidence import merged_in, that_count

IS_MERGED = Exists(Merging.objects.filter(gone=OuterRef("pk"), parted_at=None))
"""Whether a seat counts for another."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two seats that were made one, and why; `parted_at` where that was undone."""

    merging: int
    gone: str
    into: str
    reason: str
    at: datetime
    parted_at: datetime | None


def pairs_in(node: Node) -> QuerySet[Merging]:
    """The seats of a node that were made one, the latest first."""
    return Merging.objects.filter(node=node.pk).order_by("-at", "-pk")


def told(rows: list[Merging]) -> list[Pair]:
    """The same with their names."""
    known = names(seat for row in rows for seat in (row.gone, row.into))
    return [
        Pair(
            merging=row.pk,
            gone=known.get(row.gone, ""),
            into=known.get(row.into, ""),
            reason=row.reason,
            at=row.at,
            parted_at=row.parted_at,
        )
        for row in rows
    ]


def pair(node: Node, pk: int) -> Merging | None:
    """One of them in this node, undone or not."""
    return Merging.objects.filter(node=node.pk, pk=pk).first()


def why_not_free(seat: Member) -> str:
    """Why a seat that counts for another can't be taken again; empty where it counts for itself."""
    merging = Merging.objects.filter(gone=seat.pk, parted_at=None).first()
    if merging is None:
        return ""
    words = {"name": seat.business.name, "other": names([merging.into])[merging.into]}
    return _("%(name)s counts as one with %(other)s. A steward can undo that under “One business, two seats”.") % words


def seats_of(merging: Merging) -> tuple[Member, Member]:
    """The two seats themselves: the one that counts for the other, and the other."""
    found = Member.objects.in_bulk([merging.gone, merging.into])
    return found[merging.gone], found[merging.into]


def works_for(person: Person, *seats: int) -> bool:
    """Whether `person` acts for one of these seats."""
    return Staff.objects.filter(person=person, business__seats__in=seats).exists()


def free_seats(node: Node) -> QuerySet[Member]:
    """The seats of a node that were given up and count for no other yet, the latest first."""
    return Member.objects.filter(~IS_MERGED, node=node, left_at__isnull=False).select_related("business").order_by("-left_at", "-pk")


def seat_of(node: Node, pk: int) -> Member | None:
    """One seat of a node, given up or not."""
    return Member.objects.filter(node=node, pk=pk).select_related("business", "node").first()


def seats_in_use(node: Node) -> QuerySet[Member]:
    """The members of a node for whom a seat may count, by name."""
    rows = Member.objects.filter(node=node, left_at=None).exclude(tier=Member.Tier.GUEST)
    return rows.select_related("business").order_by("sort_name", "pk")


def look_alike(node: Node, *, limit: int) -> list[tuple[Member, Member]]:
    """Seats that nobody uses, each with the member who has the same name or the same phone: perhaps they are one. At most `limit`."""
    members = list(seats_in_use(node))
    by_name = {member.sort_name: member for member in members}
    by_phone = {member.business.phone: member for member in members if member.business.phone}
    unused = Q(tier=Member.Tier.GUEST) | Q(left_at__isnull=False)
    alike = Q(sort_name__in=list(by_name)) | Q(business__phone__in=list(by_phone))
    rows = Member.objects.filter(unused, alike, ~IS_MERGED, node=node).select_related("business").order_by("sort_name", "pk")
    return [(seat, by_name.get(seat.sort_name) or by_phone[seat.business.phone]) for seat in rows[:limit]]


def counted(gone: Member, into: Member) -> tuple[int, int, int]:
    """How many deeds of `gone` count, how many it saw of others, and how many it and `into` saw of each other."""
    merged = merged_in(gone.node_id, without=gone.pk)
    mine = {gone.pk} | {seat for seat, last in merged.items() if last == gone.pk}
    theirs = {into.pk} | {seat for seat, last in merged.items() if last == merged.get(into.pk, into.pk)}
    rows = that_count(gone.node_id)
    about, seen = rows.filter(about__in=mine), rows.filter(by__in=mine)
    between = about.filter(by__in=theirs).count(), seen.filter(about__in=theirs).count()
    return about.count() - between[0], seen.count() - between[1], sum(between)
