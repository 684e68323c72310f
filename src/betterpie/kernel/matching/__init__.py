"""Who complements whom, and why: knowledge of occasions in customers' lives, and the matcher for a node's businesses.

It owns the formulas of affinity and strength and the sentences that give their reasons. It never meets, invites or refers anybody, and
never says who should: it answers what is asked with values alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from betterpie.kernel.matching.knowledge import DEFAULT, Knowledge, load, trade_affinity
from betterpie.kernel.matching.occasions import Occasion, Step
from betterpie.kernel.matching.reading import Problem, UnfitKnowledge
from betterpie.kernel.matching.records import OUTCOMES, Business, Deed

__all__ = [
    "DEFAULT",
    "OUTCOMES",
    "Business",
    "Caution",
    "Deed",
    "Knowledge",
    "Matcher",
    "Occasion",
    "Problem",
    "Reason",
    "Step",
    "Suggestion",
    "UnfitKnowledge",
    "complements",
    "load",
    "trade_affinity",
]

if TYPE_CHECKING:
    from betterpie.kernel.matching.explaining import Caution, Reason
    from betterpie.kernel.matching.matcher import Matcher, Suggestion, complements

_WITH_NUMPY = {"Caution": "explaining", "Reason": "explaining", "Matcher": "matcher", "Suggestion": "matcher", "complements": "matcher"}


def __getattr__(name: str) -> Any:
    """What needs numpy and scipy is loaded when it is first asked for."""
    if name not in _WITH_NUMPY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WITH_NUMPY[name]}"), name)
