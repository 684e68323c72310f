"""What has been seen between businesses: deeds summed by pair and, for the whole installation, by pair of trades."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import add, mul
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from betterpie.kernel.matching.knowledge import Knowledge
from betterpie.kernel.matching.records import BESIDE, BOUGHT, OUTCOMES, Deed
from betterpie.kernel.matching.strength import POOL_PRIOR, shrunk

PLACE = {outcome: place for place, outcome in enumerate(OUTCOMES)}
NOTHING = (0.0,) * len(OUTCOMES)
WEIGHTS = tuple(outcome.weight for outcome in OUTCOMES.values())
VALUES = tuple(outcome.weight * outcome.value for outcome in OUTCOMES.values())
COUNTED = tuple(place for outcome, place in PLACE.items() if outcome not in BESIDE)


@dataclass(frozen=True, slots=True)
class Sum:
    """Deeds of one direction of a pair: how many of each outcome, in the order of OUTCOMES, their summed weight, and weight times value.

    All else follows from these counts, so that it doesn't matter in which order deeds came, or whether one took another's place.
    """

    counts: tuple[float, ...] = NOTHING
    weight: float = 0.0
    value: float = 0.0

    def plus(self, counts: Sequence[float]) -> "Sum":
        """With so many more of each outcome, or fewer. Refuses to forget a deed that was never heard: ValueError."""
        found = tuple(map(add, self.counts, counts))
        if min(found) < 0:
            raise ValueError("A deed can't be forgotten that was never heard.")
        return Sum(found, weight=sum(map(mul, found, WEIGHTS)), value=sum(map(mul, found, VALUES)))

    @property
    def count(self) -> float:
        """How many referrals."""
        return _referrals(self.counts)

    @property
    def won(self) -> float:
        """How many bought."""
        return sum(self.counts[PLACE[outcome]] for outcome in BOUGHT)

    @property
    def kept(self) -> float:
        """How many bought and came again."""
        return self.counts[PLACE["kept"]]

    @property
    def complaints(self) -> float:
        """How many customers were not happy."""
        return self.counts[PLACE["complaint"]]


@dataclass(slots=True)
class Ledger:
    """The deeds between rows of businesses, and what to expect of trades after them: `table`, float32, an empty last row and column."""

    places: Mapping[Hashable, int]
    trades: list[tuple[str, ...]]
    knowledge: Knowledge
    pairs: dict[int, dict[int, Sum]] = field(default_factory=dict)
    pools: dict[tuple[str, str], Sum] = field(default_factory=dict)
    received: dict[int, dict[int, float]] = field(default_factory=dict)
    table: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.knowledge.trades)
        self.table = np.zeros((size + 1, size + 1), dtype=np.float32)
        self.table[:size, :size] = self.knowledge.expectations

    def hear(self, deeds: Iterable[Deed], *, instead_of: Iterable[Deed] = ()) -> set[tuple[str, str]]:
        """Takes in `deeds` and forgets those whose place they take; answers the pairs of trades of which they tell.

        Refuses to forget what was never heard: ValueError.
        """
        told = {self._add(*about, counts) for about, counts in _counted(deeds, instead_of).items()}
        place, pairs = self.knowledge.affinity.place, {pair for pair in told if pair is not None}
        for pair in pairs:
            self.table[place[pair[0]], place[pair[1]]] = self.pooled(*pair)
        return pairs

    def copy(self) -> "Ledger":
        """One that may hear more without this one hearing it."""
        made = replace(
            self,
            pairs={giver: dict(sums) for giver, sums in self.pairs.items()},
            pools=dict(self.pools),
            received={receiver: dict(senders) for receiver, senders in self.received.items()},
        )
        made.table[:] = self.table
        return made

    def best_trades(self, giver: int, receiver: int) -> tuple[str, str] | None:
        """The trade of each by which their customers meet most, as the shipped knowledge has it; None if one has no known trade."""
        expected = self.knowledge.expected
        pairs = [(here, there) for here in self.trades[giver] for there in self.trades[receiver]]
        return max(pairs, key=lambda pair: expected(*pair), default=None)

    def pooled(self, giver: str, receiver: str) -> float:
        """What is to be expected of two trades after all deeds between businesses of these trades."""
        seen = self.pools.get((giver, receiver), Sum())
        known = self.knowledge.expected(giver, receiver)
        return shrunk(known, weight=seen.weight, value=seen.value, prior_weight=POOL_PRIOR)

    def _add(self, one: Hashable, other: Hashable, trades: tuple[str, str] | None, counts: Sequence[float]) -> tuple[str, str] | None:
        """Counts deeds from one to the other; answers the pair of trades that they tell about, None where they tell of none."""
        giver, receiver = self.places.get(one), self.places.get(other)
        if giver is not None and receiver is not None and giver != receiver:
            _raise(self.pairs.setdefault(giver, {}), receiver, counts)
            senders = self.received.setdefault(receiver, {})
            senders[giver] = senders.get(giver, 0.0) + _referrals(counts)
            trades = trades or self.best_trades(giver, receiver)
        place = self.knowledge.affinity.place
        if trades is None or trades[0] not in place or trades[1] not in place or trades[0] == trades[1]:
            return None
        _raise(self.pools, trades, counts)
        return trades


Key = TypeVar("Key")
About: TypeAlias = tuple[Hashable, Hashable, tuple[str, str] | None]


def _counted(deeds: Iterable[Deed], instead_of: Iterable[Deed]) -> dict[About, list[float]]:
    """How many more (or fewer) of each outcome there are for each pair."""
    found: dict[About, list[float]] = {}
    for times, several in ((1, deeds), (-1, instead_of)):
        for deed in several:
            about = (deed.giver, deed.receiver, deed.trades)
            if about not in found:
                found[about] = [0.0] * len(OUTCOMES)
            found[about][PLACE[deed.outcome]] += times * deed.count
    return found


def _referrals(counts: Sequence[float]) -> float:
    return sum(counts[place] for place in COUNTED)


def _raise(sums: dict[Key, Sum], key: Key, counts: Sequence[float]) -> None:
    """Adds deeds to the sum of `key`; a sum of nothing goes, as if nothing had ever been heard."""
    found = sums.get(key, Sum()).plus(counts)
    if any(found.counts):
        sums[key] = found
    else:
        sums.pop(key, None)
