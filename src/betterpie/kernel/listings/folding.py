"""Folds the lines of one member into one listing, where a directory repeats it once for each of its categories or counters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from betterpie.kernel.listings import reach
from betterpie.kernel.listings.cleaning import Listing

Thing = TypeVar("Thing")


class Folder:
    """Remembers which line was first to speak of a member: 8 bytes or so for each name with a phone, a street or a web page."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def first_line(self, listing: Listing) -> int:
        """The line that this listing belongs to: its own, or an earlier one of the same name and the same phone, street or web page."""
        keys = [hash(key) for key in _keys(listing)]
        line = next((self._first[key] for key in keys if key in self._first), listing.line)
        for key in keys:
            self._first.setdefault(key, line)
        return line


def fold(listings: Iterable[Listing]) -> list[Listing]:
    """One listing a member, in the order of their first lines; what doesn't go in stays by itself."""
    folder = Folder()
    folded: dict[int, Listing] = {}
    for listing in listings:
        line = folder.first_line(listing) if listing.goes_in else listing.line
        folded[line] = joined(folded[line], listing) if line in folded else listing
    return list(folded.values())


def joined(one: Listing, other: Listing) -> Listing:
    """Both lines' trades, people, phones and addresses put together; where only one thing can stand, the first line's, if it says any."""
    return replace(
        one,
        lines=one.lines + other.lines,
        legal_name=one.legal_name or other.legal_name,
        categories=_both(one.categories, other.categories),
        narrowed=_both(one.narrowed, other.narrowed),
        trades=_both(one.trades, other.trades),
        services=_both(one.services, other.services),
        naics=one.naics or other.naics,
        **({} if one.street else {"street": other.street, "city": other.city, "state": other.state, "zip": other.zip or one.zip}),
        phones=_both(one.phones, other.phones),
        emails=_both(one.emails, other.emails),
        web=one.web or other.web,
        contacts=_both(one.contacts, other.contacts),
        member_since=min(filter(None, (one.member_since, other.member_since)), default=None),
        opened=min(filter(None, (one.opened, other.opened)), default=None),
        area=one.area or other.area,
        employees=one.employees if one.employees is not None else other.employees,
        chain=one.chain or other.chain,
        troubles=one.troubles + other.troubles,
    )


def _keys(listing: Listing) -> Iterator[tuple[str, ...]]:
    """What lines of the same member agree in, beside the name."""
    name = listing.name.casefold()
    yield from ((name, "phone", phone) for phone in listing.phones)
    if listing.street:
        yield (name, "street", listing.street.casefold(), listing.zip)
    if domain := reach.domain(listing.web):
        yield (name, "web", domain)
    if not (listing.phones or listing.street or listing.web):
        yield (name, "alone", *listing.emails[:1])


def _both(one: tuple[Thing, ...], other: tuple[Thing, ...]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(one + other))
