"""The word lists of `words.toml`, as sets, and its spellings as dictionaries."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_SAID: dict[str, str] = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))

SMALL, CAPITALS, NOT_INITIALS, CHAIN_TAIL, SHARED_HOSTS, STATES, PARTS = (
    frozenset(_SAID[name].split()) for name in ("small", "capitals", "not_initials", "chain_tail", "shared_hosts", "states", "parts")
)
NAME_SPELLINGS = dict(pair.split("=") for pair in _SAID["name_spellings"].split())
STREET_SPELLINGS = dict(pair.split("=") for pair in _SAID["street_spellings"].split())
