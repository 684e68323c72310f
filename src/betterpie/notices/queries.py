"""What can be asked about letters and wishes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q

from betterpie.members.models import Node
from betterpie.notices.models import WAITS, Edition, Letter, Wish


@dataclass(frozen=True, kw_only=True)
class Unreached:
    """An address to which letters could not be brought: since when, how many, and what the mail server said last."""

    email: str
    since: datetime
    letters: int
    trouble: str


def unreached(node: int) -> list[Unreached]:
    """The addresses of a node to which letters were given up and none went since, the longest first."""
    given_up = Letter.objects.filter(node=node, given_up_at__isnull=False).values("email")
    rows = given_up.annotate(since=Min("given_up_at"), last=Max("given_up_at"), letters=Count("pk"), trouble=Max("trouble")).order_by(
        "since"
    )
    reached = (
        Letter.objects.filter(email__in=[row["email"] for row in rows], sent_at__isnull=False).values("email").annotate(at=Max("sent_at"))
    )
    since_then = {row["email"]: row["at"] for row in reached}
    return [
        Unreached(email=row["email"], since=row["since"], letters=row["letters"], trouble=row["trouble"])
        for row in rows
        if row["email"] not in since_then or since_then[row["email"]] < row["last"]
    ]


def outbox(*, at: datetime) -> dict[str, int]:
    """How many letters are due now, how many of those that wait have failed before, and how many were given up."""
    return Letter.objects.aggregate(
        due=Count("pk", filter=WAITS & Q(due_at__lte=at)),
        troubled=Count("pk", filter=WAITS & ~Q(trouble="")),
        given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
    )


def stopped(email: str, nodes: Collection[int]) -> set[tuple[int, str]]:
    """What an address does not want, as pairs of node and sort."""
    return set(Wish.objects.filter(email=email.strip().lower(), node__in=nodes).values_list("node", "stop"))


def is_stopped(node: int, email: str, what: str) -> bool:
    """Whether an address does not want such letters."""
    return Wish.objects.filter(node=node, email=email.strip().lower(), stop=what).exists()


def node_name(node: int) -> str:
    """What a node is called; "Betterpie" once it is gone."""
    return Node.objects.filter(pk=node).values_list("name", flat=True).first() or "Betterpie"


def editions_since(moment: datetime) -> list[int]:
    """The members whose weekly letter was made at `moment` or later."""
    return list(Edition.objects.filter(at__gte=moment).values_list("member", flat=True))


def told_last(member: int) -> list[str]:
    """What the last weekly letter of `member` told."""
    told: list[str] | None = Edition.objects.filter(member=member).values_list("told", flat=True).first()
    return told or []


def known_of(email: str) -> dict[str, list[Any]]:
    """What is kept about an address here: which letters went to it and when, and what it does not want."""
    letters = Letter.objects.filter(email=email.strip().lower()).order_by("pk")
    wishes = Wish.objects.filter(email=email.strip().lower()).order_by("pk")
    return {
        "letters": list(letters.values("kind", "subject", "sent_at", given_up=F("given_up_at"))),
        "not_wanted": list(wishes.values("node", "stop", "at")),
    }
