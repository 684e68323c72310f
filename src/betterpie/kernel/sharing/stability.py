"""The core: the splits that no group can better by walking away."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array, Ints, excesses, membership
from betterpie.kernel.sharing.leximin import least_excess
from betterpie.kernel.sharing.reading import ROUNDING, Coalition
from betterpie.kernel.sharing.rows import minimum, row_by_row, worst
from betterpie.kernel.sharing.span import Span
from betterpie.kernel.sharing.trouble import EmptyCore, NoProportion


class Core:
    """The core of a game, asked rather than listed."""

    def __init__(self, game: Game) -> None:
        self.game = game

    @property
    def is_empty(self) -> bool:
        """Whether every split leaves some group below what it makes by itself (Bondareva 1963, Shapley 1967)."""
        return self.epsilon > ROUNDING * 10 * self.game.scale

    @property
    def epsilon(self) -> float:
        """The smallest amount that some group misses at best; above 0 the core is empty, below 0 there is room."""
        return self._least[0]

    @property
    def split(self) -> Shares:
        """One split in the core. Refuses where it is empty."""
        if self.is_empty:
            raise EmptyCore(f"However it is split, some group would do at least {self.epsilon:g} better by itself.")
        return self.game.shares(self.game.sign * self._least[1])

    def contains(self, allocation: Mapping[Any, Any]) -> bool:
        """Whether the split shares exactly what there is and nobody, alone or in a group, does better by walking away."""
        shares = self.game.vector(allocation)
        off = abs(float(shares.sum()) - self.game.together)
        return off <= _close(self.game, shares) and not self.blocking(allocation, most=1)

    def blocking(self, allocation: Mapping[Any, Any], *, most: int = 1000) -> dict[Coalition, float]:
        """The groups that do better by themselves and by how much, the most aggrieved first, at most so many of them."""
        shares = self.game.vector(allocation)
        return aggrieved(self.game, self.game.sign * shares, above=_close(self.game, shares), most=most)

    @cached_property
    def _least(self) -> tuple[float, Array]:
        return least_excess(self.game)


def core(game: Game) -> Core:
    """The core (Gillies 1959) of a game of up to 25 players."""
    return Core(game)


def aggrieved(game: Game, shares: Array, *, above: float, most: int) -> dict[Coalition, float]:
    """Groups and what they miss, above the bar, the most aggrieved first; of equals the smaller group number first."""
    masks, left = np.empty(0, dtype=np.int64), np.empty(0)
    for start, missing in excesses(game.gains, shares):
        hits = np.flatnonzero(missing > above)
        masks, left = np.concatenate([masks, hits[hits + start > 0] + start]), np.concatenate([left, missing[hits[hits + start > 0]]])
        if len(masks) > 4 * most:
            keep = np.argsort(-left, kind="stable")[:most]
            masks, left = masks[keep], left[keep]
    order = np.argsort(-left, kind="stable")[:most]
    return {game.coalition(int(masks[i])): float(left[i]) for i in order}


def equal_profit(game: Game) -> Shares:
    """The split in the core whose shares are most nearly the same percentage of what each has alone (Frisk et al. 2010).

    Minimizes the largest difference of x_i / v(i). Refuses an empty core, and players with nothing alone.
    """
    alone = np.array([game.alone[player] for player in game.players])
    if (alone <= 0).any():
        raise NoProportion("Percentages need everybody to have something above 0 alone.")
    if core(game).is_empty:
        raise EmptyCore("No split is stable, so there is none with equal percentages.")
    answer, _ = row_by_row(_singles(game.n), lambda pool: _most_even(game, alone, pool), lambda found: _broken(game, found))
    return game.shares(answer)


def _most_even(game: Game, alone: Array, pool: Ints) -> Array:
    """min high - low with low <= x_i / v(i) <= high and the pool's groups satisfied."""
    n, sign = game.n, game.sign
    groups = np.column_stack([-sign * membership(pool, n), np.zeros((len(pool), 2))])
    below = np.column_stack([-np.diag(1 / alone), np.zeros(n), np.ones(n)])
    above = np.column_stack([np.diag(1 / alone), -np.ones(n), np.zeros(n)])
    limits = np.concatenate([-game.gains[pool], np.zeros(2 * n)])
    total = (np.array([[*np.ones(n), 0.0, 0.0]]), np.array([game.table[-1]]))
    bounds = np.tile([-np.inf, np.inf], (n + 2, 1))
    answer = minimum(np.array([*np.zeros(n), 1.0, -1.0]), (np.vstack([groups, below, above]), limits), total, bounds)
    shares: Array = answer.x[:n]
    return shares


def _broken(game: Game, shares: Array) -> Ints:
    everybody = Span(game.n)
    everybody.add((1 << game.n) - 1)
    return worst(game.gains, game.sign * shares, above=10 * ROUNDING * game.scale, settled=everybody)


def _singles(n: int) -> Ints:
    return 1 << np.arange(n, dtype=np.int64)


def _close(game: Game, shares: Array) -> float:
    return 10 * ROUNDING * max(game.scale, float(np.abs(shares).max()))
