"""What a cell looks like by itself: a phone number, a ZIP, a web address, a firm's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from betterpie.kernel.listings.words import STATES


class Kind(StrEnum):
    """The look of one cell."""

    EMPTY = "empty"
    PHONE = "phone"
    FAX = "fax"
    ZIP = "zip"
    EMAIL = "email"
    WEB = "web"
    NAICS = "naics"
    YEAR = "year"
    DATE = "date"
    STATE = "state"
    ADDRESS = "address"
    PERSON = "person"
    FIRM = "firm"
    NUMBER = "number"
    CODE = "code"
    TEXT = "text"


MISSING = frozenset({"", "na", "n/a", "n.a.", "null", "none", "nan", "-", "--", "?", "#n/a", "nil", "unknown", "tbd", "not available"})

_STREET = (
    r"st|street|ave?|avenue|blvd|boulevard|dr|drive|rd|road|ln|lane|way|ct|court|pl|place|pkwy|parkway|hwy|highway|ste|suite|sq|square|"
    r"ter|terrace|cir|circle|broadway|plaza|trl|trail|p\.?\s?o\.? box|loop|calle|avenida|alley|walk|row|pike"
)
_LEGAL = r"inc|incorporated|llc|l\.l\.c|llp|lp|ltd|corp|corporation|co|company|pllc|pc|p\.c|plc|gmbh|associates|assoc"

# Tried from the first to the last; each pattern must cover the whole cell.
_LOOKS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for kind, pattern in (
        (Kind.EMAIL, r"[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}(\s*(:::|[;,])\s*\S+@\S+)*"),
        (
            Kind.WEB,
            r"https?\s?\\?:.+|www\.\S+|[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*\.(com|org|net|biz|info|us|co|shop|io|edu|gov|store)(/\S*)?",
        ),
        (Kind.FAX, r"fax\b.*\d.*"),
        (
            Kind.PHONE,
            r"'?(phone:?|tel:?|mobile:?|cell:?|ph:?)?\s*(\+?1?[\s.\-]*\(?[2-9]\d{2}\)?[\s.\-/]*[2-9]\d{2}[\s.\-]*\d{4}(\.0)?)(\D.*)?",
        ),
        (Kind.PHONE, r"'?\+\d[\d\s().\-]{7,17}"),
        (Kind.ZIP, r"'?\d{5}(-\d{4})?"),
        (Kind.YEAR, r"(19|20)\d\d"),
        (Kind.NAICS, r"\d{6}"),
        (
            Kind.DATE,
            r"-?\d(\.\d+)?e[+-]?\d+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ t].*)?|\d{1,2} [a-z]{3,9}\.? \d{4}|[a-z]{3,9}\.? \d{1,2}, \d{4}",
        ),
        (Kind.NUMBER, r"[-+$]?[\d,]+(\.\d+)?%?"),
        (Kind.ADDRESS, rf"\d+[a-z]?([-/]\d+)?\s+\S.*|.*\b({_STREET})\b\.?.*\d.*|.*,\s*[a-z]{{2}}\.?\s+\d{{5}}(-\d{{4}})?\b.*"),
        (Kind.PERSON, r"(mr|mrs|ms|miss|dr|prof|rev|hon)\.? .+"),
        (Kind.FIRM, rf".*\b({_LEGAL})\b\.?(\s*\(deleted\))?"),
        (Kind.CODE, r"(?=\S*\d)[a-z0-9#/_-]+"),
    )
)


def kind(cell: str) -> Kind:
    """The look of a cell; anything that no pattern covers is TEXT."""
    cell = cell.strip()
    if is_missing(cell):
        return Kind.EMPTY
    if cell.upper() in STATES and cell.isalpha():
        return Kind.STATE
    cell = cell[:300]
    return next((kind for kind, pattern in _LOOKS if pattern.fullmatch(cell)), Kind.TEXT)


def is_missing(cell: str) -> bool:
    """Whether a cell says nothing: empty, or one of the words that stand for nothing ("NA", "null", "-")."""
    return cell.strip().lower() in MISSING


def shares(cells: Iterable[str]) -> dict[Kind, float]:
    """The share of each look among the filled cells; empty where none is filled."""
    counted = Counter(kind(cell) for cell in cells)
    counted.pop(Kind.EMPTY, None)
    total = counted.total()
    return {kind: count / total for kind, count in counted.items()}
