"""All evidence of a node, as the kernel weighs it."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from betterpie.kernel.trust import Evidence as Piece
from betterpie.members.models import Member, NodeLink, Steward
from betterpie.trust.models import Evidence, Merging

NODE = "node"
"""The voice of the node itself; that of a neighboring node is (NODE, its id)."""
FOUNDERS = 5
"""How many of the longest-standing members the node vouches for at least; in a big one it is a fifth of all."""
COLUMNS = ("pk", "about", "by", "kind", "outcome", "at", "is_confirmed", "state")


@dataclass(frozen=True)
class Voices:
    """Whose voice speaks for whom in a node: seats that are one business speak as one, a neighboring node speaks as one."""

    merged: dict[int, int]
    strangers: dict[int, int]

    def about(self, member: int) -> int:
        """The member for whom a deed of this seat counts."""
        return self.merged.get(member, member)

    def by(self, member: int | None) -> Hashable:
        """The voice with which this seat speaks."""
        if member is None:
            return NODE
        if member in self.strangers:
            return NODE, self.strangers[member]
        return self.merged.get(member, member)


def pieces(node: int, voices: Voices, *, after: int = 0) -> Iterator[Piece]:
    """The node's evidence that counts, in the order in which it came; `after` the row of this number."""
    rows = Evidence.objects.filter(node=node, pk__gt=after, is_replaced=False).exclude(state=Evidence.State.REMOVED)
    weakened = Evidence.State.WEAKENED
    for pk, about, by, kind, outcome, at, is_confirmed, state in rows.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=5000):
        told_of, voice = voices.about(about), voices.by(by)
        if told_of != voice:  # what two seats of one business said of each other falls away
            yield Piece(told_of, voice, outcome, kind, at.timestamp(), is_confirmed and state != weakened, pk)


def voices_of(node: int) -> Voices:
    """The voices of a node as it is now."""
    merged = dict(Merging.objects.filter(node=node).values_list("gone", "into"))
    here = Member.objects.filter(node=node).values("pk")
    speaking = Evidence.objects.filter(node=node, by__isnull=False).exclude(by__in=here).values("by").distinct()
    strangers = dict(Member.objects.filter(pk__in=speaking).values_list("pk", "node"))
    return Voices(merged={gone: _last(into, merged) for gone, into in merged.items()}, strangers=strangers)


def vouched(node: int) -> list[Hashable]:
    """Whom the node itself knows: itself, the businesses of its stewards, its longest-standing members, and linked nodes.

    Standing has to come from somewhere that nobody can make up in numbers: a steward answers for who she is, a founder's seat can't be
    taken afterwards, and two stewards agreed on a link. All others earn theirs by what these saw of them. The founders are a fifth of
    the members and at least five: in a small group they are known by sight, in a large one five could not reach everybody.
    """
    seated = Member.objects.filter(node=node, left_at=None).exclude(tier=Member.Tier.GUEST)
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
