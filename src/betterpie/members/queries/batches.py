"""What can be asked about lists on their way in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from betterpie.kernel.listings.shops import Shop, shop
from betterpie.members.models import Batch, BatchRow, Business, Node

SURE = 0.95  # pairs at least as likely as this may be answered all at once


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A line and what it may be the same shop as."""

    row: BatchRow
    name: str
    place: str
    phone: str
    is_there: bool
    """Whether the other one is on the list already; else it stands in the same file, at `line`."""
    line: int | None


def batches_of(node: Node) -> QuerySet[Batch]:
    """The lists that were brought to `node`, the newest first."""
    return Batch.objects.filter(node=node).select_related("by").order_by("-id")


def batch_of(node: Node, pk: int) -> Batch | None:
    """One list of `node`."""
    return batches_of(node).filter(pk=pk).first()


def figures(batch: Batch) -> dict[str, Any]:
    """What the preview says in numbers: how many lines there are, go in, belong together, stay out, have troubles, may be there already."""
    fates = BatchRow.Fate
    counts = batch.rows.aggregate(
        lines=Count("pk"),
        new=Count("pk", filter=Q(fate=fates.NEW)),
        folded=Count("pk", filter=Q(fate=fates.FOLDED)),
        stopped=Count("pk", filter=Q(fate=fates.STOPPED)),
        troubles=Count("pk", filter=~Q(trouble="")),
        pairs=Count("pk", filter=Q(likely__isnull=False)),
        sure=Count("pk", filter=Q(likely__gte=SURE)),
        chains=Count("pk", filter=~Q(chain="") & Q(fate=fates.NEW)),
        last_line=Max("line"),
    )
    named = batch.rows.filter(fate=fates.NEW).exclude(area="").values_list("area").annotate(count=Count("pk")).order_by("-count", "area")
    return {**counts, "areas": dict(named)}


def troubles(batch: Batch) -> QuerySet[BatchRow]:
    """The lines with something wrong, those that stay out first."""
    return batch.rows.exclude(trouble="").annotate(stays=Q(fate=BatchRow.Fate.STOPPED)).order_by("-stays", "line")


def open_pairs(batch: Batch) -> QuerySet[BatchRow]:
    """Lines that may be a shop that is known, without an answer yet, the likeliest first."""
    return batch.rows.filter(likely__isnull=False, answer="").order_by("-likely", "line")


def answered(batch: Batch) -> dict[str, int]:
    """How many pairs were answered with what."""
    return dict(batch.rows.filter(likely__isnull=False).exclude(answer="").values_list("answer").annotate(count=Count("pk")))


def chains(batch: Batch, *, limit: int = 50) -> list[tuple[str, int]]:
    """The chains in a list and how often each stands there, the most frequent first."""
    named = batch.rows.exclude(chain="").filter(fate=BatchRow.Fate.NEW).values_list("chain").annotate(count=Count("pk"))
    return list(named.order_by("-count", "chain")[:limit])


def samples(batch: Batch, *, limit: int = 5) -> list[BatchRow]:
    """The first lines that go in."""
    return list(batch.rows.filter(fate=BatchRow.Fate.NEW).order_by("line")[:limit])


def kept(batch: Batch, *, limit: int = 100) -> list[BatchRow]:
    """The lines that stayed when the list was taken out again."""
    return list(batch.rows.filter(made__has_key="kept").order_by("line")[:limit])


def pairs_of(rows: list[BatchRow]) -> list[Pair]:
    """The rows with what each may be the same as, in two queries."""
    there = Business.objects.in_bulk([row.twin_id for row in rows if row.twin_id])
    lines = {row.twin_line for row in rows if row.twin_line is not None}
    batch = rows[0].batch_id if rows else 0
    twins = {row.line: row for row in BatchRow.objects.filter(batch=batch, line__in=lines)}
    return [pair for row in rows if (pair := _pair(row, there, twins)) is not None]


def known_near(batch: Batch) -> Iterator[Shop]:
    """The businesses that a list is compared with: those with a seat in its node, and those anywhere in the ZIPs that it names."""
    zips = Counter(batch.rows.exclude(clean__zip="").values_list("clean__zip", flat=True).distinct()[:2000])
    near = Q(seats__node=batch.node_id) | Q(zip__in=[code for code in zips if code])
    columns = ("pk", "name", "phone", "web", "street", "zip", "city")
    for pk, name, phone, web, street, zip_code, city in Business.objects.filter(near).distinct().values_list(*columns).iterator():
        yield shop(("there", pk), name, phones=[phone], web=web, street=street, zip_code=zip_code, city=city)


def listed_lines(batch: Batch) -> Iterator[Shop]:
    """The lines of a list that go in, in order, as they are compared."""
    rows = batch.rows.filter(fate=BatchRow.Fate.NEW).order_by("line").values_list("line", "name", "clean")
    for line, name, said in rows.iterator(chunk_size=2000):
        yield shop(
            ("line", line), name, phones=[said["phone"]], web=said["web"], street=said["street"], zip_code=said["zip"], city=said["city"]
        )


def _pair(row: BatchRow, there: dict[int, Business], twins: dict[int, BatchRow]) -> Pair | None:
    if row.twin_id is not None:
        business = there.get(row.twin_id)
        if business is None:
            return None
        place = ", ".join(filter(None, (business.street, business.city, business.zip)))
        return Pair(row=row, name=business.name, place=place, phone=business.phone, is_there=True, line=None)
    twin = twins.get(row.twin_line or 0)
    if twin is None:
        return None
    return Pair(row=row, name=twin.name, place=place_of(twin), phone=twin.clean.get("phone", ""), is_there=False, line=twin.line)


def place_of(row: BatchRow) -> str:
    """Where a line says the shop is."""
    return ", ".join(filter(None, (row.clean.get("street"), row.clean.get("city"), row.clean.get("zip"))))
