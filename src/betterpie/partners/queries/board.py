"""A node as the matcher sees it: who is there, what came of referrals, what is known. Kept in the process until any of it changes."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby, zip_longest
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from betterpie.events import queries as events
from betterpie.kernel.matching import DEFAULT, Business, Deed, Knowledge, load
from betterpie.kernel.matching.records import MOST_TRADES
from betterpie.members.models import Member, Node
from betterpie.pacts import queries as pacts
from betterpie.partners.models import COUNTERS, Elsewhere, Occasions, Tally
from betterpie.rows.queries import Given, Question
from betterpie.trust import queries as trust

if TYPE_CHECKING:
    from betterpie.kernel.matching import Matcher, Suggestion

TOP = 40
"""How many complementors of each member are kept."""
NODES = 32
"""How many nodes a process keeps at hand."""
DIVIDERS = re.compile(r"[,;\n•]+|\band\b")


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A member as far as the matcher and the pages of this room need her."""

    pk: int
    business: int
    name: str
    trades: tuple[str, ...]
    services: str
    asked: str
    price: int | None
    place: tuple[float, float] | None
    joined_at: Any
    trust: float | None = None

    @property
    def trade(self) -> str:
        """Her main trade; nothing where none is written down."""
        return self.trades[0] if self.trades else ""


@dataclass(frozen=True)
class Board:
    """A node's members, what came of their referrals, and the strength of each pair worth a word, both ways."""

    neighbors: Mapping[int, Neighbor]
    tallies: Mapping[tuple[int, int], tuple[int, ...]]
    knowledge: Knowledge
    matcher: "Matcher"
    acquainted: frozenset[tuple[int, int]]

    def between(self, giver: int, receiver: int) -> "Suggestion":
        """What is to be said about one ordered pair."""
        return self.matcher.between(giver, receiver)

    def fits(self, member: int) -> Mapping[int, float]:
        """The members whose customers need `member`, or who are needed by hers, by the mean of both ways, the best first."""
        if member not in self._fits:
            out, back = self._from(member), self.matcher.strengths_to(member) if member in self.neighbors else {}
            both = {other: (out.get(other, 0.0) + back.get(other, 0.0)) / 2 for other in {*out, *back}}
            self._fits[member] = dict(sorted(both.items(), key=lambda one: (-one[1], one[0])))
        return self._fits[member]

    def strength(self, one: int, other: int) -> float:
        """How well two fit: the mean of both ways."""
        return self.fits(one).get(other, 0.0)

    def need(self, giver: int, receiver: int) -> float:
        """How much customers of the one need the other; 0 beyond the best TOP of the giver's."""
        return self._from(giver).get(receiver, 0.0)

    def know_each_other(self, one: int, other: int) -> bool:
        """Whether they have met or are about to, or a customer ever went from the one to the other."""
        both = ((one, other), (other, one))
        return any(pair in self.tallies or pair in self.acquainted for pair in both)

    def circle(self, member: int) -> set[int]:
        """Those with whom `member` has dealings, and those with whom these have."""
        known = self._partners.get(member, set())
        return known.union(*(self._partners.get(one, set()) for one in known)) | {member}

    def _from(self, giver: int) -> Mapping[int, float]:
        if giver not in self._needs:
            self._needs[giver] = self.matcher.strengths_from(giver) if giver in self.neighbors else {}
        return self._needs[giver]

    @cached_property
    def _fits(self) -> dict[int, Mapping[int, float]]:
        return {}

    @cached_property
    def _needs(self) -> dict[int, Mapping[int, float]]:
        return {}

    @cached_property
    def _partners(self) -> Mapping[int, set[int]]:
        found: dict[int, set[int]] = {}
        for giver, receiver in (*self.tallies, *self.acquainted):
            found.setdefault(giver, set()).add(receiver)
            found.setdefault(receiver, set()).add(giver)
        return found


@dataclass(frozen=True, slots=True)
class Seen:
    """What a board is made of, as it was read."""

    neighbors: tuple[Neighbor, ...]
    tallies: tuple[tuple[int, ...], ...]
    acquainted: frozenset[tuple[int, int]]
    text: str
    elsewhere: tuple[tuple[Any, ...], ...] = ()


def board(node: int) -> Board:
    """The board of a node. What it is made of is read each time; of a deed only what it touched is worked out again."""
    text, elsewhere = _KNOWN.first(node=node) or ("", None)
    others = tuple(tuple(row) for row in elsewhere or ())
    seen = Seen(tuple(_neighbors(node)), tuple(_TALLIES(node=node)), frozenset(_ACQUAINTED(node=node)), text or "", others)
    with _lock:
        before, last = _boards.get(node, (None, None))
        if last is not None and before == seen:
            _boards.move_to_end(node)
            return last
    made = (heard(last, before, seen) if last is not None and before is not None else None) or laid(seen)
    with _lock:
        _boards[node] = (seen, made)
        _boards.move_to_end(node)
        while len(_boards) > NODES:
            _boards.popitem(last=False)
    return made


def own_text(node: int) -> str:
    """What the node itself knows of occasions, in the form of the shipped file; "" where it has added nothing."""
    return _OWN.first(node=node) or ""


@lru_cache(maxsize=NODES)
def knowledge_of(text: str) -> Knowledge:
    """The shipped knowledge with a node's own laid over it."""
    return load(text, base=DEFAULT) if text else DEFAULT


def parted(words: str) -> list[str]:
    """Services as people write them in one field, one by one."""
    return [part.strip(" .") for part in DIVIDERS.split(words) if part.strip(" .")]


def laid(seen: Seen) -> Board:
    """A board made from nothing."""
    from betterpie.kernel.matching import Matcher  # numpy and scipy are loaded by the first board, not by the first page

    knowledge, tallies = knowledge_of(seen.text), _by_pair(seen.tallies)
    deeds = [deed for pair, counts in tallies.items() for deed in _deeds(pair, _outcomes(counts))]
    deeds += [deed for giver, receiver, *counts in seen.elsewhere for deed in _deeds_elsewhere((giver, receiver), tuple(counts))]
    matcher = Matcher([_business(one) for one in seen.neighbors], deeds, knowledge=knowledge, top=TOP)
    matcher.settle()
    return Board(_by_member(seen.neighbors), tallies, knowledge, matcher, seen.acquainted)


def heard(last: Board, before: Seen, seen: Seen) -> Board | None:
    """The board after deeds, made from the last one, which answers on as it was; None where more than deeds and trust has changed."""
    pairs_of_neighbors = list(zip_longest(before.neighbors, seen.neighbors))
    if (before.text, before.elsewhere) != (seen.text, seen.elsewhere) or not all(
        _is_same_apart_from_trust(*pair) for pair in pairs_of_neighbors
    ):
        return None
    tallies, matcher = _by_pair(seen.tallies), last.matcher
    trust = {one.pk: one.trust for was, one in pairs_of_neighbors if one.trust != was.trust}
    pairs = [pair for pair in {*last.tallies, *tallies} if last.tallies.get(pair) != tallies.get(pair)]
    if trust or pairs:
        matcher = matcher.copy()
        _hear(matcher, {pair: (last.tallies.get(pair), tallies.get(pair)) for pair in pairs})
        if trust:
            matcher.trust(trust)
        matcher.settle()
    return Board(_by_member(seen.neighbors), tallies, last.knowledge, matcher, seen.acquainted)


def _hear(matcher: "Matcher", changes: "Mapping[tuple[int, int], tuple[Counts | None, Counts | None]]") -> None:
    """Tells the matcher what came of referrals since: a referral that went a step further comes instead of what it was."""
    more: list[Deed] = []
    less: list[Deed] = []
    for pair, (was, now) in changes.items():
        old, new = _outcomes(was), _outcomes(now)
        more += _deeds(pair, {outcome: new[outcome] - old[outcome] for outcome in new})
        less += _deeds(pair, {outcome: old[outcome] - new[outcome] for outcome in new})
    matcher.hear(*more, instead_of=less)


def _is_same_apart_from_trust(was: Neighbor | None, now: Neighbor | None) -> bool:
    return was == now or (was is not None and now is not None and replace(now, trust=was.trust) == was)


def _by_member(neighbors: tuple[Neighbor, ...]) -> Mapping[int, Neighbor]:
    return {one.pk: one for one in neighbors}


def _by_pair(tallies: tuple[tuple[int, ...], ...]) -> "Mapping[tuple[int, int], Counts]":
    return {(giver, receiver): tuple(counts) for giver, receiver, *counts in tallies}


def _business(one: Neighbor) -> Business:
    return Business(
        key=one.pk,
        name=one.name,
        trades=one.trades[:MOST_TRADES],
        offers=parted(one.services),
        asked=parted(one.asked),
        price=one.price,
        place=one.place,
        trust=one.trust,
    )


Counts = tuple[int, ...]
"""Of a tally: COUNTERS."""
NO_COUNTS: Counts = (0,) * len(COUNTERS)


def _outcomes(counts: Counts | None) -> dict[str, int]:
    """How many referrals came how far, each at its furthest step.

    Whoever bought at once was never told to be taken on, hence the floors.
    """
    sent, accepted, won, lost, declined, kept, gone, _pleased, unhappy = counts or NO_COUNTS
    working = max(0, accepted - won - lost)
    asked = max(0, sent - working - won - lost - declined)
    told = {"kept": kept, "gone": gone, "won": max(0, won - kept - gone), "complaint": unhappy}
    return {**told, "lost": lost, "declined": declined, "accepted": working, "asked": asked}


def _deeds(pair: tuple[int, int], outcomes: Mapping[str, int]) -> list[Deed]:
    return [Deed(*pair, outcome, count) for outcome, count in outcomes.items() if count > 0]


def _deeds_elsewhere(trades: tuple[str, str], counts: Counts) -> list[Deed]:
    return [Deed(None, None, outcome, count, trades=trades) for outcome, count in _outcomes(counts).items() if count > 0]


def _neighbors(node: int) -> list[Neighbor]:
    found = []
    for _member, group in groupby(_MEMBERS(node=node), key=itemgetter(0)):
        rows = list(group)
        pk, business, name, services, asked, price, lat, lon, joined_at, value, _trade = rows[0]
        trades = tuple(row[-1] for row in rows if row[-1] is not None)
        careful = None if value is None else round(value, 1)  # what fades a little each day does not have the board made anew
        found.append(Neighbor(pk, business, name, trades, services, asked, price, _place(lat, lon), joined_at, careful))
    return found


def _place(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return None if lat is None or lon is None else (lat, lon)


def _members() -> QuerySet[Member, tuple[Any, ...]]:
    here = Member.objects.filter(node=Given("node"), left_at=None).exclude(tier=Member.Tier.GUEST)
    here = here.order_by("pk", "business__trades__rank", "business__trades__pk")
    return here.annotate(trust=Subquery(trust.careful_values(OuterRef("pk")))).values_list(
        "pk",
        "business_id",
        "business__name",
        "business__services",
        "business__asked_for",
        "business__price_level",
        "business__lat",
        "business__lon",
        "joined_at",
        "trust",
        "business__trades__slug",
    )


_MEMBERS = Question(_members)
_ACQUAINTED = Question(lambda: events.acquainted(Given("node")).union(pacts.in_force(Given("node"))))
_TALLIES = Question(
    lambda: Tally.objects.filter(node=Given("node")).order_by("giver", "receiver").values_list("giver", "receiver", *COUNTERS)
)
_OWN = Question(lambda: Occasions.objects.filter(node=Given("node")).order_by("-version").values_list("text", flat=True)[:1])
_KNOWN = Question(
    lambda: Node.objects.filter(pk=Given("node")).values_list(
        Subquery(Occasions.objects.filter(node=OuterRef("pk")).order_by("-version").values("text")[:1]),
        Subquery(Elsewhere.objects.filter(node=OuterRef("pk")).values("deeds")[:1]),
    )
)
_boards: "OrderedDict[int, tuple[Seen, Board]]" = OrderedDict()
_lock = Lock()
