"""What notices does when it hears that somebody should be told."""

from collections import Counter

from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.notices import actions
from betterpie.ui.messages import Writer, Written

WRITERS: dict[str, Writer] = {}
"""For each kind of fact, the room's own words for those who should hear of it. Filled by the house's wiring."""


def hear(entry: Entry, fact: Fact) -> None:
    """Write the letters that this fact asks for. A kind without a writer is told on pages only."""
    writer = WRITERS.get(entry.kind)
    if writer is None:
        return
    letters: list[Written] = []
    for tells in (word for word in fact.says() if isinstance(word, Tells)):
        letters += writer(entry, fact, tells)
    parts: Counter[str] = Counter()
    for written in dict.fromkeys(letters):
        # Who acts for both sides hears both sides, but the same words only once.
        address = written.email.strip().lower()
        parts[address] += 1
        actions.write(written.message, email=address, language=written.language, entry=entry, part=parts[address])
