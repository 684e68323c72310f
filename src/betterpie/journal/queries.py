"""What the journal can be asked."""

from datetime import datetime, timedelta
from functools import cache

from django.db.models import Count, Q

from betterpie.journal.models import Beat, Delivery, Entry
from betterpie.rows.queries import Given, Question, Several

NEWEST = 2**63 - 1
"""An id that comes after all."""


def of_member(member: int, *, kinds: list[str], limit: int = 50, before: int | None = None) -> list[Entry]:
    """The newest entries of these kinds in which `member` stands, newest first; `before` an entry's id, for paging."""
    return _of_member(limit)(member=member, kinds=kinds, before=NEWEST if before is None else before)


def of_node(node: int, *, limit: int = 50, before: int | None = None) -> list[Entry]:
    """The newest entries in `node` that everybody may read, newest first; `before` an entry's id, for paging."""
    return _of_node(limit)(node=node, before=NEWEST if before is None else before)


def worker_is_alive(*, at: datetime) -> bool:
    """Whether a worker was seen within the last fifteen seconds."""
    return Beat.objects.filter(at__gte=at - timedelta(seconds=15)).exists()


def due(*, at: datetime, limit: int) -> list[Delivery]:
    """The deliveries that are due, the longest waiting first, each with its entry; at most `limit`."""
    return _due(limit)(at=at)


def waiting(*, at: datetime) -> dict[str, int]:
    """How many deliveries are due now, and how many of all have failed before."""
    return Delivery.objects.aggregate(due=Count("pk", filter=Q(due_at__lte=at)), troubled=Count("pk", filter=Q(tries__gt=0)))


@cache
def _due(limit: int) -> Question[Delivery]:
    rows = Delivery.objects.filter(due_at__lte=Given("at")).select_related("entry").order_by("due_at", "id")
    return Question(lambda: rows[:limit])


@cache
def _of_member(limit: int) -> Question[Entry]:
    rows = Entry.objects.filter(mentions__member=Given("member"), mentions__entry_id__lt=Given("before"), kind__in=Several("kinds"))
    return Question(lambda: rows.order_by("-mentions__entry_id")[:limit])


@cache
def _of_node(limit: int) -> Question[Entry]:
    rows = Entry.objects.filter(node=Given("node"), id__lt=Given("before"), is_for_everybody=True)
    return Question(lambda: rows.order_by("-id")[:limit])
