"""What can be asked about promises."""

from collections.abc import Iterable

from django.db.models import QuerySet

from betterpie.members.models import Member
from betterpie.promises.models import Promise


def open_of(member: Member) -> QuerySet[Promise]:
    """What `member` has yet to do, the most pressing first."""
    return Promise.objects.filter(by=member, state=Promise.State.OPEN).select_related("to__business").order_by("due_at")


def open_to(member: Member) -> QuerySet[Promise]:
    """What others have yet to do for `member`."""
    return Promise.objects.filter(to=member, state=Promise.State.OPEN).select_related("by__business").order_by("due_at")


def ended_of(member: Member) -> QuerySet[Promise]:
    """What `member` promised and how it ended, newest first."""
    return Promise.objects.filter(by=member).exclude(state=Promise.State.OPEN).select_related("to__business").order_by("-ended_at")


def for_things(things: Iterable[str]) -> dict[str, Promise]:
    """The open promises made for things such as 'referral:12', by thing."""
    return {promise.thing: promise for promise in Promise.objects.filter(thing__in=list(things), state=Promise.State.OPEN)}


def of(pk: int) -> Promise | None:
    """One promise, with both sides."""
    return Promise.objects.filter(pk=pk).select_related("by__business", "to__business").first()
