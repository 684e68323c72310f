"""Who lives on the street and what is true of them, read from `people.toml`; and who sends whom to whom, from `habits.toml`."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

Hours = Mapping[str, Sequence[Sequence[str]]]

Deed = Callable[[datetime], None]
"""What somebody does at a moment that it is told."""

Plan = Callable[[datetime, Deed], None]
"""Has a deed done when its moment comes."""


@dataclass(frozen=True, kw_only=True)
class Neighbor:
    """A business on the street, with its owner.

    Truths: `reliability` is how likely she answers and keeps her word in time, `skill` how likely a customer who fits buys,
    `pads` that she sends people who need nothing, so as to look busy.
    """

    key: str
    name: str
    trade: str
    owner: str
    zip: str
    services: str
    hours: Hours
    reliability: float
    skill: float
    worth: int = 200
    blurb: str = ""
    asked_for: str = ""
    price_level: int = 2
    pads: bool = False
    tier: str = "full"
    language: str = "en"

    @property
    def email(self) -> str:
        """Her address: nobody is written to, since .example reaches nowhere."""
        return f"{self.key}@street.example"


@dataclass(frozen=True, kw_only=True)
class Habit:
    """A giver who meets, so many times in half a year, customers of a receiver; `fit` is how well they fit (0 to 1)."""

    giver: str
    receiver: str
    times: int
    fit: float
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Script:
    """All that is true of the street before anything happens."""

    rules: str
    steward: Mapping[str, str]
    neighbors: tuple[Neighbor, ...]
    guests: tuple[Mapping[str, str], ...]
    habits: tuple[Habit, ...]
    customers: tuple[str, ...]
    chores: tuple[str, ...]
    favors: tuple[str, ...]
    found: Mapping[str, tuple[str, ...]]
    truths: Mapping[str, Neighbor] = field(default_factory=dict)


@cache
def script() -> Script:
    """The street as it is written."""
    people, habits = _read("people.toml"), _read("habits.toml")
    weeks: dict[str, Hours] = people["hours"]
    neighbors = tuple(Neighbor(**each | {"hours": weeks[each["hours"]]}) for each in people["neighbors"])
    return Script(
        rules=people["rules"].strip(),
        steward=people["steward"],
        neighbors=neighbors,
        guests=tuple(people["guests"]),
        habits=tuple(Habit(**each | {"needs": tuple(each["needs"])}) for each in habits["habits"]),
        customers=tuple(habits["customers"]),
        chores=tuple(habits["chores"]),
        favors=tuple(habits["favors"]),
        found={how: tuple(lines) for how, lines in habits["found"].items()},
        truths={each.key: each for each in neighbors},
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
