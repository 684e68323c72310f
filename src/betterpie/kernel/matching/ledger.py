"""What has been seen between businesses: deeds summed by pair and, for the whole installation, by pair of trades."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from betterpie.kernel.matching.knowledge import Knowledge
from betterpie.kernel.matching.records import OUTCOMES, Deed
from betterpie.kernel.matching.strength import POOL_PRIOR, shrunk


@dataclass(slots=True)
class Sum:
    """Deeds of one direction of a pair: how many, their summed weight, and their summed weight times value."""

    count: float = 0.0
    weight: float = 0.0
    value: float = 0.0
    won: float = 0.0

    def add(self, deed: Deed) -> None:
        """Takes one more deed in."""
        outcome = OUTCOMES[deed.outcome]
        self.count += deed.count
        self.weight += deed.count * outcome.weight
        self.value += deed.count * outcome.weight * outcome.value
        self.won += deed.count * (deed.outcome in ("won", "kept"))


@dataclass(slots=True)
class Ledger:
    """The deeds between rows of businesses, and the affinity of trades after them: `table`, float32, an empty last row and column."""

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
        self.table[:size, :size] = self.knowledge.affinity.table

    def take(self, deeds: Iterable[Deed]) -> None:
        """Sums `deeds` up."""
        for deed in deeds:
            self.hear(deed)

    def hear(self, deed: Deed) -> tuple[str, str] | None:
        """Takes in one deed; answers the pair of trades that it tells about, None where it tells of none."""
        giver, receiver = self.places.get(deed.giver), self.places.get(deed.receiver)
        pair = deed.trades
        if giver is not None and receiver is not None and giver != receiver:
            self.pairs.setdefault(giver, {}).setdefault(receiver, Sum()).add(deed)
            senders = self.received.setdefault(receiver, {})
            senders[giver] = senders.get(giver, 0.0) + deed.count
            pair = pair or self.best_trades(giver, receiver)
        return self._pool(deed, pair)

    def best_trades(self, giver: int, receiver: int) -> tuple[str, str] | None:
        """The trade of each by which their customers meet most, as the shipped knowledge has it; None if one has no known trade."""
        between = self.knowledge.affinity.between
        pairs = [(here, there) for here in self.trades[giver] for there in self.trades[receiver]]
        return max(pairs, key=lambda pair: between(*pair), default=None)

    def pooled(self, giver: str, receiver: str) -> float:
        """The affinity of two trades after all deeds between businesses of these trades."""
        seen = self.pools.get((giver, receiver), Sum())
        known = self.knowledge.affinity.between(giver, receiver)
        return shrunk(known, weight=seen.weight, value=seen.value, prior_weight=POOL_PRIOR)

    def _pool(self, deed: Deed, pair: tuple[str, str] | None) -> tuple[str, str] | None:
        place = self.knowledge.affinity.place
        if pair is None or pair[0] not in place or pair[1] not in place or pair[0] == pair[1]:
            return None
        self.pools.setdefault(pair, Sum()).add(deed)
        self.table[place[pair[0]], place[pair[1]]] = self.pooled(*pair)
        return pair
