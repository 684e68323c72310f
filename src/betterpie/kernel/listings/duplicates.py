"""Finds records of the same shop, within a list and against those already there: never merged, only proposed, with the reasons.

A logistic model (Fellegi & Sunter's record linkage, 1969, with the weights fitted instead of assumed) over thirteen plain comparisons.
The weights were fitted with an L2 penalty of 3 on 1,484 pairs of places that people had labelled; `bench/duplicates.py` makes them
again, and measures them by ten-fold cross-validation against the likeness of the names alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp

from rapidfuzz import fuzz

from betterpie.kernel.listings import blocking
from betterpie.kernel.listings.shops import Shop
from betterpie.kernel.listings.words import PARTS

LIKELY = 0.8  # pairs at least as likely as this are proposed

INTERCEPT = -9.14
WEIGHTS = {
    "name inside the other": 6.02,
    "names written as one word": 5.32,
    "words on both sides that the other lacks": -1.91,
    "words on one side that the other lacks": -1.87,
    "numbers in the names differ": -1.20,
    "one is a part of the other": -2.59,
    "same phone": 0.79,
    "other phone": -0.95,
    "same web page": 1.44,
    "same house number": 0.83,
    "other house number": -0.70,
    "other street": -1.39,
    "other ZIP or city": -0.46,
}
_WEIGHTS = tuple(WEIGHTS.values())
_MOST_BESIDES_NAMES = sum(weight for reason, weight in WEIGHTS.items() if weight > 0 and not reason.startswith("name"))
_ALIKE = 80  # words this alike (of 100) are the same word with a typing error
_REASONS = ("same phone", "same web page", "same house number", "other phone", "other house number", "other street", "other ZIP or city")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that are probably one shop: `a` is the one that was there first, `score` how likely (0 to 1), `because` in words."""

    a: Hashable
    b: Hashable
    score: float
    because: tuple[str, ...]


def pairs(listings: Iterable[Shop], existing: Iterable[Shop] = (), *, likely: float = LIKELY) -> Iterator[Candidate]:
    """The likely pairs within the listings and between them and the existing ones (not among the existing), in the order of the records."""
    there = list(existing)
    shops = [*there, *listings]
    for one, other in blocking.candidates(shops, first_new=len(there)):
        a, b = shops[one], shops[other]
        if not _names_suffice(a, b):
            continue
        compared = compare(a, b)
        likelihood = _likelihood(compared)
        if likelihood >= likely:
            yield Candidate(a.key, b.key, round(likelihood, 3), _because(compared))


def score(a: Shop, b: Shop) -> float:
    """How likely it is, from 0 to 1, that two records are one shop."""
    return _likelihood(compare(a, b))


def compare(a: Shop, b: Shop) -> tuple[float, ...]:
    """The thirteen comparisons in the order of WEIGHTS, 0 (no) to 1 (yes). Where one side is silent: neither same nor other."""
    joined_a, joined_b = "".join(a.words), "".join(b.words)
    lack_a, lack_b = _lacking(a.words, b.words, joined_b), _lacking(b.words, a.words, joined_a)
    only_one = set(a.words) ^ set(b.words)
    same_phone = not set(a.phones).isdisjoint(b.phones)
    other_phone = bool(a.phones and b.phones) and not same_phone
    same_number = bool(a.number) and a.number == b.number
    other_number = bool(a.number and b.number) and not same_number
    return (
        max(fuzz.token_set_ratio(a.name, b.name), glued := fuzz.partial_ratio(joined_a, joined_b)) / 100,
        glued / 100,
        min(lack_a, lack_b) / max(1, min(len(set(a.words)), len(set(b.words)))),
        max(lack_a, lack_b) / max(1, len(set(a.words)), len(set(b.words))),
        float(any(any(letter.isdigit() for letter in word) for word in only_one)),
        float(not only_one.isdisjoint(PARTS)),
        float(same_phone),
        float(other_phone),
        float(bool(a.page) and a.page == b.page and not (other_phone and other_number)),
        float(same_number),
        float(other_number),
        float(bool(a.street and b.street) and fuzz.token_set_ratio(a.street, b.street) < 60),
        float(bool(a.zip and b.zip and a.zip != b.zip) or (bool(a.city and b.city) and fuzz.token_set_ratio(a.city, b.city) < _ALIKE)),
    )


def _names_suffice(a: Shop, b: Shop) -> bool:
    """Whether the names are alike enough for the pair to be likely with all else in its favour; spares most pairs the rest."""
    glued = fuzz.partial_ratio("".join(a.words), "".join(b.words)) / 100
    inside = max(fuzz.token_set_ratio(a.name, b.name) / 100, glued)
    return INTERCEPT + _WEIGHTS[0] * inside + _WEIGHTS[1] * glued + _MOST_BESIDES_NAMES > 0


def _lacking(words: Sequence[str], others: Sequence[str], joined: str) -> int:
    """How many of the words the other name lacks, typing errors and words run together forgiven."""
    return sum(1 for word in set(words) if word not in joined and all(fuzz.ratio(word, other) < _ALIKE for other in others))


def _likelihood(compared: Sequence[float]) -> float:
    return 1 / (1 + exp(-INTERCEPT - sum(weight * value for weight, value in zip(_WEIGHTS, compared, strict=True))))


def _because(compared: Sequence[float]) -> tuple[str, ...]:
    """What speaks for it and against it, in words."""
    said = dict(zip(WEIGHTS, compared, strict=True))
    names = "same name" if min(compared[0], compared[1]) >= 0.99 and compared[3] == 0 else "names alike"
    return (names, *(reason for reason in _REASONS if said[reason] == 1))
