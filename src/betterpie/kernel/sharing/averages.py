"""Values that average what a player adds: Shapley's, and those for weights, unions and who talks to whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array, Ints, joining_weights, member_sums, players_of, sizes
from betterpie.kernel.sharing.reading import Player
from betterpie.kernel.sharing.trouble import BadGame


def shapley(game: Game) -> Shares:
    """What each adds on average over every order in which the players could join (Shapley 1953).

    By the form's own formula where it has one, without a limit on players; otherwise O(2^n) from the table.
    """
    closed = game.closed_shapley()
    return game.shares(folded(game.table) if closed is None else closed)


def folded(table: Array) -> Array:
    """Shapley value of a table by one weighted pass and folding; exact shares of v(N) whatever v(nobody) is."""
    with_her, without = joining_weights(players_of(table))
    sums = member_sums(table, with_her + without)
    shares: Array = sums - (sums.sum() - (table[-1] - table[0])) / len(sums)
    return shares


def banzhaf(game: Game, *, normalized: bool = False) -> Shares:
    """What each adds on average over all groups of the others, all equally likely (Banzhaf 1965).

    These need not add up to what there is to share; normalized, they are scaled to add up to it (the index of power).
    """
    table = game.table
    added = (2 * member_sums(table, np.ones(game.n + 1)) - table.sum()) / 2 ** (game.n - 1)
    if normalized:
        if abs(added.sum()) <= 1e-12 * game.scale:
            raise BadGame("The Banzhaf values add up to 0 and cannot be scaled.")
        added = added * (table[-1] / added.sum())
    return game.shares(added)


def weighted_shapley(game: Game, weights: Mapping[Any, Any] | Sequence[Any]) -> Shares:
    """Each group's own extra is shared in proportion to weights, all above 0 (Shapley 1953, Kalai and Samet 1987).

    By the weighted potential P(S) = (v(S) + sum of w_i P(S without i)) / w(S), which only averages
    (Hart and Mas-Colell 1989); player i gets w_i (P(N) - P(N without i)). A plain row of weights is for the players in their order.
    """
    weight = game.vector(weights if isinstance(weights, Mapping) else _in_order(game, weights))
    if (weight <= 0).any():
        raise BadGame("Weights must be above 0.")
    weight, table = weight / weight.max(), game.table
    potential = np.zeros(len(table))
    for masks in _by_size(game.n):
        potential[masks] = _potential(table, potential, masks, weight)
    without = potential[-1] - potential[[(1 << game.n) - 1 - (1 << i) for i in range(game.n)]]
    return game.shares(weight * without)


def owen(game: Game, unions: Iterable[Iterable[Player]] | Mapping[Any, Iterable[Player]]) -> Shares:
    """Shapley's value when players bargain first as unions, then inside each (Owen 1977).

    `unions` names each player exactly once, and may give each union a name. Inside a union the game is what it adds to those before it.
    """
    groups = [[game.mask([player]) for player in union] for union in (unions.values() if isinstance(unions, Mapping) else unions)]
    if sorted(bit for group in groups for bit in group) != [1 << i for i in range(game.n)]:
        raise BadGame("Every player must be in exactly one union.")
    groups, table, amounts = [group for group in groups if group], game.table, np.empty(game.n)
    for group in groups:
        others = _unions_of([sum(other) for other in groups if other is not group])
        coming_before = joining_weights(len(groups))[1][sizes(len(groups) - 1)]
        added = _weighed(table, _unions_of(group), others, coming_before)
        amounts[[bit.bit_length() - 1 for bit in group]] = folded(added)
    return game.shares(amounts)


def myerson(game: Game, edges: Iterable[tuple[Player, Player]]) -> Shares:
    """Shapley's value when only partners who are connected by talking make something together (Myerson 1977)."""
    return game.shares(folded(talking(game, edges)))


def talking(game: Game, edges: Iterable[tuple[Player, Player]]) -> Array:
    """The table in which a group is worth the sum of its connected parts."""
    neighbors = np.zeros(game.n, dtype=np.int64)
    for one, other in edges:
        i, j = game.mask([one]).bit_length() - 1, game.mask([other]).bit_length() - 1
        neighbors[i] |= 1 << j
        neighbors[j] |= 1 << i
    worth = game.table
    table = np.zeros(len(worth))
    for top in range(game.n):
        for start in range(1 << top, 2 << top, 1 << 16):
            masks = np.arange(start, min(start + (1 << 16), 2 << top))
            part = _connected(masks, 1 << top, neighbors)
            table[masks] = worth[part] + table[masks ^ part]
    return table


def _connected(masks: Ints, start: int, neighbors: Ints) -> Ints:
    """In each group the part that is connected with the starting player."""
    part = np.full(len(masks), start, dtype=np.int64)
    while True:
        reached = part.copy()
        for i, near in enumerate(neighbors):
            reached |= np.where(part >> i & 1, near, 0)
        reached &= masks
        if np.array_equal(reached, part):
            return part
        part = reached


def _potential(table: Array, potential: Array, masks: Ints, weight: Array) -> Array:
    worth, total = table[masks].copy(), np.zeros(len(masks))
    for i, own in enumerate(weight):
        inside = (masks >> i & 1).astype(np.float64) * own
        worth += inside * potential[masks & ~(1 << i)]
        total += inside
    return worth / total


def _by_size(n: int) -> list[Ints]:
    """The coalition numbers of size 1, of size 2, and so on."""
    counts = sizes(n).astype(np.int8)
    return [np.flatnonzero(counts == size) for size in range(1, n + 1)]


def _weighed(table: Array, inside: Ints, others: Ints, weights: Array) -> Array:
    """For each group inside a union the weighted sum of what it has with the others; the loop is over whichever are fewer."""
    if len(inside) <= len(others):
        return np.array([table[others | part] @ weights for part in inside])
    sums = np.zeros(len(inside))
    for other, weight in zip(others, weights, strict=True):
        sums += weight * table[inside | other]
    return sums


def _unions_of(masks: list[int]) -> Ints:
    """The unions of every selection of the given disjoint coalitions."""
    unions = np.zeros(1 << len(masks), dtype=np.int64)
    for i, mask in enumerate(masks):
        np.add(unions[: 1 << i], mask, out=unions[1 << i : 2 << i])
    return unions


def _in_order(game: Game, row: Sequence[Any]) -> dict[Player, Any]:
    if len(row) != game.n:
        raise BadGame(f"{game.n} players need {game.n} weights, not {len(row)}.")
    return dict(zip(game.players, row, strict=True))
