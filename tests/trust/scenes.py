"""Scenes that several tests of trust begin with."""

from datetime import datetime, timedelta

from betterpie.house import work
from betterpie.members.models import Member
from betterpie.people.models import Person
from betterpie.promises import actions as promises
from betterpie.promises.models import Promise
from betterpie.trust.models import Standing
from tests.conftest import Cast, seat

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def neighbors(cast: Cast, count: int) -> list[Member]:
    """More members of the node, each with an owner of her own."""
    owners = [Person.objects.create_user(f"owner{number}@example.com", name=f"Owner {number}") for number in range(count)]
    return [seat(cast.node, f"Shop {number}", "florist", owner) for number, owner in enumerate(owners)]


def kept(of: Member, *, to: Member | None, at: datetime, times: int = 1) -> list[Promise]:
    """Promises that were kept, an hour after they were made, and that the other side thanked for."""
    made = [promises.make(f"Bring banner {one}", of=of, to=to, due_at=at + DAY, remind=False, by=None, at=at) for one in range(times)]
    for promise in made:
        promises.keep(promise, by=None, at=at + HOUR)
        if to is not None:
            promises.thank(promise, by=None, at=at + HOUR)
    return made


def broken(of: Member, *, to: Member | None, at: datetime) -> Promise:
    """A promise that was reminded of and given up for broken, two days after it was made."""
    promise = promises.make("Bring the banner", of=of, to=to, due_at=at + HOUR, by=None, at=at)
    promises.reminded(promise.pk, at=at)
    promises.give_up(at=at + 2 * DAY)
    return promise


def heard(at: datetime) -> None:
    """Let everybody hear, and the night come."""
    work.once(at)


def value(member: Member) -> float:
    """A member's score."""
    return Standing.objects.get(member=member.pk).value
