"""What the journal can be asked."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from betterpie.journal.models import Beat, Delivery, Entry


def of_member(member: int, *, kinds: list[str], limit: int = 50, before: int | None = None) -> list[Entry]:
    """The newest entries of these kinds in which `member` stands, newest first; `before` an entry's id, for paging."""
    return list(_older(Entry.objects.filter(mentions__member=member, kind__in=kinds).order_by("-mentions__entry_id"), before)[:limit])


def of_node(node: int, *, kinds: list[str], limit: int = 50, before: int | None = None) -> list[Entry]:
    """The newest entries of these kinds in `node`, newest first; `before` an entry's id, for paging."""
    return list(_older(Entry.objects.filter(node=node, kind__in=kinds).order_by("-id"), before)[:limit])


def worker_is_alive(*, at: datetime) -> bool:
    """Whether a worker was seen within the last fifteen seconds."""
    return Beat.objects.filter(at__gte=at - timedelta(seconds=15)).exists()


def waiting(*, at: datetime) -> dict[str, int]:
    """How many deliveries are due now, and how many of all have failed before."""
    return Delivery.objects.aggregate(due=Count("pk", filter=Q(due_at__lte=at)), troubled=Count("pk", filter=Q(tries__gt=0)))


def _older(entries: QuerySet[Entry], before: int | None) -> QuerySet[Entry]:
    return entries if before is None else entries.filter(id__lt=before)
