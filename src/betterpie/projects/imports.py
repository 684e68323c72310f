"""Reads what came in and what was paid from a list (CSV) as tills and banks write it, and tells what kind a file is."""

import csv
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO, StringIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from django.utils.translation import gettext as _

from betterpie.projects.actions import Refused
from betterpie.projects.actions.settling import Entry
from betterpie.projects.models import Line

LONGEST = 20_000
"""Characters of a cell: more is a quotation mark that was never closed."""
MOST = 2000
"""Lines of a list: more is not one project's."""
WORDS = {
    "on": ("date", "day", "on", "fecha"),
    "what": ("what", "description", "memo", "name", "concepto"),
    "amount": ("amount", "total", "sum", "importe"),
    "currency": ("currency", "moneda"),
}
DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y")

FIRST_BYTES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
OFFICE = "application/vnd.openxmlformats-officedocument"
IN_ZIP = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
}
OPEN = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet")
ENDS = {
    "application/pdf": ("pdf",), "image/png": ("png",), "image/jpeg": ("jpg", "jpeg"), "image/webp": ("webp",),
    "text/plain": ("txt", "csv", "md", "ics"), IN_ZIP["word/document.xml"]: ("docx",), IN_ZIP["xl/workbook.xml"]: ("xlsx",),
    OPEN[0]: ("odt",), OPEN[1]: ("ods",),
}  # fmt: skip
"""How the names of such files end; the first is put behind a name that ends otherwise."""


def kind_of(content: bytes) -> str:
    """What kind of file it is, told from what is in it: PDF, picture, plain text, or an office document without macros.

    Refuses everything else, with a sentence.
    """
    for first, kind in FIRST_BYTES.items():
        if content.startswith(first):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    found = _in_zip(content) if content.startswith(b"PK\x03\x04") else _plain_text(content)
    if not found or not content:
        raise Refused(_("A PDF, a picture, a text, a document or a spreadsheet without macros can be kept here."))
    return found


def name_of(name: str, kind: str) -> str:
    """A file's name as it is kept: on one line, without a path, with the ending of its kind."""
    plain = " ".join(re.split(r"[\\/]", name)[-1].translate(dict.fromkeys([*range(32), 127])).split()).strip(". ") or "file"
    stem, dot, end = plain.rpartition(".")
    ends = ENDS[kind]
    return plain[-100:] if dot and stem and end.lower() in ends else f"{plain[:94]}.{ends[0]}"


def _in_zip(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
            opened = _said_first(packed) if "mimetype" in names else ""
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return ""  # torn, locked or packed by means unknown here: it is no kind we keep, and is refused with a sentence
    if any("vbaProject" in name or name.startswith("Basic/") for name in names):
        return ""
    return opened if opened in OPEN else next((kind for name, kind in IN_ZIP.items() if name in names), "")


def _said_first(packed: ZipFile) -> str:
    """The kind that an open document says of itself; "" where it is packed, which it must not be (OpenDocument 1.2, part 3, 3.3).

    Nothing else is ever unpacked: two megabytes can hold gigabytes.
    """
    part = packed.getinfo("mimetype")
    is_plain = part.compress_type == ZIP_STORED and part.file_size <= 100
    return packed.read(part).decode("ascii", "replace") if is_plain else ""


def _plain_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    looks_like_markup = re.match(r"\s*(<|\{\\rtf)", text.removeprefix("\ufeff"))
    return "" if looks_like_markup or re.search(r"[\x00-\x08\x0e-\x1f]", text) else "text/plain"


def read(text: str) -> list[Entry]:
    """The lines of a list with columns date, what and amount (below 0: paid), and perhaps currency.

    Refuses, with the line's number, what is no day, no amount, or nothing; an empty list; and one that is too long.
    """
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in csv.reader(StringIO(text), dialect) if any(cell.strip() for cell in row)]
        if any(len(cell) > LONGEST for row in rows for cell in row):
            raise csv.Error("a cell does not end")  # the reader has a bound too, but one that others can move
    except csv.Error as trouble:
        raise Refused(_("That is no list that can be read. Save it as CSV and try again.")) from trouble
    if len(rows) < 2:
        raise Refused(_("The list is empty. Its first line names the columns: date, what, amount."))
    if len(rows) > MOST:
        raise Refused(_("That list has more than %(most)d lines.") % {"most": MOST})
    place = _columns([cell.strip().lower() for cell in rows[0]])
    return [_entry(row, place, number) for number, row in enumerate(rows[1:], 2)]


def _columns(heads: list[str]) -> dict[str, int]:
    place = {name: next((heads.index(word) for word in words if word in heads), -1) for name, words in WORDS.items()}
    if min(place["on"], place["what"], place["amount"]) < 0:
        raise Refused(_("The first line has to name the columns: date, what, amount."))
    return place


def _entry(row: list[str], place: dict[str, int], number: int) -> Entry:
    cells = {name: row[at].strip() if 0 <= at < len(row) else "" for name, at in place.items()}
    amount = _amount(cells["amount"])
    on = _day(cells["on"])
    if amount is None or amount == 0:
        raise Refused(_("Line %(number)d: “%(words)s” is no amount.") % {"number": number, "words": cells["amount"][:40]})
    if on is None:
        raise Refused(_("Line %(number)d: “%(words)s” is no day.") % {"number": number, "words": cells["on"][:40]})
    kind = Line.Kind.TAKINGS if amount > 0 else Line.Kind.COST
    return Entry(kind=kind, what=cells["what"] or "–", amount=abs(amount), on=on, currency=cells["currency"], source=Line.Source.LIST)


def _amount(words: str) -> int | None:
    plain = words.replace("−", "-").replace("$", "").replace(" ", "")
    # In much of the world a comma stands before the cents: the last mark with two digits behind it is that one.
    decimal_comma = re.fullmatch(r"(\(?-?[\d.]*),(\d{1,2}\)?)", plain)
    plain = f"{decimal_comma[1].replace('.', '')}.{decimal_comma[2]}" if decimal_comma else plain.replace(",", "")
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return int((amount * 100).to_integral_value()) if amount.is_finite() and abs(amount) < Decimal("1e10") else None


def _day(words: str) -> date | None:
    for pattern in DAYS:
        try:
            return datetime.strptime(words, pattern).date()  # noqa: DTZ007  # a day without a time has no zone
        except ValueError:
            continue
    return None
