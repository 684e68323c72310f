"""Rounds shares to whole cents that add up exactly."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor, isfinite
from typing import TypeVar

from betterpie.kernel.sharing.trouble import BadSplit

P = TypeVar("P")


def in_cents(shares: Mapping[P, float] | Mapping[P, Fraction], total: int) -> dict[P, int]:
    """Whole minor units that add up to `total`, each less than one unit from its share (largest remainder, Hamilton).

    Shares are in minor units; given as fractions, no rounding comes before this one. The units left over go to the
    largest remainders; of equals the first named comes first. Refuses shares that are not finite or do not add up to
    the total within half a unit for each player.
    """
    if not all(isfinite(share) for share in shares.values()):
        raise BadSplit("Every share must be a finite number.")
    exact = {player: Fraction(share) for player, share in shares.items()}
    if abs(float(sum(exact.values())) - total) > max(0.5, 1e-9 * abs(total)):
        raise BadSplit(f"The shares add up to {float(sum(exact.values())):g}, not to {total}.")
    whole = {player: floor(share) for player, share in exact.items()}
    left = total - sum(whole.values())
    # Thirds written as floating numbers differ in the last digit; whose is larger there is no reason for a cent.
    order = sorted(exact, key=lambda player: round(float(whole[player] - exact[player]), 6))
    for place in range(abs(left)):
        whole[order[place % len(order) if left > 0 else -1 - place % len(order)]] += 1 if left > 0 else -1
    return whole
