"""The scores of a network: a number, its likely range, the cautious value, and the exact share of every piece of evidence."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from betterpie.kernel.trust.columns import Columns, Floats, Ints
from betterpie.kernel.trust.evidence import Evidence
from betterpie.kernel.trust.network import Network, Weighed
from betterpie.kernel.trust.policy import DEFAULT, Policy

TOP = 5.0
LIKELY = 1.28  # standard deviations: four times in five
AT_ONCE = 500_000  # pieces weighed at once
FEW = 50  # when more than one in FEW members has been asked for singly, all are weighed


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one piece of evidence adds to a score, in points of −5..+5, and why.

    Its weight in units of evidence is `own` (kind, age, the two gates) × `standing` of the voice × `reliability` (squared; opinions
    only) × `apart` (below 1 where voices that praise each other agree) × `limit` (of the kind, of one counterparty). Without evidence,
    it is the line "where everybody starts", there only if that is not 0.
    """

    evidence: Evidence | None
    points: float
    weight: float = 0.0
    own: float = 0.0
    standing: float = 0.0
    reliability: float = 1.0
    apart: float = 1.0
    limit: float = 1.0


@dataclass(frozen=True)
class Score:
    """Trust in one member, −5..+5: `value`, its likely range (four times in five), and the `cautious` value that decisions use,
    one standard `deviation` lower.

    `units` of evidence stand behind it, from `independent` counterparties (each counts up to 1); `held` says that it would lie beyond ±3,
    had enough of them spoken. `contributions` add up to `value`. `facets` holds the same from the evidence of each facet alone.
    """

    value: float
    low: float
    high: float
    cautious: float
    deviation: float
    units: float
    independent: float
    held: bool
    _source: "Source"
    _number: int
    _kinds: tuple[int, ...] | None = None
    _weighed: Weighed | None = None

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """Every piece of evidence known about this member, the weightiest first, each with its exact points."""
        return self._source.contributions(self._number, self._kinds, self._weighed)

    @cached_property
    def facets(self) -> "dict[str, Score]":
        """The score from each facet's evidence alone."""
        return {facet: self._source.score(self._number, kinds) for facet, kinds in self._source.facets.items()}

    def __repr__(self) -> str:
        return f"Score(value={self.value:+.3f}, low={self.low:+.3f}, high={self.high:+.3f}, cautious={self.cautious:+.3f})"


@dataclass(frozen=True, slots=True)
class Account:
    """All that is kept of a member's score: by facet the score from that evidence alone and how many pieces it is made of; and the
    exact points of each piece by its `ref`, the weightiest first, which sum to the value less where everybody starts."""

    member: Hashable
    score: Score
    facets: dict[str, tuple[Score, int]]
    lines: list[tuple[Hashable, float]]


class Source:
    """Makes scores and their contributions from a network and the columns it was made of."""

    def __init__(self, network: Network, columns: Columns) -> None:
        self.network, self.columns = network, columns
        self.facets: dict[str, tuple[int, ...]] = {}
        for number, kind in enumerate(network.policy.kinds.values()):
            self.facets[kind.facet] = (*self.facets.get(kind.facet, ()), number)

    def score(self, number: int, kinds: tuple[int, ...] | None = None) -> Score:
        """The score of one member."""
        weighed = self.network.weigh(np.array([number]), kinds=kinds)
        return self.made(Summary.of(weighed, self.network), 0, number, kinds, weighed)

    def made(
        self, summary: "Summary", row: int, number: int, kinds: tuple[int, ...] | None = None, weighed: Weighed | None = None
    ) -> Score:
        """The score in this row of a summary; `weighed`, if she was weighed alone, saves doing it again for the contributions."""
        value, spread = float(summary.value[row]), float(summary.deviation[row])
        return Score(
            value,
            max(-TOP, value - LIKELY * spread),
            min(TOP, value + LIKELY * spread),
            max(-TOP, value - spread),
            spread,
            float(summary.units[row]),
            float(summary.independent[row]),
            bool(summary.held[row] < 1),
            self,
            number,
            kinds,
            weighed,
        )

    def accounts(self, numbers: Ints) -> "Iterator[Account]":
        """The accounts of the members with these numbers (sorted, none twice), weighed together."""
        everything, *by_facet = self.network.weigh_each(numbers, [None, *self.facets.values()])
        summaries = [Summary.of(each, self.network) for each in (everything, *by_facet)]
        counts = [np.bincount(each.row, minlength=len(numbers)).tolist() for each in by_facet]
        points = TOP * everything.share * summaries[0].held[everything.row]
        order = np.lexsort((everything.place, -np.abs(points), everything.row))
        lines = list(zip(self.columns.refs(everything.place[order]), points[order].tolist(), strict=True))
        edges = np.searchsorted(everything.row[order], np.arange(len(numbers) + 1)).tolist()
        for row, number in enumerate(numbers.tolist()):
            scored = [self.made(summary, row, number) for summary in summaries]
            parts = {facet: (score, counts[place][row]) for place, (facet, score) in enumerate(zip(self.facets, scored[1:], strict=True))}
            yield Account(self.columns.number.things[number], scored[0], parts, lines[edges[row] : edges[row + 1]])

    def contributions(self, number: int, kinds: tuple[int, ...] | None, weighed: Weighed | None) -> tuple[Contribution, ...]:
        """What each piece adds, the weightiest first."""
        weighed = weighed or self.network.weigh(np.array([number]), kinds=kinds)
        held, start = float(_held(weighed, self.network)[0]), TOP * self.network.mean
        points = TOP * weighed.share * held
        order = np.lexsort((weighed.place, -np.abs(points)))
        names = ("weight", "own", "standing", "reliability", "apart", "limit")
        columns = [points[order].tolist(), *(getattr(weighed, name)[order].tolist() for name in names)]
        told = tuple(Contribution(*line) for line in zip(self.columns.pieces(weighed.place[order]), *columns, strict=True))
        return (Contribution(None, start), *told) if start else told


@dataclass(frozen=True, slots=True)
class Summary:
    """By member: value and deviation in points, units of evidence, independent counterparties, factor of what is held."""

    value: Floats
    deviation: Floats
    units: Floats
    independent: Floats
    held: Floats

    @classmethod
    def of(cls, weighed: Weighed, network: Network) -> "Summary":
        """The members that were weighed."""
        held = _held(weighed, network)
        value = TOP * (network.mean + held * (weighed.score - network.mean))
        return cls(value, TOP * weighed.deviation, weighed.units, weighed.independent, held)

    @classmethod
    def whole(cls, network: Network) -> "Summary":
        """All members, some at a time."""
        parts = [cls.of(network.weigh(np.arange(a, b)), network) for a, b in _runs(network)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) if parts else np.empty(0) for name in cls.__slots__))


def _runs(network: Network) -> Iterator[tuple[int, int]]:
    """Cuts the members into runs with some `AT_ONCE` pieces each."""
    run = np.append(network.first, len(network.pair))[network.starts[:-1]] // AT_ONCE
    return pairwise([*np.flatnonzero(np.diff(run, prepend=-1)).tolist(), network.size])


def _held(weighed: Weighed, network: Network) -> Floats:
    """The factor on all contributions that keeps a score within the limit until enough independent counterparties have spoken."""
    policy = network.policy
    limit = policy.held / TOP
    beyond = (np.abs(weighed.score) > limit) & (weighed.independent < policy.independent - 1e-9)
    offset = weighed.score - network.mean
    wanted = np.sign(weighed.score) * limit - network.mean
    return np.where(beyond & (wanted * offset > 0), wanted / np.where(beyond, offset, 1.0), 1.0)


class Scores(Mapping[Hashable, Score]):
    """The score of each member. A member nobody has heard of has a newcomer's score."""

    def __init__(self, network: Network, columns: Columns) -> None:
        self._source = Source(network, columns)
        self._columns = columns
        self._single: dict[int, Score] = {}

    @cached_property
    def _whole(self) -> Summary:
        return Summary.whole(self._source.network)

    def __getitem__(self, member: Hashable) -> Score:
        number = self._columns.number.get(member)
        if number is None or number >= self._source.network.size:
            return self._newcomer
        if "_whole" not in self.__dict__ and len(self._single) * FEW < len(self):
            if number not in self._single:
                self._single[number] = self._source.score(number)
            return self._single[number]
        return self._source.made(self._whole, number, number)

    def account(self, member: Hashable) -> Account:
        """The account of one member; a newcomer's is empty."""
        number = self._columns.number.get(member)
        if number is None or number >= self._source.network.size:
            return Account(member, self._newcomer, dict.fromkeys(self._source.facets, (self._newcomer, 0)), [])
        return next(self._source.accounts(np.array([number])))

    def accounts(self, members: Iterable[Hashable] | None = None) -> Iterator[Account]:
        """The accounts of these members, or of all, of whom anything is known or who spoke: weighed many at a time."""
        some = None if members is None else self._numbers(members)
        for first, last in _runs(self._source.network):
            numbers = np.arange(first, last) if some is None else some[(some >= first) & (some < last)]
            if len(numbers):
                yield from self._source.accounts(numbers)

    def _numbers(self, members: Iterable[Hashable]) -> Ints:
        known = {self._columns.number.get(member, self._source.network.size) for member in members}
        return np.array(sorted(number for number in known if number < self._source.network.size), np.int64)

    @cached_property
    def _newcomer(self) -> Score:
        network = self._source.network
        spread = np.sqrt(network.spread / network.policy.prior_weight)
        nothing = np.zeros(1)
        return self._source.made(Summary(nothing + TOP * network.mean, nothing + TOP * spread, nothing, nothing, nothing + 1), 0, -1)

    def __contains__(self, member: object) -> bool:
        return isinstance(member, Hashable) and member in self._columns.number

    def __iter__(self) -> Iterator[Hashable]:
        self._whole  # noqa: B018 - who goes through them all wants them all
        return iter(self._columns.number.things[: len(self)])

    def __len__(self) -> int:
        return self._source.network.size


def scores(evidence: Iterable[Evidence], *, vouched: Iterable[Hashable], now: float, policy: Policy = DEFAULT) -> Scores:
    """Trust in every member from what happened up to `now` (seconds since 1970), each score explained to the last digit.

    `vouched` are the members the node itself knows; voices that no chain of praise joins to them weigh nothing. What lies after `now` does
    not count yet. `evidence` may be a stream; its order does not matter. Refuses kinds that the policy does not know.
    """
    network, columns = build(evidence, vouched=vouched, now=now, policy=policy)
    return Scores(network, columns)


def build(evidence: Iterable[Evidence], *, vouched: Iterable[Hashable], now: float, policy: Policy) -> tuple[Network, Columns]:
    """Reads the evidence and works out every voice's standing."""
    if not np.isfinite(now):
        raise ValueError(f"now is a finite number of seconds, not {now!r}")
    columns = Columns(policy.kinds, evidence)
    known: Ints = np.unique(columns.numbers(vouched))
    return Network(columns.sorted(), members=columns.members, vouched=known, now=now, policy=policy), columns
