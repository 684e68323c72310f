"""The nucleolus: the split that makes the worst-off group as well off as can be, then the next, and so on."""

from math import inf
from typing import Any

import numpy as np

from betterpie.kernel.sharing.averages import folded
from betterpie.kernel.sharing.certificate import Certificate, Level, certificate_faults
from betterpie.kernel.sharing.convex import LEVELLED_UP_TO, is_convex, levelled
from betterpie.kernel.sharing.game import Game
from betterpie.kernel.sharing.lattice import Array, Ints, excesses, membership
from betterpie.kernel.sharing.reading import Player
from betterpie.kernel.sharing.rows import MOST_AT_ONCE, minimum, worst
from betterpie.kernel.sharing.span import Span
from betterpie.kernel.sharing.trouble import NoImputation, Uncertified

BROKEN = 1e-9  # of the scale: a condition missed by more is broken
HOLDS = 1e-7  # a price above this says that its condition holds in every optimum
HALFWAY = 0.3
FIRST = 400  # rows to begin with: near the Shapley value lies much of what decides
FULL = 600  # rows kept from one level to the next


class Nucleolus(dict[Player, float]):
    """Each player's share, with the certificate that proves it."""

    certificate: Certificate


class LeastCore(dict[Player, float]):
    """A split in the least core, and the smallest `epsilon` for which no group misses more than that."""

    epsilon: float


def nucleolus(game: Game) -> Nucleolus:
    """The split among those that leave nobody below alone which is hardest to leave (Schmeidler 1969).

    By linear programs whose rows are added as they are broken; a group is settled when its price is positive,
    never because it happens to be tight (Guajardo and Jornsten 2015). Where the game is convex, complaints are
    levelled instead, which is quicker. Its certificate is checked before it is
    returned. Refuses a game in which all together have less than alone. For up to 25 players.
    """
    return _solved(game, floored=True, per_capita=False)


def per_capita_nucleolus(game: Game) -> Nucleolus:
    """As the nucleolus, with what a group misses counted per member (Grotte 1970)."""
    return _solved(game, floored=True, per_capita=True)


def prenucleolus(game: Game) -> Nucleolus:
    """As the nucleolus, but somebody may get less than alone; it exists for every game (Sobolev 1975)."""
    return _solved(game, floored=False, per_capita=False)


def least_core(game: Game) -> LeastCore:
    """The prenucleolus as the least core's most central split, with the least core's epsilon (Maschler, Peleg and Shapley 1979).

    No proper group makes more than epsilon above its share; above 0, no split is stable. For one player epsilon is 0.
    """
    split = prenucleolus(game)
    found = LeastCore(split)
    found.epsilon = next((level.excess for level in split.certificate.levels), 0.0)
    return found


def least_excess(game: Game) -> tuple[float, Array]:
    """The least core's epsilon and one split in it (in gains), by the first linear program alone."""
    if game.n == 1:
        return 0.0, game.gains[-1:].copy()
    search = _Search(game, floored=False, per_capita=False)
    shares, excess = search.first()
    return excess, shares


def _solved(game: Game, *, floored: bool, per_capita: bool) -> Nucleolus:
    if not per_capita and 1 < game.n <= LEVELLED_UP_TO and is_convex(game):
        likely = levelled(game)
        if likely is not None:
            found, faults = _proved(game, *likely, floored=floored, per_capita=False)
            if not faults:
                return found
    search = _Search(game, floored=floored, per_capita=per_capita)
    found, faults = _proved(game, search.run(), search.levels, floored=floored, per_capita=per_capita)
    if faults:
        raise Uncertified("The computed nucleolus could not be proved: " + " ".join(faults))
    return found


def _proved(game: Game, shares: Array, levels: list[Level], *, floored: bool, per_capita: bool) -> tuple[Nucleolus, list[str]]:
    """The split with its certificate, and what keeps that from being a proof."""
    found = Nucleolus(game.shares(game.sign * shares))
    found.certificate = Certificate(tuple(levels), floored, per_capita)
    return found, certificate_faults(game, found, found.certificate)


class _Search:
    """Works on gains above what each has alone, divided by the largest such gain."""

    def __init__(self, game: Game, *, floored: bool, per_capita: bool) -> None:
        self.game, self.floored, self.per_capita = game, floored, per_capita
        self.n, self.table = game.n, game.gains
        self.alone = game.sign * np.array([game.alone[player] for player in game.players])
        self.scale = _largest(self.table, self.alone)
        self.everybody = (1 << self.n) - 1
        self.span = Span(self.n)
        self.span.add(self.everybody)
        self.levels: list[Level] = []
        self.fixed: list[tuple[list[int], list[int]]] = []  # coalitions and floor players of each level
        self.limits: list[float] = []
        self.reached = inf  # the excess of the best split so far, at this level

    def run(self) -> Array:
        surplus = self.table[-1] - self.alone.sum()
        if self.floored and surplus < -BROKEN * self.game.scale:
            raise NoImputation(
                f"Together there is {self.game.together:g}, and the sum of what each has alone is {sum(self.game.alone.values()):g}: "
                "no split leaves everybody at least as well off as alone."
            )
        if self.floored and surplus <= BROKEN * self.game.scale:
            return self._all_alone()
        pool = self._first_rows()
        while not self.span.is_full:
            pool = self._settle(pool)
        return self._polished()

    def first(self) -> tuple[Array, float]:
        """The first level's split and excess."""
        answer, _ = self._optimum(self._first_rows())
        return self.center, float(answer.x[-1] * self.scale)

    def _all_alone(self) -> Array:
        """Only one split leaves everybody what she has alone."""
        if self.n > 1:
            self.levels.append(Level(inf, {}, dict.fromkeys(self.game.players, 1.0)))
        shares: Array = self.alone + (self.table[-1] - self.alone.sum()) / self.n
        return shares

    def _first_rows(self) -> Ints:
        """Single players, all but one, and the groups worst off under the Shapley value."""
        singles = 1 << np.arange(self.n, dtype=np.int64)
        self.center = folded(self.table)
        if self.floored and (self.center < self.alone).any():
            self.center = self.alone + (self.table[-1] - self.alone.sum()) / self.n
        guess = self._worst(self.center, -inf, most=FIRST)
        rows: Ints = np.unique(np.concatenate([singles, self.everybody - singles, guess]))
        return self.span.outside(rows)

    def _settle(self, pool: Ints) -> Ints:
        """One level: solves it, settles the groups with a price, and returns the rows that are left."""
        answer, pool = self._optimum(pool)
        prices, floors = -answer.ineqlin.marginals, answer.lower.marginals[: self.n]
        groups = {int(mask): float(price) for mask, price in zip(pool, prices, strict=True) if price > HOLDS}
        held = {i: float(floors[i]) for i in range(self.n) if self.floored and floors[i] > HOLDS}
        if not groups:
            raise Uncertified("A linear program named no group that decides it.")
        self._take(answer.x[-1], groups, held)
        singles = 1 << np.arange(self.n, dtype=np.int64)
        return self.span.outside(np.union1d(self._tightest(pool, answer.x[:-1]), singles))

    def _take(self, excess: float, groups: dict[int, float], held: dict[int, float]) -> None:
        self.limits.append(float(excess))
        self.fixed.append((list(groups), list(held)))
        for mask in [*groups, *(1 << i for i in held)]:
            self.span.add(mask)
        named = {self.game.coalition(mask): price for mask, price in groups.items()}
        self.levels.append(Level(float(excess) * self.scale, named, {self.game.players[i]: price for i, price in held.items()}))

    def _solve(self, pool: Ints) -> Any:
        rows = np.column_stack([membership(pool, self.n), self._heads(pool)])
        costs = np.zeros(self.n + 1)
        costs[-1] = 1.0
        bounds = np.column_stack([np.full(self.n + 1, 0.0 if self.floored else -inf), np.full(self.n + 1, inf)])
        bounds[-1, 0] = -inf
        return minimum(costs, (-rows, -self._worth(pool)), self._settled_rows(), bounds)

    def _optimum(self, pool: Ints) -> tuple[Any, Ints]:
        """The level's optimum and the rows that prove it.

        Broken rows are sought halfway between the program's corner and the best split so far (in-out separation,
        Ben-Ameur and Neto 2007): corners alone swing from side to side. While the bound does not move, they are sought
        in both places, since then many splits are equally good. Done when a split reaches the program's bound.
        """
        trimmed_at = before = -inf
        self.reached = inf
        while True:
            answer = self._solve(pool)
            fresh = self._broken(answer, pool, everywhere=answer.x[-1] <= before + BROKEN)
            if fresh is None:
                return answer, pool
            before = answer.x[-1]
            if len(pool) > FULL and before > trimmed_at + BROKEN:  # only after a step up, so that no row goes and comes for ever
                pool, trimmed_at = self._tightest(pool, answer.x[:-1]), before
            pool = np.union1d(pool, fresh)

    def _broken(self, answer: Any, pool: Ints, *, everywhere: bool) -> Ints | None:
        """Rows that the program lacks; None where a split reaches its bound."""
        corner, bar = self.alone + self.scale * answer.x[:-1], (answer.x[-1] + BROKEN) * self.scale
        fresh = np.empty(0, dtype=np.int64)
        for inward in (HALFWAY, 0.0):
            trial = inward * self.center + (1 - inward) * corner
            broken = self._worst(trial, bar)
            peak = bar if not broken.size else float(self._excesses(broken[:1], (trial - self.alone) / self.scale)[0]) * self.scale
            if peak < self.reached:
                self.reached, self.center = peak, trial
            if not broken.size:
                return None
            fresh = np.union1d(fresh, np.setdiff1d(broken, pool))
            if fresh.size and not everywhere:
                return fresh
        if not fresh.size:
            raise Uncertified("The linear program breaks rows that it has.")
        return fresh

    def _settled_rows(self) -> tuple[Array, Array]:
        """Independent equations only, so that rounding cannot make them contradict each other."""
        limit = {self.everybody: 0.0}
        for (groups, held), excess in zip(self.fixed, self.limits, strict=True):
            limit |= {1 << i: 0.0 for i in held if 1 << i not in limit}
            limit |= {mask: excess for mask in groups if mask not in limit}
        floors = {1 << i for _, held in self.fixed for i in held}
        masks = np.array(self.span.taken, dtype=np.int64)
        targets = [
            0.0 if mask in floors else worth - limit[mask] * heads
            for mask, worth, heads in zip(masks.tolist(), self._worth(masks), self._heads(masks), strict=True)
        ]
        rows = np.column_stack([membership(masks, self.n), np.zeros(len(masks))])
        return rows, np.array(targets)

    def _polished(self) -> Array:
        """The split and the levels' excesses from the settled equations, without the solver's tolerance."""
        masks, level_of, targets = [self.everybody], [-1], [float(self._worth(np.array([self.everybody]))[0])]
        for level, (groups, held) in enumerate(self.fixed):
            masks += [*groups, *(1 << i for i in held)]
            level_of += [level] * len(groups) + [-1] * len(held)
            targets += [*self._worth(np.array(groups, dtype=np.int64)), *([0.0] * len(held))]
        rows = np.zeros((len(masks), self.n + len(self.fixed)))
        rows[:, : self.n] = membership(masks, self.n)
        for row, (mask, level) in enumerate(zip(masks, level_of, strict=True)):
            if level >= 0:
                rows[row, self.n + level] = mask.bit_count() if self.per_capita else 1
        found = _least_squares(rows, np.array(targets))
        self.levels = [
            Level(float(excess) * self.scale, level.weights, level.floors)
            for level, excess in zip(self.levels, found[self.n :], strict=True)
        ]
        shares: Array = self.alone + self.scale * found[: self.n]
        return shares

    def _worth(self, masks: Ints) -> Array:
        worth: Array = (self.table[masks] - membership(masks, self.n) @ self.alone) / self.scale
        return worth

    def _heads(self, masks: Ints) -> Array:
        return membership(masks, self.n).sum(axis=1) if self.per_capita else np.ones(len(masks))

    def _worst(self, shares: Array, above: float, *, most: int = MOST_AT_ONCE) -> Ints:
        return worst(self.table, shares, above=above, settled=self.span, per_capita=self.per_capita, most=most)

    def _tightest(self, pool: Ints, shares: Array) -> Ints:
        kept: Ints = pool[np.argsort(-self._excesses(pool, shares), kind="stable")[:FULL]]
        return kept

    def _excesses(self, masks: Ints, shares: Array) -> Array:
        left: Array = (self._worth(masks) - membership(masks, self.n) @ shares) / self._heads(masks)
        return left


def _least_squares(rows: Array, targets: Array) -> Array:
    """The solution of consistent equations, refined once with the remainder taken in long precision."""
    inverse = np.linalg.pinv(rows)
    found: Array = inverse @ targets
    remainder = targets.astype(np.longdouble) - rows.astype(np.longdouble) @ found.astype(np.longdouble)
    refined = found + inverse @ remainder.astype(np.float64)
    return np.where(np.abs(refined) < 1e-15, 0.0, refined)  # in parts of the largest gain: nothing, told as nothing


def _largest(table: Array, alone: Array) -> float:
    """The largest gain or loss of any group against its members' alone; 1 where there is none."""
    largest = max(float(np.abs(left).max()) for _, left in excesses(table, alone))
    return largest if largest > BROKEN * max(1.0, float(np.abs(table[-1]))) else 1.0
