"""The matcher: for each business the best complementors, kept up to date deed by deed."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from betterpie.kernel.matching.board import Board, Rows, Strengths, known_trades
from betterpie.kernel.matching.explaining import Caution, Explainer, Reason
from betterpie.kernel.matching.knowledge import DEFAULT, Knowledge
from betterpie.kernel.matching.ledger import Ledger
from betterpie.kernel.matching.occasions import Step
from betterpie.kernel.matching.records import Business, Deed

TOP = 20
WITHIN_MILES = 30.0
GROUPS = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That customers of `giver` need `receiver`, how strongly (0..1), and why; the words are found when they are asked for."""

    giver: Hashable
    receiver: Hashable
    strength: float
    _explainer: Explainer = field(repr=False, compare=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, said to the giver: what explains it first, each by its weight; the weights add up to the strength."""
        return self._explainer.reasons(self.giver, self.receiver)

    @property
    def reasons_for_receiver(self) -> tuple[Reason, ...]:
        """The same reasons, said to the receiver."""
        return self._explainer.reasons(self.giver, self.receiver, to_receiver=True)

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """What to mind, said to the giver."""
        return self._explainer.warnings(self.giver, self.receiver)

    @property
    def moment(self) -> str:
        """When the giver should think of the receiver, in a sentence; "" where no occasion tells."""
        return self._explainer.moment(self.giver, self.receiver)

    @property
    def moment_step(self) -> Step | None:
        """The step for which the giver should think of the receiver; None where no occasion tells."""
        return self._explainer.moment_step(self.giver, self.receiver)


def complements(
    businesses: Sequence[Business],
    deeds: Iterable[Deed] = (),
    *,
    knowledge: Knowledge = DEFAULT,
    top: int | None = TOP,
    within_miles: float | None = WITHIN_MILES,
) -> list[Suggestion]:
    """For each business the `top` others that her customers need most, best first; givers in the order of `businesses`.

    `top=None` gives every ordered pair with a strength above 0, and is meant for a node, not for thousands. Pairs further apart than
    `within_miles` are left out; a business without a place is left out nowhere. Refuses two businesses with the same key: ValueError.
    """
    return Matcher(businesses, deeds, knowledge=knowledge, top=top, within_miles=within_miles).all()


class Matcher:
    """Keeps the best complementors of many businesses: `top` rows each (about 8 bytes a pair), never a table of all pairs.

    `hear` a deed and only what it touched is worked out again: the giver at once, others of her trade when they are next asked for.
    `copy` gives one that may hear more while this one goes on answering as before.
    """

    def __init__(
        self,
        businesses: Sequence[Business],
        deeds: Iterable[Deed] = (),
        *,
        knowledge: Knowledge = DEFAULT,
        top: int | None = TOP,
        within_miles: float | None = WITHIN_MILES,
    ) -> None:
        self.businesses = tuple(businesses)
        self.rows = {business.key: row for row, business in enumerate(self.businesses)}
        if len(self.rows) != len(self.businesses):
            raise ValueError("Two businesses have the same key.")
        self.within_miles = within_miles
        trades = [known_trades(business, knowledge) for business in self.businesses]
        self.board = Board.of(self.businesses, trades, knowledge)
        self.ledger = Ledger(self.rows, trades, knowledge)
        self.ledger.hear(deeds)
        self.explainer = Explainer(self.businesses, self.rows, self.board, self.ledger)
        count = len(self.businesses)
        self.top = max(0, count - 1) if top is None else min(top, max(0, count - 1))
        self._best = np.full((count, self.top), -1, dtype=np.int32)
        self._strength = np.zeros((count, self.top), dtype=np.float32)
        self._stale = np.ones(count, dtype=bool)

    def all(self) -> list[Suggestion]:
        """Every suggestion, by giver in the order given, best first."""
        self.settle()
        return [suggestion for row in range(len(self.businesses)) for suggestion in self._suggestions(row)]

    def best(self, giver: Hashable) -> list[Suggestion]:
        """The suggestions for one business, best first. Refuses a key that isn't there with KeyError."""
        row = self.rows[giver]
        self._refresh_stale(np.array([row]))
        return self._suggestions(row)

    def strengths_from(self, giver: Hashable) -> dict[Any, float]:
        """The strengths of the suggestions for one business, by receiver, best first. Refuses an absent key with KeyError."""
        row = self.rows[giver]
        self._refresh_stale(np.array([row]))
        return self._by_key(self._best[row], self._strength[row])

    def strengths_to(self, receiver: Hashable) -> dict[Any, float]:
        """The strengths of all suggestions that name one business, by giver. Refuses an absent key with KeyError."""
        to = self.rows[receiver]
        self.settle()
        givers, places = np.nonzero(self._best == to)
        return self._by_key(givers, self._strength[givers, places])

    def between(self, giver: Hashable, receiver: Hashable) -> Suggestion:
        """The suggestion for one ordered pair, whatever its strength. Refuses a key that isn't there with KeyError."""
        row, to = self.rows[giver], self.rows[receiver]
        kept = np.flatnonzero(self._best[row] == to)
        if kept.size and not self._stale[row]:
            return Suggestion(giver, receiver, float(self._strength[row, kept[0]]), self.explainer)
        found = self.board.strengths(np.array([row]), ledger=self.ledger, within_miles=self.within_miles, among=np.array([to]))[1]
        return Suggestion(giver, receiver, float(found[0, 0]) if found.size else 0.0, self.explainer)

    def hear(self, *deeds: Deed, instead_of: Iterable[Deed] = ()) -> None:
        """Takes in deeds, so that the next answer knows of them, and forgets those `instead_of` which they come.

        A referral that went a step further is heard as `hear(Deed(a, b, "won"), instead_of=[Deed(a, b, "accepted")])`. Refuses to forget
        what was never heard: ValueError.
        """
        forgotten = tuple(instead_of)
        told = self.ledger.hear(deeds, instead_of=forgotten)
        places = [self.ledger.knowledge.affinity.place[giver] for giver, _receiver in told]
        self._stale |= np.isin(self.board.trades, places).any(axis=1)
        givers = {self.rows[deed.giver] for deed in (*deeds, *forgotten) if deed.giver in self.rows}
        self._refresh(np.array(sorted(givers), dtype=np.intp))

    def trust(self, trust: Mapping[Any, float | None]) -> None:
        """Takes in what is known of some businesses' trust by now. Refuses a key that isn't there with KeyError."""
        changed = {self.rows[key]: value for key, value in trust.items()}
        self.businesses = tuple(
            replace(business, trust=changed[row]) if row in changed else business for row, business in enumerate(self.businesses)
        )
        values = self.board.trust.copy()
        values[list(changed)] = [value or 0.0 for value in changed.values()]
        self.board = replace(self.board, trust=values)
        self.explainer = Explainer(self.businesses, self.rows, self.board, self.ledger)
        self._stale[:] = True

    def settle(self) -> None:
        """Works out all that deeds touched, so that nothing is left for whoever asks next."""
        self._refresh_stale(np.arange(len(self.businesses)))

    def copy(self) -> "Matcher":
        """One that knows the same, and may hear what this one doesn't."""
        made = copy(self)
        made.ledger = self.ledger.copy()
        made.explainer = Explainer(made.businesses, made.rows, made.board, made.ledger)
        made._best, made._strength, made._stale = self._best.copy(), self._strength.copy(), self._stale.copy()
        return made

    def _by_key(self, rows: Rows, strengths: Strengths) -> dict[Any, float]:
        found = zip(rows.tolist(), strengths.tolist(), strict=True)
        return {self.businesses[row].key: strength for row, strength in found if strength > 0}

    def _suggestions(self, row: int) -> list[Suggestion]:
        giver = self.businesses[row].key
        found = zip(self._best[row].tolist(), self._strength[row].tolist(), strict=True)
        return [Suggestion(giver, self.businesses[to].key, strength, self.explainer) for to, strength in found if strength > 0]

    def _refresh_stale(self, rows: Rows) -> None:
        self._refresh(rows[self._stale[rows]])

    def _refresh(self, rows: Rows) -> None:
        for block in self.board.blocks(rows):
            columns, strengths = self.board.strengths(block, ledger=self.ledger, within_miles=self.within_miles)
            self._keep(block, columns, strengths)
        self._stale[rows] = False

    def _keep(self, rows: Rows, columns: Rows, strengths: Strengths) -> None:
        """Keeps the best `top` of each row; equal ones in the order of the businesses."""
        self._best[rows], self._strength[rows] = -1, 0
        count = min(self.top, len(columns))
        if count == 0:
            return
        row, at = np.nonzero(strengths >= self._least(strengths, count))
        value = strengths[row, at]
        order = np.lexsort((columns[at], -value, row))
        rank = np.arange(len(order)) - np.searchsorted(row, row[order])
        order, rank = order[rank < count], rank[rank < count]
        self._best[rows[row[order]], rank] = columns[at[order]]
        self._strength[rows[row[order]], rank] = value[order]

    @staticmethod
    def _least(strengths: Strengths, count: int) -> Strengths:
        """For each row a strength above 0 that its best `count` reach, and few others.

        It is the `count`-th greatest of the greatest in each of several groups of columns: so many groups hold one as great, and a
        partition of groups is much quicker than one of all columns.
        """
        size = max(1, strengths.shape[1] // (count * GROUPS))
        greatest = np.maximum.reduceat(strengths, np.arange(0, strengths.shape[1], size), axis=1)
        cut = greatest.shape[1] - count
        least: Strengths = np.maximum(np.partition(greatest, cut, axis=1)[:, cut : cut + 1], np.finfo(np.float32).tiny)
        return least
