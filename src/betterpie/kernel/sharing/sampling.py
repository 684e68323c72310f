"""Shapley's value estimated from some of the orders, for more players than a table holds, with its standard error."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array, Ints
from betterpie.kernel.sharing.reading import Coalition, Player, number
from betterpie.kernel.sharing.trouble import BadGame


@dataclass(frozen=True)
class Estimate:
    """Estimated shares, the standard error of each, and how many groups were asked about."""

    shares: Shares
    errors: Shares
    evaluations: int


Worth = Callable[[Coalition], Any]


def shapley_by_orders(players: Iterable[Player], worth: Worth, *, orders: int, seed: int, control: Game | None = None) -> Estimate:
    """Averages what each adds over random orders, each followed by its reverse.

    Exact from a single pair where only pairs of players make something extra. `control` is a game with a formula
    (a synergy map fitted to this one): what it explains is taken exactly and only the rest is sampled. Asks about
    2 * orders * n groups; the standard error comes from the spread of the pairs, so it needs two orders or more.
    """
    who = tuple(players)
    if orders < 2 or not who:
        raise BadGame("Sampling needs at least one player and two orders.")
    chance = np.random.default_rng(seed)
    asked = _Asked(worth, control)
    rows = np.array([asked.added(who, order) / 2 + asked.added(who, order[::-1]) / 2 for order in _orders(len(who), orders, chance)])
    return asked.estimate(who, rows.mean(axis=0), rows.std(axis=0, ddof=1) / sqrt(orders))


def shapley_by_strata(players: Iterable[Player], worth: Worth, *, draws: int, seed: int, control: Game | None = None) -> Estimate:
    """Averages what each adds to groups of each size, `draws` of each size for each player (Maleki et al. 2013).

    Better than orders where what counts is the size of the group (shared costs). Asks about 2 * draws * n * n groups;
    its shares need not add up to exactly what there is.
    """
    who = tuple(players)
    if draws < 2 or not who:
        raise BadGame("Sampling needs at least one player and two draws.")
    chance = np.random.default_rng(seed)
    asked = _Asked(worth, control)
    means, variances = np.zeros(len(who)), np.zeros(len(who))
    for i in range(len(who)):
        others = np.array([j for j in range(len(who)) if j != i], dtype=np.int64)
        for size in range(len(who)):
            added = np.array([asked.joining(who, i, chance.permutation(others)[:size]) for _ in range(draws)])
            means[i] += added.mean() / len(who)
            variances[i] += added.var(ddof=1) / draws / len(who) ** 2
    return asked.estimate(who, means, np.sqrt(variances))


class _Asked:
    """The function less its control, counting how often it was asked."""

    def __init__(self, worth: Worth, control: Game | None) -> None:
        self.worth, self.control, self.evaluations = worth, control, 0

    def added(self, who: tuple[Player, ...], order: Ints) -> Array:
        """What each adds when they come in that order."""
        rows, before = np.empty(len(who)), 0.0
        for place, i in enumerate(order):
            after = self._of(frozenset(who[j] for j in order[: place + 1]))
            rows[i], before = after - before, after
        return rows

    def joining(self, who: tuple[Player, ...], i: int, others: Ints) -> float:
        group = frozenset(who[j] for j in others)
        return self._of(group | {who[i]}) - self._of(group)

    def estimate(self, who: tuple[Player, ...], means: Array, errors: Array) -> Estimate:
        known = dict.fromkeys(who, 0.0) if self.control is None else self._of_control()
        shares = {player: float(mean) + known[player] for player, mean in zip(who, means, strict=True)}
        return Estimate(shares, dict(zip(who, errors.tolist(), strict=True)), self.evaluations)

    def _of(self, coalition: Coalition) -> float:
        if not coalition:
            return 0.0
        self.evaluations += 1
        return number(self.worth(coalition), "Each group") - (0.0 if self.control is None else self.control.worth(coalition))

    def _of_control(self) -> Shares:
        closed = None if self.control is None else self.control.closed_shapley()
        if self.control is None or closed is None:
            raise BadGame("A control needs a formula for its Shapley value.")
        return self.control.shares(closed)


def _orders(n: int, count: int, chance: np.random.Generator) -> Iterator[Ints]:
    for _ in range(count):
        yield chance.permutation(n)
