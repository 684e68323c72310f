"""What can be asked about promises."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db.models import F, Q, QuerySet

from betterpie.members.models import Member
from betterpie.members.queries import with_reader
from betterpie.promises.models import DONE, Promise
from betterpie.rows.queries import Given, Question


def open_of(member: Member) -> QuerySet[Promise]:
    """What `member` has yet to do, the most pressing first."""
    return _open_of(member)


def first_open_of(member: Member, *, limit: int) -> list[Promise]:
    """The most pressing of them, at most `limit`."""
    return _first_open_of(limit)(by=member.pk)


def open_to(member: Member) -> QuerySet[Promise]:
    """What others have yet to do for `member`."""
    return Promise.objects.filter(to=member, state=Promise.State.OPEN).select_related("by__business").order_by("due_at")


def to_thank_for(member: Member, *, since: datetime) -> QuerySet[Promise]:
    """What others say they have done for `member` since then, as long as she has said nothing to it, the newest first."""
    done = Promise.objects.filter(to=member, state__in=DONE, thanked_at=None, thing="", ended_at__gte=since)
    return done.select_related("by__business").order_by("-ended_at")


def told_to(member: Member, *, since: datetime) -> QuerySet[Promise]:
    """What others have said at short notice since then that it can't be, the newest first."""
    told = Promise.objects.filter(to=member, state=Promise.State.TOLD, thing="", ended_at__gte=since)
    return told.select_related("by__business").order_by("-ended_at")


def ended_of(member: Member) -> QuerySet[Promise]:
    """What `member` promised and how it ended, newest first."""
    return Promise.objects.filter(by=member).exclude(state=Promise.State.OPEN).select_related("to__business").order_by("-ended_at")


def between(one: int, other: int, *, limit: int) -> list[Promise]:
    """What the two promised each other, what is open first, then the newest, at most `limit`; what other rooms look after stands there."""
    rows = Promise.objects.filter(Q(by=one, to=other) | Q(by=other, to=one)).filter(thing="")
    rows = rows.select_related("by__business", "to__business")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "due_at")[:limit])


def for_things(things: Iterable[str]) -> dict[str, Promise]:
    """The open promises made for things such as 'referral:12', by thing."""
    return {promise.thing: promise for promise in Promise.objects.filter(thing__in=list(things), state=Promise.State.OPEN)}


def open_for(thing: str) -> list[Promise]:
    """The open promises made for a thing."""
    return _OPEN_FOR(thing=thing)


def of(pk: int) -> Promise | None:
    """One promise, with both sides."""
    return Promise.objects.filter(pk=pk).select_related("by__business", "to__business").first()


def mailed(pk: int, *, reader: int) -> Promise | None:
    """One promise for whoever came by a letter to `reader`, as long as she still reads for the one who made it."""
    return _mailed("by", bool(reader)).first(pk=pk, reader=reader)


def mailed_to(pk: int, *, reader: int) -> Promise | None:
    """The same, as long as she still reads for the one to whom it was made."""
    return _mailed("to", bool(reader)).first(pk=pk, reader=reader)


@cache
def _mailed(side: str, is_person: bool) -> Question[Promise]:
    rows = Promise.objects.filter(pk=Given("pk")).select_related("by__business", "to__business")
    return Question(lambda: with_reader(rows, business=f"{side}__business", is_person=is_person))


@cache
def _first_open_of(limit: int) -> Question[Promise]:
    return Question(lambda: _open_of(Given("by"))[:limit])


def _open_of(member: Member | Given) -> QuerySet[Promise]:
    return Promise.objects.filter(by=member, state=Promise.State.OPEN).select_related("to__business").order_by("due_at")


_OPEN_FOR = Question(lambda: Promise.objects.filter(thing=Given("thing"), state=Promise.State.OPEN))
