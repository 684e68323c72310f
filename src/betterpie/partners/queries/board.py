"""A node as the matcher sees it: who is there, what came of referrals, what is known. Kept in the process until any of it changes."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from betterpie.events import queries as events
from betterpie.kernel.matching import DEFAULT, Business, Deed, Knowledge, load
from betterpie.kernel.matching.records import MOST_TRADES
from betterpie.members.models import BusinessTrade, Member
from betterpie.pacts import queries as pacts
from betterpie.partners.models import Occasions, Tally
from betterpie.rows.queries import Given, Question, Several
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
    strengths: Mapping[tuple[int, int], float]
    acquainted: frozenset[tuple[int, int]]

    def between(self, giver: int, receiver: int) -> "Suggestion":
        """What is to be said about one ordered pair."""
        return self.matcher.between(giver, receiver)

    def fits(self, member: int) -> list[tuple[int, float]]:
        """The members whose customers need `member`, or who are needed by hers, by the mean of both ways, the best first."""
        if member not in self._fits:
            both = {other: self.strength(member, other) for other in self.neighbors}
            self._fits[member] = sorted(((other, mean) for other, mean in both.items() if mean), key=lambda one: (-one[1], one[0]))
        return self._fits[member]

    def strength(self, one: int, other: int) -> float:
        """How well two fit: the mean of both ways."""
        return (self.strengths.get((one, other), 0.0) + self.strengths.get((other, one), 0.0)) / 2

    def know_each_other(self, one: int, other: int) -> bool:
        """Whether they have met or are about to, or a customer ever went from the one to the other."""
        both = ((one, other), (other, one))
        return any(pair in self.tallies or pair in self.acquainted for pair in both)

    def circle(self, member: int) -> set[int]:
        """Those with whom `member` has dealings, and those with whom these have."""
        known = self._partners.get(member, set())
        return known.union(*(self._partners.get(one, set()) for one in known)) | {member}

    @cached_property
    def _fits(self) -> dict[int, list[tuple[int, float]]]:
        return {}

    @cached_property
    def _partners(self) -> Mapping[int, set[int]]:
        found: dict[int, set[int]] = {}
        for giver, receiver in (*self.tallies, *self.acquainted):
            found.setdefault(giver, set()).add(receiver)
            found.setdefault(receiver, set()).add(giver)
        return found


def board(node: int) -> Board:
    """The board of a node. What it is made of is read each time; it is worked out anew only where something has changed."""
    neighbors, tallies, text = tuple(_neighbors(node)), tuple(_TALLIES(node=node)), own_text(node)
    acquainted = frozenset(_ACQUAINTED(node=node))
    key = (neighbors, tallies, acquainted, text)
    with _lock:
        if node in _boards and _boards[node][0] == key:
            _boards.move_to_end(node)
            return _boards[node][1]
    made = _made(neighbors, tallies, acquainted, knowledge_of(text))
    with _lock:
        _boards[node] = (key, made)
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


def _made(
    neighbors: tuple[Neighbor, ...], tallies: tuple[tuple[int, ...], ...], acquainted: frozenset[tuple[int, int]], knowledge: Knowledge
) -> Board:
    from betterpie.kernel.matching import Matcher  # numpy and scipy are loaded by the first board, not by the first page

    businesses = [_business(one) for one in neighbors]
    deeds = [deed for giver, receiver, *counts in tallies for deed in _deeds(giver, receiver, *counts)]
    matcher = Matcher(businesses, deeds, knowledge=knowledge, top=TOP)
    return Board(
        neighbors={one.pk: one for one in neighbors},
        tallies={(giver, receiver): tuple(counts) for giver, receiver, *counts in tallies},
        knowledge=knowledge,
        matcher=matcher,
        strengths={(found.giver, found.receiver): found.strength for found in matcher.all()},  # type: ignore[misc]  # keys are ours
        acquainted=acquainted,
    )


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


def _deeds(giver: int, receiver: int, sent: int, accepted: int, won: int, lost: int, declined: int) -> list[Deed]:
    """What came of referrals, each at its furthest step. Whoever bought at once was never told to be taken on, hence the floors."""
    working = max(0, accepted - won - lost)
    asked = max(0, sent - working - won - lost - declined)
    counts = {"won": won, "lost": lost, "declined": declined, "accepted": working, "asked": asked}
    return [Deed(giver, receiver, outcome, count) for outcome, count in counts.items() if count]


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
TRADES = Question(
    lambda: BusinessTrade.objects.filter(business__in=Several("ids")).order_by("business", "rank", "pk").values_list("business", "slug")
)
_ACQUAINTED = Question(lambda: events.acquainted(Given("node")).union(pacts.in_force(Given("node"))))
_TALLIES = Question(
    lambda: (
        Tally.objects.filter(node=Given("node"))
        .order_by("giver", "receiver")
        .values_list("giver", "receiver", "sent", "accepted", "won", "lost", "declined")
    )
)
_OWN = Question(lambda: Occasions.objects.filter(node=Given("node")).order_by("-version").values_list("text", flat=True)[:1])
_boards: "OrderedDict[int, tuple[Any, Board]]" = OrderedDict()
_lock = Lock()
