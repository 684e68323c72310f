"""A business's week, and working hours counted in it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Week = Mapping[str, Sequence[Sequence[str]]]
"""For each day that is not closed, its stretches of opening: {"mon": [["09:00", "12:00"], ["13:00", "17:30"]]}."""

OFFICE_WEEK: Week = {day: [["09:00", "17:00"]] for day in DAYS[:5]}
"""What is taken for a business that has not said when it is open."""


class BadHours(ValueError):
    """Hours that can't be: the message says which day and why."""


def checked(week: Week) -> Week:
    """`week` itself. Refuses unknown days, stretches that don't end after they begin, and stretches that overlap."""
    for day, stretches in week.items():
        if day not in DAYS:
            raise BadHours(f"{day}: not a day of the week")
        end = ""
        for opens, closes in stretches:
            if not (len(opens) == len(closes) == 5) or opens >= closes or opens < end:
                raise BadHours(f"{day}: {opens} to {closes}")
            for each in (opens, closes):
                time.fromisoformat(each)
            end = closes
    return week


def is_open(week: Week, at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is open at `at`."""
    here = at.astimezone(zone)
    clock = f"{here:%H:%M}"
    return any(opens <= clock < closes for opens, closes in week.get(DAYS[here.weekday()], ()))


def closes_at(week: Week, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the stretch of opening ends in which `at` lies; None while it is closed."""
    return next((closes for opens, closes in _stretches(week, at.astimezone(zone).date(), zone, days=1) if opens <= at < closes), None)


def opens_at(week: Week, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When it opens next, within a week; None where it never does."""
    return next((opens for opens, _closes in _stretches(week, at.astimezone(zone).date(), zone, days=8) if opens > at), None)


def after_working_hours(week: Week, start: datetime, hours: float, zone: ZoneInfo) -> datetime:
    """The moment when `hours` hours of opening have passed since `start`. A week without opening counts as the office week."""
    left = timedelta(hours=hours)
    week = week if any(week.values()) else OFFICE_WEEK
    for opens, closes in _stretches(week, start.astimezone(zone).date(), zone, days=400):
        begins = max(opens, start)
        if begins >= closes:
            continue
        if begins + left <= closes:
            return begins + left
        left -= closes - begins
    raise BadHours("too many hours to count")


def _stretches(week: Week, first: date, zone: ZoneInfo, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    for number in range(days):
        day = first + timedelta(days=number)
        for opens, closes in week.get(DAYS[day.weekday()], ()):
            yield datetime.combine(day, time.fromisoformat(opens), zone), datetime.combine(day, time.fromisoformat(closes), zone)
