"""A business as the search for duplicates sees it: name, phones, web and place, each brought to the form in which equal is equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from betterpie.kernel.listings import reach
from betterpie.kernel.listings.cleaning import Listing
from betterpie.kernel.listings.names import without_suffix
from betterpie.kernel.listings.words import NAME_SPELLINGS, STREET_SPELLINGS

_UNIT = re.compile(r"\b(?:ste|unit|apt|rm|room|fl|floor|bldg|no)\b\s*[#.]?\s*\w+|#\s*\w+|\b\d+(?:st|nd|rd|th) floor")


@dataclass(frozen=True, slots=True)
class Shop:
    """What two records of the same business agree in. `key` is whatever the caller knows it by; missing values are empty."""

    key: Hashable
    name: str
    words: tuple[str, ...]
    phones: tuple[str, ...] = ()
    domain: str = ""
    page: str = ""
    number: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""


def shop(
    key: Hashable,
    name: str,
    *,
    phones: Iterable[str] = (),
    web: str = "",
    street: str = "",
    zip_code: str = "",
    city: str = "",
    state: str = "",
) -> Shop:
    """A record in comparable form. Phones may be written in any way: their last nine digits count."""
    words = _words(without_suffix(name)) or _words(name)
    number, street = _street(street)
    return Shop(
        key=key,
        name=" ".join(words),
        words=words,
        phones=tuple(digits[-9:] for phone in phones if len(digits := re.sub(r"\D", "", phone)) >= 7),
        domain=reach.domain(web) if web else "",
        page=re.sub(r"^https?://(www\.)?|[?#].*$", "", web.lower()).strip("/") if web else "",
        number=number,
        street=street,
        zip=re.sub(r"\W", "", zip_code).upper()[:5],
        city=" ".join(_words(city)),
        state=state.upper(),
    )


def of_listing(listing: Listing, key: Hashable) -> Shop:
    """A cleaned listing in comparable form."""
    return shop(
        key,
        listing.name,
        phones=listing.phones,
        web=listing.web,
        street=listing.street,
        zip_code=listing.zip,
        city=listing.city,
        state=listing.state,
    )


@lru_cache(maxsize=65_536)
def _words(text: str) -> tuple[str, ...]:
    """The words of a name, without case, accents, apostrophes and punctuation, in one spelling."""
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower().replace("'", "").replace("’", "")) if not unicodedata.combining(c)
    )
    return tuple(intern(NAME_SPELLINGS.get(word, word)) for word in re.findall(r"[^\W_]+", folded) if word not in ("the", "and"))


def _street(said: str) -> tuple[str, str]:
    """The house number and the bare street: without suite, with its words shortened."""
    words = [STREET_SPELLINGS.get(word, word) for word in re.findall(r"[^\W_]+|#", _folded(said))]
    bare = " ".join(_UNIT.sub(" ", " ".join(words)).split())
    found = re.search(r"\b\d+\w?\b", bare)
    return (found[0].lstrip("0") if found else ""), re.sub(r"\b\d+\w?\b", "", bare, count=1).strip()


def _folded(text: str) -> str:
    """Without case and accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter))
