"""What a steward asks about her node: who joined, who was asked, who never came."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from betterpie.kernel.words import fold
from betterpie.members.models import Business, Claim, Invitation, Member, Node, NodeLink, Staff, Steward
from betterpie.people.models import Person
from betterpie.rows.queries import Given, Question

FEW = 8
"""How many of each sort a steward is shown at once."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How a node stands."""

    members: int
    guests: int
    joined: int
    """This quarter."""
    asked: int
    """Owners asked who have not answered."""
    reachable: int
    """Guests with an e-mail address who were never asked."""
    asleep: int
    """Members for whom nobody has ever signed in."""


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A business that is known already, and the id of its seat in the node that asks, if it has one there."""

    business: Business
    seat: int | None


def figures(node: Node, *, at: datetime) -> Figures:
    """How `node` stands at `at`."""
    members, guests, joined, reached, sleeping = _COUNTS.first(node=node.pk, since=quarter_of(at, node.zone)) or (0, 0, 0, 0, 0)
    waiting = _ASKED_COUNT.first(node=node.pk) or 0
    return Figures(members=members, guests=guests, joined=joined, asked=waiting, reachable=reached, asleep=sleeping)


def quarter_of(at: datetime, zone: ZoneInfo) -> datetime:
    """When the quarter of `at` began."""
    here = at.astimezone(zone)
    return here.replace(month=here.month - (here.month - 1) % 3, day=1, hour=0, minute=0, second=0, microsecond=0)


def asked(node: Node) -> QuerySet[Invitation]:
    """Owners who were asked and have not answered, or have said yes and not signed in; the longest wait first."""
    return _asked(node)


def first_asked(node: Node) -> list[Invitation]:
    """The first few of them."""
    return _ASKED(node=node.pk)


def invitations(node: Node) -> QuerySet[Invitation]:
    """All owners who were asked, the newest first."""
    rows = Invitation.objects.filter(member__node=node, is_for_helper=False)
    return rows.select_related("member__business").order_by("-asked_at", "-pk")


def asleep(node: Node) -> QuerySet[Member]:
    """Members for whom nobody has ever signed in."""
    return _asleep(node)


def first_asleep(node: Node) -> list[Member]:
    """The first few of them."""
    return _ASLEEP(node=node.pk)


def guests(node: Node) -> QuerySet[Member]:
    """Those who are listed and have not joined, by name, each with whether it was asked and waits (`is_asked`)."""
    waits = Invitation.objects.filter(member=OuterRef("pk"), state=Invitation.State.OPEN, is_for_helper=False)
    rows = Member.objects.filter(node=node, left_at=None, tier=Member.Tier.GUEST)
    return rows.annotate(is_asked=Exists(waits)).select_related("business").order_by("sort_name", "pk")


def reachable(node: Node) -> QuerySet[Member]:
    """Guests with an e-mail address who were never asked; branches of chains are left out, whose owner sits elsewhere."""
    rows = Member.objects.filter(_can_be_reached(), node=node, left_at=None, tier=Member.Tier.GUEST)
    return rows.select_related("business", "node").order_by("sort_name", "pk")


def left_today(node: int, *, at: datetime) -> int:
    """How many more owners `node` may ask by mail within a day of `at`, as the host arranged it."""
    asked = Invitation.objects.filter(member__node=node, is_for_helper=False, asked_at__gt=at - timedelta(days=1)).count()
    return max(0, int(settings.INVITATIONS_A_DAY) - asked)


def claims(node: Node) -> QuerySet[Claim]:
    """Wishes to join that wait for an answer, the longest wait first."""
    return _claims(node)


def first_claims(node: Node) -> list[Claim]:
    """The first few of them."""
    return _CLAIMS(node=node.pk)


def links(node: Node) -> QuerySet[NodeLink]:
    """Links with neighboring nodes, asked for and agreed."""
    return NodeLink.objects.filter(Q(one=node) | Q(other=node)).select_related("one", "other").order_by("pk")


def stewards(node: Node) -> QuerySet[Steward]:
    """Those who look after `node`, the longest-serving first."""
    return Steward.objects.filter(node=node).select_related("person").order_by("since", "pk")


def twins(node: Node, *, name: str, phone: str) -> list[Twin]:
    """Businesses known in this installation that may be this one: with the same phone, or the very same name. At most five."""
    same = Q(name__iexact=name.strip())
    if phone:
        same |= Q(phone=phone)
    found = list(Business.objects.filter(same).prefetch_related("seats").order_by("pk")[:20])
    found.sort(key=lambda business: (not (phone and business.phone == phone), fold(business.name) != fold(name), business.pk))
    return [Twin(business=business, seat=_seat_in(node, business)) for business in found[:5]]


def businesses_to_bring(person: Person, node: Node) -> list[Business]:
    """The businesses of `person` that have no seat in `node`, and no wish for one that waits."""
    here = Member.objects.filter(business=OuterRef("pk"), node=node, left_at=None)
    waits = Claim.objects.filter(business=OuterRef("pk"), node=node, state=Claim.State.OPEN)
    return list(Business.objects.filter(~Exists(here), ~Exists(waits), staff__person=person).order_by("name", "pk"))


def helpers_asked(member: Member) -> QuerySet[Invitation]:
    """Those who were asked to work for `member` and have not answered."""
    rows = Invitation.objects.filter(member=member, is_for_helper=True, state=Invitation.State.OPEN)
    return rows.select_related("member__node").order_by("asked_at", "pk")


def staff(member: Member) -> list[Staff]:
    """The people who may act for `member`, the owner first."""
    rows = Staff.objects.filter(business_id=member.business_id, person__is_active=True).select_related("person")
    return list(rows.order_by("-is_owner", "since", "pk"))


def _can_be_reached() -> Q:
    before = Invitation.objects.filter(member=OuterRef("pk"), is_for_helper=False)
    return Q(business__is_chain=False) & ~Q(business__email="") & ~Q(Exists(before))


def _sleeps() -> Q:
    return ~Q(Exists(Staff.objects.filter(business=OuterRef("business"), person__last_login__isnull=False)))


def _seat_in(node: Node, business: Business) -> int | None:
    return next((seat.pk for seat in business.seats.all() if seat.node_id == node.pk and seat.left_at is None), None)


def _counts() -> QuerySet[Member, tuple[int, ...]]:
    is_guest = Q(tier=Member.Tier.GUEST)
    counts = {
        "members": Count("pk", filter=~is_guest),
        "guests": Count("pk", filter=is_guest),
        "joined": Count("pk", filter=Q(joined_at__gte=Given("since"))),
        "reached": Count("pk", filter=is_guest & _can_be_reached()),
        "sleeping": Count("pk", filter=~is_guest & _sleeps()),
    }
    return Member.objects.filter(node=Given("node"), left_at=None).values("node").annotate(**counts).values_list(*counts)


def _asked(node: Node | Given) -> QuerySet[Invitation]:
    waiting = Q(state=Invitation.State.OPEN) | Q(state=Invitation.State.ACCEPTED, taken_at=None)
    rows = Invitation.objects.filter(waiting, member__node=node, is_for_helper=False)
    return rows.select_related("member__business").order_by("asked_at", "pk")


def _asked_count() -> QuerySet[Invitation, int]:
    return _asked(Given("node")).order_by().values("member__node").annotate(n=Count("pk")).values_list("n", flat=True)


def _asleep(node: Node | Given) -> QuerySet[Member]:
    joined = Member.objects.filter(_sleeps(), node=node, left_at=None).exclude(tier=Member.Tier.GUEST)
    return joined.select_related("business").order_by("joined_at", "pk")


def _claims(node: Node | Given) -> QuerySet[Claim]:
    rows = Claim.objects.filter(node=node, state=Claim.State.OPEN)
    return rows.select_related("person", "member__business", "business").order_by("asked_at", "pk")


_COUNTS = Question(_counts)
_ASKED = Question(lambda: _asked(Given("node"))[:FEW])
_ASKED_COUNT = Question(_asked_count)
_ASLEEP = Question(lambda: _asleep(Given("node"))[:FEW])
_CLAIMS = Question(lambda: _claims(Given("node"))[:FEW])
