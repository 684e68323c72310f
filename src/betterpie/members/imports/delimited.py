"""Reads lists whose cells are parted by a comma, a tab, a semicolon or a bar, in constant memory."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from math import sqrt
from typing import BinaryIO

from django.utils.translation import gettext as _

from betterpie.members.imports import encodings
from betterpie.members.imports.tables import Limits, Row, Table, Unreadable

_DELIMITERS = ("\t", ",", ";", "|")
_SNIFFED = 200
_QUOTED_LINES = 100  # lines that one quoted cell may run over


def open_delimited(file: BinaryIO, encoding: str, limits: Limits) -> Table:
    """A table of the file's records. A quotation mark that is never closed costs its own line only."""
    head = list(islice(encodings.lines(file, encoding, longest=limits.line), _SNIFFED))
    delimiter, skip = _delimiter(head)

    def rows() -> Iterator[Row]:
        return records(islice(encodings.lines(file, encoding, longest=limits.line), skip, None), delimiter, start=skip + 1, limits=limits)

    return Table("tab separated" if delimiter == "\t" else "CSV", rows)


def records(lines: Iterable[str], delimiter: str, *, start: int = 1, limits: Limits) -> Iterator[Row]:
    """Part lines into records. Blank lines are left out; lines keep the number they have in the file."""
    csv.field_size_limit(max(csv.field_size_limit(), limits.line))
    source = _Lines(lines, start)
    for number, group in source.groups():
        if len(group) == 1 and '"' not in group[0]:
            cells = group[0].rstrip("\r\n").split(delimiter)
            if cells != [""]:
                yield Row(number, cells)
            continue
        reader = csv.reader(group, delimiter=delimiter)
        begun = 0
        try:
            for cells in reader:
                if cells:
                    yield Row(number + begun, cells)
                begun = reader.line_num
        except csv.Error as error:
            raise Unreadable(_("Line %(n)d can’t be read as part of a list.") % {"n": number + begun}) from error


class _Lines:
    """Lines, gathered into groups in which every quotation mark that opens also closes."""

    def __init__(self, lines: Iterable[str], start: int) -> None:
        self._lines, self._next, self._back = iter(lines), start, deque[str]()

    def groups(self) -> Iterator[tuple[int, list[str]]]:
        """Each group with the number of its first line."""
        while (line := self._take()) is not None:
            number, group = self._next - 1, [line]
            if line.count('"') % 2:
                self._close(group)
            yield number, group

    def _close(self, group: list[str]) -> None:
        """Add lines until the marks are even; where they never are, give the lines back and let the first one stand alone."""
        while len(group) < _QUOTED_LINES and (line := self._take()) is not None:
            group.append(line)
            if line.count('"') % 2:
                return
        self._back.extendleft(reversed(group[1:]))
        self._next -= len(group) - 1
        del group[1:]

    def _take(self) -> str | None:
        line = self._back.popleft() if self._back else next(self._lines, None)
        self._next += line is not None
        return line


def _delimiter(head: list[str]) -> tuple[str, int]:
    """What parts the cells, and how many lines to skip for an Excel "sep=;" line."""
    if head and head[0].lower().startswith("sep=") and len(head[0].strip()) == 5:
        return head[0].strip()[4], 1
    return max(_DELIMITERS, key=lambda mark: _evenness(head, mark)), 0


def _evenness(head: list[str], mark: str) -> float:
    """How evenly a mark parts the lines: the share of lines that agree on a number of cells, squared, times the root of that number."""
    widths = Counter(len(row.cells) for row in records(head, mark, limits=Limits()))
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    if not wide:
        return 0.0
    width, count = wide.most_common(1)[0]
    tab = 1.5 if mark == "\t" else 1.0  # nobody types tabs into prose
    agreeing = count / widths.total()
    return tab * agreeing * agreeing * sqrt(min(width - 1, 10))
