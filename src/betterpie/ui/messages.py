"""What a letter and a card on the week's page are made of: words and the things one can do about them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something one can do: a link, or with `method="post"` a form with one button. `fields` go along hidden."""

    label: str
    url: str
    is_main: bool = False
    method: str = "get"
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing on the week's page or in a letter: a heading, a few words, and what one can do about it at once."""

    title: str
    text: str = ""
    tag: str = ""
    tone: str = ""
    icon: str = "check"
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """A letter: its subject, an opening, cards with their actions, and a closing. `stop` names what one click stops, if anything.

    `calendar` is an appointment in iCalendar's own form, which goes along as a file.
    """

    subject: str
    opening: str
    cards: tuple[Card, ...] = ()
    actions: tuple[Action, ...] = ()
    closing: str = ""
    stop: str = ""
    calendar: str = ""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter to one reader, in her language."""

    email: str
    message: Message
    language: str = "en"


Writer = Callable[[Any, Any, Any], list[Written]]
"""A room's own words about a kind of fact: given (entry, fact, tells), the letters to those who should hear of it."""
