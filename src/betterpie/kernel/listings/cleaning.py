"""Turns one row of a foreign list into a clean `Listing`, and says what was wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from betterpie.kernel.listings import names, places, reach
from betterpie.kernel.listings.chains import chain
from betterpie.kernel.listings.columns import Mapping
from betterpie.kernel.listings.fields import FIELDS, Take
from betterpie.kernel.listings.kinds import is_missing
from betterpie.kernel.listings.narrowing import Narrowed
from betterpie.kernel.listings.trades import Trades

LONGEST_NAME = 200
WHAT = ("no name", "person stands in", "name too long", "no ZIP", "no phone", "no e-mail", "no web page", "more cells")
_MANGLED = re.compile(r"-?\d(\.\d+)?e[+-]?\d+", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(18[5-9]\d|19\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a line: one of WHAT, and the words it is about. A `stops` trouble keeps the row out.

    The sentence for the person who has the list before her is made where her language is known.
    """

    line: int
    what: str
    said: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One business as a list tells it. `lines` are the lines it came from; `said` is its name as written there."""

    lines: tuple[int, ...]
    name: str
    said: str = ""
    legal_name: str = ""
    categories: tuple[str, ...] = ()
    narrowed: tuple[Narrowed, ...] = ()
    trades: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    naics: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    web: str = ""
    contacts: tuple[str, ...] = ()
    member_since: int | None = None
    opened: int | None = None
    area: str = ""
    employees: int | None = None
    chain: str = ""
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def line(self) -> int:
        """The first line it came from."""
        return self.lines[0]

    @property
    def goes_in(self) -> bool:
        """Whether nothing keeps it out."""
        return not any(trouble.stops for trouble in self.troubles)


def clean(cells: Sequence[str], mapping: Mapping, trades: Trades, *, line: int, region: str = "US") -> Listing:
    """The listing that a row makes under a mapping. It always comes back; `goes_in` says whether it can be used."""
    row = _Row(cells, mapping, line)
    contacts = _people(row)
    titles = _names(row, contacts)
    place = places.together(row.joined("street"), row.first("city"), row.first("state"), row.first("zip"))
    _check_zip(row, place)
    said, hints = tuple(row.every("category")), tuple(row.every("description"))
    naics = _naics(row)
    trade = trades.read(said, hints=hints, naics=naics, name=titles.name)
    return Listing(
        lines=(line,),
        name=titles.name,
        said=row.first("name") or row.first("legal_name"),
        legal_name=titles.legal_name,
        categories=trade.slugs,
        narrowed=trade.narrowed,
        trades=said,
        services=hints,
        naics=naics,
        street=place.street[:200],
        city=place.city[:100],
        state=place.state,
        zip=place.zip,
        phones=_reach(row, "phone", "no phone", region=region),
        emails=_reach(row, "email", "no e-mail"),
        web=next(iter(_reach(row, "web", "no web page")), ""),
        contacts=contacts,
        member_since=_year(row, "member_since"),
        opened=_year(row, "opened"),
        area=names.cased(" ".join(row.first("area").split()))[:100],
        employees=_count(row, "employees"),
        chain=chain(titles.name, place.city) or chain(titles.legal_name, place.city),
        troubles=tuple(row.troubles),
    )


class _Row:
    """The cells of a row by field, and the troubles found on the way."""

    def __init__(self, cells: Sequence[str], mapping: Mapping, line: int) -> None:
        self._cells, self._mapping, self.line = cells, mapping, line
        self.troubles: list[Trouble] = []

    def every(self, key: str) -> list[str]:
        """The filled cells of a field."""
        cells = (self._cells[at].strip() for at in self._mapping.get(key, ()) if at < len(self._cells))
        return [cell for cell in cells if not is_missing(cell)]

    def first(self, key: str) -> str:
        return next(iter(self.every(key)), "")

    def joined(self, key: str) -> str:
        assert FIELDS[key].take is Take.JOINED
        return " ".join(dict.fromkeys(self.every(key)))

    def trouble(self, what: str, said: str = "", *, stops: bool = False) -> None:
        assert what in WHAT
        self.troubles.append(Trouble(self.line, what, said, stops))


def _names(row: _Row, contacts: tuple[str, ...]) -> names.Names:
    found = names.of(row.first("name"), row.first("legal_name"))
    if not found.name and contacts:
        row.trouble("person stands in")
        found = names.Names(contacts[0], "")
    if not found.name:
        row.trouble("no name", stops=True)
    if len(found.name) > LONGEST_NAME:
        row.trouble("name too long", str(LONGEST_NAME))
    return names.Names(found.name[:LONGEST_NAME], found.legal_name[:LONGEST_NAME])


def _people(row: _Row) -> tuple[str, ...]:
    whole = " ".join(filter(None, (row.first("first_name"), row.first("last_name"))))
    said = [person for cell in row.every("contact") for person in re.split(r"\s*[,;\n]\s*", cell)]
    return tuple(dict.fromkeys(" ".join(person.split())[:100] for person in [whole, *said] if any(map(str.isalpha, person))))


def _reach(row: _Row, key: str, what: str, *, region: str = "US") -> tuple[str, ...]:
    values: list[str] = []
    for cell in row.every(key):
        found = reach.phones(cell, region=region) if key == "phone" else reach.emails(cell) if key == "email" else reach.web(cell)
        values += found.values
        for piece in found.unread:
            row.trouble(what, _short(piece))
    return tuple(dict.fromkeys(values))


def _check_zip(row: _Row, place: places.Place) -> None:
    said = row.first("zip")
    if said and not places.zip_code(said, place.state):
        row.trouble("no ZIP", _short(said))


def _naics(row: _Row) -> str:
    found = re.match(r"\d{2,6}", row.first("naics"))
    return found[0] if found else ""


def _year(row: _Row, key: str) -> int | None:
    """The year in a cell. A date that a spreadsheet has turned into "1.28E+12" is lost, and is left out."""
    said = row.first(key)
    if not said or _MANGLED.fullmatch(said):
        return None
    found = _YEAR.search(said)
    return int(found[0]) if found else None


def _count(row: _Row, key: str) -> int | None:
    said = row.first(key).replace(",", "").removesuffix(".0")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 6 else None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
