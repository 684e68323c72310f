"""How much customers of one trade need another, worked out from shared occasions for all pairs of trades at once.

On an occasion, a customer whom the giver serves at step i also needs step j, which the receiver serves. For every occasion o and two
trades a and b

    t(o, a, b) = max over steps i of a, j of b, neither serving the other's step, of  need i * need j * timely(i, j)
    timely     = (behind if j is over before i begins, else 1) * (1 - wait * (1 - exp(-gap / wait_weeks)))

    sum(a, b)  = over o of  weight(o) * t(o, a, b)  /  (presence(a) ** giver_spread * presence(b) ** receiver_spread)
    presence   = over o of  weight(o) * the trade's greatest need there
    affinity   = 1 - exp(-steep * sum)

A step that both serve makes them competitors there, and adds nothing. `presence` measures on how much a trade is seen: with both spreads
at 1/2 the sum would be a cosine. A giver who sees many kinds of customers sends fewer of them to each, so hers is the greater; a little
less than a cosine keeps generalists (insurance, printing) from falling too low. The formula is our own; the constants (`Dials`) are
judgements, checked in `bench/matching.py` against published lists of referral partners.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from betterpie.kernel.matching.occasions import Occasion, Step

Floats: TypeAlias = NDArray[np.float64]

LEAST_PRESENCE = 1.0
"""A trade seen on one small occasion only is measured as if it were seen on this much, so that a single row doesn't make a best friend."""


@dataclass(frozen=True, slots=True)
class Dials:
    """The constants of the formula: what a step that is over still counts, what waiting costs and how soon, and the powers at the end."""

    behind: float = 0.5
    wait: float = 0.3
    wait_weeks: float = 26.0
    giver_spread: float = 0.5
    receiver_spread: float = 0.4
    steep: float = 1.5


USUAL = Dials()


@dataclass(frozen=True, slots=True)
class Shared:
    """Why two trades complement each other: an occasion, the giver's step, the receiver's step, and its part of the affinity."""

    occasion: Occasion
    giver_step: Step
    receiver_step: Step
    part: float

    def turned(self) -> Shared:
        """The same from the other side."""
        return Shared(self.occasion, self.receiver_step, self.giver_step, self.part)


@dataclass(frozen=True, slots=True)
class Affinity:
    """The affinity of every ordered pair of trades: `table[giver, receiver]` in 0..1, float64, zeros on the diagonal."""

    occasions: tuple[Occasion, ...]
    slugs: tuple[str, ...]
    place: Mapping[str, int]
    table: Floats
    strengths: tuple[Floats, ...]
    seen_on: Mapping[str, tuple[int, ...]]
    reasons: dict[tuple[str, str], tuple[Shared, ...]] = field(default_factory=dict)
    totals: dict[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def of(cls, occasions: Sequence[Occasion], slugs: Sequence[str], *, dials: Dials = USUAL) -> Affinity:
        """Works out the table for trades `slugs`; every trade of the occasions must be among them."""
        place = {slug: row for row, slug in enumerate(slugs)}
        total, presence = np.zeros((len(slugs), len(slugs))), np.zeros(len(slugs))
        seen_on: dict[str, list[int]] = {}
        strengths = tuple(_strengths(occasion, dials) for occasion in occasions)
        for number, occasion in enumerate(occasions):
            part, shown = _on(occasion, strengths[number], place)
            total += occasion.weight * part
            presence += occasion.weight * shown
            for slug in {slug for step in occasion.steps for slug in step.trades}:
                seen_on.setdefault(slug, []).append(number)
        table = 1 - np.exp(-dials.steep * total / _measure(presence, dials))
        return cls(tuple(occasions), tuple(slugs), place, table, strengths, {slug: tuple(numbers) for slug, numbers in seen_on.items()})

    def between(self, giver: str, receiver: str) -> float:
        """The affinity of two trades in 0..1; 0 where one isn't known."""
        if giver not in self.place or receiver not in self.place:
            return 0.0
        return float(self.table[self.place[giver], self.place[receiver]])

    def best(self, giver: str, *, limit: int) -> list[tuple[str, float]]:
        """The `limit` trades with the greatest affinity above 0 for customers of `giver`, best first."""
        if giver not in self.place:
            return []
        row = self.table[self.place[giver]]
        return [(self.slugs[to], float(row[to])) for to in np.argsort(-row, kind="stable")[:limit] if row[to] > 0]

    def shared(self, giver: str, receiver: str) -> tuple[Shared, ...]:
        """The occasions the two share, the weightiest first; their parts add up to the affinity."""
        if (giver, receiver) not in self.reasons:
            self.reasons[giver, receiver] = self._shared(giver, receiver)
        return self.reasons[giver, receiver]

    def rival_steps(self, one: str, other: str) -> list[tuple[float, Step]]:
        """The steps that both trades serve, where they compete, each with its weight."""
        occasions = (self.occasions[number] for number in self._common(one, other))
        return [(at.weight * step.need, step) for at in occasions for step in at.steps if one in step.trades and other in step.trades]

    def total(self, giver: str, receiver: str) -> float:
        """The weights of all they share at different steps, added up: the sum in the formula before it is measured by presence."""
        if (giver, receiver) not in self.totals:
            self.totals[giver, receiver] = sum(weight for weight, *_ in self._found(giver, receiver))
        return self.totals[giver, receiver]

    def _common(self, one: str, other: str) -> list[int]:
        """The numbers of the occasions on which both are seen."""
        return sorted(set(self.seen_on.get(one, ())) & set(self.seen_on.get(other, ())))

    def _shared(self, giver: str, receiver: str) -> tuple[Shared, ...]:
        found = sorted(self._found(giver, receiver), key=lambda row: -row[0])
        total, affinity = sum(row[0] for row in found), self.between(giver, receiver)
        return tuple(Shared(occasion, here, there, affinity * weight / total) for weight, occasion, here, there in found)

    def _found(self, giver: str, receiver: str) -> list[tuple[float, Occasion, Step, Step]]:
        """For each shared occasion the weight, and the giver's and the receiver's step that give it."""
        found = []
        for number in self._common(giver, receiver):
            occasion, strengths = self.occasions[number], self.strengths[number]
            pairs = [
                (float(strengths[i, j]), here, there)
                for i, here in enumerate(occasion.steps)
                for j, there in enumerate(occasion.steps)
                if _complement(giver, here, receiver, there)
            ]
            if pairs:
                strength, here, there = max(pairs, key=lambda pair: pair[0])
                found.append((occasion.weight * strength, occasion, here, there))
        return found


def _strengths(occasion: Occasion, dials: Dials) -> Floats:
    """For the steps i, j of an occasion, how much a customer at step i gives reason to speak of step j."""
    need = np.array([step.need for step in occasion.steps])
    first, last = (np.array([getattr(step, end) for step in occasion.steps], dtype=float) for end in ("first", "last"))
    gap = np.maximum(0, first[None, :] - last[:, None])
    behind = np.where(last[None, :] < first[:, None], dials.behind, 1.0)
    return np.asarray(need[:, None] * need[None, :] * behind * (1 - dials.wait * (1 - np.exp(-gap / dials.wait_weeks))))


def _on(occasion: Occasion, strengths: Floats, place: Mapping[str, int]) -> tuple[Floats, Floats]:
    """On one occasion: t(o, a, b) for all pairs of trades, and each trade's greatest need there."""
    table, shown = np.zeros((len(place), len(place))), np.zeros(len(place))
    at = np.array([number for number, step in enumerate(occasion.steps) for _ in step.trades])
    who = np.array([place[slug] for step in occasion.steps for slug in step.trades])
    serves = np.zeros((len(occasion.steps), len(place)), dtype=bool)
    serves[at, who] = True
    apart = ~serves[at[:, None], who[None, :]] & ~serves[at[None, :], who[:, None]]
    rows, columns = np.nonzero(apart)
    np.maximum.at(table, (who[rows], who[columns]), strengths[at[rows], at[columns]])
    np.maximum.at(shown, who, np.array([occasion.steps[number].need for number in at]))
    return table, shown


def _complement(giver: str, here: Step, receiver: str, there: Step) -> bool:
    """Whether the giver serves `here`, the receiver `there`, and neither serves the other's step."""
    return giver in here.trades and receiver in there.trades and receiver not in here.trades and giver not in there.trades


def _measure(presence: Floats, dials: Dials) -> Floats:
    seen = np.maximum(presence, LEAST_PRESENCE)
    return np.asarray(seen[:, None] ** dials.giver_spread * seen[None, :] ** dials.receiver_spread)
