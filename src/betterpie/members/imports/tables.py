"""What every reader hands out: a table of rows that can be walked again and again, or a refusal with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

MB = 1_000_000


class Unreadable(ValueError):
    """The file isn't a list we can read; its text is a sentence for the person who chose the file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken in: `file` and `unpacked` in bytes, `line` in characters, `cells` from a sheet's first to its outermost one."""

    file: int = 200 * MB
    unpacked: int = 400 * MB
    cells: int = 20_000_000
    line: int = 1_000_000


DEFAULT_LIMITS = Limits()


class Row(NamedTuple):
    """One row, and the line of the file (or the row of the sheet) where it begins, counted from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A list that has been opened. `rows()` starts from the top each time; `notes` are sentences on what was done to read it."""

    kind: str
    rows: Callable[[], Iterator[Row]]
    notes: tuple[str, ...] = ()
