"""What can be asked about one-to-ones."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from betterpie.events.models import CLOSES_AFTER, MOST_TIMES, Note, OneToOne
from betterpie.members.models import Member
from betterpie.rows.queries import Given, Question

HOURS = (10, 15, 8)
"""At which hours of the day a coffee is suggested, one after the other."""
LOOK_AHEAD = 21
"""How many days are looked through for a free one."""
EARLIER = 20
"""How many earlier notes a page shows."""
S = OneToOne.State


def of(pk: int, *, member: Member) -> OneToOne | None:
    """One that `member` is part of."""
    return _whole().filter(Q(asker=member) | Q(other=member), pk=pk).first()


def whole(pk: int) -> OneToOne | None:
    """One, with both members."""
    return _whole().filter(pk=pk).first()


def open_of(member: Member) -> list[OneToOne]:
    """Those of hers that may still come about, or wait for how it was; the nearest first."""
    rows = _OPEN(member=member.pk)
    return sorted(rows, key=lambda one: one.meets_at or one.times[0])


def waiting_for(member: Member, *, at: datetime) -> list[OneToOne]:
    """Those that wait for a word of hers: an answer, or whether they met."""
    return [one for one in open_of(member) if _waits_for(one, member, at=at)]


def past_of(member: Member) -> QuerySet[OneToOne]:
    """Those of hers that are over, the newest first."""
    rows = _whole().filter(Q(asker=member) | Q(other=member), ended_at__isnull=False)
    return rows.order_by("-ended_at", "-pk")


def between(one: int, other: int, *, limit: int = 10) -> list[OneToOne]:
    """Those of the two, the newest first, each with the words noted last for both as `noted`."""
    rows = _whole().filter(Q(asker=one, other=other) | Q(asker=other, other=one))
    last = Note.objects.filter(one_to_one=OuterRef("pk")).order_by("-number").values("words")[:1]
    return list(rows.annotate(noted=Subquery(last)).order_by("-asked_at", "-pk")[:limit])


def notes(one: OneToOne) -> list[Note]:
    """What was written for both, the newest first: that one, and EARLIER before it."""
    return list(Note.objects.filter(one_to_one=one).select_related("by__business").order_by("-number")[: EARLIER + 1])


def are_rivals(one: OneToOne) -> bool:
    """Whether the two are rivals, who meet with care."""
    return one.asker.business.is_rival_of(one.other.business)


def acquainted(node: int | Given) -> QuerySet[OneToOne, tuple[int, int]]:
    """The pairs of a node who have met, or are about to."""
    return OneToOne.objects.filter(node=node, state__in=[S.ASKED, S.AGREED, S.MET]).values_list("asker", "other")


def open_by_member(node: int) -> Counter[int]:
    """How many open ones each member of a node has."""
    pairs = OneToOne.objects.filter(node=node, ended_at=None).values_list("asker", "other")
    return Counter(member for pair in pairs for member in pair)


def suggest_times(member: Member, other: Member, *, at: datetime) -> list[datetime]:
    """Three times on three of the next working days, away from what either has agreed to, in the node's own time."""
    taken = _agreed_times((member.pk, other.pk))
    first = (at + timedelta(days=2)).astimezone(member.node.zone).replace(minute=0, second=0, microsecond=0)
    found: list[datetime] = []
    for ahead in range(LOOK_AHEAD):
        time = (first + timedelta(days=ahead)).replace(hour=HOURS[len(found) % len(HOURS)])
        if time.weekday() < 5 and all(abs(time - other_time) > timedelta(hours=1) for other_time in taken):
            found.append(time)
        if len(found) == MOST_TIMES:
            break
    return found


def _waits_for(one: OneToOne, member: Member, *, at: datetime) -> bool:
    if one.state == S.ASKED:
        return one.other_id == member.pk and one.times[-1] > at
    return one.meets_at is not None and one.meets_at <= at <= one.meets_at + CLOSES_AFTER and one.has_said(member) is None


def _agreed_times(members: Iterable[int]) -> list[datetime]:
    mine = Q(asker__in=list(members)) | Q(other__in=list(members))
    return [time for (time,) in OneToOne.objects.filter(mine, state=S.AGREED, meets_at__isnull=False).values_list("meets_at") if time]


def _whole() -> QuerySet[OneToOne]:
    return OneToOne.objects.select_related("asker__business", "other__business", "asker__node", "other__node", "node")


_OPEN = Question(lambda: _whole().filter(Q(asker=Given("member")) | Q(other=Given("member")), ended_at=None))
