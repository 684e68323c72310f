"""The letters about one-to-ones: times to choose from, the appointment, a reminder, and the question whether they met."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.events import links, panels, queries
from betterpie.events.facts import (
    OneToOneAgreed,
    OneToOneAsked,
    OneToOneCalledOff,
    OneToOneDeclined,
    OneToOneFact,
    OneToOneNear,
    OneToOnePassed,
)
from betterpie.events.models import LASTS, OneToOne
from betterpie.journal.facts import Fact, Tells
from betterpie.journal.models import Entry
from betterpie.members.models import Member
from betterpie.members.queries import readers
from betterpie.ui.formats import when
from betterpie.ui.messages import Action, Card, Message, Writer, Written

Words = Callable[[OneToOne, Member, OneToOneFact, Entry, int], Message | None]


def asked(one: OneToOne, member: Member, _fact: OneToOneFact, entry: Entry, reader: int) -> Message | None:
    """To the one who was asked: the times, each with its button; nothing where it is over already."""
    if one.state != OneToOne.State.ASKED:
        return None
    name = one.asker.business.name
    said = [_("%(name)s would like to have a coffee with you.") % {"name": name}]
    said += [f"“{one.line}”"] if one.line else []
    said += [_("Where: %(place)s.") % {"place": one.place.rstrip(".")}] if one.place else []
    times = [
        Action(label=when(time, now=entry.at), url=links.answer(one, member, f"time-{n}", reader=reader), is_main=n == 0)
        for n, time in enumerate(one.times)
    ]
    return Message(
        subject=_("A coffee with %(name)s?") % {"name": name},
        opening=" ".join(said),
        actions=(*times, Action(label=_("None of these"), url=links.answer(one, member, "none", reader=reader))),
        closing=_("One tap is enough. It takes no more than three quarters of an hour."),
    )


def agreed(one: OneToOne, member: Member, _fact: OneToOneFact, entry: Entry, reader: int) -> Message | None:
    """To both: the appointment, for the calendar."""
    if one.state != OneToOne.State.AGREED or one.meets_at is None:
        return None
    words = {"name": one.beside(member).business.name, "time": when(one.meets_at, now=entry.at)}
    return Message(
        subject=_("You meet %(name)s: %(time)s") % words,
        opening=" ".join([_("You and %(name)s have a coffee: %(time)s.") % words, *_where(one)]),
        actions=(Action(label=_("Prepare for it"), url=links.answer(one, member, "see", reader=reader), is_main=True),),
        closing=_("The appointment is attached for your calendar."),
        calendar=appointment(one, member),
    )


def declined(one: OneToOne, _member: Member, _fact: OneToOneFact, _entry: Entry, reader: int) -> Message:
    """To the one who asked."""
    words = {"name": one.other.business.name}
    return Message(
        subject=_("%(name)s has no time just now") % words,
        opening=_("None of the times suits %(name)s. Ask again in some weeks, or offer others.") % words,
        actions=(Action(label=_("Offer other times"), url=links.ask(one.asker, one.other, reader=reader), is_main=True),),
    )


def called_off(one: OneToOne, member: Member, fact: OneToOneFact, entry: Entry, reader: int) -> Message | None:
    """To the other of the two; with the appointment taken back where there was one. Nobody needs a letter about her own word."""
    assert isinstance(fact, OneToOneCalledOff)
    if member.pk == fact.by:
        return None
    words = {"name": one.beside(member).business.name}
    time = f" {when(one.meets_at, now=entry.at)}" if one.meets_at else ""
    return Message(
        subject=_("%(name)s can't come, and says so in good time") % words,
        opening=(_("Your coffee with %(name)s is called off.") % words) + time,
        actions=(Action(label=_("Offer other times"), url=links.ask(member, one.beside(member), reader=reader), is_main=True),),
        calendar=appointment(one, member) if one.meets_at else "",
    )


def near(one: OneToOne, member: Member, _fact: OneToOneFact, entry: Entry, reader: int) -> Message | None:
    """To both, a day before."""
    if one.state != OneToOne.State.AGREED or one.meets_at is None:
        return None
    words = {"name": one.beside(member).business.name, "time": when(one.meets_at, now=entry.at)}
    return Message(
        subject=_("%(time)s: coffee with %(name)s") % words,
        opening=" ".join([_("You meet %(name)s %(time)s.") % words, *_where(one), _("Five minutes of preparing make it twice as good.")]),
        actions=(
            Action(label=_("Prepare for it"), url=links.answer(one, member, "see", reader=reader), is_main=True),
            Action(label=_("I can't come"), url=links.answer(one, member, "off", reader=reader)),
        ),
    )


def passed(one: OneToOne, member: Member, _fact: OneToOneFact, _entry: Entry, reader: int) -> Message | None:
    """To both, afterwards: did you meet? Nothing to one who has said so."""
    if one.state != OneToOne.State.AGREED or one.has_said(member) is not None:
        return None
    words = {"name": one.beside(member).business.name}
    return Message(
        subject=_("Did you meet %(name)s?") % words,
        opening=_("When both of you say so, your path together goes a step on. Nobody is blamed if it did not come about."),
        actions=(
            Action(label=_("Yes, we met"), url=links.answer(one, member, "met", reader=reader), is_main=True),
            Action(label=_("It did not come about"), url=links.answer(one, member, "missed", reader=reader)),
        ),
    )


TO_BOTH: dict[type[OneToOneFact], Words] = {
    OneToOneAsked: asked,
    OneToOneAgreed: agreed,
    OneToOneDeclined: declined,
    OneToOneCalledOff: called_off,
    OneToOneNear: near,
    OneToOnePassed: passed,
}


def write(entry: Entry, fact: Fact, tells: Tells) -> list[Written]:
    """The letters that a fact about a one-to-one asks for."""
    assert isinstance(fact, OneToOneFact)
    one = queries.whole(fact.one_to_one)
    if one is None:
        return []
    has_agenda = isinstance(fact, WITH_AGENDA) and queries.are_rivals(one)
    told = [member for member in (one.asker, one.other) if member.pk in tells.members]
    return [letter for member in told for letter in _to(member, one, fact, entry, has_agenda=has_agenda)]


WITH_AGENDA = (OneToOneAsked, OneToOneAgreed, OneToOneNear)
"""What rivals are told before they meet, each time with what they may talk about and what stays out of it."""
WRITERS: dict[str, Writer] = {fact.kind(): write for fact in TO_BOTH}


def appointment(one: OneToOne, member: Member) -> str:
    """The appointment as iCalendar has it (RFC 5545), for `member`: to be entered, or taken out where it was called off."""
    from icalendar import Calendar, Event  # here, because it alone takes 12 MB

    assert one.meets_at is not None
    is_off = one.state == OneToOne.State.CALLED_OFF
    event = Event()
    event.add("uid", f"one-to-one-{one.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", one.revision)
    event.add("dtstamp", one.asked_at.astimezone(UTC))
    event.add("dtstart", one.meets_at.astimezone(UTC))
    event.add("dtend", (one.meets_at + LASTS).astimezone(UTC))
    event.add("summary", _("Coffee with %(name)s") % {"name": one.beside(member).business.name})
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if one.place:
        event.add("location", one.place)
    calendar = Calendar()
    calendar.add("prodid", "-//Betterpie//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _to(member: Member, one: OneToOne, fact: OneToOneFact, entry: Entry, *, has_agenda: bool) -> list[Written]:
    letters = []
    for reader in readers(member):
        with override(reader.language), timezone.override(member.node.zone):
            message = TO_BOTH[type(fact)](one, member, fact, entry, reader.person)
            if message is not None and has_agenda:
                message = replace(message, cards=_agenda(one))
        if message is not None:
            letters.append(Written(email=reader.email, message=message, language=reader.language))
    return letters


def _agenda(one: OneToOne) -> tuple[Card, ...]:
    return (
        Card(title=_("What you talk about"), text=" ".join(one.agenda), icon="meet"),
        Card(title=_("What stays out of it"), text=panels.care(), icon="alert"),
    )


def _where(one: OneToOne) -> list[str]:
    return [_("Where: %(place)s.") % {"place": one.place.rstrip(".")}] if one.place else []
