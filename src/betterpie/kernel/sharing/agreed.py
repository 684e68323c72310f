"""Applies an agreed rule to what really came in: floors first, then what is over by agreed parts."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from betterpie.kernel.sharing.cents import in_cents
from betterpie.kernel.sharing.trouble import BadSplit

P = TypeVar("P")


def share_out(total: int, floors: Mapping[P, int], parts: Mapping[P, int]) -> dict[P, int]:
    """Who gets how much of `total`, in whole minor units that add up to it exactly.

    Each first gets her floor (what she would have made alone), and what is over is shared by parts. Where there is less than the
    floors add up to, each gets the same fraction of hers; a loss is shared by the parts that are above 0. Refuses floors below 0,
    parts that add up to nothing or less, and amounts that are not whole.
    """
    if set(floors) != set(parts) or not floors:
        raise BadSplit("Floors and parts must name the same players, at least one.")
    if any(not isinstance(amount, int) for amount in (total, *floors.values(), *parts.values())):
        raise BadSplit("Amounts here are whole minor units.")
    if min(floors.values()) < 0 or sum(parts.values()) <= 0:
        raise BadSplit("Floors cannot be below 0, and the parts must add up to something.")
    base = sum(floors.values())
    if total >= base:
        over = Fraction(total - base, sum(parts.values()))
        return in_cents({player: floors[player] + over * parts[player] for player in floors}, total)
    if total >= 0:
        return in_cents({player: Fraction(total * floors[player], base) for player in floors}, total)
    bearing = {player: max(part, 0) for player, part in parts.items()}
    return in_cents({player: Fraction(total * bearing[player], sum(bearing.values())) for player in floors}, total)
