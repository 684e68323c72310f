"""What an occasion in a customer's life is: steps in order, the trades that serve each, when, and by what sign one notices the need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FREQUENCY: Mapping[str, float] = MappingProxyType({"often": 1.0, "sometimes": 0.7, "rarely": 0.4})
"""How often an occasion happens in a town: the word in the file and its weight."""

ASKING: Mapping[str, float] = MappingProxyType({"always": 2.0, "much": 1.5, "some": 1.0, "little": 0.6})
"""How much customers ask around for a name on such an occasion: always for a wedding or a house, little for a Saturday's shopping."""

DAYS, MONTHS_FROM = 2, 28
"""Weeks: what ends before is told as the first days; what ends later than this, in months."""
YEAR = 50
"""A step that lasts this many weeks has no time of its own."""

NEED: Mapping[str, float] = MappingProxyType({"most": 1.0, "some": 0.4, "few": 0.12})
"""How many of those who meet the occasion need a step."""


@dataclass(frozen=True, slots=True)
class Step:
    """One need on an occasion, met by any of `trades` (competitors there), from week `first` to week `last` after it began.

    `after` names a step that has to come before it ("" where weeks alone give the order); `sign` is what one notices first.
    """

    name: str
    trades: tuple[str, ...]
    first: int
    last: int
    needed_by: str = "most"
    after: str = ""
    sign: str = ""
    source: str = ""

    @property
    def need(self) -> float:
        """The share of people who need it, as a weight in 0..1."""
        return NEED[self.needed_by]

    def is_timed(self, *, beside: "Step") -> bool:
        """Whether its time is worth saying beside the other step's."""
        return (self.first, self.last) != (beside.first, beside.last) and not (self.first == 0 and self.last >= YEAR)

    def span(self, *, beside: "Step") -> tuple[str, int, int]:
        """When it comes, in the unit ("days", "week", "month" or "year") in which both can be told: from which to which."""
        last = max(self.last, beside.last)
        if last < DAYS:
            return "days", 0, 0
        unit, length = ("year", 52.0) if last > 2 * 52 else ("month", 52 / 12) if last > MONTHS_FROM else ("week", 1.0)
        return unit, max(1, round(self.first / length)), max(1, round(self.last / length))


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that happens to `people` (said as in "you both see ..."), with its steps as the file has them."""

    name: str
    people: str
    how_often: str
    asked: str
    steps: tuple[Step, ...] = field(default=())

    @property
    def weight(self) -> float:
        """How much it counts beside other occasions: how often it happens times how much people ask around."""
        return FREQUENCY[self.how_often] * ASKING[self.asked]
