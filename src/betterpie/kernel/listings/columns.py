"""Guesses where the headings of a list stand and what each column holds; the steward corrects what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass

from betterpie.kernel.listings import realign
from betterpie.kernel.listings.fields import FIELDS, LEFT_OUT, Take, plain
from betterpie.kernel.listings.kinds import Kind, is_missing, kind, shares

Mapping = Mapped[str, tuple[int, ...]]

SAMPLE_ROWS = 500  # rows that a guess looks at
PREAMBLE = 30  # rows above the headings that a report may have

# How a field's cells look where nobody gave a heading; and what a heading's promise is checked against.
_LOOKS: dict[str, frozenset[Kind]] = {
    "phone": frozenset({Kind.PHONE}),
    "email": frozenset({Kind.EMAIL}),
    "web": frozenset({Kind.WEB}),
    "zip": frozenset({Kind.ZIP}),
    "naics": frozenset({Kind.NAICS}),
    "state": frozenset({Kind.STATE}),
    "street": frozenset({Kind.ADDRESS}),
    "contact": frozenset({Kind.PERSON}),
}
_BY_LOOK = ("email", "web", "phone", "zip", "state", "street", "contact")  # without a heading, in the order in which they are tried
_BY_LOOK_ALONE = frozenset({"email", "web", "phone"})  # whatever the heading says
_IN_WORDS = ("name", "legal_name", "category", "description", "contact")
_LIKELY = 50  # the rank of a heading that only has a word in common with a field
_PIECE = re.compile(r"\b(number|no|direction|name|suffix|suite|unit|apt|2|extended address)\b")
_NOT_A_VOICE = re.compile(r"\b(fax|pager|telex|label|latitude|longitude)\b|\d type$")
_MANGLED = re.compile(r"-?\d(\.\d+)?[eE][+-]?\d+")
_TRADING = ("dba", "trad", "doing business")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the page shows it: its heading, the field it is guessed to feed, how sure (0 to 1), and up to three samples."""

    index: int
    heading: str
    field: str | None
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list is laid out. `header` is the position of the headings among the rows given, or None where there are none.

    `profile` is there where short rows are to be straightened; `spoiled` are the columns whose dates a spreadsheet has turned into
    "1.28E+12".
    """

    header: int | None
    columns: tuple[Column, ...]
    profile: realign.Profile | None = None
    spoiled: tuple[str, ...] = ()

    @property
    def mapping(self) -> dict[str, tuple[int, ...]]:
        """For each field found, the columns that feed it, in their order; what cleaning takes, and what a steward corrects."""
        found: dict[str, tuple[int, ...]] = {}
        for column in self.columns:
            if column.field:
                found[column.field] = (*found.get(column.field, ()), column.index)
        return found

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, or "Column 1", "Column 2" where there are none."""
        return tuple(column.heading for column in self.columns)


def lay_out(rows: Sequence[Sequence[str]]) -> Layout:
    """Guess the layout of a list from its first rows (500 will do), preamble and headings included."""
    header = find_header(rows)
    body = [row for row in rows[0 if header is None else header + 1 :] if any(not is_missing(cell) for cell in row)][:SAMPLE_ROWS]
    titles = list(rows[header]) if header is not None else []
    width = max([len(titles), *(_last_filled(row) for row in body)], default=0)
    if header is not None:
        width = max(_last_filled(titles), _usual_width(body)) if body else len(titles)
    headings = [titles[at].strip() if at < len(titles) else "" for at in range(width)]
    profile = realign.learn(body, width)
    straight = [realign.straighten(row, profile) if profile else list(row) for row in body]
    cells = [[row[at].strip() if at < len(row) else "" for row in straight] for at in range(width)]
    fields = _settle(_score(headings, cells), headings, cells)
    columns = tuple(
        Column(at, heading or f"Column {at + 1}", field, round(confidence, 2), _samples(column))
        for at, (heading, column, (field, confidence)) in enumerate(zip(headings, cells, fields, strict=True))
    )
    return Layout(header, columns, profile, tuple(column.heading for column in columns if _is_mangled(cells[column.index])))


def _samples(column: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell for cell in column if not is_missing(cell)))[:3]


def _is_mangled(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if not is_missing(cell)]
    return len(filled) >= 3 and sum(bool(_MANGLED.fullmatch(cell)) for cell in filled) > 0.5 * len(filled)


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The position of the row of headings among the first 30, or None where the list starts with data."""
    known = [(_known(row), -at) for at, row in enumerate(rows[:PREAMBLE])]
    best, place = max(known, default=(0.0, 0))
    row = rows[-place] if rows else ()
    filled = [cell for cell in row if cell.strip()]
    if best >= 2 or (best >= 1 and best >= len(filled) / 2):
        return -place
    return _unlike_the_rest(rows)


def _known(row: Sequence[str]) -> float:
    """How many cells of a row are headings that we know; a word counts half."""
    total = 0.0
    for cell in row:
        words = plain(cell)
        if not words or len(cell) > 60:
            continue
        if words in LEFT_OUT or any(words in field.headings for field in FIELDS.values()):
            total += 1
        elif any(_has(words, word) for field in FIELDS.values() for word in field.words):
            total += 0.5
    return total


def _unlike_the_rest(rows: Sequence[Sequence[str]]) -> int | None:
    """The first wide row, where it is all distinct words while the columns under it hold numbers, phones or the like."""
    wide = next((at for at, row in enumerate(rows[:PREAMBLE]) if sum(1 for cell in row if cell.strip()) >= 2), None)
    if wide is None or len(rows) <= wide + 1:
        return None
    top = [cell.strip() for cell in rows[wide]]
    if len(set(top)) < len(top) or any(kind(cell) is not Kind.TEXT for cell in top):
        return None
    below = rows[wide + 1 : wide + 50]
    plain_columns = sum(
        shares(row[at] for row in below if at < len(row)).get(Kind.TEXT, 0)
        + shares(row[at] for row in below if at < len(row)).get(Kind.FIRM, 0)
        < 0.3
        for at in range(len(top))
    )
    return wide if plain_columns >= 1 else None


def _score(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> list[list[tuple[float, int, str]]]:
    """For each column the fields it may feed, best first: (confidence, rank of its heading, field)."""
    guesses: list[list[tuple[float, int, str]]] = []
    for heading, column in zip(headings, cells, strict=True):
        words, looks = plain(heading), shares(column)
        offers: list[tuple[float, int, str]] = []
        if words not in LEFT_OUT and not _NOT_A_VOICE.search(words) and not _is_mangled(column):
            offers = [offer for key in FIELDS if (offer := _offer(key, words, looks)) is not None]
            if not offers:
                offers = [
                    (0.85 * looks_like(key, looks), 90, key)
                    for key in _BY_LOOK
                    if looks_like(key, looks) >= 0.7 and (not words or key in _BY_LOOK_ALONE)
                ]
        guesses.append(sorted(offers, key=lambda offer: (-offer[0], offer[1])))
    return guesses


def _offer(key: str, words: str, looks: dict[Kind, float]) -> tuple[float, int, str] | None:
    field = FIELDS[key]
    is_piece = key == "street" and _PIECE.search(words)
    fit = 1.0 if key not in _LOOKS or is_piece else looks_like(key, looks)
    if words in field.headings:
        rank, start = field.headings.index(words), 0.6
    elif any(_has(words, word) for word in field.words):
        rank, start = _LIKELY, 0.4
    else:
        return None
    if not looks:
        return 0.5 * start, rank, key  # an empty column may be filled further down, but gives way to a filled one
    denied = rank == _LIKELY and key in _LOOKS and fit < 0.1
    return None if denied else (start + 0.4 * fit, rank, key)


def looks_like(key: str, looks: Mapped[Kind, float]) -> float:
    """The share of a column's filled cells that look like this field."""
    return sum(share for look, share in looks.items() if look in _LOOKS[key])


def _settle(
    guesses: Sequence[Sequence[tuple[float, int, str]]], headings: Sequence[str], cells: Sequence[Sequence[str]]
) -> list[tuple[str | None, float]]:
    """One field for each column: rivals for a field that takes one column give way to the better heading."""
    chosen: list[tuple[str | None, float, int]] = [
        (offers[0][2], offers[0][0], offers[0][1]) if offers else (None, 0.0, 99) for offers in guesses
    ]
    _settle_names(chosen, headings)
    for key, field in FIELDS.items():
        mine = sorted((at for at, (name, _, _) in enumerate(chosen) if name == key), key=lambda at: (-chosen[at][1], chosen[at][2], at))
        if field.take is Take.FIRST:
            losers = mine[1:] if key != "phone" else []
        elif field.take is Take.JOINED:
            losers = [at for at in mine if not _PIECE.search(plain(headings[at]))][1:]
        else:
            losers = _repeated(mine, cells) if key in ("category", "description") else []
        for at in losers:
            chosen[at] = (None, 0.0, 99)
    _drop_copies(chosen, cells)
    taken = {name for name, _, _ in chosen}
    if not taken & {"name", "first_name", "last_name"}:
        _name_by_look(chosen, cells, untitled=not any(headings))
    return [(name, confidence) for name, confidence, _ in chosen]


def _settle_names(chosen: list[tuple[str | None, float, int]], headings: Sequence[str]) -> None:
    """Where several columns name the business: the trading name wins, beside it stands the legal name; beside a company, a person."""
    rivals = sorted((chosen[at][2], at) for at, (name, _, _) in enumerate(chosen) if name == "name")
    if len(rivals) < 2:
        return
    winner = rivals[0][1]
    is_trading = plain(headings[winner]).startswith(_TRADING)
    for _, at in rivals[1:]:
        words = plain(headings[at])
        if is_trading:
            chosen[at] = ("legal_name", 0.8, 10)
        elif words in ("name", "full name", "owner"):
            chosen[at] = ("contact", 0.7, 10)
        else:
            chosen[at] = (None, 0.0, 99)


def _repeated(mine: Sequence[int], cells: Sequence[Sequence[str]]) -> list[int]:
    """Columns that say the same in every row, and so say nothing."""
    return [at for at in mine if len(filled := [c for c in cells[at] if c]) >= 20 and len(set(filled)) == 1]


def _drop_copies(chosen: list[tuple[str | None, float, int]], cells: Sequence[Sequence[str]]) -> None:
    """A column of words that says what another one says, in 95 rows of 100, feeds nothing."""
    kept: list[int] = []
    in_words = [at for key in _IN_WORDS for at, (name, _, _) in enumerate(chosen) if name == key]
    for at in in_words:
        if any(_agree(cells[at], cells[other]) for other in kept):
            chosen[at] = (None, 0.0, 99)
        else:
            kept.append(at)


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    both = [(a, b) for a, b in zip(one, other, strict=True) if a or b]
    return len(both) >= 5 and sum(a == b for a, b in both) >= 0.95 * len(both)


def _name_by_look(chosen: list[tuple[str | None, float, int]], cells: Sequence[Sequence[str]], *, untitled: bool) -> None:
    """Without a heading for it, the free column of most different words is the name; where none has any, a repeating one the trade."""

    def variety(at: int) -> float:
        filled = [c for c in cells[at] if not is_missing(c)]
        looks = shares(filled)
        wordy = looks.get(Kind.TEXT, 0) + 1.5 * looks.get(Kind.FIRM, 0)
        return wordy * len(set(filled)) / len(filled) * min(1.0, len(filled) / max(1, len(cells[at]) / 2)) if filled else 0.0

    free = [at for at, (name, _, _) in enumerate(chosen) if name is None]
    named = max(free, key=lambda at: (variety(at), -at), default=None)
    if named is None or variety(named) < 0.3:
        return
    chosen[named] = ("name", 0.5, 80)
    if not untitled or any(name == "category" for name, _, _ in chosen):
        return
    for at in free:
        filled = [c for c in cells[at] if not is_missing(c)]
        if at != named and len(filled) >= 10 and shares(filled).get(Kind.TEXT, 0) > 0.8 and 1 < len(set(filled)) < len(filled) / 2:
            chosen[at] = ("category", 0.4, 80)
            return


def _has(words: str, word: str) -> bool:
    return f" {word} " in f" {words} "


def _last_filled(row: Sequence[str]) -> int:
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def _usual_width(body: Sequence[Sequence[str]]) -> int:
    """The width that nine rows of ten keep to: one stray comma must not add a column."""
    widths = sorted(_last_filled(row) for row in body)
    return widths[int(0.9 * (len(widths) - 1))]
