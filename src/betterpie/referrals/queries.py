"""What can be asked about referrals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from math import exp
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from betterpie.kernel import needs, places
from betterpie.kernel.hours import is_open
from betterpie.kernel.words import tokens
from betterpie.members.models import Member, Node
from betterpie.members.queries import linked_nodes, with_reader, with_trades
from betterpie.referrals.models import ASKED_FOR, KEPT_AFTER, Customer, Pair, Referral
from betterpie.rows.queries import Given, Question, Several

CANDIDATES = 200
"""How many members of the right trades are weighed at most."""
ALIKE = 0.02
"""Within so much, two suit a need equally well."""
COUNTED_ON: list[Callable[[Member, Sequence[Member]], Mapping[int, tuple[float, str]]]] = []
"""Who knows how far one can count on members, asked with (giver, members): by member a figure that orders those who suit equally well,
and a sentence to the giver where she had better ask first. Filled by the house's wiring."""


@dataclass(frozen=True, kw_only=True)
class Suited:
    """A member who suits a need, and what speaks for her. `fit` is 0 to 1 and orders the list."""

    member: Member
    trade: str
    fit: float
    miles: float | None
    is_open: bool
    answer_minutes: int | None
    mine_sent: int = 0
    mine_won: int = 0
    mine_returned: int = 0
    node: Node | None = None
    counted_on: float = 0.0
    caution: str = ""


@dataclass
class _Seen:
    answered: int = 0
    minutes: int = 0
    mine: dict[str, int] = field(default_factory=dict)


def suited(need: str, *, giver: Member, at: datetime, without: Iterable[int] = (), limit: int = 5) -> list[Suited]:
    """Who suits `need`, the best first: by trade and words, then nearness, hours and answering; never the giver herself.

    Members of linked nodes are among them, after the node's own where all else is equal. How far one can count on each orders only
    those who suit equally well.
    """
    matches = {match.slug: match.score for match in needs.best(need, limit=4)}
    neighbours = linked_nodes(giver.node)
    members = _of_trades(matches, [giver.node, *neighbours], without={giver.pk, *without})
    seen = _seen([member.pk for member in members], giver)
    wanted = set(tokens(need))
    found = [_weigh(member, matches, wanted=wanted, giver=giver, seen=seen.get(member.pk, _Seen()), at=at) for member in members]
    told = _counted_on(found, giver)
    return sorted(told, key=lambda one: (-round(one.fit / ALIKE), -one.counted_on, -one.fit))[:limit]


def suiting(member: Member, need: str, *, giver: Member, at: datetime) -> Suited:
    """How one member suits a need, whatever it is: for a giver who has chosen already."""
    matches = {match.slug: match.score for match in needs.best(need, limit=4)} if need else {}
    one = _weigh(member, matches, wanted=set(tokens(need)), giver=giver, seen=_seen([member.pk], giver).get(member.pk, _Seen()), at=at)
    return _counted_on([one], giver)[0]


def trade_of(need: str, receiver: Member) -> str:
    """Which of the receiver's trades a need is about; her main one where none of them is."""
    slugs = receiver.business.trade_slugs
    best = next((match.slug for match in needs.best(need, limit=4) if match.slug in slugs), "")
    return best or (slugs[0] if slugs else "")


def last_from(member: Member, *, to: Member) -> Referral | None:
    """The last customer who came from `member` to `to` and bought: a customer sent there now closes the circle."""
    return _LAST_FROM.first(giver=member.pk, receiver=to.pk)


def successor_of(referral: Referral) -> Referral | None:
    """Where the customer went on to from here."""
    return referral.successors.first() if referral.state == Referral.State.PASSED else None


def next_who_suits(referral: Referral, *, at: datetime) -> Member | None:
    """Who should be asked after everybody that this customer was offered to so far."""
    tried = [referral.receiver_id]
    before = referral.instead_of
    while before is not None:
        tried.append(before.receiver_id)
        before = before.instead_of
    rest = suited(referral.need, giver=referral.giver, at=at, without=tried, limit=1)
    return rest[0].member if rest else None


def of(pk: int, *, member: Member) -> Referral | None:
    """One referral that `member` gave, or received with the customer's yes: before it, the receiver knows nothing of her."""
    return _OF.first(pk=pk, member=member.pk)


def whole(pk: int) -> Referral | None:
    """A referral with both members and the customer."""
    return _WITH_PK.first(pk=pk)


def mailed(pk: int, *, reader: int) -> Referral | None:
    """The same for whoever came by a letter to `reader`, as long as she still reads for the receiver."""
    return _mailed(bool(reader)).first(pk=pk, reader=reader)


def by_token(token: str) -> Referral | None:
    """The referral behind a customer's private link."""
    return _WITH_TOKEN.first(token=token)


def waiting(member: Member, *, at: datetime, limit: int) -> list[Referral]:
    """The customers who are with `member` now, the longest waiting first, then those who can be told to have come again or not.

    These bought two months ago, and it is asked for two weeks. At most `limit` in all.
    """
    found = _waiting(limit)(receiver=member.pk, since=at - KEPT_AFTER - ASKED_FOR, until=at - KEPT_AFTER)
    return received(found, by=member)


def came_of(member: Member, *, since: datetime, limit: int) -> list[Referral]:
    """What became, since then, of the customers whom `member` sent, newest first, at most `limit`."""
    return given(_came_of(limit)(giver=member.pk, since=since), by=member)


def given_by(member: Member) -> QuerySet[Referral]:
    """The customers whom `member` sent, newest first, with those who received them."""
    return _given_by(member)


def received_by(member: Member) -> QuerySet[Referral]:
    """The customers who said yes to `member`, newest first, with those who sent them."""
    rows = Referral.objects.filter(receiver=member, sent_at__isnull=False)
    return rows.select_related("giver__business", "customer").order_by("-stepped_at")


def given(rows: Iterable[Referral], *, by: Member) -> list[Referral]:
    """`rows` that `by` gave, with her in them: who is known already is not asked for again."""
    found = list(rows)
    for row in found:
        row.giver, row.node = by, by.node
    return found


def received(rows: Iterable[Referral], *, by: Member) -> list[Referral]:
    """`rows` that `by` received, with her in them."""
    found = list(rows)
    for row in found:
        row.receiver = by
    return found


def mailed_today(giver: Member, *, at: datetime) -> int:
    """To how many customers whom `giver` sent within a day there was an e-mail address to write to."""
    lately = Customer.objects.filter(referral__giver=giver, referral__stepped_at__gte=at - timedelta(days=1))
    return lately.filter(referral__given_at__gte=at - timedelta(days=1)).exclude(email="").count()


def customer_of(referral: Referral) -> Customer | None:
    """Her details, while they are kept."""
    return Customer.objects.filter(referral=referral).first()


def between(one: int, other: int) -> tuple[Pair | None, Pair | None]:
    """What the two saw of each other: from one to other, and back."""
    rows = {row.giver_id: row for row in Pair.objects.filter(Q(giver=one, receiver=other) | Q(giver=other, receiver=one))}
    return rows.get(one), rows.get(other)


@cache
def _mailed(is_person: bool) -> Question[Referral]:
    return Question(lambda: with_reader(_whole().filter(pk=Given("pk")), business="receiver__business", is_person=is_person))


def came_since(one: Member, other: Member, *, since: datetime) -> dict[int, tuple[int, int]]:
    """How many customers went from the one to the other since then, and how many of them bought; by giver."""
    rows = Referral.objects.filter(Q(giver=one, receiver=other) | Q(giver=other, receiver=one), sent_at__gte=since)
    counted = rows.values("giver").annotate(times=Count("pk"), won=Count("pk", filter=Q(state=Referral.State.WON)))
    return {row["giver"]: (row["times"], row["won"]) for row in counted}


@cache
def _waiting(limit: int) -> Question[Referral]:
    # Each side names the receiver, so that each is looked up by an index of its own.
    here = Q(receiver=Given("receiver"), ended_at=None) & ~Q(state=Referral.State.GIVEN)
    long_ago = Q(stepped_at__gt=Given("since"), stepped_at__lte=Given("until"), customer__isnull=False)
    bought = Q(receiver=Given("receiver"), state=Referral.State.WON, again="") & long_ago
    rows = Referral.objects.filter(here | bought).select_related("giver__business", "customer")
    return Question(lambda: rows.order_by(F("ended_at").asc(nulls_first=True), "stepped_at")[:limit])


@cache
def _came_of(limit: int) -> Question[Referral]:
    rows = _given_by(Given("giver")).filter(stepped_at__gte=Given("since")).exclude(state=Referral.State.GIVEN)
    return Question(lambda: rows[:limit])


def _given_by(member: Member | Given) -> QuerySet[Referral]:
    return Referral.objects.filter(giver=member).select_related("receiver__business", "receiver__node", "customer").order_by("-stepped_at")


def _whole() -> QuerySet[Referral]:
    return Referral.objects.select_related("giver__business", "receiver__business", "receiver__node", "giver__node", "node", "customer")


def _of_trades(slugs: Iterable[str], nodes: Sequence[Node], *, without: set[int]) -> list[Member]:
    return with_trades(_OF_TRADES(slugs=list(slugs), nodes=[node.pk for node in nodes], without=without))


def _seen(members: list[int], giver: Member) -> dict[int, _Seen]:
    """How quickly each answered so far, and what the giver herself saw of each."""
    found: dict[int, _Seen] = {}
    for receiver, answered, minutes, sent, won, returned in _SEEN(receivers=members, giver=giver.pk):
        mine = {"sent": sent or 0, "won": won or 0, "returned": returned or 0}
        found[receiver] = _Seen(answered=answered, minutes=minutes, mine=mine)
    return found


def _weigh(member: Member, matches: dict[str, float], *, wanted: set[str], giver: Member, seen: _Seen, at: datetime) -> Suited:
    business, home = member.business, giver.business
    trade = max(business.trade_slugs, key=lambda slug: matches.get(slug, 0.0), default="")
    said = set(tokens(f"{business.services} {business.blurb} {business.name}"))
    overlap = len(wanted & said) / (1 + len(wanted))
    distance = _miles(business.lat, business.lon, home.lat, home.lon)
    near = exp(-distance / 10) if distance is not None else 0.5
    opened = is_open(business.hours, at, member.node.zone)
    minutes = seen.minutes // seen.answered if seen.answered else None
    quick = exp(-minutes / 600) if minutes is not None else 0.5
    own = member.node_id == giver.node_id
    main = bool(trade) and business.trade_slugs[0] == trade
    fit = 0.45 * matches.get(trade, 0.0) + 0.15 * overlap + 0.1 * near + 0.08 * quick
    fit += 0.1 * (not member.is_guest) + 0.05 * opened + 0.04 * own + 0.03 * main
    mine: dict[str, Any] = {f"mine_{name}": value for name, value in seen.mine.items()}
    return Suited(
        member=member,
        trade=trade,
        fit=fit,
        miles=distance,
        is_open=opened,
        answer_minutes=minutes,
        node=None if own else member.node,
        **mine,
    )


def _counted_on(found: list[Suited], giver: Member) -> list[Suited]:
    known: dict[int, tuple[float, str]] = {}
    for ask in COUNTED_ON:
        known.update(ask(giver, [one.member for one in found]))
    nothing = (0.0, "")
    words = (known.get(one.member.pk, nothing) for one in found)
    return [replace(one, counted_on=figure, caution=caution) for one, (figure, caution) in zip(found, words, strict=True)]


def _miles(lat: float | None, lon: float | None, other_lat: float | None, other_lon: float | None) -> float | None:
    if lat is None or lon is None or other_lat is None or other_lon is None:
        return None
    return places.miles((lat, lon), (other_lat, other_lon))


RECENT = timedelta(days=7)
"""How far back the week looks for news."""


def _of_these_trades() -> QuerySet[Member]:
    here = Member.objects.filter(node__in=Several("nodes"), left_at=None, business__trades__slug__in=Several("slugs"))
    return here.exclude(pk__in=Several("without")).select_related("business", "node").distinct().order_by("pk")[:CANDIDATES]


def _seen_of() -> QuerySet[Pair, tuple[Any, ...]]:
    mine = Q(giver=Given("giver"))
    rows = Pair.objects.filter(receiver__in=Several("receivers")).values("receiver").annotate(Sum("answered"), Sum("answer_minutes"))
    rows = rows.annotate(my_sent=Sum("sent", filter=mine), my_won=Sum("won", filter=mine), my_returned=Sum("returned", filter=mine))
    return rows.values_list("receiver", "answered__sum", "answer_minutes__sum", "my_sent", "my_won", "my_returned")


_OF_TRADES = Question(_of_these_trades)
_SEEN = Question(_seen_of)
_LAST_FROM = Question(
    lambda: Referral.objects.filter(giver=Given("giver"), receiver=Given("receiver"), state=Referral.State.WON, returned_by=None).order_by(
        "-stepped_at"
    )[:1]
)
_OF = Question(lambda: _whole().filter(Q(giver=Given("member")) | Q(receiver=Given("member"), sent_at__isnull=False), pk=Given("pk")))
_WITH_PK = Question(lambda: _whole().filter(pk=Given("pk")))
_WITH_TOKEN = Question(lambda: _whole().filter(token=Given("token")))
