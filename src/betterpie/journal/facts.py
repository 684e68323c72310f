"""What a fact is, and the small vocabulary in which every room says what its facts mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Literal, NewType, Self, get_args, get_type_hints

MemberId = NewType("MemberId", int)
"""A field of this type names a member: the fact stands in that member's story."""
Code = NewType("Code", str)
"""A short word from a closed list, such as an outcome or a currency. Never free text: a person must be forgettable."""
CODE = re.compile(r"[A-Za-z0-9_-]{0,40}")
"""What a code looks like."""

Facet = Literal["reliability", "honesty", "communication", "disclosure", "participation"]
Deed = Literal[
    "kept",
    "late",
    "excused",
    "repaired",
    "broken",
    "broken_but_told",
    "followed_up",
    "referral_worked",
    "referral_complaint",
    "told_truly",
    "told_wrongly",
    "told_early",
    "kept_silent",
    "answered",
    "took_part",
    "feedback",
    "praise",
]
"""What somebody did, where a facet alone would not tell it apart from other deeds of that facet."""
DEEDS = frozenset(get_args(Deed))


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Value came or went: the economic event of REA accounting (McCarthy 1982) and of ValueFlows.

    `provider` or `receiver` is None where it is somebody outside, such as a customer. `quantity` is a count, or minor units
    of `unit` where that is a currency. `is_new` is None while nobody can tell new value from merely moved value.
    `thing` names what it came of, such as 'pact:12': those who share what comes of it can have it counted.
    """

    provider: int | None
    receiver: int | None
    resource: Literal["introduction", "customer", "sale", "hours", "money"]
    quantity: int
    unit: str
    is_new: bool | None = None
    sure: float = 1.0
    thing: str = ""


@dataclass(frozen=True, kw_only=True)
class Regards:
    """A reason to think well or ill of a member: of whom, seen by whom (None: the node itself), which facet, how strongly (-1 to 1).

    `deed` says what it was, as far as it matters for its weight. `thing` names what it was about, such as 'promise:12': a later word
    about the same thing replaces the earlier one, so that a repair restores and a correction corrects. `confirmed` says whether both
    sides, or what followed, confirm it. Refuses a strength that is no number from -1 to 1, and an unknown deed.
    """

    about: int
    by: int | None
    facet: Facet
    strength: float
    confirmed: bool = True
    deed: Deed | None = None
    thing: str = ""

    def __post_init__(self) -> None:
        if not -1.0 <= self.strength <= 1.0:  # NaN fails too
            raise ValueError(f"A strength lies between -1 and 1, not {self.strength!r}.")
        if self.deed is not None and self.deed not in DEEDS:
            raise ValueError(f"There is no deed {self.deed!r}.")


@dataclass(frozen=True, kw_only=True)
class Tells:
    """Who should hear of it: members, each told in the words that the fact's room has for her, and the customer of a referral."""

    members: tuple[int, ...] = ()
    customer: int | None = None
    urgent: bool = False


Word = Moves | Regards | Tells

FACTS: dict[str, type["Fact"]] = {}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened in a node. Holds ids, amounts, codes and times; never names or free text."""

    node: int

    sentence: ClassVar[Any] = ""
    """The fact as a sentence in the past tense, with its fields in braces; member fields come out as names."""

    shown: ClassVar[Literal["everybody", "those it is about", "nobody"]] = "those it is about"
    """Whose story it stands in. What could shame a member, or is mere housekeeping, is nobody else's business."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        FACTS[cls.kind()] = cls

    @classmethod
    def kind(cls) -> str:
        """The name under which the journal keeps it: `referrals.ReferralClosed`."""
        return f"{cls.__module__.split('.')[1]}.{cls.__name__}"

    def says(self) -> tuple[Word, ...]:
        """What it means, in the words that the whole house understands."""
        return ()

    def mentions(self) -> tuple[int, ...]:
        """The members it is about, each once."""
        ids = (getattr(self, name) for name in member_fields(type(self)))
        return tuple(dict.fromkeys(member for member in ids if member is not None))

    def as_data(self) -> dict[str, Any]:
        """Its fields as JSON keeps them."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items() if value is not None}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The fact that `as_data` wrote down."""
        readers = {datetime: datetime.fromisoformat, date: date.fromisoformat}
        hints = _hints(cls)
        values: dict[str, Any] = {
            name: readers.get(hints[name], lambda value: value)(value) for name, value in data.items() if name in hints
        }
        return cls(**values)


def kinds_shown_to(*readers: str) -> list[str]:
    """The kinds of facts that stand in stories read by one of `readers`, in the words of `Fact.shown`."""
    return [kind for kind, fact in FACTS.items() if fact.shown in readers]


def member_fields(fact: type[Fact]) -> tuple[str, ...]:
    """The names of the fields that hold members."""
    if fact not in _MEMBER_FIELDS:
        _MEMBER_FIELDS[fact] = tuple(name for name, hint in _hints(fact).items() if hint in (MemberId, MemberId | None))
    return _MEMBER_FIELDS[fact]


def code_fields(fact: type[Fact]) -> tuple[str, ...]:
    """The names of the fields that hold codes."""
    if fact not in _CODE_FIELDS:
        _CODE_FIELDS[fact] = tuple(name for name, hint in _hints(fact).items() if hint in (Code, Code | None))
    return _CODE_FIELDS[fact]


def _hints(fact: type[Fact]) -> dict[str, Any]:
    if fact not in _HINTS:
        _HINTS[fact] = {field.name: get_type_hints(fact)[field.name] for field in fields(fact)}
    return _HINTS[fact]


_HINTS: dict[type[Fact], dict[str, Any]] = {}
_MEMBER_FIELDS: dict[type[Fact], tuple[str, ...]] = {}
_CODE_FIELDS: dict[type[Fact], tuple[str, ...]] = {}
