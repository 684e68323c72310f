"""The vocabulary of trades: what a town's businesses do, one word for one trade, with its codes in the lists that others keep.

It owns `trades.csv`, a row for each trade: slug, names in English and Spanish, group, codes (NAICS 2022, MCC, OpenStreetMap, schema.org,
Overture), licence types as cities write them, and whether law forbids paying for its referrals; `broad.csv`, how little the name of a
broad trade says, and `narrower.csv`, what it may turn out to be; `whom.txt`, the words that say for whom or when one works; and
`occasions_es.csv`, the Spanish for the words of `occasions.csv`. It never knows a business.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade: `slug` is its lasting key, the names are for pages, the codes for reading other people's lists."""

    slug: str
    name: str
    name_es: str
    group: str
    naics: str
    mcc: str
    osm: tuple[str, ...]
    schema_org: str
    overture: str
    licence_types: tuple[str, ...]
    regulated: str
    typical: float = 1.0
    """Of the businesses that go by this word, the share that does what one thinks of and speaks with its customers about it."""

    @property
    def is_regulated(self) -> bool:
        """Whether law forbids a fee, gift or point for its referrals; `regulated` names the field of law ("" where none)."""
        return bool(self.regulated)


@cache
def trades() -> Mapping[str, Trade]:
    """Every trade by its slug, in the order of the file; read once, cannot be changed."""
    with (files(__package__) / "trades.csv").open(encoding="utf-8") as lines:
        return MappingProxyType({row["slug"]: _trade(row) for row in csv.DictReader(lines)})


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """The slugs of each group's trades, groups and trades in the order of the file."""
    gathered: dict[str, list[str]] = {}
    for trade in trades().values():
        gathered.setdefault(trade.group, []).append(trade.slug)
    return MappingProxyType({group: tuple(slugs) for group, slugs in gathered.items()})


def name(slug: str, *, language: str = "en") -> str:
    """The trade's name for a page, in English or (`language="es"`) Spanish. Refuses a slug that is not a trade's with KeyError."""
    trade = trades()[slug]
    return trade.name_es if language.startswith("es") else trade.name


def occasion_words(words: str, *, language: str = "en") -> str:
    """What `occasions.csv` calls an occasion, its people, a step or its sign, for a page in English or (`language="es"`) Spanish.

    Words that it doesn't have, as those that a node wrote down itself, stay as they are.
    """
    return _occasions_in_spanish().get(words, words) if language.startswith("es") else words


@cache
def for_whom() -> frozenset[str]:
    """The words that say for whom, when or how one works, and not what one does; in small letters, without accents."""
    lines = (files(__package__) / "whom.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _occasions_in_spanish() -> Mapping[str, str]:
    with (files(__package__) / "occasions_es.csv").open(encoding="utf-8") as lines:
        return MappingProxyType({row["words"]: row["words_es"] for row in csv.DictReader(lines)})


def _trade(row: Mapping[str, str]) -> Trade:
    return Trade(
        slug=row["slug"],
        name=row["name"],
        name_es=row["name_es"] or row["name"],
        group=row["group"],
        naics=row["naics2022"],
        mcc=row["mcc"],
        osm=_several(row["osm_tags"]),
        schema_org=row["schema_org"],
        overture=row["overture"],
        licence_types=_several(row["long_beach_business_type"]),
        regulated=row["regulated"],
        typical=_typical().get(row["slug"], 1.0),
    )


@cache
def _typical() -> Mapping[str, float]:
    with (files(__package__) / "broad.csv").open(encoding="utf-8") as lines:
        return MappingProxyType({row["trade"]: float(row["typical"]) for row in csv.DictReader(lines)})


def _several(field: str) -> tuple[str, ...]:
    return tuple(part for part in field.split(";") if part)
