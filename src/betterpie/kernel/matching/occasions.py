"""What an occasion in a customer's life is: steps in order, the trades that serve each, when, and by what sign one notices the need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FREQUENCY: Mapping[str, float] = MappingProxyType({"often": 1.0, "sometimes": 0.7, "rarely": 0.4})
"""How often an occasion happens in a town: the word in the file and its weight."""

ASKING: Mapping[str, float] = MappingProxyType({"always": 2.0, "much": 1.5, "some": 1.0, "little": 0.6})
"""How much customers ask around for a name on such an occasion: always for a wedding or a house, little for a Saturday's shopping."""

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
