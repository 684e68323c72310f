"""What one-to-ones show: their page, their line in a list, and their cards on the week's page and in the weekly letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from betterpie.events import links, queries
from betterpie.events.models import OneToOne
from betterpie.members.models import Member
from betterpie.ui.formats import when
from betterpie.ui.messages import Action, Card

S = OneToOne.State


@dataclass(frozen=True, kw_only=True)
class Line:
    """A one-to-one in a list, and whom she meets."""

    one: OneToOne
    beside: Member


def page(one: OneToOne, member: Member, *, at: datetime) -> dict[str, Any]:
    """What the page of a one-to-one shows to `member`: how it stands, what she can do, and the preparation card."""
    other = one.beside(member)
    is_past, are_rivals = one.has_begun(at), queries.are_rivals(one)
    notes = queries.notes(one) if one.has_notes else []
    return {
        "are_rivals": are_rivals,
        "care": care() if are_rivals else "",
        "can_choose_topics": are_rivals and one.is_open and not is_past,
        "has_minutes": are_rivals and is_past,
        "one": one,
        "other": other,
        "name": other.business.name,
        "is_mine": one.asker_id == member.pk,
        "times": list(enumerate(one.times)) if one.state == S.ASKED else [],
        "is_past": is_past,
        "said": one.has_said(member),
        "asks_me": one.state == S.ASKED and one.other_id == member.pk and one.times[-1] > at,
        "asks_how": one.state == S.AGREED and is_past and one.has_said(member) is None,
        "can_call_off": not is_past and (one.state == S.AGREED or (one.state == S.ASKED and one.asker_id == member.pk)),
        "can_promise": one.state in (S.AGREED, S.MET) and is_past,
        "last": notes[0] if notes else None,
        "earlier": notes[1:],
    }


def care() -> str:
    """What rivals are reminded of whenever they meet, however many they are."""
    return _("You are in the same trade: leave prices, costs, wages, bids, plans and customer lists out of it, however small the group.")


def cards(member: Member, *, at: datetime, reader: int | None = None) -> list[tuple[str, Card]]:
    """What waits for a word of hers: who asked for a coffee, and whether one came about."""
    return [_card(one, member, at=at, reader=reader) for one in queries.waiting_for(member, at=at)]


def place_of(member: Member) -> str:
    """Where a coffee may be had, to begin with: at her own place."""
    business = member.business
    return ", ".join(part for part in (business.name, business.street) if part)[:160]


def thanks(do: str, one: OneToOne) -> str:
    """What is said after a step that led to where the one-to-one is now."""
    if do.startswith("time"):
        return _("Good. You both have it in a mail, for your calendar.")
    if one.state == S.MET:
        return _("Good. Now both of you have said so.")
    return {
        "none": _("They will hear it kindly."),
        "met": _("Good. When they say so too, your path goes a step on."),
        "missed": _("Thank you for saying so. Nobody is blamed."),
    }.get(do, _("Done."))


def _card(one: OneToOne, member: Member, *, at: datetime, reader: int | None) -> tuple[str, Card]:
    name = one.beside(member).business.name
    if one.state == S.ASKED:
        title, text = _("A coffee with %(name)s?") % {"name": name}, one.line or _("They offer some times. Which one suits you?")
        left = [(number, time) for number, time in enumerate(one.times) if time > at]
        steps = [(f"time-{number}", when(time, now=at), place == 0) for place, (number, time) in enumerate(left)]
        steps.append(("none", _("None of these"), False))
    else:
        title, text = _("Did you meet %(name)s?") % {"name": name}, _("One tap is enough.")
        steps = [("met", _("Yes, we met"), True), ("missed", _("It did not come about"), False)]
    actions = tuple(_action(one, member, *step, reader=reader) for step in steps)
    return f"one_to_one:{one.pk}:{one.state}", Card(title=title, text=text, icon="meet", tone="sky", actions=actions)


def _action(one: OneToOne, member: Member, do: str, label: str, is_main: bool, *, reader: int | None) -> Action:
    if reader is not None:
        return Action(label=label, url=links.answer(one, member, do, reader=reader), is_main=is_main)
    url = reverse("events:answer", args=[member.node.slug, one.pk])
    return Action(label=label, url=url, is_main=is_main, method="post", fields=(("do", do),))
