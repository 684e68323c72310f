"""Draws a small jury fairly, and finds what it has said: the middle of three voices."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

Candidate = TypeVar("Candidate", bound=Hashable)
Word = TypeVar("Word", bound=Hashable)


def drawn(candidates: Mapping[Candidate, tuple[int, ...]], *, seats: int, seed: str) -> list[Candidate]:
    """Who sits: those with the smallest burden, and by lot where burdens are alike; fewer than `seats` where there are fewer.

    `candidates` gives each one's burden, compared from left to right: how close she stands to the case, how often she has sat. The lot is
    the SHA-256 of the seed and the candidate's name, so that anybody who knows the seed can draw again and finds the same.

    >>> drawn({"Ben": (0, 1), "Cleo": (0, 0), "Dora": (1, 0), "Emil": (0, 2)}, seats=3, seed="review 12")
    ['Cleo', 'Ben', 'Emil']
    """
    if seats < 0:
        raise ValueError(f"a jury has no {seats} seats")
    return sorted(candidates, key=lambda one: (candidates[one], _lot(seed, one)))[:seats]


def verdict(voices: Iterable[Word], *, scale: Sequence[Word]) -> Word | None:
    """The voice in the middle, on a scale from the mildest to the strictest; of two in the middle the milder. None without a voice.

    With three voices it is what two of them would at least agree to (Black 1948: on a line of opinions the median beats every other).

    >>> verdict(["keep", "remove", "weaken"], scale=["remove", "weaken", "keep"])
    'weaken'
    """
    places = sorted(scale.index(voice) for voice in voices)
    return scale[places[(len(places) - 1) // 2]] if places else None


def _lot(seed: str, candidate: Hashable) -> str:
    return sha256(f"{seed}:{candidate}".encode()).hexdigest()
