"""Tells members, once a week, whom to meet next; fairly, and never more than two at a time."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction

from betterpie.events import queries as events
from betterpie.members.models import Node
from betterpie.partners import queries
from betterpie.partners.actions.elsewhere import gather
from betterpie.partners.models import OPEN_FOR, Nudge, Round

MOST_OPEN = 2
"""Who has so many unanswered is left in peace."""
HOUR = time(5, 0)
"""On Monday, before the weekly letter."""
WINDOW = timedelta(hours=26)
"""How long after that hour a week's nudges may still be made."""
KINDS = tuple(Nudge.Kind)


def nudge_due(*, at: datetime, limit: int = 20) -> int:
    """Make the week's nudges of the nodes where it is Monday morning, of at most `limit` nodes at once. Returns how many nudges."""
    due = [(node, monday) for node in Node.objects.all() if (monday := _monday(node, at)) is not None]
    done = dict(Round.objects.filter(node__in=[node.pk for node, _monday in due]).values_list("node", "at")) if due else {}
    left = [(node, monday) for node, monday in due if node.pk not in done or done[node.pk] < monday]
    gather([node for node, _monday in left[:limit]])
    return sum(_make_round(node, week=monday, at=at) for node, monday in left[:limit])


def nudge(node: Node, *, week: datetime, at: datetime) -> int:
    """Tell each member of `node` with fewer than two open nudges and coffees of somebody to meet. Returns how many were told.

    Fewest times shown goes first, so that a new or quiet member is named as often as a popular one; nobody is named twice in a row.
    """
    here = queries.board(node.pk)
    shown = queries.shown_lately(node.pk, at=at)
    past, coffees = _past(here.neighbors, at=at), events.open_by_member(node.pk)
    made: list[Nudge] = []
    for member in _in_turn(here.neighbors, week):
        nudges = past.get(member, [])
        waiting = sum(one.state == Nudge.State.OPEN and one.made_at >= at - OPEN_FOR for one in nudges)
        if waiting + coffees[member] >= MOST_OPEN:
            continue
        chosen = _choice(here, member, nudges, shown=shown, at=at)
        if chosen is not None:
            kind, other = chosen
            shown[other] += 1
            why = queries.why(here, member, other)[:400]
            made.append(Nudge(member_id=member, other_id=other, kind=kind, why=why, made_at=at))
    Nudge.objects.bulk_create(made)  # one statement: whom to name was found out before, without holding anybody up
    return len(made)


@transaction.atomic
def take_up(member: int, other: int, *, at: datetime) -> None:
    """Write down that `member` follows what she was told about `other`, or had the same thought herself."""
    Nudge.objects.filter(member=member, other=other, state=Nudge.State.OPEN).update(state=Nudge.State.TAKEN, ended_at=at)


@transaction.atomic
def put_off(nudge: Nudge, *, at: datetime) -> None:
    """Write down that it does not suit now. It will not be said again next time."""
    Nudge.objects.filter(pk=nudge.pk, state=Nudge.State.OPEN).update(state=Nudge.State.LATER, ended_at=at)


def _make_round(node: Node, *, week: datetime, at: datetime) -> int:
    Round.objects.get_or_create(node=node, defaults={"at": week - WINDOW})
    if not Round.objects.filter(node=node, at__lt=week).update(at=at):
        return 0  # another worker makes it
    return nudge(node, week=week, at=at)


def _choice(here: queries.Board, member: int, nudges: list[Nudge], *, shown: Counter[int], at: datetime) -> tuple[Nudge.Kind, int] | None:
    """Whom to name to `member`: of the kind she heard of longest ago, unless that one was shown more than others already."""
    told_of = [one.other_id for one in nudges]
    found: list[tuple[Nudge.Kind, int]] = []
    for kind in _kinds(nudges):
        pool = queries.candidates(here, member, kind, at=at)
        other = queries.least_shown(pool, shown=shown, told_of=told_of, member=member)
        if other is not None:
            found.append((kind, other))
    fair = shown.total() / len(here.neighbors)
    return next((one for one in found if shown[one[1]] <= fair), min(found, key=lambda one: shown[one[1]], default=None))


def _monday(node: Node, at: datetime) -> datetime | None:
    here = at.astimezone(node.zone)
    monday = datetime.combine(here.date() - timedelta(days=here.weekday()), HOUR, node.zone)
    return monday if monday <= at < monday + WINDOW else None


def _past(members: Iterable[int], *, at: datetime) -> dict[int, list[Nudge]]:
    """Each member's nudges of the last half year, the newest first."""
    found: dict[int, list[Nudge]] = {}
    since = at - queries.REMEMBERED
    for one in Nudge.objects.filter(member__in=list(members), made_at__gte=since).order_by("-made_at", "-pk"):
        found.setdefault(one.member_id, []).append(one)
    return found


def _in_turn(members: Iterable[int], week: datetime) -> list[int]:
    """The members in another order each week, so that nobody always chooses first."""
    turn = sorted(members)
    Random(week.date().toordinal()).shuffle(turn)  # noqa: S311  # an order, not a secret
    return turn


def _kinds(nudges: list[Nudge]) -> list[Nudge.Kind]:
    """The kinds, the one she has not been told of for longest first."""
    last = {kind: next((place for place, one in enumerate(nudges) if one.kind == kind), len(nudges) + 1) for kind in KINDS}
    return sorted(KINDS, key=lambda kind: -last[kind])
