"""What can be asked about letters and wishes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from betterpie.members.models import Member, Node
from betterpie.notices.models import WAITS, Edition, Letter, Wish
from betterpie.people.models import Person
from betterpie.rows.queries import Given, Question

CUSTOMERS = "customers"
"""What letters to customers bear as the sort that can be stopped."""


@dataclass(frozen=True, kw_only=True)
class Unreached:
    """An address to which letters could not be brought: since when, how many, and what the mail server said last.

    `who` is the person or the business of the node that it belongs to; nothing where nobody is known by it.
    """

    email: str
    since: datetime
    letters: int
    trouble: str
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What is looked at before a letter is written: its node's name ("" where there is none), and whether it is not wanted or there."""

    name: str
    is_stopped: bool
    is_written: bool


def before_writing(node: int | None, email: str, stop: str, *, key: str) -> Before:
    """How it stands before a letter with this key is written from `node` to `email`; nobody can stop one whose `stop` is empty."""
    found = _BEFORE.first(node=node, email=email, stop=stop, key=key) if node is not None else None
    if found is None:
        stopped = node is not None and bool(stop) and is_stopped(node, email, stop)
        return Before(name="", is_stopped=stopped, is_written=Letter.objects.filter(key=key).exists())
    name, stopped, written = found
    return Before(name=name, is_stopped=stopped, is_written=written)


def due(*, at: datetime, free_since: datetime, limit: int) -> list[Letter]:
    """The letters to be sent now, the longest waiting first, at most `limit`; not those claimed later than `free_since`."""
    return _due(limit)(at=at, free_since=free_since)


def unreached(node: int) -> list[Unreached]:
    """The addresses of a node to which letters were given up and none went since, the longest first; not those of customers."""
    rows = _unreached(node).exclude(stop=CUSTOMERS).values("email")
    found = list(rows.annotate(since=Min("given_up_at"), letters=Count("pk"), trouble=Max("trouble")).order_by("since", "email"))
    names = _names(node, [row["email"] for row in found])
    return [Unreached(**row, who=names.get(row["email"], "")) for row in found]


def unreached_customers(node: int) -> int:
    """How many customers could not be reached by mail. Their addresses are nobody's business but the one's they chose."""
    return _unreached(node).filter(stop=CUSTOMERS).values("email").distinct().count()


def unreached_count(node: int) -> int:
    """How many addresses of a node, customers' among them, are not reached."""
    return _UNREACHED.first(node=node) or 0


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


def _unreached(node: int | Given) -> QuerySet[Letter]:
    since_then = Letter.objects.filter(email=OuterRef("email"), sent_at__gt=OuterRef("given_up_at"))
    return Letter.objects.filter(~Exists(since_then), node=node, sent_at=None, given_up_at__isnull=False)


def _names(node: int, emails: list[str]) -> dict[str, str]:
    """Who is known by these addresses: the person who signs in with it, else the business whose address it is."""
    shops = Member.objects.filter(node=node, left_at=None, business__email__in=emails).values_list("business__email", "business__name")
    people = Person.objects.filter(email__in=emails).exclude(name="").values_list("email", "name")
    return {**dict(shops), **dict(people)}


def _before() -> QuerySet[Node, tuple[str, bool, bool]]:
    stopped = Wish.objects.filter(email=Given("email"), node=Given("node"), stop=Given("stop")).exclude(stop="")
    written = Letter.objects.filter(key=Given("key"))
    rows = Node.objects.filter(pk=Given("node")).annotate(is_stopped=Exists(stopped), is_written=Exists(written))
    return rows.values_list("name", "is_stopped", "is_written")


@cache
def _due(limit: int) -> Question[Letter]:
    free = Q(claimed_at=None) | Q(claimed_at__lt=Given("free_since"))
    return Question(lambda: Letter.objects.filter(WAITS, free, due_at__lte=Given("at")).order_by("due_at", "pk")[:limit])


_UNREACHED = Question(
    lambda: _unreached(Given("node")).order_by().values("node").annotate(n=Count("email", distinct=True)).values_list("n", flat=True)
)
_BEFORE = Question(_before)
