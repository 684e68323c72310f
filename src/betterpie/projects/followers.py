"""What projects do when they hear that something moved: count it where those whom it came to said so."""

from betterpie.journal.facts import Fact, Moves
from betterpie.journal.models import Entry
from betterpie.projects import actions


def hear(entry: Entry, fact: Fact) -> None:
    """Write down in a project what came of something that its partners tapped for it, in the deed's own transaction."""
    for move in fact.says():
        if isinstance(move, Moves) and move.thing and move.resource in ("money", "sale"):
            actions.count(move, node=entry.node, at=entry.at)
