"""Takes addresses apart: street, city, state and ZIP from one cell or from several."""

from __future__ import annotations

import re
from dataclasses import dataclass

from betterpie.kernel.listings.names import cased
from betterpie.kernel.listings.words import STATES

_STATE_NAMES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "calif": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID",
    "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD",
    "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE",
    "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC",
    "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
_STATE = rf"(?:{'|'.join(sorted(STATES))}|{'|'.join(re.escape(name) for name in sorted(_STATE_NAMES, key=len, reverse=True))})"
_TAIL = re.compile(
    rf"^(?P<front>.*?)(?:(?:,|\n|\s{{2,}})\s*)(?P<city>[^,\n\d]+?)\s*,?\s+(?P<state>{_STATE})\.?(?:,?\s+(?P<zip>\d{{5}}(?:-?\d{{0,4}})?))?"
    r"(?:[\s,]*(?:usa?|united states(?: of america)?))?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ZIP = re.compile(r"^'?(\d{5})(?:-?(\d{4}))?(?:\.0)?$")
_SHORT_ZIP = re.compile(r"^'?(\d{3,4})(?:\.0)?$")
_EAST = frozenset({"CT", "MA", "ME", "NH", "NJ", "RI", "VT", "PR", "VI"})  # ZIPs beginning with 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a business is; empty where that is not said."""

    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""


def apart(address: str) -> Place:
    """Take "623 Massachusetts St.,Lawrence, KS  66044" apart; what doesn't end in a city and a state is all street."""
    address = address.strip().strip(",")
    found = _TAIL.match(address)
    if not found:
        return Place(street=_street(address))
    return Place(_street(found["front"]), _city(found["city"]), state(found["state"]), (found["zip"] or "")[:5])


def together(street: str, city: str, state_said: str, zip_said: str) -> Place:
    """A place from a cell for each; what a cell leaves open is taken from the tail of the street cell."""
    inside = apart(street)
    has_tail = bool(inside.city)
    if has_tail and city and inside.city.lower() != city.strip().lower() and not inside.zip:
        inside = Place(street=_street(street))
    state_code = state(state_said) or inside.state
    return Place(inside.street, _city(city) or inside.city, state_code, zip_code(zip_said, state_code) or inside.zip)


def state(said: str) -> str:
    """The two-letter code of a state, or "" where the words name none."""
    said = said.strip().strip(".").strip()
    return said.upper() if said.upper() in STATES else _STATE_NAMES.get(said.lower(), "")


def zip_code(said: str, state_code: str = "") -> str:
    """The five digits of a ZIP ("90802-1234", "852584499", "'90814"), an eastern one's lost zero put back; else ""."""
    said = said.strip()
    if found := _ZIP.match(said):
        return found[1]
    if (short := _SHORT_ZIP.match(said)) and state_code in _EAST:
        return short[1].zfill(5)
    return ""


def _street(said: str) -> str:
    return cased(", ".join(piece for line in said.split("\n") if (piece := " ".join(line.split()).strip(" ,"))))


def _city(said: str) -> str:
    return cased(" ".join(said.split()).strip(" ,"))
