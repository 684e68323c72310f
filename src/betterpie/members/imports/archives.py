"""Looks into a zipped spreadsheet before anything opens it: what it is, and whether it would burst when unpacked."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.members.imports.tables import MB, Limits, Unreadable

_CHUNK = 1 << 16
_CELL = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""\sr=["'](\d{1,7})["']""")
_REPEATED = re.compile(rb"""number-(columns|rows)-repeated=["'](\d{1,9})["']([^>]*?)(/?)>""")
_KINDS = {
    "xl/workbook.xml": "XLSX",
    "xl/workbook.bin": "XLSB",
    "content.xml": "ODS",
}
DAMAGED = lazy("This spreadsheet is damaged or cut off. Please save it again and send the new copy.")


def check(file: BinaryIO, limits: Limits) -> str:
    """The kind of a zipped spreadsheet. Refuses what isn't one, what is damaged, and what would be too large unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            kind = _kind(archive.namelist())
            _check_sizes(archive, limits)
            for entry in archive.infolist():
                if kind == "XLSX" and entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    _check_cells(_unpacked(file, entry), limits)
                elif kind == "ODS" and entry.filename == "content.xml":
                    _check_repeats(_unpacked(file, entry), limits)
                else:
                    for _piece in _unpacked(file, entry):
                        pass
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(str(DAMAGED)) from error
    return kind


def _kind(inside: list[str]) -> str:
    for path, kind in _KINDS.items():
        if path in inside:
            return kind
    if any(path.startswith("word/") for path in inside):
        raise Unreadable(_("This is a text document. Copy its table and paste it here, or save the list as CSV."))
    if any(path.endswith(".iwa") for path in inside):
        raise Unreadable(_("This is a Numbers document. Please export it as CSV or Excel and send that."))
    raise Unreadable(_("This is a zip archive, not a list. Please unpack it and send the list inside."))


def _check_sizes(archive: zipfile.ZipFile, limits: Limits) -> None:
    if sum(entry.file_size for entry in archive.infolist()) > limits.unpacked:
        raise Unreadable(_too_large(limits))
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise Unreadable(_("This spreadsheet is locked with a password. Please save it without one."))


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry, piece by piece. The directory may lie about its size, so what really comes out is counted."""
    file.seek(entry.header_offset)
    header = struct.unpack("<4s22xHH", file.read(30))
    if header[0] != b"PK\3\4":
        raise zipfile.BadZipFile
    file.seek(header[1] + header[2], 1)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    left, size = entry.compress_size, 0
    while left > 0:
        packed = file.read(min(_CHUNK, left))
        if not packed:
            raise EOFError
        left -= len(packed)
        while packed:
            piece = inflate.decompress(packed, _CHUNK) if inflate else packed
            packed = inflate.unconsumed_tail if inflate else b""
            size += len(piece)
            if size > entry.file_size:
                raise Unreadable(_("This file says it is smaller than it is, so it was not opened."))
            yield piece


def _check_cells(sheet: Iterator[bytes], limits: Limits) -> None:
    """Refuse a sheet whose outermost cells span more than the limit: a reader makes room for all that lies between."""
    columns: set[bytes] = set()
    lowest, tail = 0, b""
    for piece in sheet:
        piece = tail + piece
        found = _CELL.findall(piece)
        columns.update(column for column, _ in found)
        lowest = max(lowest, max((int(row) for _, row in found), default=0), max(map(int, _ROW.findall(piece)), default=0))
        tail = piece[-40:]
        if lowest * max(map(_number, columns), default=0) > limits.cells:
            raise Unreadable(_("This spreadsheet has cells far away from the others. Please copy the list alone into a new one."))


def _check_repeats(content: Iterator[bytes], limits: Limits) -> None:
    """Refuse a sheet in which filled cells are repeated more often than the limit."""
    tail = b""
    for piece in content:
        piece = tail + piece
        for what, times, rest, closed in _REPEATED.findall(piece):
            filled_cell = what == b"columns" and not closed and b"value" in rest
            if filled_cell and int(times) > 1000:
                raise Unreadable(_("This spreadsheet repeats one cell too many times. Please copy the list alone into a new one."))
            if what == b"rows" and int(times) > 10_000 and int(times) * 50 > limits.cells and not _is_blank_row(piece, times):
                raise Unreadable(_("This spreadsheet repeats one row too many times. Please copy the list alone into a new one."))
        tail = piece[-200:]


def _is_blank_row(piece: bytes, times: bytes) -> bool:
    """Whether the row that is repeated holds nothing, as the empty rest of a sheet does."""
    at = piece.find(b'number-rows-repeated="' + times)
    row = piece[at : at + 2000].split(b"</table:table-row>")[0]
    return b"office:value" not in row and b"<text:p" not in row


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _too_large(limits: Limits) -> str:
    return _("Unpacked, this file would be larger than %(n)d MB, so it was not opened. Please send the list as CSV.") % {
        "n": limits.unpacked // MB
    }
