"""The verbs of reviews: reply, ask, say, be content or not, speak, and what time does by itself."""

from betterpie.trust.actions.reviews.asking import ask, reply, why_not
from betterpie.trust.actions.reviews.deciding import answer, say, speak, wake_due

__all__ = ["answer", "ask", "reply", "say", "speak", "wake_due", "why_not"]
