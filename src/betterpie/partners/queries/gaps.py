"""Which trades a node lacks for its members' customers, and who of the listed guests would fill them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from betterpie.kernel.matching import Knowledge
from betterpie.members.models import BusinessTrade, Invitation, Member, Node
from betterpie.partners.queries.board import board
from betterpie.partners.queries.words import said
from betterpie.rows.queries import Given, Question, Several

SHOWN = 12
GUESTS = 4
"""How many guests are named for each gap."""
LEAST = 0.3
"""A trade that the customers of a member's trade need less than this is no gap for her."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A guest of the list who would fill a gap."""

    pk: int
    name: str
    email: str
    is_asked: bool


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A trade that nobody in the node has, how many members' customers need it, and on which occasion most of them do."""

    trade: str
    members: int
    people: str
    step: str
    guests: tuple[Candidate, ...] = ()

    @property
    def said(self) -> str:
        """The gap as a sentence."""
        pattern = ngettext(
            "%(n)d member sees %(people)s; nobody here takes care of %(step)s.",
            "%(n)d members see %(people)s; nobody here takes care of %(step)s.",
            self.members,
        )
        return pattern % {"n": self.members, "people": said(self.people), "step": said(self.step)}


def gaps(node: Node, *, limit: int = SHOWN) -> list[Gap]:
    """The trades that `node` lacks most, the most wanted first, each with the guests who have it."""
    seen = board(node.pk)
    knowledge, members = seen.knowledge, [one.trades for one in seen.neighbors.values() if one.trades]
    here = {slug for trades in members for slug in trades}
    wanted = {slug: _wanting(slug, members, knowledge) for slug in knowledge.trades if slug not in here}
    weights = {slug: sum(count * strength for count, strength in those.values()) for slug, those in wanted.items() if those}
    best = sorted(weights, key=lambda slug: (-weights[slug], slug))[: 3 * limit]
    found = [(slug, where) for slug in best if (where := _occasion(slug, wanted[slug], here, knowledge)) is not None][:limit]
    guests = _guests(node, [slug for slug, _where in found])
    return [
        Gap(trade=slug, members=members, people=people, step=step, guests=_first(guests.get(slug, [])))
        for slug, (people, step, members) in found
    ]


Wanting = dict[str, tuple[int, float]]
"""Which trades' customers need something: how many members have the trade, and how much their customers need it."""


def _wanting(slug: str, members: Iterable[tuple[str, ...]], knowledge: Knowledge) -> Wanting:
    found: Wanting = {}
    for trades in members:
        strength, giver = max((knowledge.expected(one, slug), one) for one in trades)
        if strength >= LEAST:
            found[giver] = (found.get(giver, (0, 0.0))[0] + 1, strength)
    return found


def _first(guests: list[Candidate]) -> tuple[Candidate, ...]:
    """Who can be written to comes first: the steward has one evening."""
    return tuple(sorted(guests, key=lambda one: (one.is_asked, not one.email, one.name.casefold()))[:GUESTS])


def _occasion(slug: str, wanting: Wanting, here: set[str], knowledge: Knowledge) -> tuple[str, str, int] | None:
    """The occasion on which most members' customers need the trade: the people, the step, and how many members see them there.

    Steps that another trade of the node serves are no gap; None where none is left.
    """
    weights: dict[tuple[str, str], float] = {}
    members: dict[tuple[str, str], int] = {}
    for giver, (count, _strength) in wanting.items():
        for shared in knowledge.affinity.shared(giver, slug):
            if here & set(shared.receiver_step.trades):
                continue
            key = (shared.occasion.people, shared.receiver_step.name)
            weights[key] = weights.get(key, 0.0) + count * shared.part
            members[key] = members.get(key, 0) + count
    best = max(weights, key=lambda key: (weights[key], key), default=None)
    return (*best, members[best]) if best else None


def _guests(node: Node, slugs: list[str]) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    rows = _GUESTS(node=node.pk, slugs=slugs)
    asked = set(_ASKED(members=[row[1] for row in rows]))
    for slug, pk, name, email in rows:
        found.setdefault(slug, []).append(Candidate(pk=pk, name=name, email=email, is_asked=pk in asked))
    return found


def _listed() -> QuerySet[BusinessTrade, tuple[Any, ...]]:
    here = BusinessTrade.objects.filter(
        slug__in=Several("slugs"),
        rank=0,
        business__is_chain=False,
        business__seats__node=Given("node"),
        business__seats__left_at=None,
        business__seats__tier=Member.Tier.GUEST,
    )
    return here.order_by("business__name", "pk").values_list("slug", "business__seats__pk", "business__name", "business__email")


_GUESTS = Question(_listed)
_ASKED = Question(
    lambda: Invitation.objects.filter(member__in=Several("members"), state=Invitation.State.OPEN, is_for_helper=False).values_list(
        "member", flat=True
    )
)
