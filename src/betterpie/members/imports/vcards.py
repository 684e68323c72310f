"""Reads address books: vCard 2.1, 3.0 and 4.0, as phones and mail programs really write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from quopri import decodestring
from typing import BinaryIO

from django.utils.translation import gettext as _

from betterpie.members.imports import encodings
from betterpie.members.imports.tables import Limits, Row, Table, Unreadable

HEADER = ["Organization", "Contact person", "Phone", "E-mail", "Street", "City", "State", "ZIP", "Website", "Categories"]
_WANTED = frozenset({"FN", "N", "ORG", "TEL", "EMAIL", "ADR", "URL", "CATEGORIES"})
_PROPERTY = re.compile(r'(?:[\w-]+\.)?(?P<name>[A-Za-z-]+)(?P<params>(?:;(?:"[^"]*"|[^":;])*)*):(?P<value>.*)', re.DOTALL)
_AND = " ::: "


@dataclass(slots=True)
class _Card:
    line: int
    said: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, name: str, params: str, value: str) -> None:
        self.said.setdefault(name, []).append((params, value))

    def every(self, name: str) -> list[str]:
        return [text for _params, value in self.said.get(name, ()) if (text := _unescaped(value).strip())]


def open_vcards(file: BinaryIO, encoding: str, limits: Limits) -> Table:
    """A table with one row a card; its headings stand on line 0. Photographs and private notes are not read."""

    def rows() -> Iterator[Row]:
        yield Row(0, list(HEADER))
        for card in _cards(encodings.lines(file, encoding, longest=limits.line)):
            yield Row(card.line, _cells(card))

    if len(list(islice(rows(), 2))) < 2:
        raise Unreadable(_("There is no complete card in this address book."))
    return Table("vCard", rows)


def _cards(lines: Iterable[str]) -> Iterator[_Card]:
    card: _Card | None = None
    for number, line in _unfolded(lines):
        found = _PROPERTY.fullmatch(line)
        if found is None:
            continue
        name, params, value = found["name"].upper(), found["params"].upper(), found["value"]
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card = _Card(number)
        elif name == "END" and card is not None:
            yield card
            card = None
        elif card is not None and name in _WANTED:
            card.add(name, params, _decoded(value, params))


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Whole properties with the number of their first line: a line that begins with a blank, or follows a quoted-printable "=", goes on.

    What goes on from a property that nobody wants, such as a photograph, is dropped at once.
    """
    begun, text, soft = 0, "", False
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        if soft or (line[:1] in (" ", "\t") and text):
            if _is_wanted(text):
                text = text[:-1] + line if soft else text + line[1:]
        else:
            if text:
                yield begun, text
            begun, text = number, line
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in text[:200].upper()
    if text:
        yield begun, text


def _is_wanted(text: str) -> bool:
    return re.split(r"[;:]", text, maxsplit=1)[0].rpartition(".")[2].upper() in _WANTED and len(text) < 100_000


def _decoded(value: str, params: str) -> str:
    if "QUOTED-PRINTABLE" not in params:
        return value
    raw = decodestring(value.encode("utf-8", "replace"))
    said = re.search(r"CHARSET=\"?([\w-]+)", params)
    for name in (said[1] if said else "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _cells(card: _Card) -> list[str]:
    organization = next((parts[0] for parts in map(_parts, _values(card, "ORG")) if parts[0]), "")
    person = next(iter(card.every("FN")), "") or _person(card)
    street, city, state, zip_code = _address(card)
    return [
        organization,
        person.replace(",", " "),
        _AND.join(_phones(card)),
        _AND.join(card.every("EMAIL")),
        street,
        city,
        state,
        zip_code,
        next(iter(card.every("URL")), ""),
        "; ".join(_unescaped(piece) for value in _values(card, "CATEGORIES") for piece in re.split(r"\\?,", value) if piece.strip()),
    ]


def _person(card: _Card) -> str:
    for parts in map(_parts, _values(card, "N")):
        family, given = ([*parts, "", ""])[:2]
        return f"{given} {family}".strip()
    return ""


def _phones(card: _Card) -> list[str]:
    """Numbers that a voice answers, the business ones first."""
    spoken = [(params, value) for params, value in card.said.get("TEL", ()) if not re.search(r"\b(FAX|PAGER|MODEM)\b", params)]
    spoken.sort(key=lambda pair: "WORK" not in pair[0])
    return [_unescaped(value).removeprefix("tel:").strip() for _params, value in spoken if value.strip()]


def _address(card: _Card) -> tuple[str, str, str, str]:
    """Street, city, state and ZIP of the business address, or of the first one that is no home's, or of any."""
    said = sorted(card.said.get("ADR", ()), key=lambda pair: ("WORK" not in pair[0], "HOME" in pair[0]))
    for _params, value in said:
        parts = [*_parts(value), *[""] * 7][:7]
        box, extended, street, city, state, zip_code = parts[:6]
        whole = ", ".join(" ".join(part.split("\n")) if city else part for part in (street, extended, box) if part)
        if any((whole, city, zip_code)):
            return whole, city, state, zip_code
    return "", "", "", ""


def _values(card: _Card, name: str) -> list[str]:
    return [value for _params, value in card.said.get(name, ())]


def _parts(value: str) -> list[str]:
    """The parts of a structured value: parted at each ";" that isn't escaped."""
    return [_unescaped(part).strip(" ,") for part in re.split(r"(?<!\\);", value)]


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
