"""Narrows a broad trade by what a business says of itself: a restaurant called "Rose Donuts" is a donut shop.

A license or a directory often knows a dozen words for trades where customers know three hundred. `vocabulary/narrower.csv` says for each
broad trade which kinds a business of it may turn out to be, and by which words in its own name or description it shows. Nothing is ever
made of a name beyond the kinds of the trade that the list gives: a "Donut Diner" under a dentist's license stays a dentist.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from betterpie.kernel.words import tokens

MOST = 2
"""A name tells of so many kinds at most: "Hair & Nails"."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A broad trade, and what a business of it turned out to be."""

    broad: str
    kind: str

    @property
    def text(self) -> str:
        """What a steward is asked about, and answers with the one or the other."""
        return f"{self.broad}>{self.kind}"


@dataclass(frozen=True, slots=True)
class Broad:
    """A broad trade: the kinds it may turn out to be, those that stand beside it instead of in its place, and the words that show them."""

    kinds: frozenset[str]
    beside: frozenset[str]
    _words: re.Pattern[str]

    def shown_by(self, text: str) -> tuple[str, ...]:
        """The kinds of which `text` tells, in its order, MOST of them; the broad trade itself where the text confirms it."""
        said = " ".join(tokens(text))
        return tuple(dict.fromkeys(found.lastgroup or "" for found in self._words.finditer(said)))[:MOST]


def narrowed(trade: str, texts: Iterable[str]) -> tuple[str, ...]:
    """What `trade` turns out to be by the first of `texts` that tells; () where none does, or where the trade is not a broad one."""
    broad = broad_trades().get(trade)
    return next((shown for text in texts if (shown := broad.shown_by(text))), ()) if broad else ()


@cache
def broad_trades() -> Mapping[str, Broad]:
    """Every broad trade, read once. In the file a star stands for any letters; what is earlier in the file is looked for first."""
    with (files("betterpie.kernel.vocabulary") / "narrower.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    by_trade: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        by_trade.setdefault(row["trade"], []).append(row)
    return MappingProxyType({trade: _broad(kinds) for trade, kinds in by_trade.items()})


def _broad(rows: Sequence[Mapping[str, str]]) -> Broad:
    """A broad trade made of its rows of the file."""
    either = "|".join(f"(?P<{row['kind']}>{'|'.join(map(_pattern, row['words'].split(';')))})" for row in rows)
    beside = frozenset(row["kind"] for row in rows if row["beside"])
    return Broad(frozenset(row["kind"] for row in rows), beside, re.compile(rf"(?<!\S)(?:{either})(?!\S)"))


def _pattern(words: str) -> str:
    return re.escape(words.strip()).replace(r"\*", r"\S*")
