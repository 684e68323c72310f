"""What can be asked about partners: who fits, whom to meet, what lies between two, what a node lacks, what is known."""

from betterpie.partners.queries.board import Board, Neighbor, board, knowledge_of, own_text
from betterpie.partners.queries.elsewhere import beyond, seen_between_trades
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
    welcome,
    why,
)
from betterpie.partners.queries.gaps import Gap, gaps
from betterpie.partners.queries.occasions import Known, is_shipped, known, occasions_of, own_occasions, the_occasion
from betterpie.partners.queries.pairs import Came, Pair, Recommended, Step, Way, came_of, card, pair

__all__ = [
    "REMEMBERED",
    "Board",
    "Came",
    "Fit",
    "Gap",
    "Known",
    "Meeting",
    "Neighbor",
    "Pair",
    "Recommended",
    "Step",
    "Way",
    "beyond",
    "board",
    "came_of",
    "candidates",
    "card",
    "fits",
    "gaps",
    "is_shipped",
    "knowledge_of",
    "known",
    "least_shown",
    "next_to_meet",
    "nudge_of",
    "occasions_of",
    "open_nudges",
    "own_occasions",
    "own_text",
    "pair",
    "rivals",
    "seen_between_trades",
    "shown_lately",
    "the_occasion",
    "told_lately",
    "welcome",
    "why",
]
