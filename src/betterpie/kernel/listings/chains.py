"""Flags the branches of well-known chains, so that a steward decides whether they belong in a group of small businesses."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from betterpie.kernel.listings.words import CHAIN_TAIL


@lru_cache(maxsize=4096)
def chain(name: str, city: str = "") -> str:
    """The chain a name belongs to, as our list writes it, or "" for none. `city` may follow a name that must match whole."""
    words = _words(name)
    if words[:1] == ("the",):
        words = words[1:]
    rest_allowed = CHAIN_TAIL | set(_words(city))
    for size in range(min(len(words), _longest()), 0, -1):
        entry = _chains().get(words[:size])
        if entry is None:
            continue
        called, whole = entry
        if not whole or all(word in rest_allowed or word.isdigit() for word in words[size:]):
            return called
    return ""


@cache
def _chains() -> dict[tuple[str, ...], tuple[str, bool]]:
    """Words of each chain's name, to its name as written and whether it must match whole."""
    lines = files(__package__).joinpath("chains.txt").read_text("utf-8").splitlines()
    known: dict[tuple[str, ...], tuple[str, bool]] = {}
    for line in sorted(line for line in lines if line and not line.startswith("#")):
        called = line.removeprefix("=")
        known[_words(called)] = (called, line.startswith("="))
    return known


@cache
def _longest() -> int:
    return max(map(len, _chains()))


def _words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9&]+", name.lower().replace("'", "").replace("’", "")))
