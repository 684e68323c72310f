"""What the matcher is told: businesses, and what has happened between them."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

PRICES = range(1, 5)
MOST_TRADES = 12
"""Trades of a business after so many are not looked at."""


@dataclass(frozen=True, slots=True)
class Business:
    """A member as the matcher sees her.

    `key` tells her from others (names may repeat); `trades` are slugs, the main one first, and one that isn't known is left out of
    account; `offers` are services in her own words, `asked` what her customers ask for that she doesn't do; `price` is 1 (low) to 4;
    `place` is latitude and longitude in degrees; `trust` is -5 to +5. What isn't known is None or empty. Refuses another price, and a
    lone string for what should be several.
    """

    key: Hashable
    name: str
    trades: Collection[str] = ()
    offers: Collection[str] = ()
    asked: Collection[str] = ()
    price: int | None = None
    place: tuple[float, float] | None = None
    trust: float | None = None

    def __post_init__(self) -> None:
        if self.price is not None and self.price not in PRICES:
            raise ValueError(f"A price level is 1 to 4, not {self.price}.")
        if any(isinstance(several, str) for several in (self.trades, self.offers, self.asked)):
            raise ValueError("Trades and services are several: give a list, even of one.")


class Outcome(NamedTuple):
    """How much a deed says (`weight`, in referrals) and how well it speaks for the pair (`value`, 0..1)."""

    weight: float
    value: float


OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "asked": Outcome(0.5, 0.6),
        "accepted": Outcome(1.0, 0.8),
        "won": Outcome(1.0, 1.0),
        "kept": Outcome(1.5, 1.0),
        "gone": Outcome(1.5, 0.7),
        "lost": Outcome(1.0, 0.4),
        "declined": Outcome(1.0, 0.1),
        "complaint": Outcome(1.0, 0.0),
    }
)
"""A referral's furthest step: sent and waiting, taken on, bought, bought and stayed, bought and not seen again, taken on without a sale,
refused; and beside the step, that the customer was not happy."""
BOUGHT = ("won", "kept", "gone")
BESIDE = ("complaint",)
"""What is said of a referral beside its step: it is no referral more."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A referral from one business to another and how far it came, one of `OUTCOMES`; `count` of them, a fraction for old ones.

    Of businesses that aren't among those matched (elsewhere in the installation), `trades` (giver's, receiver's) lets it count for
    the pair of trades. Refuses an outcome that isn't known and a count that isn't above 0.
    """

    giver: Hashable
    receiver: Hashable
    outcome: str
    count: float = 1.0
    trades: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"A deed is {', '.join(OUTCOMES)}, not “{self.outcome}”.")
        if not self.count > 0:
            raise ValueError(f"A deed counts more than 0, not {self.count}.")
