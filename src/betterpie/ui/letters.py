"""Draws a `Message` as a mail: a plain text that says everything, and a page of tables that old mail readers can draw."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from betterpie.ui.messages import Action, Message


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A mail ready to go, in the language that was active when it was drawn."""

    subject: str
    text: str
    html: str
    calendar: str = ""


def draw(message: Message, *, why: str = "", stop_url: str = "") -> Drawn:
    """`message` as subject, text and HTML. `why` tells the reader why she gets it, `stop_url` where she stops such mails."""
    context = {
        "message": message,
        "cards": [(card, _links(card.actions)) for card in message.cards],
        "actions": _links(message.actions),
        "why": why,
        "stop_url": stop_url,
        "home_url": settings.BASE_URL,
        "language": get_language(),
    }
    return Drawn(
        subject=" ".join(str(message.subject).split())[:200],
        text="\n\n".join(_paragraphs(message, why=why, stop_url=stop_url)) + "\n",
        html=render_to_string("ui/letter.html", context),
        calendar=message.calendar,
    )


def _paragraphs(message: Message, *, why: str, stop_url: str) -> Iterator[str]:
    yield str(message.opening)
    for card in message.cards:
        head = f"{card.title} ({card.tag})" if card.tag else str(card.title)
        yield "\n".join([f"* {head}", *(f"  {line}" for line in str(card.text).splitlines()), *_lines(card.actions, indent="  ")])
    if message.actions:
        yield "\n".join(_lines(message.actions))
    if message.closing:
        yield str(message.closing)
    yield "\n".join(filter(None, ["-- ", str(why), f"{_('Stop mails like this')}: {stop_url}" if stop_url else "", settings.BASE_URL]))


def _lines(actions: tuple[Action, ...], indent: str = "") -> list[str]:
    return [f"{indent}{action.label}: {url}" for action, url in _links(actions)]


def _links(actions: tuple[Action, ...]) -> list[tuple[Action, str]]:
    # A mail has no page that a short address could start from.
    return [(action, settings.BASE_URL + action.url if action.url.startswith("/") else action.url) for action in actions]
