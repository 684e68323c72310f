"""Rounds shares to whole cents that add up exactly."""

from collections.abc import Mapping
from math import floor, isfinite
from typing import TypeVar

from betterpie.kernel.sharing.trouble import BadSplit

P = TypeVar("P")


def in_cents(shares: Mapping[P, float], total: int) -> dict[P, int]:
    """Whole minor units that add up to `total`, each less than one unit from its share (largest remainder, Hamilton).

    Shares are in minor units. The units left over go to the largest remainders; of equals the first named comes
    first. Refuses shares that are not finite or do not add up to the total within half a unit for each player.
    """
    if not all(isfinite(share) for share in shares.values()):
        raise BadSplit("Every share must be a finite number.")
    if abs(sum(shares.values()) - total) > max(0.5, 1e-9 * abs(total)):
        raise BadSplit(f"The shares add up to {sum(shares.values()):g}, not to {total}.")
    whole = {player: floor(share) for player, share in shares.items()}
    left = total - sum(whole.values())
    order = sorted(shares, key=lambda player: whole[player] - shares[player])
    for place in range(abs(left)):
        whole[order[place % len(order) if left > 0 else -1 - place % len(order)]] += 1 if left > 0 else -1
    return whole
