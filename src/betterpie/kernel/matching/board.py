"""Businesses laid out as arrays, and the strength of every pair of a block of them with all within reach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from betterpie.kernel.matching import strength as formulas
from betterpie.kernel.matching.knowledge import Knowledge
from betterpie.kernel.matching.ledger import Ledger
from betterpie.kernel.matching.records import MOST_TRADES, Business
from betterpie.kernel.matching.services import Services

Rows = NDArray[np.intp]
Strengths = NDArray[np.float32]

MILES_PER_DEGREE = 69.0934
"""Of latitude, on a sphere of 3,958.8 miles radius."""
CELL = 0.25
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Board:
    """One row for each business, in the order given. `trades` holds columns of the affinity table, the empty column filling up."""

    trades: NDArray[np.intp]
    focus: Strengths
    reach: Strengths
    price: NDArray[np.intp]
    place: NDArray[np.float64]
    trust: Strengths
    services: Services

    @classmethod
    def of(cls, businesses: Sequence[Business], slugs: Sequence[tuple[str, ...]], knowledge: Knowledge) -> "Board":
        """Lays out `businesses`, whose known trades are `slugs`."""
        table, empty = knowledge.affinity.place, len(knowledge.trades)
        width = max([1, *map(len, slugs)])
        return cls(
            trades=np.array([[*(table[slug] for slug in row), *([empty] * (width - len(row)))] for row in slugs], dtype=np.intp),
            focus=np.array([formulas.focus(len(row)) for row in slugs], dtype=np.float32),
            reach=np.array([reach(row, knowledge) for row in slugs], dtype=np.float32),
            price=np.array([business.price or 0 for business in businesses], dtype=np.intp),
            place=np.array([business.place or (np.nan, np.nan) for business in businesses], dtype=np.float64),
            trust=np.array([business.trust or 0.0 for business in businesses], dtype=np.float32),
            services=Services.of(businesses, slugs, knowledge),
        )

    def blocks(self, rows: Rows) -> Iterator[Rows]:
        """`rows` in blocks of at most BLOCK that lie close together, those without a place by themselves."""
        if not len(rows):
            return
        cells = np.floor(np.nan_to_num(self.place[rows], nan=1e6) / CELL).astype(np.int64)
        order = np.lexsort((cells[:, 1], cells[:, 0]))
        breaks = np.flatnonzero(np.any(np.diff(cells[order], axis=0) != 0, axis=1)) + 1
        for cell in np.split(rows[order], breaks):
            yield from np.split(cell, range(BLOCK, len(cell), BLOCK))

    def strengths(self, rows: Rows, *, ledger: Ledger, within_miles: float | None, among: Rows | None = None) -> tuple[Rows, Strengths]:
        """For givers `rows` (one of `blocks`): the receivers that may be within reach, and the strength [giver, receiver], 0 beyond.

        With `among` only these receivers are looked at.
        """
        columns, miles = self._within(rows, within_miles, np.arange(len(self.price)) if among is None else among)
        found = self._affinity(rows, columns, ledger)
        self._hear_customers(found, rows, columns)
        found = formulas.moved(found, self._odds(rows, columns, miles, within_miles))
        self._remember(found, rows, columns, ledger)
        return columns, found

    def _within(self, rows: Rows, within_miles: float | None, everyone: Rows) -> tuple[Rows, Strengths | None]:
        """Receivers for a block, and how far they are from each giver in miles (NaN where a place is unknown; None where all are).

        On a plane that touches the earth amid the block's cell, which is true to a hundredth at 30 miles.
        """
        if np.isnan(self.place[rows[0], 0]):
            return everyone, None
        center = (np.floor(self.place[rows[0]] / CELL) + 0.5) * CELL
        flat = self._flat(center)
        if within_miles is None:
            columns = everyone
        else:
            radius = within_miles + float(np.hypot(*flat[rows].T).max())
            columns = everyone[~(np.hypot(*flat[everyone].T) > radius)]
        here, there = flat[rows].astype(np.float32), flat[columns].astype(np.float32)
        east = here[:, 0:1] - there[None, :, 0]
        north = here[:, 1:2] - there[None, :, 1]
        miles: Strengths = np.sqrt(east * east + north * north)
        return columns, miles

    def _flat(self, center: NDArray[np.float64]) -> NDArray[np.float64]:
        """Miles east and north of `center`, for all businesses."""
        east = (self.place[:, 1] - center[1] + 180) % 360 - 180
        return np.stack([east * np.cos(np.radians(center[0])), self.place[:, 0] - center[0]], axis=1) * MILES_PER_DEGREE

    def _affinity(self, rows: Rows, columns: Rows, ledger: Ledger) -> Strengths:
        """The greatest affinity of any trade of each giver with any trade of each receiver, times the receiver's focus."""
        giving = ledger.table[self.trades[rows]].max(axis=1)
        found: Strengths = np.take(giving, self.trades[columns, 0], axis=1)
        empty = ledger.table.shape[1] - 1
        for trade in self.trades[columns].T[1:]:
            several = np.flatnonzero(trade != empty)
            found[:, several] = np.maximum(found[:, several], giving[:, trade[several]])
        found *= self.focus[columns][None, :]
        found[rows[:, None] == columns[None, :]] = 0
        return found

    def _hear_customers(self, found: Strengths, rows: Rows, columns: Rows) -> None:
        """Raises what customers ask for, lowers where both do the same; changes `found`."""
        met = self.services.met(rows, columns).tocoo()
        found[met.row, met.col] = formulas.asked_for(found[met.row, met.col])
        both = self.services.overlap(rows, columns).tocoo()
        fewest = np.minimum(self.services.provided[rows[both.row]], self.services.provided[columns[both.col]])
        found[both.row, both.col] = formulas.overlapping(found[both.row, both.col], both=both.data, fewest=fewest)

    def _odds(self, rows: Rows, columns: Rows, miles: Strengths | None, within_miles: float | None) -> Strengths:
        """What price, distance and trust do to the odds of each pair; 0 for those too far apart."""
        odds: Strengths = np.take(formulas.price_odds()[self.price[rows]], self.price[columns], axis=1)
        if miles is not None:
            near = formulas.near_odds(miles, self.reach[columns][None, :])
            if within_miles is not None:
                near[miles > within_miles] = 0
            near[:, np.isnan(self.place[columns, 0])] = 1
            odds *= near
        if self.trust.any():
            odds *= formulas.trust_odds(self.trust[columns])[None, :]
        return odds

    def _remember(self, found: Strengths, rows: Rows, columns: Rows, ledger: Ledger) -> None:
        """Lets deeds of each pair speak; changes `found`. A pair that worked together stays even when it is far apart."""
        spoken = [(number, to, seen) for number, row in enumerate(rows.tolist()) for to, seen in ledger.pairs.get(row, {}).items()]
        if not spoken:
            return
        at = {column: place for place, column in enumerate(columns.tolist())}
        here = [(number, at[to], seen.weight, seen.value) for number, to, seen in spoken if to in at]
        if here:
            givers, receivers = (np.array([one[side] for one in here]) for side in (0, 1))
            weight, value = (np.array([one[side] for one in here], dtype=np.float32) for side in (2, 3))
            prior = found[givers, receivers]
            found[givers, receivers] = formulas.shrunk(prior, weight=weight, value=value, prior_weight=formulas.PAIR_PRIOR)


def known_trades(business: Business, knowledge: Knowledge) -> tuple[str, ...]:
    """The trades of a business that are known, each once, the first MOST_TRADES of them."""
    return tuple(slug for slug in dict.fromkeys(business.trades) if slug in knowledge.trades)[:MOST_TRADES]


def reach(slugs: Sequence[str], knowledge: Knowledge) -> float:
    """How far customers go for a business of these trades, in miles: as far as for the one they go furthest for."""
    return max((formulas.reach_of(knowledge.trades[slug].group) for slug in slugs), default=formulas.REACH_ELSE)
