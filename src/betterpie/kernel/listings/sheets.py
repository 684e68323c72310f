"""Writes lists that a spreadsheet opens safely: no cell of ours is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

Cell = str | int | float | date | datetime | None
XLSX_ROWS = 1_048_576
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it (OWASP: CSV injection)."""
    return "'" + cell if cell.startswith(_STARTS) else cell


def unguarded(cell: str) -> str:
    """The text that `guarded` made this of."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS) else cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file, one at a time, with the mark at its start that makes a spreadsheet read it as UTF-8."""
    line = io.StringIO()
    writer = csv.writer(line)
    mark = "\ufeff"
    for row in _with(header, rows):
        writer.writerow(["" if cell is None else guarded(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
        yield mark + line.getvalue()
        mark = ""
        line.seek(0)
        line.truncate()


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX workbook of one sheet. Texts are written as texts, guarded all the same, since a sheet is often saved as CSV later."""
    import xlsxwriter  # heavy, and hardly ever needed: not kept in memory by every process

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": False, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for at, row in enumerate(_with(header, rows)):
        if at >= XLSX_ROWS:
            raise TooManyRows
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, guarded(cell)[:32_767])
            elif cell is not None:
                sheet.write(at, column, _plain(cell))
    book.close()
    return out.getvalue()


class TooManyRows(ValueError):
    """A spreadsheet holds 1,048,576 rows."""

    def __str__(self) -> str:
        return "This list is too long for one spreadsheet. Take it away as CSV instead."


def _with(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    yield from rows


def _plain(cell: str | int | float | date | datetime) -> str | int | float:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell
