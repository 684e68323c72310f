"""Works out what all evidence weighs to: every night for all members of a node, and at once for whom something was done."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from betterpie.kernel.trust import Account, Score
from betterpie.members.models import Node
from betterpie.trust.actions.ledgers import current, whole
from betterpie.trust.models import Book, History, Standing
from betterpie.trust.queries.evidence import seated_by

DAY = timedelta(hours=20)
"""A node is weighed whole when it is night there and this long has passed since the last time."""
NIGHT = range(1, 5)
"""The hours of the night, in the node's own time zone."""
OVERDUE = timedelta(hours=30)
"""When no night was used, because nothing ran, it is weighed at any hour."""
KEPT = ("value", "low", "high", "cautious", "deviation", "deeds", "voices", "facets", "lines", "weighed_at", "done")


def refresh(*, at: datetime, limit: int = 500) -> int:
    """Weigh the members of whom something was told since they were weighed. Returns how many."""
    waiting = Standing.objects.filter(asked__gt=F("done")).order_by("node").values_list("node", "member", "asked")[:limit]
    of_node: dict[int, dict[int, int]] = {}
    for node, member, asked in waiting:
        of_node.setdefault(node, {})[member] = asked
    return sum(_weigh(node, members, at=at) for node, members in of_node.items())


def weigh_due(*, at: datetime, limit: int = 5) -> int:
    """Weigh the nodes whose night it is, the longest waiting first, and those that never were. Returns how many.

    A few at a time: whoever waits for a letter meanwhile is not to wait long.
    """
    missing = Node.objects.exclude(pk__in=Book.objects.values("node")).order_by("pk").values_list("pk", flat=True)[:limit]
    Book.objects.bulk_create([Book(node=node) for node in missing], ignore_conflicts=True)
    due = Book.objects.filter(Q(weighed_at=None) | Q(weighed_at__lte=at - DAY)).order_by(F("weighed_at").asc(nulls_first=True))
    zones = Node.objects.in_bulk([book.node for book in due])
    tonight = [book.node for book in due if book.node in zones and _is_night(book, zones[book.node], at=at)][:limit]
    for node in tonight:
        weigh(node, at=at)
    return len(tonight)


def _is_night(book: Book, node: Node, *, at: datetime) -> bool:
    is_overdue = book.weighed_at is None or book.weighed_at <= at - OVERDUE
    return is_overdue or at.astimezone(node.zone).hour in NIGHT


def weigh(node: int, *, at: datetime) -> int:
    """Weigh every member of `node` as things stand at `at`, and keep the week's place in her history. Returns how many."""
    asked = dict(Standing.objects.filter(node=node).values_list("member", "asked"))
    seated, found = seated_by(node, at=at), whole(node, at=at)
    accounts = {account.member: account for account in found.accounts()}
    rows = [
        _standing(node, accounts.get(member) or found.account(member), member=member, asked=asked.get(member, 0), at=at)
        for member in seated
    ]
    with transaction.atomic():
        Standing.objects.filter(node=node).exclude(member__in=seated).delete()
        _keep(rows)
        _remember(rows, at=at)
        Book.objects.update_or_create(node=node, defaults={"weighed_at": at})
    return len(rows)


def _weigh(node: int, members: dict[int, int], *, at: datetime) -> int:
    found, seated = current(node, at=at), set(seated_by(node, at=at))
    here = {member: asked for member, asked in members.items() if member in seated}
    accounts = {account.member: account for account in found.accounts(here)}
    rows = [
        _standing(node, accounts.get(member) or found.account(member), member=member, asked=asked, at=at) for member, asked in here.items()
    ]
    with transaction.atomic():
        _keep(rows)
        Standing.objects.filter(node=node, member__in=set(members) - seated).update(done=F("asked"))
    return len(members)


def _standing(node: int, account: Account, *, member: int, asked: int, at: datetime) -> Standing:
    score = account.score
    return Standing(
        node=node,
        member=member,
        value=score.value,
        low=score.low,
        high=score.high,
        cautious=score.cautious,
        deviation=score.deviation,
        deeds=len(account.lines),
        voices=score.independent,
        facets={facet: [*_rounded(part), deeds] for facet, (part, deeds) in account.facets.items()},
        lines=account.lines,
        weighed_at=at,
        asked=asked,
        done=asked,
    )


def _rounded(score: Score) -> tuple[float, float, float]:
    return round(score.value, 4), round(score.low, 4), round(score.high, 4)


def _keep(rows: Sequence[Standing]) -> None:
    """Write standings down, but never over one that has heard more since."""
    heard = dict(Standing.objects.filter(member__in=[row.member for row in rows]).values_list("member", "done"))
    fresh = [row for row in rows if heard.get(row.member, 0) <= row.done]
    Standing.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["member", "node"], update_fields=KEPT)


def _remember(rows: Iterable[Standing], *, at: datetime) -> None:
    today = at.astimezone(UTC).date()
    on = today - timedelta(days=today.weekday())
    points = [History(member=row.member, on=on, value=row.value, low=row.low, high=row.high) for row in rows if row.deeds]
    History.objects.bulk_create(points, update_conflicts=True, unique_fields=["member", "on"], update_fields=["value", "low", "high"])
