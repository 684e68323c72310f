"""The tables of trust."""

from betterpie.trust.models.evidence import Evidence, Merging
from betterpie.trust.models.feedback import Feedback
from betterpie.trust.models.policies import PolicyChange
from betterpie.trust.models.reviews import Reply, Review, Voice
from betterpie.trust.models.standings import Book, History, Standing, new_edition

__all__ = ["Book", "Evidence", "Feedback", "History", "Merging", "PolicyChange", "Reply", "Review", "Standing", "Voice", "new_edition"]
