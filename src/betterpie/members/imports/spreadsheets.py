"""Reads XLSX, XLS, XLSB and ODS workbooks: the sheet with the most rows is the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import BinaryIO, TypeVar

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook

from betterpie.members.imports import archives
from betterpie.members.imports.tables import Limits, Row, Table, Unreadable

_T = TypeVar("_T")
_Value = int | float | str | bool | time | date | datetime | timedelta | None


def open_zipped(file: BinaryIO, limits: Limits) -> Table:
    """A table from a zipped workbook (XLSX, XLSB, ODS), once it is known not to burst."""
    return _open(file, archives.check(file, limits))


def open_xls(file: BinaryIO) -> Table:
    """A table from an old binary workbook, which holds at most 65,536 rows of 256 cells."""
    return _open(file, "XLS")


def _open(file: BinaryIO, kind: str) -> Table:
    file.seek(0)
    book = _safely(lambda: CalamineWorkbook.from_filelike(file))
    sheets = [(name, _safely(partial(book.get_sheet_by_name, name))) for name in book.sheet_names]
    filled = [(name, sheet) for name, sheet in sheets if sheet.height]
    if not filled:
        raise Unreadable(_("This spreadsheet is empty."))
    name, sheet = max(filled, key=lambda pair: pair[1].height)
    notes = (
        (_("The workbook has %(n)d sheets; “%(name)s” has the most rows and is the one shown.") % {"n": len(filled), "name": name},)
        if len(filled) > 1
        else ()
    )
    return Table(kind, lambda: _rows(sheet), notes)


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    first = (sheet.start or (0, 0))[0]
    rows = _safely(sheet.iter_rows)
    for number, values in enumerate(rows, start=first + 1):
        cells = [_text(value) for value in values]
        if any(cells):
            yield Row(number, cells)


def _text(value: _Value) -> str:
    """A cell as text: a whole number without ".0", a date as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value).replace("\0", "").strip()


def _safely(step: Callable[[], _T]) -> _T:
    """Run a step of the reader. It is written in another language, whose panics don't come as ordinary exceptions."""
    try:
        return step()
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise Unreadable(_why(str(error))) from error


def _why(said: str) -> str:
    if "assword" in said or "ncrypt" in said:
        return _("This spreadsheet is locked with a password. Please save it without one.")
    return str(archives.DAMAGED)
