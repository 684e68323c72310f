"""What can be asked about partners: who fits, whom to meet, what lies between two, what a node lacks, what is known."""

from betterpie.partners.queries.board import Board, Neighbor, board, knowledge_of, own_text
from betterpie.partners.queries.fits import (
    REMEMBERED,
    Fit,
    Meeting,
    candidates,
    fits,
    least_shown,
    next_to_meet,
    nudge_of,
    open_nudges,
    rivals,
    shown_lately,
    told_lately,
    why,
)
from betterpie.partners.queries.gaps import Gap, gaps
from betterpie.partners.queries.pairs import Pair, Step, Way, pair

__all__ = [
    "REMEMBERED",
    "Board",
    "Fit",
    "Gap",
    "Meeting",
    "Neighbor",
    "Pair",
    "Step",
    "Way",
    "board",
    "candidates",
    "fits",
    "gaps",
    "knowledge_of",
    "least_shown",
    "next_to_meet",
    "nudge_of",
    "open_nudges",
    "own_text",
    "pair",
    "rivals",
    "shown_lately",
    "told_lately",
    "why",
]
