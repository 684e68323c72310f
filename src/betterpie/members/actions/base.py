"""What the verbs of members share: how they refuse, and what is written about a business."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from betterpie.kernel import places


class Refused(Exception):
    """Something that can't be done, with a sentence fit for the reader."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is written about a business. `trades` are slugs, the main one first; unknown ones are refused."""

    name: str
    trades: Sequence[str] = ()
    legal_name: str = ""
    blurb: str = ""
    services: str = ""
    asked_for: str = ""
    price_level: int | None = None
    hours: dict[str, Any] | None = None
    phone: str = ""
    email: str = ""
    web: str = ""
    street: str = ""
    city: str = ""
    zip: str = ""
    is_chain: bool = False

    def columns(self) -> dict[str, Any]:
        """What the business's row holds: all but the trades, and where its ZIP code lies."""
        written = {name: value for name, value in vars(self).items() if name != "trades"}
        lat, lon = places.of_zip(self.zip) or (None, None)
        return written | {"hours": self.hours or {}, "lat": lat, "lon": lon}


def code() -> str:
    """Eight letters and digits that nobody mistakes for others when reading them from a poster."""
    alphabet = "23456789abcdefghjkmnpqrstvwxyz"
    return "".join(secrets.choice(alphabet) for _each in range(8))
