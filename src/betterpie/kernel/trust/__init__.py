"""Trust: −5 to +5 from what people did, explained piece by piece, and not for sale to a ring.

The score is a Bayesian mean of evidence, each piece weighted by the standing of the voice that gives it; see
`docs/explanation/trust-mathematics.md`. It knows nothing of nodes, pages or the database: ids are any hashable, times are seconds.
"""

from betterpie.kernel.trust.evidence import AboutOneself, BadEvidence, Evidence, merged, ratings
from betterpie.kernel.trust.ledger import Ledger
from betterpie.kernel.trust.pairs import pair_scores
from betterpie.kernel.trust.policy import DEFAULT, FACETS, RATINGS, Kind, Policy
from betterpie.kernel.trust.scores import Account, Contribution, Score, Scores, scores

__all__ = [
    "DEFAULT",
    "FACETS",
    "RATINGS",
    "AboutOneself",
    "Account",
    "BadEvidence",
    "Contribution",
    "Evidence",
    "Kind",
    "Ledger",
    "Policy",
    "Score",
    "Scores",
    "merged",
    "pair_scores",
    "ratings",
    "scores",
]
