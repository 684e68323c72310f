"""Convex games, in which whoever joins adds the more, the more are there: their nucleolus without linear programs that grow."""

from itertools import combinations

import numpy as np

from betterpie.kernel.sharing.averages import folded
from betterpie.kernel.sharing.certificate import Level
from betterpie.kernel.sharing.game import Game
from betterpie.kernel.sharing.lattice import Array, Ints, membership, subset_sums
from betterpie.kernel.sharing.reading import ROUNDING
from betterpie.kernel.sharing.rows import minimum
from betterpie.kernel.sharing.span import Span
from betterpie.kernel.sharing.trouble import Uncertified

LEVELLED_UP_TO = 16  # players up to which looking through all groups for each pair is quicker than linear programs
ROUNDS = 30  # of levelling; a handful is usual
EVEN = 1e-9  # of the scale: a difference of complaints that is none
AT_ONCE = 400  # groups of a level that are weighed
COUNTS = 1e-9  # a weight above this is one


def is_convex(game: Game) -> bool:
    """Whether a player adds the more, the more are there already (Shapley 1971); then Shapley's split is stable."""
    close, table = ROUNDING * game.scale, game.gains
    for i in range(game.n):
        pair = table.reshape(-1, 2, 1 << i)
        added = (pair[:, 1] - pair[:, 0]).reshape(-1)  # by i, to each group of the others
        for j in range(i, game.n - 1):
            later = added.reshape(-1, 2, 1 << j)
            if (later[:, 1] < later[:, 0] - close).any():
                return False
    return True


def levelled(game: Game) -> tuple[Array, list[Level]] | None:
    """A split (in gains) that is likely the nucleolus of a convex game, and the levels by which that can be proved; or None.

    Of a convex game the nucleolus is the only split at which, for any two players, the worst-off group with the one and without the
    other misses as much as the worst-off with the other and without the one (the kernel; Maschler, Peleg and Shapley 1972). From the
    Shapley value on, these complaints are made even for all pairs at once by least squares, until the same groups stay the worst off
    (after Meinhardt 2013). None where that doesn't come to rest, or nothing is to share; the proof is for the caller to check.
    """
    table, shares = game.gains, folded(game.gains)
    if table[-1] - table[1 << np.arange(game.n)].sum() <= EVEN * game.scale:
        return None  # each gets what she has alone, and floors prove it
    for _round in range(ROUNDS):
        left = _left(table, shares)
        pairs = _worst_by_pair(left, game.n)
        if np.abs(left[pairs[:, 0]] - left[pairs[:, 1]]).max() <= EVEN * game.scale:
            return _proof(game, shares, left)
        rows = np.vstack([membership(pairs[:, 0], game.n) - membership(pairs[:, 1], game.n), np.ones(game.n)])
        targets = np.append(table[pairs[:, 0]] - table[pairs[:, 1]], table[-1])
        shares = shares + np.linalg.lstsq(rows, targets - rows @ shares, rcond=None)[0]
        shares = shares + (table[-1] - shares.sum()) / game.n
    return None


def _left(table: Array, shares: Array) -> Array:
    """What each group misses; nobody and everybody are no groups here."""
    left: Array = table - subset_sums(shares)
    left[0] = left[-1] = -np.inf
    return left


def _worst_by_pair(left: Array, n: int) -> Ints:
    """For each two players the worst-off group with the first and without the second, and the other way round: a row each."""
    grid = left.reshape((2,) * n)  # the last axis is the first player's
    found = []
    for i, j in combinations(range(n), 2):
        side = np.moveaxis(grid, (n - 1 - i, n - 1 - j), (0, 1))
        found.append([_spread(int(side[1, 0].argmax()), i, j) | 1 << i, _spread(int(side[0, 1].argmax()), i, j) | 1 << j])
    return np.array(found, dtype=np.int64)


def _spread(number: int, *gaps: int) -> int:
    """A group numbered among the others, as numbered among all: with a 0 put in at each of the places."""
    for gap in sorted(gaps):
        number = (number >> gap) << (gap + 1) | number & ((1 << gap) - 1)
    return number


def _proof(game: Game, shares: Array, left: Array) -> tuple[Array, list[Level]] | None:
    """Level by level from the worst off down: weights that balance as many of its groups as can be."""
    span, levels = Span(game.n), list[Level]()
    span.add((1 << game.n) - 1)
    order: Ints = np.argsort(-left, kind="stable")[:-2]
    while not span.is_full:
        rest = span.outside(order)
        worst = float(left[rest[0]])
        tight = rest[left[rest] >= worst - EVEN * game.scale][:AT_ONCE]
        weights = _balanced(tight, span)
        if not weights:
            return None
        levels.append(Level(worst, {game.coalition(mask): weight for mask, weight in weights.items()}, {}))
        for mask in weights:
            span.add(mask)
    return shares, levels


def _balanced(masks: Ints, span: Span) -> dict[int, float]:
    """Weights of 0 to 1, as large as can be in all, by which these groups add up to something in the span; those above 0."""
    many, taken = len(masks), np.array(span.taken, dtype=np.int64)
    rows = np.hstack([membership(masks, span.n).T, -membership(taken, span.n).T])
    costs = np.append(-np.ones(many), np.zeros(len(taken)))
    bounds = np.array([(0.0, 1.0)] * many + [(-np.inf, np.inf)] * len(taken))
    try:
        answer = minimum(costs, (np.zeros((0, len(costs))), np.zeros(0)), (rows, np.zeros(span.n)), bounds)
    except Uncertified:
        return {}
    return {int(mask): float(weight) for mask, weight in zip(masks, answer.x, strict=False) if weight > COUNTS}
