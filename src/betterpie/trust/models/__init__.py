"""The tables of trust."""

from betterpie.trust.models.evidence import Evidence, Merging
from betterpie.trust.models.policies import PolicyChange
from betterpie.trust.models.standings import Book, History, Standing, new_edition

__all__ = ["Book", "Evidence", "History", "Merging", "PolicyChange", "Standing", "new_edition"]
