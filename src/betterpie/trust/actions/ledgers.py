"""Keeps the evidence of a few nodes in memory, so that a deed shows in its score at once.

The tables alone decide: before each use the ledger is laid beside them, and read anew where it does not hold exactly what counts
there. So it doesn't matter in which process a deed is weighed.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from betterpie.kernel.trust import Ledger, Policy, Scores, scores
from betterpie.trust.models import Book
from betterpie.trust.queries.evidence import Reader, that_count, vouched
from betterpie.trust.queries.policies import policy_of

MOST = 16
"""How many nodes are kept in memory; one with 25,000 pieces of evidence takes some 10 MB."""


@dataclass(frozen=True)
class Kept:
    """A ledger, how far it has read, and the edition and the vouched members it was made with."""

    ledger: Ledger
    reader: Reader
    edition: str
    vouched: list[Hashable]

    def is_good(self, *, edition: str, vouched: list[Hashable], at: datetime) -> bool:
        """Whether it can go on from here: nothing but more evidence has come, and the clock has not gone back."""
        return self.edition == edition and self.vouched == vouched and self.ledger.now <= at.timestamp()

    def holds_all(self) -> bool:
        """Whether it holds all that counts: a row may have been committed later than one with a higher number."""
        return self.reader.count == that_count(self.reader.node).count()


_KEPT: OrderedDict[int, Kept] = OrderedDict()


def current(node: int, *, at: datetime) -> Scores:
    """The scores of a node as things stand at `at`, from the ledger in memory."""
    book, _is_new = Book.objects.get_or_create(node=node)
    known, kept = vouched(node), _KEPT.pop(node, None)
    if kept is not None and kept.is_good(edition=book.edition, vouched=known, at=at):
        kept.ledger.advance(at.timestamp())
        for piece in kept.reader.new():
            kept.ledger.add(piece, now=at.timestamp())
    if kept is None or not kept.is_good(edition=book.edition, vouched=known, at=at) or not kept.holds_all():
        kept = _read(node, edition=book.edition, known=known, at=at)
    _KEPT[node] = kept
    while len(_KEPT) > MOST:
        _KEPT.popitem(last=False)
    return kept.ledger.scores()


def whole(node: int, *, at: datetime, policy: Policy | None = None, merged: Mapping[int, int] | None = None) -> Scores:
    """The same scores, read anew from the tables and not kept; by another policy, or with other seats merged, if these are given."""
    pieces = Reader(node, merged=merged).new()
    return scores(pieces, vouched=vouched(node), now=at.timestamp(), policy=policy or policy_of(node))


def _read(node: int, *, edition: str, known: list[Hashable], at: datetime) -> Kept:
    reader = Reader(node)
    return Kept(Ledger(reader.new(), vouched=known, now=at.timestamp(), policy=policy_of(node)), reader, edition, known)
