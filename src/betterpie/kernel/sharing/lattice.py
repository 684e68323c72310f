"""Sums over the 2^n coalitions of n players, where bit i of a coalition's number stands for player i."""

from collections.abc import Iterator
from math import comb
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

BLOCK = 14  # players a block holds: 2^14 floats are 128 kB, which stays in a core's own cache


def players_of(table: Array) -> int:
    """The n of a table of 2^n numbers."""
    return len(table).bit_length() - 1


def subset_sums(each: npt.ArrayLike) -> Array:
    """For each of the 2^n coalitions the sum of its members' entries, in 2^n additions."""
    entries = np.asarray(each, dtype=np.float64)
    sums = np.zeros(1 << len(entries))
    for i, entry in enumerate(entries):
        np.add(sums[: 1 << i], entry, out=sums[1 << i : 2 << i])
    return sums


def subset_max(each: npt.ArrayLike) -> Array:
    """For each of the 2^n coalitions the largest of its members' entries and 0."""
    entries = np.asarray(each, dtype=np.float64)
    largest = np.zeros(1 << len(entries))
    for i, entry in enumerate(entries):
        np.maximum(largest[: 1 << i], entry, out=largest[1 << i : 2 << i])
    return largest


def sizes(n: int) -> npt.NDArray[np.intp]:
    """How many members each of the 2^n coalitions has."""
    counts = np.zeros(1 << n, dtype=np.intp)
    for i in range(n):
        np.add(counts[: 1 << i], 1, out=counts[1 << i : 2 << i])
    return counts


def membership(masks: npt.ArrayLike, n: int) -> Array:
    """A row of n zeros and ones for each coalition number."""
    numbers = np.asarray(masks, dtype=np.int64).reshape(-1, 1)
    return ((numbers >> np.arange(n)) & 1).astype(np.float64)


def blocks(n: int) -> Iterator[tuple[int, slice]]:
    """Cuts the table into runs that share their high players: (number of the high part, slice of the table)."""
    width = min(n, BLOCK)
    for high in range(1 << (n - width)):
        yield high, slice(high << width, (high + 1) << width)


def member_sums(table: Array, by_size: Array) -> Array:
    """For each player the sum over the coalitions S with her of by_size[|S|] * table[S]; the table is read once."""
    n = players_of(table)
    width = min(n, BLOCK)
    grid = table.reshape(-1, 1 << width)
    low_sizes, high_sizes = sizes(width), sizes(n - width)
    of_high, of_low = np.empty(len(grid)), np.zeros(1 << width)
    for count in range(n - width + 1):
        weights = by_size[low_sizes + count]
        column = np.zeros(1 << width)
        for row in np.flatnonzero(high_sizes == count):
            of_high[row] = grid[row] @ weights
            column += grid[row]
        of_low += weights * column
    return np.concatenate([halves_sum(of_low), halves_sum(of_high)])


def halves_sum(table: Array) -> Array:
    """For each player the sum over the coalitions with her: sum the upper half, add the halves, go on."""
    n = players_of(table)
    sums = np.empty(n)
    for i in reversed(range(n)):
        low, high = table[: 1 << i], table[1 << i :]
        sums[i] = high.sum()
        table = low + high
    return sums


def member_peaks(table: Array, prices: Array) -> Array:
    """For each player the largest table[S] - prices(S) over the coalitions S with her."""
    n = players_of(table)
    width = min(n, BLOCK)
    low, high = subset_sums(prices[:width]), subset_sums(prices[width:])
    of_high, of_low = np.empty(len(high)), np.full(1 << width, -np.inf)
    for row, part in blocks(n):
        left = table[part] - low - high[row]
        of_high[row] = left.max()
        np.maximum(of_low, left, out=of_low)
    return np.concatenate([halves_max(of_low), halves_max(of_high)])


def halves_max(table: Array) -> Array:
    """For each player the largest entry among the coalitions with her."""
    n = players_of(table)
    peaks = np.empty(n)
    for i in reversed(range(n)):
        low, high = table[: 1 << i], table[1 << i :]
        peaks[i] = high.max()
        table = np.maximum(low, high)
    return peaks


def excesses(table: Array, shares: Array) -> Iterator[tuple[int, Array]]:
    """Block by block (first coalition number, table[S] - shares(S) for the run that starts there)."""
    n = players_of(table)
    width = min(n, BLOCK)
    low, high = subset_sums(shares[:width]), subset_sums(shares[width:])
    for row, part in blocks(n):
        yield part.start, table[part] - low - high[row]


def dividends(table: Array) -> Array:
    """Harsanyi's dividend of each coalition, d(T) = sum over S in T of (-1)^(t-s) v(S); its inverse is `from_dividends`."""
    out = table.copy()
    for i in range(players_of(table)):
        pairs = out.reshape(-1, 2, 1 << i)
        pairs[:, 1] -= pairs[:, 0]
    return out


def from_dividends(dividend: Array) -> Array:
    """The table whose coalition S is worth the sum of the dividends of the groups inside S."""
    out = dividend.copy()
    for i in range(players_of(dividend)):
        pairs = out.reshape(-1, 2, 1 << i)
        pairs[:, 1] += pairs[:, 0]
    return out


def joining_weights(n: int) -> tuple[Array, Array]:
    """Shapley's weights by size s: a[s] = 1/(n C(n-1,s-1)) of a coalition with the player, b[s] = 1/(n C(n-1,s)) of one without."""
    with_her = [0.0] + [1 / (n * comb(n - 1, s - 1)) for s in range(1, n + 1)]
    without = [1 / (n * comb(n - 1, s)) for s in range(n)] + [0.0]
    return np.array(with_her), np.array(without)
