"""What notices does when it hears that somebody should be told."""

from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.notices import actions
from betterpie.ui.messages import Writer

WRITERS: dict[str, Writer] = {}
"""For each kind of fact, the room's own words for those who should hear of it. Filled by the house's wiring."""


def hear(entry: Entry, fact: Fact) -> None:
    """Write the letters that this fact asks for. A kind without a writer is told on pages only."""
    writer = WRITERS.get(entry.kind)
    if writer is None:
        return
    for tells in (word for word in fact.says() if isinstance(word, Tells)):
        for written in writer(entry, fact, tells):
            actions.write(written.message, email=written.email, language=written.language, entry=entry)
