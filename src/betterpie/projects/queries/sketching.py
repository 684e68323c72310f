"""Partners and numbers that somebody makes up, to play with: nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from betterpie.members.models import Member, Node
from betterpie.members.queries import members_of
from betterpie.projects.models import Figure, Kind, Partner, Project
from betterpie.projects.queries.deal import Deal, Shares, deal

SKETCHED_UP_TO = 8
"""Partners that somebody can make up: with more, nobody would fill in what each two create."""
Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """Made-up partners by row: what each would make alone, and what each two create extra because both are in. Minor units."""

    names: Mapping[int, str]
    alone: Mapping[int, int]
    extras: Mapping[Pair, int]
    out: frozenset[int] = field(default=frozenset())

    @property
    def inside(self) -> tuple[int, ...]:
        """The rows of those who are in."""
        return tuple(row for row in self.names if row not in self.out)


@dataclass(frozen=True, kw_only=True)
class Sketched:
    """What a sketch comes to: the deal of those who are in, and what everybody would have (who is out: what she makes alone)."""

    sketch: Sketch
    deal: Deal
    shares: Shares


def sketched(sketch: Sketch) -> Sketched | None:
    """The deal of a sketch; None while fewer than two are in.

    A game of what each makes alone and what each two create: Shapley's value is what she makes alone and half of each extra.
    """
    inside = sketch.inside
    if len(inside) < 2:
        return None
    found = deal(Project(rule=Project.Rule.FAIR), [Partner(number=row) for row in inside], _figures(sketch), hours={})
    shares = {row: found.way.shares.get(row, sketch.alone[row]) for row in sketch.names}
    return Sketched(sketch=sketch, deal=found, shares=shares)


def neighbors(node: Node) -> list[Member]:
    """Those in a group who could take part, with their trades, by name."""
    return list(members_of(node).exclude(tier=Member.Tier.GUEST))


def _figures(sketch: Sketch) -> list[Figure]:
    inside = sketch.inside
    pairs = {pair: sketch.extras.get(pair, 0) for pair in combinations(inside, 2)}
    together = sum(sketch.alone[row] for row in inside) + sum(pairs.values())
    said = [Figure(kind=Kind.ALONE, about=str(row), amount=sketch.alone[row]) for row in inside]
    said.append(Figure(kind=Kind.TOGETHER, about="", amount=together))
    # With two, all together say it; the pair would only say it again.
    if len(inside) > 2:
        said += [Figure(kind=Kind.PAIR, about=f"{one}-{other}", amount=amount) for (one, other), amount in pairs.items()]
    return said
