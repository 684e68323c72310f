"""The proof that a split is the nucleolus, and the check of such a proof.

Kohlberg (1971): a split is the nucleolus if and only if, for every number, the groups whose excess reaches it are
balanced together with the players who get no more than alone. It is enough to show, from the worst-off down, some
groups of each level with positive weights that add up to what the levels before span, until the levels determine
every share; all other groups are then settled or better off. The check below shares no code with the solver.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np

from betterpie.kernel.sharing.game import Game
from betterpie.kernel.sharing.lattice import Array, Ints, excesses, membership
from betterpie.kernel.sharing.reading import Coalition, Player
from betterpie.kernel.sharing.span import Span

CLOSE = 1e-7  # of the game's scale: how far an excess may be off in floating point


@dataclass(frozen=True)
class Level:
    """Groups that are equally badly off, with the weights that balance them."""

    excess: float  # what each of them misses (for each member where per capita); inf where only floors are named
    weights: Mapping[Coalition, float]  # above 0
    floors: Mapping[Player, float]  # above 0; players whose share is what they have alone


@dataclass(frozen=True)
class Certificate:
    """Levels from the worst off down; `floored` where nobody may get less than alone (it is not in the prenucleolus)."""

    levels: tuple[Level, ...]
    floored: bool = True
    per_capita: bool = False


def certificate_faults(game: Game, allocation: Mapping[Any, Any], certificate: Certificate) -> list[str]:
    """What keeps the certificate from proving that the allocation is the nucleolus; an empty list is the proof.

    One pass over the 2^n groups and linear algebra on the few that are named. Works for games up to 25 players.
    """
    return _Check(game, game.sign * game.vector(allocation), certificate).faults()


class _Check:
    def __init__(self, game: Game, shares: Array, certificate: Certificate) -> None:
        self.game, self.shares, self.certificate = game, shares, certificate
        self.close = CLOSE * max(game.scale, float(np.abs(shares).max()))
        self.alone = game.sign * np.array([game.alone[player] for player in game.players])

    def faults(self) -> list[str]:
        found = self._of_split()
        span = Span(self.game.n)
        span.add((1 << self.game.n) - 1)
        better_off = [(span.copy(), inf)]  # who is settled, and the excess that all others must not pass
        for place, level in enumerate(self.certificate.levels, 1):
            found += [f"Level {place}: {fault}" for fault in self._of_level(level, span)]
            better_off[-1] = (better_off[-1][0], level.excess)
            for mask in self._masks(level):
                span.add(mask)
            better_off.append((span.copy(), -inf))
        if not span.is_full:
            found.append("The levels do not determine every share.")
        return found + self._of_the_rest(better_off)

    def _of_split(self) -> list[str]:
        found = []
        if abs(self.shares.sum() - self.game.gains[-1]) > self.close:
            found.append("The shares do not add up to what there is.")
        if self.certificate.floored and (self.shares < self.alone - self.close).any():
            found.append("Somebody gets less than alone.")
        return found

    def _of_level(self, level: Level, span: Span) -> list[str]:
        found = []
        weights = np.array([*level.weights.values(), *level.floors.values()])
        if not weights.size or weights.min() <= 0:
            found.append("its weights are not all above 0.")
        if level.floors and not self.certificate.floored:
            found.append("it names floors, and there are none.")
        off = [abs(self._excess(coalition) - level.excess) for coalition in level.weights]
        if any(gap > self.close for gap in off):
            found.append("a group is not as badly off as it says.")
        floors = [self.game.mask([player]).bit_length() - 1 for player in level.floors]
        if any(abs(self.shares[i] - self.alone[i]) > self.close for i in floors):
            found.append("a floor is named for somebody above it.")
        if not level.weights and level.excess != inf:
            found.append("it says how badly off nobody is.")
        if weights.size and not self._is_spanned(weights @ membership(self._masks(level), self.game.n), span):
            found.append("its weights do not balance.")
        return found

    def _of_the_rest(self, better_off: list[tuple[Span, float]]) -> list[str]:
        """Groups not settled by a level must be at most as badly off as the next level."""
        limits = [limit for _, limit in better_off]
        if any(later > earlier + self.close for earlier, later in pairwise(limits)):
            return ["The levels are not in order."]
        bars = [(span, limit) for span, limit in better_off if not span.is_full]
        lowest = min((limit for _, limit in bars), default=inf)
        for start, left in excesses(self.game.gains, self.shares):
            numbers = np.flatnonzero(self._per_head(left, start) > lowest + self.close)
            if numbers.size and self._is_overlooked(numbers + start, self._per_head(left, start)[numbers], bars):
                return ["A group that is worse off than a level was overlooked."]
        return []

    def _is_overlooked(self, masks: Ints, left: Array, bars: list[tuple[Span, float]]) -> bool:
        return any(span.outside(masks[left > limit + self.close]).size for span, limit in bars)

    def _per_head(self, left: Array, start: int) -> Array:
        if not self.certificate.per_capita:
            return left
        heads = np.bitwise_count(np.arange(start, start + len(left)))
        return left / np.maximum(heads, 1)

    def _excess(self, coalition: Coalition) -> float:
        mask = self.game.mask(coalition)
        left = self.game.gains[mask] - float((membership([mask], self.game.n) @ self.shares)[0])
        return float(left / len(coalition)) if self.certificate.per_capita else float(left)

    def _masks(self, level: Level) -> list[int]:
        return [*(self.game.mask(coalition) for coalition in level.weights), *(self.game.mask([player]) for player in level.floors)]

    def _is_spanned(self, vector: Array, span: Span) -> bool:
        basis = membership(span.taken, self.game.n).T
        nearest = basis @ np.linalg.lstsq(basis, vector, rcond=None)[0]
        return bool(np.abs(nearest - vector).max() <= CLOSE * max(1.0, float(np.abs(vector).max())))
