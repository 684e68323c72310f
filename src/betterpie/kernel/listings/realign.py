"""Puts cells back under their columns where a list leaves out empty ones, so that everything behind them has moved left.

A full-width row shows how each column looks; a short row is laid over the columns in order, leaving gaps where that is likeliest:
the alignment of a sequence to a profile by dynamic programming (Needleman & Wunsch 1970, J. Mol. Biol. 48:443-453).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from betterpie.kernel.listings.kinds import Kind, kind

MARGIN = 2.0  # a shifted reading must be e**2, about seven times, likelier than the plain one
MIN_FULL_ROWS = 5
MAX_COLUMNS = 120


@dataclass(frozen=True, slots=True)
class Profile:
    """For each column the log of the likelihood of each look, EMPTY included."""

    looks: tuple[dict[Kind, float], ...]


def learn(rows: Sequence[Sequence[str]], width: int) -> Profile | None:
    """What each column looks like in the full rows. None where the list isn't ragged, or too few full rows show how it should be."""
    full = [row for row in rows if len(row) == width]
    short = [row for row in rows if 1 < len(row) < width]
    if len(full) < MIN_FULL_ROWS or not short or not 2 < width <= MAX_COLUMNS:
        return None
    return Profile(tuple(_likelihoods([kind(row[at]) for row in full]) for at in range(width)))


def straighten(row: Sequence[str], profile: Profile) -> list[str]:
    """The row at full width, each cell under its likeliest column, in order. Rows that aren't short come back as they are."""
    width = len(profile.looks)
    if not 1 < len(row) < width:
        return list(row)
    looks = [kind(cell) for cell in row]
    plain = sum(profile.looks[at][look] for at, look in enumerate(looks)) + sum(_gap(profile, at) for at in range(len(row), width))
    likeliest, places = _align(looks, profile)
    if likeliest - plain < MARGIN:
        return [*row, *[""] * (width - len(row))]
    straight = [""] * width
    for cell, at in zip(row, places, strict=True):
        straight[at] = cell
    return straight


def _likelihoods(looks: Sequence[Kind]) -> dict[Kind, float]:
    smooth = 0.5
    total = len(looks) + smooth * len(Kind)
    return {look: log((looks.count(look) + smooth) / total) for look in Kind}


def _gap(profile: Profile, at: int) -> float:
    """A column that is left out is as likely as an empty cell there, but never worse than one row in fifty."""
    return max(profile.looks[at][Kind.EMPTY], log(0.02))


def _align(looks: Sequence[Kind], profile: Profile) -> tuple[float, list[int]]:
    """The best likelihood, and for each cell the column it stands under."""
    cells, width = len(looks), len(profile.looks)
    worst = float("-inf")
    best = [[worst] * (width + 1) for _ in range(cells + 1)]
    best[0][0] = 0.0
    for at in range(width):
        gap = _gap(profile, at)
        for cell in range(min(at + 1, cells) + 1):
            skipped = best[cell][at] + gap
            placed = best[cell - 1][at] + profile.looks[at][looks[cell - 1]] if cell else worst
            best[cell][at + 1] = max(skipped, placed)
    places: list[int] = []
    cell, at = cells, width
    while cell:
        placed = best[cell - 1][at - 1] + profile.looks[at - 1][looks[cell - 1]]
        if best[cell][at] == placed:
            places.append(at - 1)
            cell -= 1
        at -= 1
    return best[cells][width], places[::-1]
