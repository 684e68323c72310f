"""Opens any file as a table of rows: says what it is by its content, never by its name."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import BinaryIO, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.members.imports import encodings, pasted, spreadsheets
from betterpie.members.imports.delimited import open_delimited
from betterpie.members.imports.spreadsheetml import open_xml
from betterpie.members.imports.tables import DEFAULT_LIMITS, MB, Limits, Table, Unreadable
from betterpie.members.imports.vcards import open_vcards

_HEAD = 8192
_NO_LISTS = (
    (b"%PDF", lazy("This is a PDF. Copy the list out of it and paste it here, or ask for it as a spreadsheet.")),
    (b"\xff\xd8\xff", lazy("This is a photograph. Please type or paste the list instead.")),
    (b"\x89PNG", lazy("This is a picture. Please type or paste the list instead.")),
    (b"GIF8", lazy("This is a picture. Please type or paste the list instead.")),
    (b"RIFF", lazy("This is a picture or a recording. Please type or paste the list instead.")),
    (b"{\\rtf", lazy("This is a text document. Copy its table and paste it here, or save the list as CSV.")),
    (b"SQLite format 3", lazy("This is a database. Please export the list as CSV.")),
    (b"7z\xbc\xaf", lazy("This is a packed archive. Please unpack it and send the list inside.")),
    (b"Rar!", lazy("This is a packed archive. Please unpack it and send the list inside.")),
)
_NOT_TEXT = lazy("This file isn’t a list we can read. Lists in CSV, Excel, OpenDocument or vCard form can be read.")


def read(file: BinaryIO, *, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Open a file that can be sought in. Refuses with `Unreadable` what is no list, is damaged or too large; nothing else is raised.

    The table reads from the file while its rows are walked, so the file stays open as long as the table is used.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise Unreadable(_("This file is empty."))
    if size > limits.file:
        raise Unreadable(_("This file is larger than %(n)d MB. Please send it in parts.") % {"n": limits.file // MB})
    file.seek(0)
    head = file.read(_HEAD)
    for mark, sentence in _NO_LISTS:
        if head.startswith(mark):
            raise Unreadable(str(sentence))
    if head.startswith(b"\x1f\x8b"):
        return read(_gunzipped(file, limits), limits=limits)
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return spreadsheets.open_zipped(file, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return spreadsheets.open_xls(file)
    return _read_text(file, limits)


def read_pasted(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Open text that somebody pasted. Refuses empty text and text that is longer than a file may be."""
    if not text.strip():
        raise Unreadable(_("There is nothing here yet. Paste your list, one business a line."))
    if len(text) > limits.file:
        raise Unreadable(
            _("This text is longer than %(n)d million characters. Please send it as a file, in parts.") % {"n": limits.file // MB}
        )
    text = text.replace("\0", "")
    return pasted.open_pasted(text, limits)


def _read_text(file: BinaryIO, limits: Limits) -> Table:
    encoding = encodings.encoding_of(file)
    file.seek(0)
    head = file.read(_HEAD).decode(encoding, "replace")
    if not _is_text(head):
        raise Unreadable(str(_NOT_TEXT))
    start = head.lstrip("\ufeff \t\r\n\0").lower()
    if start.startswith("begin:vcard"):
        return open_vcards(file, encoding, limits)
    if start.startswith("begin:vcalendar"):
        raise Unreadable(_("This is a calendar, not a list of businesses."))
    if start.startswith("<"):
        return _read_marked_up(file, start)
    if re.match(r'\{\s*"|\[\s*[{\[]', start):
        raise Unreadable(_("This is a file for programs (JSON). Please send the list as CSV or as a spreadsheet."))
    return open_delimited(file, encoding, limits)


def _read_marked_up(file: BinaryIO, start: str) -> Table:
    if "urn:schemas-microsoft-com:office:spreadsheet" in start:
        return open_xml(file)
    if re.search(r"<(!doctype html|html|table|head|body)\b", start):
        raise Unreadable(_("This is a web page, even if its name ends in .xls. Open it in a spreadsheet and save it as CSV."))
    raise Unreadable(str(_NOT_TEXT))


def _is_text(head: str) -> bool:
    """Whether a beginning reads like text: hardly any control characters and unreadable bytes."""
    strange = sum(1 for letter in head if (letter < " " and letter not in "\t\r\n\f\0") or letter == "\ufffd")
    zeros = head.count("\0")
    return strange <= 0.02 * len(head) and zeros <= 0.2 * len(head)


def _gunzipped(file: BinaryIO, limits: Limits) -> BinaryIO:
    """What is inside a .gz, unpacked anew whenever it is walked. Refuses what is damaged or grows beyond the limit."""
    file.seek(0)
    packed = gzip.GzipFile(fileobj=file)
    size = 0
    try:
        twice = packed.read(2) == b"\x1f\x8b"
        while piece := packed.read(1 << 16):
            size += len(piece)
            if size > limits.file:
                raise Unreadable(_("Unpacked, this file is larger than %(n)d MB. Please send it in parts.") % {"n": limits.file // MB})
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(_("This packed file is damaged. Please send it again.")) from error
    if twice:
        raise Unreadable(_("This file is packed twice. Please unpack it and send the list inside."))
    return cast(BinaryIO, packed)
