"""What a column of a foreign list can hold, and by which headings each of them goes."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files


class Take(StrEnum):
    """How several columns feed one field."""

    FIRST = "first"
    ALL = "all"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a listing can have. `headings` match whole, the better ones first; `words` match when a heading contains one of them."""

    key: str
    label: str
    take: Take
    headings: tuple[str, ...]
    words: tuple[str, ...]


def plain(heading: str) -> str:
    """A heading as bare lower-case words: "Phone 1 - Value" and "PHONE_1_VALUE" are both "phone 1 value"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", heading.strip())
    folded = unicodedata.normalize("NFKD", apart).replace("'", "").replace("’", "")
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in folded.lower() if not unicodedata.combining(c))))


def _read() -> tuple[dict[str, Field], frozenset[str]]:
    said = tomllib.loads(files(__package__).joinpath("headings.toml").read_text("utf-8"))
    fields = {
        key: Field(key, row["label"], Take(row["take"]), tuple(row["headings"]), tuple(row.get("words", ())))
        for key, row in said["fields"].items()
    }
    return fields, frozenset(said["left_out"]["headings"])


FIELDS, LEFT_OUT = _read()
