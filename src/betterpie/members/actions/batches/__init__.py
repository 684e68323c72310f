"""The verbs of a list on its way in: what the steward says, and what the background does about it."""

from betterpie.members.actions.batches.applying import apply_next, trades_of
from betterpie.members.actions.batches.keeping import (
    answer,
    answer_all,
    apply,
    arrange_import,
    decide_trades,
    discard,
    remap,
    stage,
    undo,
)
from betterpie.members.actions.batches.staging import fail, finish_comparing, hold, propose, start_comparing, start_reading, write
from betterpie.members.actions.batches.undoing import undo_next

__all__ = [
    "answer",
    "answer_all",
    "apply",
    "apply_next",
    "arrange_import",
    "decide_trades",
    "discard",
    "fail",
    "finish_comparing",
    "hold",
    "propose",
    "remap",
    "stage",
    "start_comparing",
    "start_reading",
    "trades_of",
    "undo",
    "undo_next",
    "write",
]
