"""Phones, e-mail and web addresses as people write them, brought to one form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher

from betterpie.kernel.listings.words import SHARED_HOSTS

_BETWEEN = re.compile(r"\s*:::\s*|\s*[;|\n]\s*")
_FAX = re.compile(r"\b(?:fax|pager)\b[^;|,]*?[\d() .+-]{7,}", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


@dataclass(frozen=True, slots=True)
class Found:
    """The values found in a cell, and the pieces that could not be read."""

    values: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def phones(cell: str, *, region: str = "US") -> Found:
    """Every phone number in a cell, in E.164 (+15625550101), in its order; numbers called fax are left out.

    A number without a country is read as one of `region`.
    """
    values: list[str] = []
    unread: list[str] = []
    for piece in _BETWEEN.split(_FAX.sub("", cell)):
        piece = piece.strip().lstrip("'")
        if not piece:
            continue
        found = _phone(piece, region)
        values += found
        if not found:
            unread.append(piece)
    return Found(tuple(dict.fromkeys(values)), tuple(unread))


@lru_cache(maxsize=4096)
def _phone(piece: str, region: str) -> tuple[str, ...]:
    if re.fullmatch(r"\d+\.0", piece):
        piece = piece[:-2]  # a spreadsheet kept the number as a number
    if sum(letter.isdigit() for letter in piece) <= 16:
        try:
            number = phonenumbers.parse(piece, region)
        except NumberParseException:
            pass
        else:
            if _is_dialable(number):
                return (phonenumbers.format_number(number, PhoneNumberFormat.E164),)
    matches = PhoneNumberMatcher(piece[:300], region, leniency=Leniency.POSSIBLE)
    return tuple(phonenumbers.format_number(match.number, PhoneNumberFormat.E164) for match in matches if _is_dialable(match.number))


def _is_dialable(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the length fits the country; in North America also that neither area code nor exchange begins with 0 or 1."""
    if not phonenumbers.is_possible_number(number):
        return False
    national = phonenumbers.national_significant_number(number)
    return number.country_code != 1 or bool(re.fullmatch(r"[2-9]\d\d[2-9]\d{6}", national))


def emails(cell: str) -> Found:
    """Every e-mail address in a cell, in small letters."""
    values = tuple(dict.fromkeys(found.lower().strip("'.") for found in _EMAIL.findall(cell)))
    return Found(values, () if values or not cell.strip() else (cell.strip(),))


def web(cell: str) -> Found:
    """The first web address in a cell, with its scheme and without a trailing slash; a person's profile page is not a shop's."""
    unread: list[str] = []
    for piece in re.split(_BETWEEN.pattern + r"|,\s+", cell):
        piece = piece.strip().replace("\\:", ":").strip("<>\"' ")
        if piece in ("", "http://", "https://"):
            continue
        address = piece if re.match(r"https?://", piece, re.IGNORECASE) else "https://" + piece.split("://")[-1].lstrip("/")
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").strip(".")
        except ValueError:
            host = ""
        if not host or not _HOST.fullmatch(host) or re.search(r"\s", piece) or "@" in piece:
            unread.append(piece)
        elif not (host.endswith("linkedin.com") and parts.path.startswith("/in/")):
            query = f"?{parts.query}" if parts.query and "utm_" not in parts.query else ""
            return Found((f"{parts.scheme.lower()}://{host}{parts.path.rstrip('/')}{query}"[:300],), tuple(unread))
    return Found((), tuple(unread))


def domain(address: str) -> str:
    """The host of a web address without www; "" for pages on somebody else's site, which say nothing about who it is."""
    try:
        host = (urlsplit(address if "://" in address else "https://" + address).hostname or "").lower().strip(".")
    except ValueError:
        return ""
    host = re.sub(r"^(?:www\d?|m|mobile|en|es|locations?|stores?|shop)\.(?=[^.]+\.)", "", host)
    return "" if any(host == shared or host.endswith("." + shared) for shared in SHARED_HOSTS) else host
