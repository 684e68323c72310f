"""Who sits where, and who belongs to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from betterpie.members.models import Acceptance, BusinessTrade, Member, Node, NodeLink, Staff, Steward
from betterpie.people.models import Person
from betterpie.rows.queries import Given, Question, Several, give_along

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Where the person at the door sits: her node, the business she acts for there (if any), and whether she is a steward."""

    node: Node
    person: Person
    member: Member | None
    others: tuple[Member, ...] = ()
    is_steward: bool = False
    has_accepted: bool = True

    @property
    def member_id(self) -> int:
        """Her member's id. Only asked where a member is needed."""
        assert self.member is not None
        return self.member.pk


def seat(slug: str, person: Person, *, chosen: int | None = None) -> Seat | None:
    """The seat of `person` in the node `slug`: at `chosen` if that is hers, else at her first business that joined; None for a stranger."""
    rows = _SEATS(slug=slug, person=person.pk)
    if not rows:
        return _steward_seat(slug, person)
    here = next((row for row in rows if row.pk == chosen), rows[0])
    others = tuple(row for row in rows if row is not here)
    accepted = bool(getattr(here, "has_accepted", False)) or not here.node.rules
    return Seat(
        node=here.node,
        person=person,
        member=here,
        others=others,
        is_steward=bool(getattr(here, "for_steward", False)),
        has_accepted=accepted,
    )


def seats_of(person: Person) -> list[tuple[Node, bool]]:
    """The nodes in which `person` has a business or is a steward, and whether she is one, by name."""
    stewardship = Steward.objects.filter(node=OuterRef("pk"), person=person)
    seated = Q(members__business__staff__person=person, members__left_at=None, members__joined_at__isnull=False)
    mine = seated | Q(stewards__person=person)
    nodes = Node.objects.filter(mine).annotate(for_steward=Exists(stewardship)).distinct().order_by("name")
    return [(node, bool(getattr(node, "for_steward", False))) for node in nodes]


def members_of(node: Node) -> QuerySet[Member]:
    """Those who have a seat in `node` and have not left, with their businesses and trades, by name."""
    return (
        Member.objects.filter(node=node, left_at=None)
        .select_related("business")
        .prefetch_related("business__trades")
        .order_by("sort_name", "pk")
    )


def member_of(node: Node, pk: int) -> Member | None:
    """One member of `node`."""
    return next(iter(with_trades(_MEMBER(node=node.pk, pk=pk))), None)


def with_trades(members: list[Member]) -> list[Member]:
    """The same, with the trades of their businesses."""
    businesses = [member.business for member in members]
    give_along(businesses, "trades", _TRADES(ids=[business.pk for business in businesses]), by="business_id")
    return members


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names of members by id, those who left included."""
    return dict(_NAMES(ids=set(ids)))


def linked_nodes(node: Node) -> list[Node]:
    """The nodes whose members may be referred to from `node`."""
    return [link.other if link.one_id == node.pk else link.one for link in _LINKS(node=node.pk)]


def is_spoken_for(business: int, *, person: Person) -> bool:
    """Whether a business has joined somewhere, or others act for it, and `person` does not."""
    acting = set(Staff.objects.filter(business=business).values_list("person", flat=True))
    taken = bool(acting) or Member.objects.filter(business=business, left_at=None).exclude(tier=Member.Tier.GUEST).exists()
    return taken and person.pk not in acting


def is_known_elsewhere(member: Member) -> bool:
    """Whether the business of `member` has a seat in another node too, or somebody who acts for it."""
    seats = Member.objects.filter(business=member.business_id, left_at=None).exclude(pk=member.pk)
    return seats.exists() or Staff.objects.filter(business=member.business_id).exists()


def staff_of(member: Member) -> QuerySet[Person]:
    """The people who may act for `member`."""
    return Person.objects.filter(jobs__business=member.business_id, is_active=True).order_by("jobs__since", "pk")


class Reader(NamedTuple):
    """One who reads the letters to a member. `person` is her id, or 0 for the business's own address while nobody acts for it."""

    email: str
    language: str
    person: int


def readers(member: Member) -> list[Reader]:
    """Who reads the letters to `member`: the people who act for it, or whoever reads its own address while nobody does."""
    people = [Reader(*row) for row in _STAFF(business=member.business_id)]
    if people or not member.business.email:
        return people
    return [Reader(member.business.email, member.node.language, 0)]


def is_read_by(member: Member, reader: int) -> bool:
    """Whether `reader`, a person, still acts for `member`; or for 0, whether its own address is still read. Never for one who has left."""
    return member.left_at is None and reader in {one.person for one in readers(member)}


def addresses(member: Member) -> list[tuple[str, str]]:
    """Where letters to `member` go, with the language."""
    return [(reader.email, reader.language) for reader in readers(member)]


def with_reader(rows: QuerySet[Row], *, business: str, is_person: bool) -> QuerySet[Row]:
    """Those of `rows` whose business, at the path `business`, still has the reader of a letter.

    That is the person `Given("reader")` as long as she acts for it; or, unless `is_person`, its own address as long as nobody does.
    """
    staff = Staff.objects.filter(business=OuterRef(business), person__is_active=True)
    return rows.filter(Exists(staff.filter(person=Given("reader"))) if is_person else ~Exists(staff))


def _steward_seat(slug: str, person: Person) -> Seat | None:
    node = Node.objects.filter(slug=slug, stewards__person=person).first()
    return Seat(node=node, person=person, member=None, is_steward=True) if node else None


def _seats() -> QuerySet[Member]:
    rules = Acceptance.objects.filter(member=OuterRef("pk"), version=F("member__node__rules_version"))
    stewardship = Steward.objects.filter(node=OuterRef("node"), person=Given("person"))
    return (
        Member.objects.filter(node__slug=Given("slug"), left_at=None, business__staff__person=Given("person"))
        .exclude(tier=Member.Tier.GUEST)
        .select_related("node", "business")
        .annotate(for_steward=Exists(stewardship), has_accepted=Exists(rules))
        .order_by("joined_at", "pk")
    )


def _links() -> QuerySet[NodeLink]:
    either = Q(one=Given("node")) | Q(other=Given("node"))
    return NodeLink.objects.filter(either, agreed_at__isnull=False).select_related("one", "other")


_SEATS = Question(_seats)
_MEMBER = Question(lambda: Member.objects.filter(node=Given("node"), pk=Given("pk"), left_at=None).select_related("business"))
_TRADES = Question(lambda: BusinessTrade.objects.filter(business__in=Several("ids")))
_LINKS = Question(_links)
_NAMES = Question(lambda: Member.objects.filter(pk__in=Several("ids")).values_list("pk", "business__name"))
_STAFF = Question(
    lambda: (
        Person.objects.filter(jobs__business=Given("business"), is_active=True)
        .order_by("jobs__since", "pk")
        .values_list("email", "language", "pk")
    )
)
