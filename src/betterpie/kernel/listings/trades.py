"""Maps what a list says about a business's trade to our vocabulary, and keeps count of what it could not map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Protocol

from betterpie.kernel import vocabulary

SURE = 0.75  # a match below this is not taken
SURE_OF_HINT = 0.85  # of free words about a business, whose trade is said elsewhere too
_SPLIT = re.compile(r"\s*(?:[;|\n]|:::)\s*")
_CODE = re.compile(r"[A-Z]{0,4}\d*[A-Z]{0,2}")
_LONGEST = 80


class Match(Protocol):
    """One trade a text may mean."""

    @property
    def slug(self) -> str: ...
    @property
    def score(self) -> float: ...


Categorise = Callable[[str], Iterable[Match]]


class Trades:
    """Maps trade texts to slugs, each distinct text once. `decided` are a steward's own answers: text → slug, or "" for none."""

    def __init__(self, categorise: Categorise, *, decided: Mapping[str, str] | None = None) -> None:
        self._categorise = categorise
        self._decided: dict[str, tuple[str, ...]] = {key(text): (slug,) if slug else () for text, slug in (decided or {}).items()}
        self._known: dict[str, tuple[str, float]] = {}
        self.unmapped: Counter[str] = Counter()

    def of(self, texts: Iterable[str], *, hints: Iterable[str] = (), naics: str = "") -> tuple[str, ...]:
        """The slugs of a business: of each text its best match, and where the texts say nothing certain, of the hints or the NAICS code.

        A text without a match is counted in `unmapped`, unless a steward has decided that it means nothing.
        """
        said = [piece for text in texts for piece in pieces(text)]
        slugs = [slug for piece in said for slug in self._look_up(piece)]
        told = [piece for hint in hints for piece in pieces(hint) if len(piece) <= _LONGEST and not any(map(str.isdigit, piece))]
        slugs = [slug for piece in told for slug in self._look_up(piece, sure=SURE_OF_HINT) if slug not in slugs] + slugs
        if not slugs and naics:
            slugs = list(self._look_up(naics))
        self.unmapped.update(piece for piece in said if not self._look_up(piece) and key(piece) not in self._decided)
        return tuple(dict.fromkeys(slugs))

    def knows(self, text: str) -> bool:
        """Whether a trade was found for a text."""
        return bool(self._look_up(text))

    def _look_up(self, text: str, *, sure: float = SURE) -> tuple[str, ...]:
        said = key(text)
        if said in self._decided:
            return self._decided[said]
        if said not in self._known:
            best = max(self._categorise(text), key=lambda match: match.score, default=None)
            coded = codes().get(said)
            self._known[said] = (coded, 1.0) if coded else (best.slug, best.score) if best else ("", 0.0)
        slug, score = self._known[said]
        return (slug,) if score >= sure else ()


@cache
def codes() -> Mapping[str, str]:
    """The trades by what other lists call them: licence types, Overture's categories, NAICS codes; only where one means one trade."""
    meant: dict[str, set[str]] = {}
    for slug, trade in vocabulary.trades().items():
        for called in (*trade.licence_types, *pieces(trade.overture), trade.naics):
            if called:
                meant.setdefault(key(called), set()).add(slug)
    return {called: slug for called, (slug, *others) in meant.items() if not others}


def pieces(text: str) -> list[str]:
    """The trades in one cell: "Florist; Gifts" is two; an underscore stands for a space, "???" for a dash that was lost."""
    tidy = (" ".join(piece.replace("???", "-").replace("&amp;", "&").replace("_", " ").split()) for piece in _SPLIT.split(text))
    return [piece for piece in tidy if piece]


def key(text: str) -> str:
    """The form under which equal texts are one."""
    return " ".join(text.lower().split())
