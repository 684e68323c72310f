"""The shapes a game's numbers come in: a table, or a formula that needs none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import comb
from typing import Protocol

import numpy as np

from betterpie.kernel.sharing.lattice import Array, Ints, from_dividends, membership, subset_max, subset_sums
from betterpie.kernel.sharing.totals import Rule, shapley_of_totals


class Form(Protocol):
    """Players are 0 to n-1 here; coalition numbers have bit i for player i."""

    def worth(self, members: Collection[int]) -> float:
        """What one coalition is worth."""

    def table(self) -> Array:
        """What each of the 2^n coalitions is worth."""

    def shapley(self) -> Array | None:
        """The Shapley value where the form has a formula for it."""


@dataclass(frozen=True)
class Table:
    """Each coalition's number written down."""

    values: Array

    def worth(self, members: Collection[int]) -> float:
        return float(self.values[sum(1 << i for i in members)])

    def table(self) -> Array:
        return self.values

    def shapley(self) -> Array | None:
        return None


@dataclass(frozen=True)
class Parts:
    """Each group brings its own extra as soon as all of it is in (Harsanyi dividends)."""

    n: int
    parts: Sequence[tuple[tuple[int, ...], float]]

    def worth(self, members: Collection[int]) -> float:
        inside = set(members)
        return sum(extra for group, extra in self.parts if inside.issuperset(group))

    def table(self) -> Array:
        dividend = np.zeros(1 << self.n)
        for group, extra in self.parts:
            dividend[sum(1 << i for i in group)] += extra
        return from_dividends(dividend)

    def shapley(self) -> Array:
        shares = np.zeros(self.n)
        for group, extra in self.parts:
            shares[list(group)] += extra / len(group)
        return shares


@dataclass(frozen=True)
class Peak:
    """A coalition costs what its most demanding member costs (Littlechild and Owen 1973)."""

    costs: Array

    def worth(self, members: Collection[int]) -> float:
        return max((float(self.costs[i]) for i in members), default=0.0)

    def table(self) -> Array:
        return subset_max(self.costs)

    def shapley(self) -> Array:
        """Each step up is shared by all who need it."""
        order = np.argsort(self.costs, kind="stable")
        steps = np.diff(self.costs[order], prepend=0.0)
        shares = np.empty(len(order))
        shares[order] = np.cumsum(steps / np.arange(len(order), 0, -1))
        return shares


@dataclass(frozen=True)
class Totals:
    """Only the sum of what the members bring counts; who bring nothing make nothing."""

    amounts: Array
    rule: Rule

    def worth(self, members: Collection[int]) -> float:
        return float(self._worth(np.array([self.amounts[list(members)].sum()]))[0])

    def table(self) -> Array:
        return self._worth(subset_sums(self.amounts))

    def shapley(self) -> Array | None:
        """By dynamic programming where the amounts are whole; small games are as quick by their table."""
        whole = np.rint(self.amounts).astype(np.int64)
        if len(whole) <= SMALL or (whole != self.amounts).any():
            return None
        return shapley_of_totals(whole, self._worth)

    def _worth(self, totals: Array) -> Array:
        return np.where(totals > 0, self.rule(totals), 0.0)


SMALL = 16  # up to here the table is folded sooner than the sums are counted


@dataclass(frozen=True)
class Gloves:
    """A left and a right glove make a pair (Shapley and Shubik 1969); players below `left` hold a left one."""

    left: int
    right: int

    def worth(self, members: Collection[int]) -> float:
        lefts = sum(1 for i in members if i < self.left)
        return float(min(lefts, len(members) - lefts))

    def table(self) -> Array:
        lefts, rights = subset_sums([1.0] * self.left), subset_sums([1.0] * self.right)
        return np.minimum.outer(rights, lefts).ravel()

    def shapley(self) -> Array:
        return np.array([_pairing(self.left, self.right)] * self.left + [_pairing(self.right, self.left)] * self.right)


def _pairing(own: int, other: int) -> float:
    """The chance that a holder finds somebody unpaired on the other side when she comes in."""
    n = own + other
    ways = ((comb(own - 1, a) * comb(other, b), comb(n - 1, a + b)) for b in range(other + 1) for a in range(min(own, b)))
    return sum(hits / out_of for hits, out_of in ways) / n


@dataclass(frozen=True)
class Tree:
    """What it costs a coalition to connect itself to a source over its own members (Bird 1976); row 0 is the source."""

    costs: Array

    def worth(self, members: Collection[int]) -> float:
        return float(self._spanned(np.array([sum(1 << i for i in members)], dtype=np.int64))[0])

    def table(self) -> Array:
        masks: Ints = np.arange(1 << (len(self.costs) - 1), dtype=np.int64)
        return np.concatenate([self._spanned(part) for part in np.array_split(masks, max(1, len(masks) >> 14))])

    def shapley(self) -> Array | None:
        return None

    def _spanned(self, masks: Ints) -> Array:
        """Prim's algorithm, for many coalitions at a time."""
        n = len(self.costs) - 1
        waiting = membership(masks, n).astype(bool)
        nearest = np.where(waiting, self.costs[0, 1:], np.inf)
        spent = np.zeros(len(waiting))
        rows = np.arange(len(waiting))
        for _ in range(n):
            chosen = nearest.argmin(axis=1)
            price = nearest[rows, chosen]
            spent += np.where(np.isfinite(price), price, 0.0)
            waiting[rows, chosen] = False
            nearest = np.where(waiting, np.minimum(nearest, self.costs[1:, 1:][chosen]), np.inf)
        return spent


@dataclass(frozen=True)
class Matching:
    """The best matching of a coalition's rows with its columns (Shapley and Shubik 1971); rows come first."""

    gains: Array

    def worth(self, members: Collection[int]) -> float:
        from scipy.optimize import linear_sum_assignment  # here, to keep a web process small and its start short

        height = len(self.gains)
        rows, columns = [i for i in members if i < height], [i - height for i in members if i >= height]
        chosen = np.maximum(self.gains[np.ix_(rows, columns)], 0.0)
        return float(chosen[linear_sum_assignment(chosen, maximize=True)].sum()) if chosen.size else 0.0

    def table(self) -> Array:
        """best[columns, rows]: the highest row stays alone or takes one of the columns."""
        height, width = self.gains.shape
        best = np.zeros((1 << width, 1))
        for row in range(height):
            best = np.concatenate([best, self._with_row(best, row)], axis=1)
        return best.ravel()

    def shapley(self) -> Array | None:
        return None

    def _with_row(self, best: Array, row: int) -> Array:
        columns = np.arange(len(best))
        better = best.copy()
        for column, gain in enumerate(self.gains[row]):
            having = columns[(columns >> column) & 1 == 1]
            better[having] = np.maximum(better[having], best[having ^ (1 << column)] + gain)
        return better
