"""Maps what a list says about a business's trade to our vocabulary, and keeps count of what it could not map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from betterpie.kernel import vocabulary
from betterpie.kernel.listings import narrowing
from betterpie.kernel.listings.narrowing import Narrowed

SURE = 0.75  # a match below this is not taken
SURE_OF_HINT = 0.85  # of free words about a business, whose trade is said elsewhere too
EXAMPLES = 3  # names remembered of each kind that a broad trade turned out to be
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


@dataclass(frozen=True, slots=True)
class Reading:
    """The trades of a business, the main one first, and of each that was narrowed what it was and what it turned out to be."""

    slugs: tuple[str, ...]
    narrowed: tuple[Narrowed, ...] = ()


class Trades:
    """Maps trade texts to slugs, each distinct text once. `decided` are a steward's own answers: text → slug, or "" for none."""

    def __init__(self, categorise: Categorise, *, decided: Mapping[str, str] | None = None) -> None:
        self._categorise = categorise
        self._decided: dict[str, tuple[str, ...]] = {key(text): (slug,) if slug else () for text, slug in (decided or {}).items()}
        self._known: dict[str, tuple[str, float]] = {}
        self.unmapped: Counter[str] = Counter()
        self.narrowed: Counter[Narrowed] = Counter()
        self.examples: dict[Narrowed, list[str]] = {}

    def of(self, texts: Iterable[str], *, hints: Iterable[str] = (), naics: str = "", name: str = "") -> tuple[str, ...]:
        """The slugs of a business; see `read`."""
        return self.read(texts, hints=hints, naics=naics, name=name).slugs

    def read(self, texts: Iterable[str], *, hints: Iterable[str] = (), naics: str = "", name: str = "") -> Reading:
        """The trades of a business: of each text its best match, a broad one narrowed by the business's own name or else by the hints.

        Hints are free words about it ("Thai food, no alcohol"). Where a text tells its trade, they add only what is akin to that; where
        none does, they tell it themselves, or else the NAICS code. A text without a match is counted in `unmapped`, unless a steward has
        decided that it means nothing.
        """
        said = [piece for text in texts for piece in pieces(text)]
        given = tuple(dict.fromkeys(slug for piece in said for slug in self._look_up(piece)))
        told = [piece for hint in hints for piece in pieces(hint) if len(piece) <= _LONGEST]
        self.unmapped.update(piece for piece in said if not self._look_up(piece) and key(piece) not in self._decided)
        hinted = tuple(dict.fromkeys(slug for piece in told for slug in self._of_hint(piece)))
        if not given:
            given = hinted or (self._look_up(naics) if naics else ())
        found = {slug: _narrowed(slug, (name, *told)) for slug in given}
        shown = [slug for kinds in found.values() for slug in kinds]
        slugs = tuple(dict.fromkeys((*(slug for slug in hinted if _is_akin(slug, given)), *shown)))
        turned = tuple(Narrowed(slug, kind) for slug, kinds in found.items() for kind in kinds if slug not in kinds)
        for one in turned:
            self.narrowed[one] += 1
            names = self.examples.setdefault(one, [])
            if len(names) < EXAMPLES and name not in names:
                names.append(name)
        return Reading(slugs, turned)

    def _of_hint(self, piece: str) -> tuple[str, ...]:
        return () if any(map(str.isdigit, piece)) else self._look_up(piece, sure=SURE_OF_HINT)

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


def _narrowed(slug: str, texts: Sequence[str]) -> tuple[str, ...]:
    """What a trade turns out to be; itself first where the kinds only stand beside it, or where nothing tells."""
    kinds, broad = narrowing.narrowed(slug, texts), narrowing.broad_trades().get(slug)
    return kinds if broad and any(kind not in broad.beside for kind in kinds) else (slug, *kinds)


def _is_akin(slug: str, given: Sequence[str]) -> bool:
    """Whether a trade that free words tell of is of the group of a given one that isn't broad; else they were misread."""
    known, broad = vocabulary.trades(), narrowing.broad_trades()
    return any(one not in broad and known[slug].group == known[one].group for one in given)


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
