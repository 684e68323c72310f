"""Takes a piece of evidence in."""

from functools import cache

from django.db import transaction

from betterpie.journal.facts import Regards
from betterpie.journal.models import Entry
from betterpie.kernel.trust import DEFAULT
from betterpie.members.models import Member
from betterpie.rows.actions import lay, raise_counts
from betterpie.rows.queries import Given, Question, Several
from betterpie.trust.models import Book, Evidence, Review, Standing, new_edition


@transaction.atomic(savepoint=False)
def take_in(word: Regards, *, kind: str, entry: Entry, place: int) -> Evidence | None:
    """Write down one reason to think well or ill of a member, and ask for her to be weighed.

    The latest word about a thing replaces those before it, in whichever order they are heard. Nobody is evidence for herself: such a
    word is passed over, and so is one about a member who is not there.
    """
    nodes = dict(_SEATS(members=[word.about, word.by or 0]))
    node = nodes.get(word.about)
    if node is None or word.by == word.about:
        return None
    by_node = nodes.get(word.by) if word.by is not None else None
    piece = Evidence(
        node=node,
        about=word.about,
        by=word.by,
        by_node=by_node if by_node != node else None,
        kind=kind,
        outcome=word.strength,
        at=entry.at,
        is_confirmed=word.confirmed,
        thing=word.thing,
        entry=entry.pk,
        place=place,
        state=_settled(entry.pk, place),
    )
    if word.thing:
        _replace(piece)
    lay([piece])
    ask(piece.about, node=node)
    return piece


def ask(member: int, *, node: int) -> None:
    """Have a member's standing worked out anew soon."""
    raise_counts(Standing, key={"member": member, "node": node}, more={"asked": 1})


def rewritten(node: int) -> None:
    """Say that a node's evidence changed otherwise than by one more piece: whoever keeps it in memory reads it again."""
    Book.objects.update_or_create(node=node, defaults={"edition": new_edition()})


@cache
def same_facet(kind: str) -> tuple[str, ...]:
    """The kinds that speak of the same facet: of these, one about a thing replaces another."""
    facet = DEFAULT.kinds[kind].facet
    return tuple(other for other, rule in DEFAULT.kinds.items() if rule.facet == facet)


def _settled(entry: int, place: int) -> str:
    """What a review has made of this line before a replay told it again."""
    return _SAID.first(entry=entry, place=place) or Evidence.State.COUNTS


def _replace(piece: Evidence) -> None:
    same = _SAME(about=piece.about, thing=piece.thing, kinds=same_facet(piece.kind))
    if any(entry is not None and piece.entry is not None and entry > piece.entry for _pk, entry, _is_replaced in same):
        piece.is_replaced = True  # heard late: what came after it has been heard already
    elif standing := [pk for pk, _entry, is_replaced in same if not is_replaced]:
        Evidence.objects.filter(pk__in=standing).update(is_replaced=True)
        rewritten(piece.node)


_SEATS = Question(lambda: Member.objects.filter(pk__in=Several("members")).values_list("pk", "node"))
_SAID = Question(
    lambda: Review.objects.filter(entry=Given("entry"), place=Given("place"), state=Review.State.DECIDED).values_list("said", flat=True)
)
_SAME = Question(
    lambda: Evidence.objects.filter(about=Given("about"), thing=Given("thing"), kind__in=Several("kinds")).values_list(
        "pk", "entry", "is_replaced"
    )
)


@transaction.atomic
def settle(*, entry: int, place: int, state: str) -> None:
    """Let a line count, count less or not at all, as a review has it; the member is weighed anew."""
    for piece in Evidence.objects.filter(entry=entry, place=place).exclude(state=state):
        Evidence.objects.filter(pk=piece.pk).update(state=Evidence.State(state))
        rewritten(piece.node)
        ask(piece.about, node=piece.node)
