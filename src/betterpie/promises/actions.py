"""The verbs of promises."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.kernel.hours import after_working_hours
from betterpie.members.models import Member
from betterpie.promises.facts import (
    PromiseBroken,
    PromiseDue,
    PromiseExcused,
    PromiseKept,
    PromiseLetOff,
    PromiseMade,
    PromiseReleased,
    PromiseThanked,
    PromiseTold,
)
from betterpie.promises.models import DONE, GRACE, MENDABLE, Promise
from betterpie.rows.actions import hold

FURTHEST = timedelta(days=36525)
"""A hundred years: later than anybody keeps a promise, and early enough for every database and time zone."""


class Refused(Exception):
    """Something that can't be done with a promise, with a sentence fit for the reader."""


def due_after(member: Member, hours: float, *, at: datetime) -> datetime:
    """When `hours` of `member`'s own opening hours will have passed."""
    return after_working_hours(member.business.hours, at, hours, member.node.zone)


@transaction.atomic
def give(what: str, *, of: Member, to: Member | None, due_at: datetime, by: int | None, at: datetime) -> Promise:
    """Make a promise in her own words. The same one once more, as a form that was sent twice says it, is the one that is open."""
    _check(due_at, at=at)
    hold(of)
    same = Promise.objects.filter(by=of, to=to, what=what, due_at=due_at, thing="", state=Promise.State.OPEN).first()
    return same or make(what, of=of, to=to, due_at=due_at, by=by, at=at)


@transaction.atomic
def make(
    what: str, *, of: Member, to: Member | None = None, due_at: datetime, remind: bool = True, thing: str = "", by: int | None, at: datetime
) -> Promise:
    """Write down what `of` promises to do by `due_at`. Refuses a time that is past, and one more than a hundred years ahead.

    The reminder comes three quarters of the way.
    """
    _check(due_at, at=at)
    promise = Promise.objects.create(
        node_id=of.node_id,
        by=of,
        to=to,
        what=what,
        thing=thing,
        made_at=at,
        due_at=due_at,
        remind_at=at + (due_at - at) * 0.75 if remind else None,
    )
    journal.record(PromiseMade(**_ids(promise), due_at=due_at), by=by, at=at)
    return promise


@transaction.atomic
def keep(promise: Promise, *, by: int | None, at: datetime) -> None:
    """Write down that it was done: kept until its time, late after it, and a repair once it was given up for broken or could not be."""
    state = Promise.State.KEPT if at <= promise.due_at else Promise.State.LATE
    mendable = Q(state__in=(Promise.State.OPEN, *MENDABLE))
    if not Promise.objects.filter(mendable, pk=promise.pk).update(state=state, ended_at=at, remind_at=None):
        raise Refused(_("This promise has ended already."))
    was_broken = promise.state in MENDABLE
    if was_broken:
        Promise.objects.filter(pk=promise.pk).update(was_broken=True)
    fact = PromiseKept(**_ids(promise), is_late=state == Promise.State.LATE, was_broken=was_broken, is_step=_is_step(promise))
    journal.record(fact, by=by, at=at)


@transaction.atomic
def thank(promise: Promise, *, by: int | None, at: datetime) -> None:
    """The one to whom it was promised says that it was done, and thanks. Refuses what is not done, and a second time."""
    done = Promise.objects.filter(pk=promise.pk, to__isnull=False, state__in=DONE, thanked_at=None)
    if not done.update(thanked_at=at):
        raise Refused(_("There is nothing to thank for here, or you have done so already."))
    promise.refresh_from_db()
    late = promise.state == Promise.State.LATE
    journal.record(PromiseThanked(**_ids(promise), is_late=late, was_broken=promise.was_broken), by=by, at=at)


@transaction.atomic
def excuse(promise: Promise, *, why: str = "", by: int | None, at: datetime) -> None:
    """Write down that it won't be: excused where that is said in good time, told at short notice later.

    Refuses it once the time has passed: then it is better done late than excused.
    """
    if at > promise.due_at:
        raise Refused(_("Its time has passed, so it can't be excused any more. Doing it late still counts."))
    state = Promise.State.EXCUSED if at <= promise.good_time else Promise.State.TOLD
    changed = Promise.objects.filter(pk=promise.pk, state=Promise.State.OPEN).update(state=state, ended_at=at, excuse=why, remind_at=None)
    if not changed:
        raise Refused(_("This promise has ended already."))
    if state == Promise.State.EXCUSED:
        journal.record(PromiseExcused(**_ids(promise), is_step=_is_step(promise)), by=by, at=at)
    else:
        journal.record(PromiseTold(**_ids(promise)), by=by, at=at)


@transaction.atomic
def let_off(promise: Promise, *, by: int | None, at: datetime) -> None:
    """The one to whom it was promised says that short notice was all right: it is excused. Refuses what was not told at short notice."""
    told = Promise.objects.filter(pk=promise.pk, to__isnull=False, state=Promise.State.TOLD)
    if not told.update(state=Promise.State.EXCUSED):
        raise Refused(_("There is nothing to say here any more."))
    journal.record(PromiseLetOff(**_ids(promise)), by=by, at=at)


@transaction.atomic
def release(promise: Promise, *, at: datetime) -> None:
    """End it without blame or praise, because what it was for is gone. One that has ended stays as it ended."""
    released = Promise.objects.filter(pk=promise.pk, state=Promise.State.OPEN).update(
        state=Promise.State.RELEASED, ended_at=at, remind_at=None
    )
    if released:
        journal.record(PromiseReleased(**_ids(promise)), by=None, at=at)


@transaction.atomic
def reminded(promise_id: int, *, at: datetime) -> None:
    """Write down that a reminder reached her. Only then can the promise ever count as broken."""
    Promise.objects.filter(pk=promise_id, reminded_at=None).update(reminded_at=at)


def remind(*, at: datetime, limit: int = 500) -> int:
    """Say of each promise whose moment has come that it is nearly due. Returns how many."""
    due = Promise.objects.filter(state=Promise.State.OPEN, remind_at__lte=at).order_by("remind_at")[:limit]
    return sum(_remind(promise, at=at) for promise in due)


def give_up(*, at: datetime, limit: int = 500) -> int:
    """Count as broken what is overdue by the grace and was reminded of at least that long ago. Returns how many."""
    overdue = Promise.objects.filter(state=Promise.State.OPEN, due_at__lt=at - GRACE, reminded_at__lt=at - GRACE)[:limit]
    return sum(_give_up(promise, at=at) for promise in overdue)


@transaction.atomic
def _remind(promise: Promise, *, at: datetime) -> bool:
    claimed = Promise.objects.filter(pk=promise.pk, state=Promise.State.OPEN, remind_at=promise.remind_at).update(remind_at=None)
    if claimed:
        journal.record(PromiseDue(node=promise.node_id, promise=promise.pk, by=MemberId(promise.by_id)), by=None, at=at)
    return bool(claimed)


@transaction.atomic
def _give_up(promise: Promise, *, at: datetime) -> bool:
    broken = Promise.objects.filter(pk=promise.pk, state=Promise.State.OPEN).update(
        state=Promise.State.BROKEN, ended_at=F("due_at") + GRACE
    )
    if broken:
        journal.record(PromiseBroken(**_ids(promise)), by=None, at=at)
    return bool(broken)


def _is_step(promise: Promise) -> bool:
    """Whether it is a step of something that another room looks after: its other side has a part in it already."""
    return bool(promise.thing)


def _check(due_at: datetime, *, at: datetime) -> None:
    if due_at < at:
        raise Refused(_("That time has passed already. When will it be?"))
    if due_at > at + FURTHEST:
        raise Refused(_("That is too far ahead for a promise."))


def _ids(promise: Promise) -> dict[str, Any]:
    return {"node": promise.node_id, "promise": promise.pk, "by": promise.by_id, "to": promise.to_id}
