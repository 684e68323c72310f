"""Shares as ranges, where the numbers they come from are ranges or partly unknown."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array, joining_weights, member_sums, players_of, sizes, subset_sums
from betterpie.kernel.sharing.reading import ROUNDING, Player, members_of, number
from betterpie.kernel.sharing.trouble import BadGame, NoSolution

Range: TypeAlias = tuple[float, float]


def shapley_range(low: Game, high: Game) -> dict[Player, Range]:
    """The least and most that each can get when every group's number lies between two games' (Alparslan Gok et al. 2010).

    A share rises with the numbers of groups with her and falls with those without: the ends are reached.
    """
    lower, upper = _ordered(low, high)
    with_her, without = joining_weights(low.n)
    least = member_sums(lower, with_her) - _of_others(upper, without)
    most = member_sums(upper, with_her) - _of_others(lower, without)
    return dict(zip(low.players, zip(least.tolist(), most.tolist(), strict=True), strict=True))


def shapley_error(game: Game, spread: Game | float) -> Shares:
    """The standard deviation of each share when groups' numbers are off independently by `spread` (one figure, or a game of them)."""
    squared = np.full(1 << game.n, float(spread)) ** 2 if not isinstance(spread, Game) else spread.table**2
    squared[0] = 0.0
    with_her, without = joining_weights(game.n)
    variance = member_sums(squared, with_her**2) + _of_others(squared, without**2)
    return game.shares(np.sqrt(np.maximum(variance, 0.0)))


def sensitivity(game: Game, player: Player) -> dict[frozenset[Player], float]:
    """By how much the player's Shapley share moves when one group's number rises by 1, for every group."""
    bit = game.mask([player])
    with_her, without = joining_weights(game.n)
    counts = sizes(game.n)
    return {game.coalition(m): float(with_her[counts[m]] if m & bit else -without[counts[m]]) for m in range(1, 1 << game.n)}


def range_of(low: Game, high: Game, rule: Callable[[Game], Mapping[Any, float]], *, draws: int = 200, seed: int = 0) -> dict[Player, Range]:
    """The range of any rule's shares over random games between two games; the lower and upper 2.5% are left out.

    Draws in which the rule finds no solution are left out. Refuses when that is all of them.
    """
    lower, upper = _ordered(low, high)
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = Game(low.players, lower + (upper - lower) * chance.random(len(lower)), kind=low.kind)
        try:
            found.append(low.vector(rule(drawn)))
        except NoSolution:
            continue
    if not found:
        raise NoSolution("In none of the games between the two does the rule have a solution.")
    ends = np.quantile(np.array(found), [0.025, 0.975], axis=0)
    return dict(zip(low.players, zip(ends[0].tolist(), ends[1].tolist(), strict=True), strict=True))


def from_known(players: Iterable[Player], known: Mapping[Any, Any]) -> tuple[Game, Game]:
    """The least and the most each group can be worth when only some groups' values are known and joining never hurts.

    Least: the best way to cut the group into known groups (and players worth 0). Most: for the known groups around
    it, what they make less the least of who is left over. Everybody together must be known. Refuses values that
    contradict this: a known group worth less than its own known parts.
    """
    who = tuple(players)
    index = {player: i for i, player in enumerate(who)}
    values = {sum(1 << index[p] for p in members_of(key, index)): number(value, "A group") for key, value in known.items()}
    everybody = (1 << len(who)) - 1
    if everybody not in values:
        raise BadGame("What all make together must be known.")
    least = _best_parts(values, len(who))
    for mask, value in values.items():
        if least[mask] > value + ROUNDING * max(1.0, abs(value)):
            raise BadGame("A known group is worth less than its known parts together.")
    masks = np.arange(1 << len(who))
    most = np.full(1 << len(who), np.inf)
    for mask, value in values.items():
        inside = masks[masks & mask == masks]
        most[inside] = np.minimum(most[inside], value - least[mask ^ inside])
    most[0] = 0.0
    return Game(who, least), Game(who, np.maximum(most, least))


def who_might_walk(low: Game, high: Game, allocation: Mapping[Any, Any]) -> tuple[list[frozenset[Player]], list[frozenset[Player]]]:
    """Groups that surely do better by themselves, and those that might, when their numbers lie between two games'."""
    lower, upper = _ordered(low, high)
    paid = subset_sums(low.vector(allocation))
    close = 10 * ROUNDING * max(low.scale, high.scale)
    surely, might = lower - paid > close, upper - paid > close
    if low.kind == "cost":
        surely, might = paid - upper > close, paid - lower > close
    return [low.coalition(int(m)) for m in np.flatnonzero(surely)], [low.coalition(int(m)) for m in np.flatnonzero(might & ~surely)]


def _best_parts(values: Mapping[int, float], n: int) -> Array:
    """For each group its best cut into known groups; the part with the top player is tried in every known way."""
    least = np.zeros(1 << n)
    for top in range(n):
        masks = np.arange(1 << top, 2 << top)
        least[masks] = least[masks ^ (1 << top)]  # the top player by herself, if nothing is known of her: 0
        for mask, value in values.items():
            if mask.bit_length() == top + 1:
                around = masks[masks & mask == mask]
                least[around] = np.maximum(least[around], value + least[around ^ mask])
        if 1 << top in values and values[1 << top] < 0:
            raise BadGame("A player alone cannot be worth less than 0 here: she can always do nothing.")
    return least


def _of_others(table: Array, by_size: Array) -> Array:
    """For each player the weighted sum over the groups without her."""
    whole: Array = (table * by_size[sizes(players_of(table))]).sum() - member_sums(table, by_size)
    return whole


def _ordered(low: Game, high: Game) -> tuple[Array, Array]:
    if low.players != high.players or low.kind != high.kind:
        raise BadGame("The two games must have the same players in the same order, and be of one kind.")
    if (low.table > high.table).any():
        raise BadGame("Each group's lower number must not be above its upper one.")
    return low.table, high.table
