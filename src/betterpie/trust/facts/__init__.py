"""What can happen to trust itself."""

from betterpie.trust.facts.policies import TrustPolicyChanged
from betterpie.trust.facts.seats import SeatsMerged

__all__ = ["SeatsMerged", "TrustPolicyChanged"]
