"""Finds, among 2^n groups, the few whose conditions a linear program still breaks."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from betterpie.kernel.sharing.lattice import BLOCK, Array, Ints, blocks, players_of, sizes, subset_sums
from betterpie.kernel.sharing.span import Span
from betterpie.kernel.sharing.trouble import Uncertified

A = TypeVar("A")

MOST_AT_ONCE = 32  # more at a time only make the programs larger: of 256 rows hardly 20 ever decide anything
PRECISE: dict[str, Any] = {"presolve": False, "primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def row_by_row(pool: Ints, solve: Callable[[Ints], A], broken: Callable[[A], Ints]) -> tuple[A, Ints]:
    """Solves with the pool's rows, adds those the answer breaks, and goes on until it breaks none."""
    while True:
        answer = solve(pool)
        fresh = np.setdiff1d(broken(answer), pool)
        if not fresh.size:
            return answer, pool
        pool = np.concatenate([pool, fresh])


def worst(table: Array, shares: Array, *, above: float, settled: Span, per_capita: bool = False, most: int = MOST_AT_ONCE) -> Ints:
    """Up to `most` groups outside `settled` whose excess table[S] - shares(S) is above the bar, worst ones first kept."""
    n = players_of(table)
    width = min(n, BLOCK)
    low, high = subset_sums(shares[:width]), subset_sums(shares[width:])
    heads = _per_head(width, n) if per_capita else None
    high_sizes = sizes(n - width)
    masks, left = np.empty(0, dtype=np.int64), np.empty(0)
    scratch = np.empty(1 << width)
    for row, part in blocks(n):
        np.subtract(table[part], low, out=scratch)
        scratch -= high[row]
        if heads is not None:
            scratch *= heads[high_sizes[row]]
        if scratch.max() <= above:
            continue
        found = _outside(scratch, above, part.start, settled)
        masks, left = np.concatenate([masks, found]), np.concatenate([left, scratch[found - part.start]])
        if len(masks) > 4 * most:
            keep = np.argpartition(-left, most)[:most]
            masks, left = masks[keep], left[keep]
            above = float(left.min())
    return masks[np.argsort(-left, kind="stable")[:most]]


def minimum(costs: Array, upper: tuple[Array, Array], equal: tuple[Array, Array], bounds: Array) -> Any:
    """The linear program min costs.x with A x <= b, E x = f, and bounds, by HiGHS' dual simplex; refuses to go on without its optimum."""
    from scipy.optimize import linprog  # here, to keep a web process small and its start short

    answer = linprog(costs, *upper, *equal, bounds=bounds, method="highs-ds", options=PRECISE)
    if answer.status != 0:
        raise Uncertified(f"The linear program stopped without an answer: {answer.message}")
    return answer


def _outside(left: Array, above: float, start: int, settled: Span) -> Ints:
    """The block's groups above the bar and not settled; the few worst first, all only where those are settled."""
    hits = np.flatnonzero(left > above)
    if len(hits) > FEW:
        top = hits[np.argpartition(-left[hits], FEW)[:FEW]]
        found = settled.outside(top + start)
        if found.size:
            return found
    return settled.outside(hits + start)


FEW = 64


def _per_head(width: int, n: int) -> list[Array]:
    """1/size for the coalitions of a block, for each size of its high part; nobody counts as 0."""
    low = sizes(width)
    inverse = np.concatenate([[0.0], 1 / np.arange(1, n + 1)])
    return [inverse[low + count] for count in range(n - width + 1)]
