"""The verbs of trust: taking evidence in, weighing it, and changing how it is weighed."""

from betterpie.trust.actions.evidence import settle, take_in
from betterpie.trust.actions.weighing import refresh, weigh, weigh_due

__all__ = ["refresh", "settle", "take_in", "weigh", "weigh_due"]
