"""Reads what came in and what was paid from a list (CSV) as tills and banks write it."""

import csv
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import StringIO

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
    return Entry(kind=kind, what=cells["what"] or "–", amount=abs(amount), on=on, currency=cells["currency"])


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
