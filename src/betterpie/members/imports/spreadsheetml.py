"""Reads workbooks in Excel 2003's XML, which several services send under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.members.imports.tables import Row, Table, Unreadable

_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WIDEST = 16_384
DAMAGED = lazy("This file breaks off in the middle. Please download it again and send the new copy.")


def open_xml(file: BinaryIO) -> Table:
    """A table of the first worksheet that has rows. Refuses XML that is cut off or plays tricks with entities."""
    for row in _rows(file):
        del row
    if next(_rows(file), None) is None:
        raise Unreadable(_("This spreadsheet is empty."))
    return Table("Excel XML", lambda: _rows(file))


def _rows(file: BinaryIO) -> Iterator[Row]:
    """Rows as they close; each is forgotten once handed out, so memory stays constant."""
    file.seek(0)
    number, table = 0, None
    try:
        for event, element in iterparse(file, events=("start", "end")):
            if event == "start":
                table = element if element.tag == _NS + "Table" else table
            elif element.tag == _NS + "Row":
                number = _place(element, number)
                cells = _cells(element)
                if any(cells):
                    yield Row(number, cells)
                if table is not None:
                    table.clear()
            elif element.tag == _NS + "Worksheet" and number:
                return
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable(str(DAMAGED)) from error


def _cells(row: Element) -> list[str]:
    """The cells of a row; empty ones are not in the file, the next says its place."""
    cells: list[str] = []
    for cell in row.iter(_NS + "Cell"):
        place = _place(cell, len(cells))
        if place > _WIDEST:
            raise ValueError(place)
        cells += [""] * (place - len(cells) - 1)
        data = cell.find(_NS + "Data")
        cells.append("" if data is None else " ".join("".join(data.itertext()).split()))
    return cells


def _place(element: Element, before: int) -> int:
    """The place an element says it has, counted from 1, or the one after the last."""
    said = element.get(_NS + "Index")
    return max(before + 1, int(said)) if said else before + 1
