"""Carries lists through in the background, one bounded step a call: read, compare, let in, take out."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.kernel import needs
from betterpie.kernel.listings.cleaning import Listing
from betterpie.kernel.listings.columns import SAMPLE_ROWS, Layout, lay_out
from betterpie.kernel.listings.folding import Folder
from betterpie.kernel.listings.kinds import Kind, kind
from betterpie.kernel.listings.lists import listings
from betterpie.kernel.listings.trades import Trades, pieces
from betterpie.members.actions import batches as actions
from betterpie.members.imports.reading import read, read_pasted
from betterpie.members.imports.sentences import of_trouble
from betterpie.members.imports.tables import Limits, Table, Unreadable
from betterpie.members.models import Batch, BatchRow
from betterpie.members.queries import batches as queries

if TYPE_CHECKING:
    from betterpie.kernel.listings.duplicates import Candidate

AT_ONCE = 500
MOST_UNMAPPED = 300

_START = secrets.token_hex(8)
_under_way: dict[tuple[int, str], Iterator[datetime]] = {}


def work(*, at: datetime) -> int:
    """Do the next step for one list that waits for it: some five hundred lines. Returns 1, or 0 where no list waits.

    Half-read lists live in this process; after a crash another one reads them again from the top. What goes in or out does so in
    transactions of its own and is taken up where it fell.
    """
    batch = actions.hold(f"{os.getpid()}-{_START}")  # forked web processes share the start, not the number
    if batch is None:
        _under_way.clear()
        return 0
    key = (batch.pk, batch.state)
    if key not in _under_way:
        _under_way[key] = _STEPS[Batch.State(batch.state)](batch, at)
    steps = _under_way[key]
    try:
        with override(batch.node.language):
            if next(steps, None) is None:
                _under_way.pop(key, None)
    except Unreadable as refusal:
        _under_way.pop(key, None)
        actions.fail(batch, str(refusal))
    except Exception:
        _under_way.pop(key, None)
        if batch.state in (Batch.State.READING, Batch.State.COMPARING):
            with override(batch.node.language):
                actions.fail(batch, _("Something went wrong while this list was read. Nothing has gone in; please try once more."))
        raise
    return 1


def laid_out(table: Table) -> Layout:
    """The guess of a table's columns, from its first rows."""
    return lay_out([row.cells for row in islice(table.rows(), SAMPLE_ROWS)])


def limits() -> Limits:
    """How large a list may be in this installation."""
    return Limits(file=settings.UPLOAD_LIMIT, unpacked=max(2 * settings.UPLOAD_LIMIT, Limits().unpacked))


@contextmanager
def opened(batch: Batch) -> Iterator[Table]:
    """The table in a batch's file, while it is open."""
    with batch.file.storage.open(str(batch.file.name), "rb") as file:
        if batch.is_pasted:
            yield read_pasted(file.read().decode("utf-8", "replace"), limits=limits())
        else:
            yield read(cast(BinaryIO, file.file), limits=limits())


def _read(batch: Batch, at: datetime) -> Iterator[datetime]:
    with opened(batch) as table:
        layout = laid_out(table)
        actions.start_reading(batch, steps=sum(1 for _row in table.rows()))
        yield at
        trades, folder = Trades(needs.categorise), Folder()
        found = listings(
            table.rows(), layout, {key: tuple(places) for key, places in batch.mapping.items()}, trades, region=batch.node.region
        )
        done = 0
        while chunk := list(islice(found, AT_ONCE)):
            done += len(chunk)
            if not actions.write(batch, [_row(batch, listing, trades, folder) for listing in chunk], step=done):
                return
            yield at
    actions.start_comparing(batch, unmapped=trades.unmapped.most_common(MOST_UNMAPPED), narrowed=_narrowed(trades))
    yield at


def _row(batch: Batch, listing: Listing, trades: Trades, folder: Folder) -> BatchRow:
    leader = folder.first_line(listing) if listing.goes_in else listing.line
    folded = leader != listing.line
    fates = BatchRow.Fate
    return BatchRow(
        batch=batch,
        line=listing.line,
        name=listing.name,
        clean=_clean(listing, trades),
        trouble="\n".join(map(of_trouble, listing.troubles)),
        raw=None if listing.goes_in else [listing.said, *listing.phones, *listing.emails, listing.street],
        fate=fates.STOPPED if not listing.goes_in else fates.FOLDED if folded else fates.NEW,
        leader=leader if folded else None,
        area=listing.area,
        chain=listing.chain,
    )


def _clean(listing: Listing, trades: Trades) -> dict[str, Any]:
    """What a line says, as the table keeps it. `texts` are the trade texts that no trade was found for."""
    said = [piece for text in listing.trades for piece in pieces(text)]
    words = [piece for text in listing.services for piece in pieces(text)]
    if not listing.categories:
        words = [piece for piece in said if kind(piece) is Kind.TEXT and len(piece) > 4] + words
    return {
        "legal_name": listing.legal_name,
        "trades": list(listing.categories),
        "narrowed": [[one.broad, one.kind] for one in listing.narrowed],
        "texts": [piece for piece in said if not trades.knows(piece)],
        "services": ", ".join(dict.fromkeys(words)),
        "phone": next(iter(listing.phones), ""),
        "email": next(iter(listing.emails), ""),
        "web": listing.web,
        "street": listing.street,
        "city": listing.city,
        "zip": listing.zip,
        "contact": next(iter(listing.contacts), "")[:80],
        "since_year": listing.member_since,
    }


def _narrowed(trades: Trades) -> list[dict[str, Any]]:
    """What broad trades turned out to be, the most frequent first, each with some of the names that told."""
    often = sorted(trades.narrowed.items(), key=lambda pair: (-pair[1], pair[0].text))
    return [{"text": one.text, "broad": one.broad, "kind": one.kind, "lines": lines, "names": trades.examples[one]} for one, lines in often]


def _compare(batch: Batch, at: datetime) -> Iterator[datetime]:
    best: dict[int, dict[str, Any]] = {}
    from betterpie.kernel.listings import duplicates  # brings numpy, which the web processes have no use for

    found = duplicates.pairs(queries.listed_lines(batch), queries.known_near(batch))
    while chunk := list(islice(found, 20 * AT_ONCE)):
        for pair in chunk:
            _keep_best(best, pair)
        yield at
    lines = sorted(best)
    for start in range(0, len(lines), AT_ONCE):
        actions.propose(batch, {line: best[line] for line in lines[start : start + AT_ONCE]}, step=lines[start])
        yield at
    actions.finish_comparing(batch)
    yield at


def _keep_best(best: dict[int, dict[str, Any]], pair: "Candidate") -> None:
    """Of the shops that a line may be, keep the likeliest; one that is on the list already before one in the same file."""
    (_kind, line), (source, there) = cast(tuple[str, int], pair.b), cast(tuple[str, int], pair.a)
    twin = {"twin_id": there, "twin_line": None} if source == "there" else {"twin_id": None, "twin_line": there}
    proposed = {**twin, "likely": pair.score, "because": list(pair.because)}
    if line not in best or _weight(proposed) > _weight(best[line]):
        best[line] = proposed


def _weight(proposed: dict[str, Any]) -> tuple[bool, float]:
    return proposed["twin_id"] is not None, proposed["likely"]


def _apply(batch: Batch, at: datetime) -> Iterator[datetime]:
    while actions.apply_next(batch, at=at):
        yield at


def _undo(batch: Batch, at: datetime) -> Iterator[datetime]:
    while actions.undo_next(batch, at=at):
        yield at


_STEPS = {Batch.State.READING: _read, Batch.State.COMPARING: _compare, Batch.State.APPLYING: _apply, Batch.State.UNDOING: _undo}
