"""Reads other people's labels for a trade: a licence type, a directory's heading, a code of NAICS, Overture, OpenStreetMap or schema.org."""

from betterpie.kernel.needs.search import Match, best


def categorise(text: str, *, limit: int = 3) -> list[Match]:
    """The trades that a label means, surest first; below 0.5 it is a guess."""
    return best(text, limit=limit)
