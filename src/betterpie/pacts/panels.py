"""What pacts show: their page, their line in a list, and their cards on the week's page and in the weekly letter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.pacts import links, queries
from betterpie.pacts.models import Pact
from betterpie.ui.messages import Action, Card

CAME: list[Callable[[Pact, Member], Any]] = []
"""What other rooms know of what came of a pact: `there` and `here`, each with `sent` and `won` customers. Filled by the house's wiring."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A pact in a list, and with whom."""

    pact: Pact
    beside: Member
    waits: bool


def lines(pacts: list[Pact], member: Member) -> list[Line]:
    """Pacts as lines of a list."""
    return [Line(pact=pact, beside=pact.beside(member), waits=queries.waits_for(pact, member)) for pact in pacts]


def page(pact: Pact, member: Member) -> dict[str, Any]:
    """What the page of a pact shows to `member`: what each does, what came of it, and what she can do."""
    other = pact.beside(member)
    is_shelf = pact.kind == Pact.Kind.SHELF and pact.state != Pact.State.PROPOSED
    mine = pact.side(member)
    return {
        "pact": pact,
        "other": other,
        "name": other.business.name,
        "i_do": pact.does(member, reader=member),
        "they_do": pact.does(other, reader=member),
        "is_my_shelf": pact.host == mine,
        "i_restock": pact.restocks == mine,
        "stock": queries.stock(pact) if is_shelf else None,
        "counts": list(queries.counts(pact)[:12]) if is_shelf else [],
        "came": next((ask(pact, member) for ask in CAME), None) if pact.agreed_at else None,
        "asks_me": pact.state == Pact.State.PROPOSED and pact.other_id == member.pk,
        "asks_on": pact.state == Pact.State.AGREED and queries.waits_for(pact, member),
        "goes_on": pact.state == Pact.State.AGREED and pact.goes_on(member),
        "is_in_force": pact.state == Pact.State.AGREED,
        "stands_still": queries.refused(pact) if pact.is_open else "",
        "tone": {"agreed": "leaf", "proposed": "sky"}.get(pact.state, "grey"),
    }


def cards(member: Member, *, at: datetime, reader: int | None = None) -> list[tuple[str, Card]]:
    """What waits for a word of hers: a pact proposed to her, or one to be looked at."""
    return [(f"pact:{pact.pk}:{pact.state}", _card(pact, member, reader=reader)) for pact in queries.waiting_for(member)]


def brings_in(member: Member) -> list[tuple[str, int, str]]:
    """The shelves by which money comes to `member` or goes from her: the thing, the member beside her, and what it is called."""
    words = _("Shelf with %(name)s: %(goods)s")
    return [
        (pact.thing, pact.beside(member).pk, words % {"name": pact.beside(member).business.name, "goods": pact.goods})
        for pact in queries.open_of(member)
        if pact.kind == Pact.Kind.SHELF and pact.state == Pact.State.AGREED and pact.price
    ]


def thanks(do: str, pact: Pact) -> str:
    """What is said after a step that led to where the pact is now."""
    if do == "go_on" and pact.review_told_at is None:
        return _("Good. It runs for another half year.")
    return {
        "agree": _("It holds. Both of you have it in a mail."),
        "decline": _("They will hear it kindly."),
        "go_on": _("Good. When they say so too, it runs for another half year."),
    }.get(do, _("Done."))


def _card(pact: Pact, member: Member, *, reader: int | None) -> Card:
    name = pact.beside(member).business.name
    if pact.state == Pact.State.PROPOSED:
        title, label, do = _("%(name)s proposes a pact") % {"name": name}, _("Read it"), "agree"
    else:
        title, label, do = _("What came of your pact with %(name)s") % {"name": name}, _("Look at it"), "go_on"
    url = reverse("pacts:pact", args=[member.node.slug, pact.pk]) if reader is None else links.answer(pact, member, do, reader=reader)
    return Card(title=title, text=pact.benefit, icon="handshake", tone="sky", actions=(Action(label=label, url=url, is_main=True),))
