"""One step of a one-to-one, as both kinds of pages take it."""

from collections.abc import Callable
from datetime import datetime

from betterpie.events import actions
from betterpie.events.models import OneToOne
from betterpie.members.models import Member

TIMES = tuple(f"time-{number}" for number in range(3))
STEPS = (*TIMES, "none", "met", "missed", "off")


def can_take(one: OneToOne, member: Member, do: str, *, at: datetime) -> bool:
    """Whether `member` may take this step now."""
    if do in TIMES or do == "none":
        is_asked = one.state == OneToOne.State.ASKED and one.other_id == member.pk
        return is_asked and (do == "none" or _time(one, do) is not None)
    if do == "off":
        return one.state == OneToOne.State.AGREED and not one.has_begun(at)
    return do in STEPS and one.state == OneToOne.State.AGREED and one.has_begun(at) and one.has_said(member) is None


def take(one: OneToOne, member: Member, do: str, *, by: int | None, at: datetime) -> str:
    """Take the step. Returns why not, in a sentence; nothing where it was done."""
    try:
        _deed(one, member, do, by=by, at=at)()
    except actions.Refused as refusal:
        return str(refusal)
    return ""


def _deed(one: OneToOne, member: Member, do: str, *, by: int | None, at: datetime) -> Callable[[], None]:
    time = _time(one, do)
    if time is not None:
        return lambda: actions.agree(one, time, by=by, at=at)
    if do == "none":
        return lambda: actions.decline(one, by=by, at=at)
    if do == "off":
        return lambda: actions.call_off(one, member, by=by, at=at)
    return lambda: actions.say(one, member, has_met=do == "met", by=by, at=at)


def _time(one: OneToOne, do: str) -> datetime | None:
    number = TIMES.index(do) if do in TIMES else len(one.times)
    return one.times[number] if number < len(one.times) else None
