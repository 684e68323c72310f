"""From affinity to strength: the small formulas by which services, price, distance, trust and deeds move it.

Each is written once, for arrays and single values alike, and is used by the matcher and by the explanation. What isn't known moves
nothing. All constants are judgements of ours, with these anchors: services and price weigh more than the trade (a vet who boards
refuses the pet sitter's cards); distance fades and never rules (Komunitin's mail halves an offer every 10 km); few deeds nudge and many
decide.
"""

from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", float, NDArray[np.float32])

ASKED = 0.6
OVERLAP = 0.9
PRICE_ODDS = (1.15, 1.0, 0.5, 0.25)
"""For price levels 0, 1, 2 and 3 apart; 1 where one isn't known."""
NEXT_DOOR, FAR = 1.5, 0.6
REACH: Mapping[str, float] = MappingProxyType({"food": 2.0, "retail": 2.0, "beauty": 3.0, "hospitality": 3.0, "health": 5.0, "family": 5.0})
REACH_ELSE = 10.0
FOCUS = 3
TRUST = 0.12
PAIR_PRIOR = 5.0
POOL_PRIOR = 25.0


def asked_for(strength: Value) -> Value:
    """Strength when customers of the giver ask for what the receiver does: a second chance of ASKED, as in 1 - (1 - s)(1 - ASKED)."""
    return 1 - (1 - strength) * (1 - ASKED)


def overlapping(strength: Value, *, both: Value, fewest: Value) -> Value:
    """Strength when the two provide `both` services alike, `fewest` being how many the narrower of them provides."""
    share: Value = np.sqrt(np.minimum(1.0, both / fewest))
    return strength * (1 - OVERLAP * share)


def price_odds() -> NDArray[np.float32]:
    """The factor on the odds for price levels [giver, receiver], 0 standing for unknown: lower the further they are apart."""
    levels = len(PRICE_ODDS) + 1
    table = np.ones((levels, levels), dtype=np.float32)
    for giver in range(1, levels):
        for receiver in range(1, levels):
            table[giver, receiver] = PRICE_ODDS[abs(giver - receiver)]
    return table


def near_odds(miles: Value, reach: Value) -> Value:
    """The factor on the odds for a distance: NEXT_DOOR at none, halfway to FAR at `reach` miles, and so on; 1 where it isn't known."""
    fading: Value = np.exp2(-miles / reach)
    return FAR + (NEXT_DOOR - FAR) * fading


def reach_of(group: str) -> float:
    """How far customers go for a trade of this group, in miles."""
    return REACH.get(group, REACH_ELSE)


def focus(trades: int) -> float:
    """The factor for a receiver who names `trades` trades: 1 up to FOCUS, then as the root, since nobody is everything to all."""
    return min(1.0, sqrt(FOCUS / max(1, trades)))


def trust_odds(trust: Value) -> Value:
    """The factor on the odds for the receiver's trust of -5..+5, 0 standing for unknown."""
    odds: Value = np.exp(TRUST * trust)
    return odds


def moved(strength: Value, odds: Value) -> Value:
    """Strength whose odds are multiplied by `odds`; it stays within 0..1."""
    return strength * odds / (1 + strength * (odds - 1))


def shrunk(prior: Value, *, weight: Value, value: Value, prior_weight: float) -> Value:
    """What deeds make of a strength: its mean with deeds of summed `weight` and summed weight x value `value`.

    The mean of a Beta posterior whose prior counts `prior_weight` deeds (Gelman et al., Bayesian Data Analysis, 2.4).
    """
    return (prior_weight * prior + value) / (prior_weight + weight)
