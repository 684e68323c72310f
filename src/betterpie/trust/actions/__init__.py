"""The verbs of trust: taking evidence in, weighing it, and changing how it is weighed."""

from betterpie.trust.actions.base import Moved, Refused
from betterpie.trust.actions.evidence import settle, take_in
from betterpie.trust.actions.policies import change, preview
from betterpie.trust.actions.seats import Merged, merge, part, would_merge
from betterpie.trust.actions.weighing import refresh, weigh, weigh_due

__all__ = [
    "Merged",
    "Moved",
    "Refused",
    "change",
    "merge",
    "part",
    "preview",
    "refresh",
    "settle",
    "take_in",
    "weigh",
    "weigh_due",
    "would_merge",
]
