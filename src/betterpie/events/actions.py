"""The verbs of one-to-ones."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from betterpie.events import queries
from betterpie.events.facts import (
    OneToOneAgreed,
    OneToOneAsked,
    OneToOneCalledOff,
    OneToOneDeclined,
    OneToOneEnded,
    OneToOneMet,
    OneToOneNear,
    OneToOnePassed,
    OneToOneSaid,
)
from betterpie.events.models import ASK_AFTER, CLOSES_AFTER, MOST_TIMES, REMIND_BEFORE, Note, OneToOne
from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.members.models import Member
from betterpie.promises import actions as promises
from betterpie.promises import queries as promise_queries
from betterpie.rows.actions import hold

FURTHEST = timedelta(days=366)
MOST_OPEN = 5
"""How many coffees somebody may have asked for without an answer."""
LATELY = timedelta(days=30)
MOST_LATELY = 3
"""How often within that time somebody may ask the same neighbor without meeting: each question is a mail."""
S = OneToOne.State


class Refused(Exception):
    """Something that can't be done with a one-to-one, with a sentence fit for the reader."""


class Overtaken(Refused):
    """Something else was written down for both while she was writing."""


@transaction.atomic
def ask(
    asker: Member, other: Member, *, times: Sequence[datetime], place: str = "", line: str = "", by: int | None, at: datetime
) -> OneToOne:
    """Offer `other` up to three times. Refuses times that are past or more than a year ahead, and asking without end.

    That is a second one while one is open between the two, a sixth one open in all, and a fourth within a month that came to nothing.
    The same question once more, as a form that was sent twice asks it, is the one that is open.
    """
    if asker.pk == other.pk or asker.node_id != other.node_id or other.is_guest or other.left_at is not None:
        raise Refused(_("You can't meet them here."))
    offered = sorted(set(times))
    if not offered or offered[0] <= at or offered[-1] > at + FURTHEST or len(offered) > MOST_TIMES:
        raise Refused(_("Offer one to three times that are still to come."))
    hold(asker, other)
    if has_open := OneToOne.objects.filter(Q(asker=asker, other=other) | Q(asker=other, other=asker), ended_at=None).first():
        if (has_open.asker_id, has_open.times, has_open.place, has_open.line) == (asker.pk, offered, place, line):
            return has_open
        raise Refused(_("The two of you have one open already."))
    if OneToOne.objects.filter(asker=asker, state=S.ASKED).count() >= MOST_OPEN:
        raise Refused(_("You have asked five neighbors already. Wait for an answer first."))
    lately = OneToOne.objects.filter(asker=asker, other=other, asked_at__gt=at - LATELY).exclude(state=S.MET)
    if lately.count() >= MOST_LATELY:
        raise Refused(_("You have asked them a few times lately. Leave it to them for a while."))
    one = OneToOne.objects.create(
        node_id=asker.node_id,
        asker=asker,
        other=other,
        offered=[time.isoformat() for time in offered],
        place=place,
        line=line,
        asked_at=at,
        wake_at=offered[-1],
    )
    journal.record(OneToOneAsked(**_ids(one)), by=by, at=at)
    return one


@transaction.atomic
def agree(one: OneToOne, time: datetime, *, by: int | None, at: datetime) -> None:
    """Take one of the offered times: each promises the other to come. Refuses another time, one that is past, and where one has left."""
    if time not in one.times or time <= at:
        raise Refused(_("That time has passed. Ask for another one."))
    if one.asker.left_at is not None or one.other.left_at is not None:
        raise Refused(_("One of you is no longer in this group."))
    _move(one, S.ASKED, state=S.AGREED, meets_at=time, wake_at=max(at, time - REMIND_BEFORE))
    for mine, theirs in ((one.asker, one.other), (one.other, one.asker)):
        what = gettext_noop("Meet for a coffee")
        promises.make(what, of=mine, to=theirs, due_at=time, remind=False, thing=one.thing, by=by, at=at)
    journal.record(OneToOneAgreed(**_ids(one), meets_at=time), by=by, at=at)


@transaction.atomic
def decline(one: OneToOne, *, by: int | None, at: datetime) -> None:
    """Say that none of the times suits."""
    _move(one, S.ASKED, state=S.DECLINED, ended_at=at, wake_at=None)
    journal.record(OneToOneDeclined(**_ids(one)), by=by, at=at)


@transaction.atomic
def call_off(one: OneToOne, member: Member, *, by: int | None, at: datetime) -> None:
    """Call it off before its time, which is as good as coming. Refuses it afterwards."""
    if one.has_begun(at):
        raise Refused(_("Its time has passed. Say whether you met."))
    if one.state == S.ASKED and member.pk != one.asker_id:
        raise Refused(_("Say that it does not suit you."))
    _move(one, S.ASKED, S.AGREED, state=S.CALLED_OFF, ended_at=at, wake_at=None, revision=one.revision + 1)
    for promise in promise_queries.open_for(one.thing):
        if promise.by_id == member.pk:
            promises.excuse(promise, by=by, at=at)
        else:
            promises.release(promise, at=at)
    journal.record(OneToOneCalledOff(**_ids(one), by=MemberId(member.pk)), by=by, at=at)


@transaction.atomic
def say(one: OneToOne, member: Member, *, has_met: bool, by: int | None, at: datetime) -> None:
    """Say whether the two met. Who says yes says that the other kept her promise. Refuses it before the time, and a second time."""
    if not one.has_begun(at):
        raise Refused(_("It is still to come."))
    field = f"{one.side(member)}_met"
    if not OneToOne.objects.filter(pk=one.pk, state=S.AGREED, **{field: None}).update(**{field: has_met}):
        raise Refused(_("You have said so already."))
    one.refresh_from_db(fields=["asker_met", "other_met"])
    journal.record(OneToOneSaid(**_ids(one), by=MemberId(member.pk), has_met=has_met), by=by, at=at)
    if has_met:
        for promise in promise_queries.open_for(one.thing):
            if promise.by_id != member.pk:
                promises.keep(promise, by=by, at=promise.due_at)  # it was kept when they met, not when she said so
    if one.asker_met is not None and one.other_met is not None:
        _close(one, at=at)


@transaction.atomic
def note(one: OneToOne, member: Member, *, own: str, shared: str, seen: int | None = None, at: datetime) -> None:
    """Write down what she notes for herself, and what both shall remember. No fact: notes are nobody else's business.

    `seen` is the number of the shared note that she had before her; None means the newest. Every one is kept. What she left as it was
    then overwrites nothing. Refuses with Overtaken, and keeps nothing, where both have written something else since; and any note
    while no time is agreed.
    """
    now = OneToOne.objects.select_for_update().get(pk=one.pk)
    if not now.has_notes:
        raise Refused(_("You have not agreed to meet, so there is nothing to note yet."))
    notes = Note.objects.filter(one_to_one=one)
    last = notes.aggregate(Max("number"))["number__max"] or 0
    known = last if seen is None else min(seen, last)
    words = dict(notes.filter(number__in=[known, last]).values_list("number", "words"))
    if shared not in (words.get(known, ""), words.get(last, "")):
        if known != last:
            raise Overtaken(_("Meanwhile something else was written for both of you."))
        Note.objects.create(one_to_one=one, number=last + 1, words=shared, by=member, at=at)
    field = f"{one.side(member)}_note"
    OneToOne.objects.filter(pk=one.pk).update(**{field: own})
    setattr(one, field, own)


@transaction.atomic
def choose_topics(one: OneToOne, topics: Sequence[str], *, own: str, at: datetime) -> None:
    """Write down what two rivals mean to talk about; with nothing chosen, all that they may. Refuses others, and once its time has come."""
    if not queries.are_rivals(one):
        raise Refused(_("Only two in the same trade need an agenda."))
    if one.has_begun(at):
        raise Refused(_("Its time has come. Write into the minutes what you talked about."))
    _move(one, S.ASKED, S.AGREED, topics=list(topics), own_topic=own)


@transaction.atomic
def next_step(one: OneToOne, member: Member, what: str, *, due_at: datetime, by: int | None, at: datetime) -> None:
    """What `member` promises the other after they have met. Refuses it before that, and to one who has left."""
    if one.state not in (S.AGREED, S.MET) or not one.has_begun(at):
        raise Refused(_("First meet, then promise the next step."))
    if one.beside(member).left_at is not None:
        raise Refused(_("They are no longer in this group."))
    try:
        promises.give(what, of=member, to=one.beside(member), due_at=due_at, by=by, at=at)
    except promises.Refused as refusal:
        raise Refused(str(refusal)) from refusal


@transaction.atomic
def forget(*, members: Collection[int]) -> None:
    """Take away what was written for these members: their own notes, and the lines with which they asked."""
    OneToOne.objects.filter(asker__in=members).update(asker_note="", line="")
    OneToOne.objects.filter(other__in=members).update(other_note="")


def wake_due(*, at: datetime, limit: int = 300) -> int:
    """Remind, ask whether they met, and end what nobody answered, where its moment has come. Returns how many."""
    due = OneToOne.objects.filter(wake_at__lte=at).select_related("asker", "other").order_by("wake_at")[:limit]
    return sum(_wake(one, at=at) for one in due)


@transaction.atomic
def _wake(one: OneToOne, *, at: datetime) -> bool:
    if not OneToOne.objects.filter(pk=one.pk, wake_at=one.wake_at, state=one.state).update(wake_at=None):
        return False
    if one.state == S.ASKED:
        _move(one, S.ASKED, state=S.LAPSED, ended_at=at)
        journal.record(OneToOneEnded(**_ids(one)), by=None, at=at)
        return True
    assert one.meets_at is not None
    if at < one.meets_at:
        _move(one, S.AGREED, wake_at=one.meets_at + ASK_AFTER)
        journal.record(OneToOneNear(**_ids(one)), by=None, at=at)
    elif at < one.meets_at + CLOSES_AFTER:
        _move(one, S.AGREED, wake_at=one.meets_at + CLOSES_AFTER)
        journal.record(OneToOnePassed(**_ids(one)), by=None, at=at)
    else:
        _close(one, at=at)
    return True


def _close(one: OneToOne, *, at: datetime) -> None:
    """Met, if both say so; otherwise it did not come about, and what was promised for it is no longer owed."""
    have_met = bool(one.asker_met and one.other_met)
    _move(one, S.AGREED, state=S.MET if have_met else S.MISSED, ended_at=at, wake_at=None)
    for promise in promise_queries.open_for(one.thing):
        promises.release(promise, at=at)
    fact = OneToOneMet(**_ids(one)) if have_met else OneToOneEnded(**_ids(one))
    journal.record(fact, by=None, at=at)


def _move(one: OneToOne, *before: str, **fields: Any) -> None:
    if not OneToOne.objects.filter(pk=one.pk, state__in=before).update(**fields):
        raise Refused(_("Something else has happened meanwhile. Look at it again."))
    for name, value in fields.items():
        setattr(one, name, value)


def _ids(one: OneToOne) -> dict[str, Any]:
    return {"node": one.node_id, "one_to_one": one.pk, "asker": one.asker_id, "other": one.other_id}
