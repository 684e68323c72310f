"""The score itself: a weighted mean with a prior, in which far-off outcomes are read nearer and no counterparty is the whole story.

The functions work on many members at once: `row` says, for each piece or pair, which member it is about.
"""

from dataclasses import dataclass

import numpy as np

from betterpie.kernel.trust.columns import Floats, Ints, tally

ROUNDS = 100
SETTLED = 1e-14


def alike(weight: Floats, *, correlation: float) -> Floats:
    """The factor in 0..1 that turns what one voice says n times into as much as it is worth: n / (1 + (n − 1)·correlation) for n above 1.

    Kish's design effect (1965): a hundred pieces from one counterparty never weigh more than 1/correlation.
    """
    return 1 / (1 + np.maximum(weight - 1, 0.0) * correlation)


def capped(weight: Floats, row: Ints, *, rows: int, prior_weight: float, share: float) -> Floats:
    """The factor in 0..1 by which each counterparty's weight is cut so that none exceeds `share` of its member's whole, prior included.

    The whole is the one T with `T = prior_weight + Σ min(weight, share·T)`; going down from the uncut sum, each round finds at least one
    more counterparty over the limit, of whom there can be fewer than 1/share.
    """
    whole = prior_weight + tally(row, weight, rows)
    over = np.zeros(len(weight), np.bool_)
    while (found := ~over & (weight > share * whole[row] * (1 + 1e-12))).any():
        over |= found
        free = prior_weight + tally(row, np.where(over, 0.0, weight), rows)
        whole = free / (1 - share * tally(row, over, rows))
    return np.where(over, share * whole[row] / np.where(over, weight, 1.0), 1.0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is expected of anybody: `prior_weight` units at `mean`, and a variance of `spread`, worth `sure` units of evidence."""

    mean: float
    spread: float
    prior_weight: float
    sure: float


def centre(outcome: Floats, weight: Floats, row: Ints, *, down: Floats, up: Floats, units: Floats, known: Known) -> tuple[Floats, Floats]:
    """The solution of `S = (k·mean + Σ w·read) / (k + Σ w)`, where each outcome is read as at least S − down and at most S + up.

    Returns S by member and, by piece, its share `w·(read − mean) / (k + Σ w)`: `S = mean + Σ share`. This is Huber's estimate of location
    (1964) with a prior. The right side rises with S, but by less than S does, so there is exactly one solution; it is found by Newton
    steps along the straight pieces, kept between bounds that close in.
    """
    rows, mean, prior_weight = len(units), known.mean, known.prior_weight
    total = prior_weight + units
    score = np.clip((prior_weight * mean + tally(row, weight * outcome, rows)) / total, -1.0, 1.0)
    read, result = np.empty(len(outcome)), np.full(rows, mean)
    live, pieces = np.flatnonzero(units > 0), np.flatnonzero(weight > 0)
    low, high = np.full(rows, -2.0), np.full(rows, 2.0)
    read[:] = mean
    for _ in range(ROUNDS):
        if not len(live):
            break
        there, what, much = row[pieces], outcome[pieces], weight[pieces]
        here = score[there]
        top, bottom = here + up[pieces], here - down[pieces]
        near = np.minimum(np.maximum(what, bottom), top)
        read[pieces] = near
        found = (prior_weight * mean + tally(there, much * near, rows)) / total
        result[live] = found[live]
        gap = found - score
        slope = tally(there, np.where(near == what, 0.0, much), rows) / total
        low, high = np.where(gap > 0, score, low), np.where(gap < 0, score, high)
        step = score + gap / (1 - slope)
        inside = (step >= low) & (step <= high)
        open_ = np.abs(gap) > SETTLED
        score = np.where(open_, np.where(inside, step, (low + high) / 2), score)
        live = live[open_[live]]
        pieces = pieces[open_[there]]
    return result, weight * (read - mean) / total[row]


def deviation(outcome: Floats, weight: Floats, score: Floats, row: Ints, *, units: Floats, known: Known) -> Floats:
    """The standard deviation of each score: that of a weighted mean, its variance learned from the evidence and what was expected."""
    squares = tally(row, weight * (outcome - score[row]) ** 2, len(units))
    return np.sqrt((squares + known.sure * known.spread) / (units + known.sure) / (units + known.prior_weight))
