"""All evidence of a node, as the kernel weighs it."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Func, IntegerField, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from betterpie.kernel.trust import Evidence as Piece
from betterpie.members.models import Member, NodeLink, Steward
from betterpie.trust.models import Evidence, Merging

NODE = "node"
"""The voice of the node itself; that of a neighboring node is (NODE, its id)."""
FOUNDERS = 5
"""How many of the longest-standing members the node vouches for at least; in a big one it is a fifth of all."""
COLUMNS = ("pk", "about", "by", "by_node", "kind", "outcome", "is_confirmed", "state", "second")


class Seconds(Func):
    """A moment as whole seconds since 1970: a tenth of what it costs to read it as a date."""

    output_field = IntegerField()
    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_more: Any) -> Any:
        """Of the text that SQLite keeps."""
        return self.as_sql(compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)")

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_more: Any) -> Any:
        """Of PostgreSQL's own."""
        return self.as_sql(compiler, connection, template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::BIGINT")


class Reader:
    """Reads the evidence of a node that counts, in the order in which it came, and remembers how far: its `last` row, and its `count`.

    A member of a neighboring node speaks with that node's one voice, and seats that are one business with one voice; what these said
    of each other falls away. `ref` is the row's number.
    """

    def __init__(self, node: int, *, merged: Mapping[int, int] | None = None) -> None:
        self.node, self.last, self.count = node, 0, 0
        self.merged = merged_in(node) if merged is None else merged

    def new(self) -> Iterator[Piece]:
        """What has come since the last reading."""
        return self.pieces(that_count(self.node).filter(pk__gt=self.last))

    def pieces(self, rows: QuerySet[Evidence]) -> Iterator[Piece]:
        """These rows as evidence."""
        for row in rows.order_by("pk").annotate(second=Seconds("at")).values_list(*COLUMNS).iterator(chunk_size=5000):
            self.last, self.count = row[0], self.count + 1
            if (piece := self._piece(*row)) is not None:
                yield piece

    def _piece(
        self, pk: int, seat: int, by: int | None, by_node: int | None, kind: str, outcome: float, is_sure: bool, state: str, second: int
    ) -> Piece | None:
        about, voice = self.merged.get(seat, seat), self._voice(by, by_node)
        if about == voice:
            return None
        return Piece(about, voice, outcome, kind, float(second), is_sure, pk, state == Evidence.State.WEAKENED)

    def _voice(self, by: int | None, by_node: int | None) -> Hashable:
        if by is None:
            return NODE
        return (NODE, by_node) if by_node is not None else self.merged.get(by, by)


def that_count(node: int) -> QuerySet[Evidence]:
    """The node's evidence, without what was replaced or removed."""
    return Evidence.objects.filter(node=node, is_replaced=False, state__in=(Evidence.State.COUNTS, Evidence.State.WEAKENED))


def merged_in(node: int, *, more: Mapping[int, int] | None = None, without: int | None = None) -> dict[int, int]:
    """The seats of a node that are one business with another, each with the seat for which it counts in the end.

    `more` are some that might become so; `without` is a seat that is to count for itself.
    """
    rows = Merging.objects.filter(node=node, parted_at=None).values_list("gone", "into")
    merged = {gone: into for gone, into in rows if gone != without} | dict(more or {})
    return {gone: _last(into, merged) for gone, into in merged.items()}


def vouched(node: int) -> list[Hashable]:
    """Whom the node itself knows: itself, the businesses of its stewards, its longest-standing members, and linked nodes.

    Standing has to come from somewhere that nobody can make up in numbers: a steward answers for who she is, a founder's seat can't be
    taken afterwards, and two stewards agreed on a link. All others earn theirs by what these saw of them. The founders are a fifth of
    the members and at least five: in a small group they are known by sight, in a large one five could not reach everybody. Who has left
    is among them still: what she saw while she was there stays true.
    """
    seated = Member.objects.filter(node=node).exclude(tier=Member.Tier.GUEST)
    stewards = Steward.objects.filter(node=node).values("person")
    theirs = seated.filter(business__staff__person__in=stewards).values_list("pk", flat=True).distinct()
    oldest = list(seated.order_by("joined_at", "pk").values_list("pk", flat=True))
    founders = oldest[: max(FOUNDERS, len(oldest) // 5)]
    links = NodeLink.objects.filter(Q(one=node) | Q(other=node), agreed_at__isnull=False).values_list("one", "other")
    neighbors = [(NODE, other if one == node else one) for one, other in links]
    return [NODE, *sorted({*theirs, *founders}), *sorted(neighbors)]


def seated_by(node: int, *, at: datetime) -> list[int]:
    """The members who have a seat at `at`, guests aside."""
    seated = Member.objects.filter(node=node).exclude(tier=Member.Tier.GUEST)
    return list(seated.filter(Q(left_at=None) | Q(left_at__gt=at)).order_by("pk").values_list("pk", flat=True))


def _last(member: int, merged: dict[int, int]) -> int:
    seen = {member}
    while (following := merged.get(member)) is not None and following not in seen:
        seen.add(member := following)
    return member
