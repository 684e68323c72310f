"""The verbs of trust: taking evidence in, weighing it, and changing how it is weighed."""

from betterpie.trust.actions.base import Refused
from betterpie.trust.actions.evidence import settle, take_in
from betterpie.trust.actions.policies import Moved, change, preview
from betterpie.trust.actions.seats import merge
from betterpie.trust.actions.weighing import refresh, weigh, weigh_due

__all__ = ["Moved", "Refused", "change", "merge", "preview", "refresh", "settle", "take_in", "weigh", "weigh_due"]
