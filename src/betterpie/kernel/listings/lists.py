"""Walks a whole list: past its headings, row by row, each row made straight and clean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from betterpie.kernel.listings.cleaning import Listing, Trouble, clean
from betterpie.kernel.listings.columns import Layout, Mapping
from betterpie.kernel.listings.kinds import is_missing
from betterpie.kernel.listings.realign import straighten
from betterpie.kernel.listings.trades import Trades

NumberedRow = tuple[int, Sequence[str]]


def listings(rows: Iterable[NumberedRow], layout: Layout, mapping: Mapping, trades: Trades, *, region: str = "US") -> Iterator[Listing]:
    """Every business of a list, one at a time, in constant memory. Headings, also repeated ones, and what is above them are passed over."""
    title = [cell.strip() for cell in layout.headings]
    for at, (line, cells) in enumerate(rows):
        if (layout.header is not None and at <= layout.header) or all(map(is_missing, cells)) or [c.strip() for c in cells] == title:
            continue
        straight = straighten(cells, layout.profile) if layout.profile else cells
        listing = clean(straight, mapping, trades, line=line, region=region)
        yield _with_overhang(listing, straight, len(title))


def _with_overhang(listing: Listing, cells: Sequence[str], width: int) -> Listing:
    """The listing, and a word about cells beyond the last heading."""
    over = sum(1 for cell in cells[width:] if cell.strip())
    if not over:
        return listing
    return replace(listing, troubles=(*listing.troubles, Trouble(listing.line, "more cells", str(over))))
