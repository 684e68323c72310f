"""What can happen to trust itself."""

from betterpie.trust.facts.feedback import FeedbackGiven, FeedbackShown
from betterpie.trust.facts.policies import TrustPolicyChanged
from betterpie.trust.facts.reviews import LineReplied, ReviewAsked, ReviewDecided, ReviewDrawn, ReviewFact, ReviewSaid
from betterpie.trust.facts.seats import SeatsMerged, SeatsParted

__all__ = [
    "FeedbackGiven",
    "FeedbackShown",
    "LineReplied",
    "ReviewAsked",
    "ReviewDecided",
    "ReviewDrawn",
    "ReviewFact",
    "ReviewSaid",
    "SeatsMerged",
    "SeatsParted",
    "TrustPolicyChanged",
]
