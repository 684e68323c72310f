"""What can be asked about replies and reviews."""

from collections.abc import Iterable
from typing import Protocol

from django.db.models import Case, Count, QuerySet, When

from betterpie.members.models import BusinessTrade, Member, Node, Staff, Steward
from betterpie.people.models import Person
from betterpie.trust.models import Evidence, Reply, Review, Voice
from betterpie.trust.queries.evidence import merged_in

WHOLE = ("about__business", "about__node", "by__business", "by__node", "node", "steward")


def line_of(review: Review) -> Evidence | None:
    """The line that a review is about; None where it is there no longer."""
    return Evidence.objects.filter(entry=review.entry, place=review.place).first()


class HasPlace(Protocol):
    """What stands in the journal as a word of a fact."""

    @property
    def entry(self) -> int | None: ...
    @property
    def place(self) -> int: ...


def sides_of(line: Evidence) -> tuple[int, int | None]:
    """The members whom a line concerns, as they sit now: the one whom it is about and the one who saw it. Two seats may have become one."""
    merged = merged_in(line.node)
    return merged.get(line.about, line.about), None if line.by is None else merged.get(line.by, line.by)


def replies_to(lines: Iterable[HasPlace]) -> dict[tuple[int, int], list[Reply]]:
    """What the two sides said to each of these lines, by entry and place."""
    keys = [(line.entry, line.place) for line in lines if line.entry is not None]
    found: dict[tuple[int, int], list[Reply]] = {}
    rows = Reply.objects.filter(entry__in=[entry for entry, _place in keys]).select_related("member__business").order_by("at")
    for row in rows:
        if (row.entry, row.place) in keys:
            found.setdefault((row.entry, row.place), []).append(row)
    return found


def review_of(line: Evidence) -> Review | None:
    """The review of a line, open or decided."""
    if line.entry is None:
        return None
    return Review.objects.filter(entry=line.entry, place=line.place).select_related(*WHOLE).first()


def open_review_of(member: Member) -> Review | None:
    """The review that a member asked for and that is not decided yet."""
    return Review.objects.filter(about=member).exclude(state=Review.State.DECIDED).first()


def review(pk: int) -> Review | None:
    """One review with its sides."""
    return Review.objects.filter(pk=pk).select_related(*WHOLE).first()


def reviews_in(node: Node) -> QuerySet[Review]:
    """The reviews of a node, those that wait first, then the newest."""
    is_over = Case(When(state=Review.State.DECIDED, then=1), default=0)
    return Review.objects.filter(node=node).select_related(*WHOLE).order_by(is_over, "-asked_at")


def waiting_for_stewards(node: Node) -> int:
    """How many reviews wait for a steward's word."""
    return Review.objects.filter(node=node, state=Review.State.ASKED).count()


def voice(pk: int) -> Voice | None:
    """One voice with its review."""
    return Voice.objects.filter(pk=pk).select_related("member__business", *(f"review__{name}" for name in WHOLE)).first()


def voice_of(member: Member, review: Review) -> Voice | None:
    """The voice of a member in a review, where she was drawn for it."""
    return Voice.objects.filter(member=member, review=review).first()


def voices_of(member: Member) -> list[Voice]:
    """The open reviews for which a member was drawn and has said nothing yet, the oldest first."""
    rows = Voice.objects.filter(member=member, said="", review__state=Review.State.DRAWN)
    return list(rows.select_related(*(f"review__{name}" for name in WHOLE)).order_by("drawn_at"))


def seated(member: int | None) -> Member | None:
    """The member with this id, gone or not; None for somebody outside."""
    return None if member is None else Member.objects.filter(pk=member).first()


def stewards_without_part(review: Review) -> list[Person]:
    """The stewards who work for neither side."""
    rows = Steward.objects.filter(node=review.node_id, person__is_active=True).exclude(person__in=_people_of(review.sides))
    return [row.person for row in rows.select_related("person").order_by("since", "pk")]


def may_say(person: Person, review: Review) -> bool:
    """Whether a steward may say a word on a review: she works for neither side."""
    return person in stewards_without_part(review)


def who_could_sit(review: Review) -> dict[int, tuple[int, ...]]:
    """The members who have no part in a review, each with what speaks against asking her: same trade as a side (0 or 1), times sat.

    No part means: neither side, nobody who works there or for the steward who said a word, a seat that is taken and not left. Of several
    members for whom the same person acts only one is named: nobody speaks twice.
    """
    people = {*_people_of(review.sides), *([review.steward_id] if review.steward_id else [])}
    rows = Member.objects.filter(node=review.node_id, left_at=None, business__staff__person__is_active=True).exclude(tier=Member.Tier.GUEST)
    free = set(rows.exclude(pk__in=review.sides).values_list("pk", flat=True))
    free -= set(Member.objects.filter(node=review.node_id, business__staff__person__in=people).values_list("pk", flat=True))
    sat = dict(Voice.objects.filter(member__in=free).values_list("member").annotate(Count("pk")))
    rivals = _rivals(review, free)
    return _one_a_person({pk: (int(pk in rivals), sat.get(pk, 0)) for pk in free})


def _one_a_person(burdens: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    """The same without those for whom somebody acts who acts for one with a smaller burden too."""
    people: dict[int, set[int]] = {}
    rows = Staff.objects.filter(business__seats__in=burdens, person__is_active=True).values_list("business__seats", "person")
    for member, person in rows:
        people.setdefault(member, set()).add(person)
    kept, seen = {}, set[int]()
    for member in sorted(burdens, key=lambda one: (burdens[one], one)):
        if seen.isdisjoint(people.get(member, ())):
            kept[member] = burdens[member]
            seen |= people.get(member, set())
    return kept


def _people_of(members: Iterable[int]) -> list[int]:
    return list(Staff.objects.filter(business__seats__in=members).values_list("person", flat=True))


def _rivals(review: Review, members: set[int]) -> set[int]:
    """Those whose main trade is that of a side."""
    main = BusinessTrade.objects.filter(rank=0)
    trades = main.filter(business__seats__in=review.sides).values_list("slug", flat=True)
    return set(main.filter(slug__in=list(trades), business__seats__in=members).values_list("business__seats", flat=True))
