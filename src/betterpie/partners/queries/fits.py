"""Who fits with a member, and whom she should meet next."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db.models import Count

from betterpie.kernel.vocabulary import trades
from betterpie.partners.models import OPEN_FOR, Nudge
from betterpie.partners.queries.board import Board, Neighbor
from betterpie.partners.queries.words import moment, told, warned
from betterpie.rows.queries import Given, Question

if TYPE_CHECKING:
    from betterpie.kernel.matching import Reason

SHOWN = 12
"""How many fits a page shows."""
SAID = 2
"""How many reasons each fit is given."""
LEAST = 0.46
"""Fits weaker than this are not worth somebody's hour: judged one by one, most below it did not read true (docs, complementors)."""
ALIKE = 2
"""How many strangers of one trade a page names: twelve hair salons are no choice."""
NEW_FOR = timedelta(days=90)
"""How long somebody is new."""
REMEMBERED = timedelta(days=182)
"""How far back it is counted how often each was shown, and who was told to meet whom."""
AMONG = 8
"""Among how many of the best the one shown least is taken."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A member who fits, and why, in sentences to the one who reads."""

    neighbor: Neighbor
    strength: float
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    moment: str
    is_explored: bool

    @property
    def why(self) -> str:
        """The first reason."""
        return self.reasons[0] if self.reasons else ""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Somebody to meet next: who, of which kind, and why."""

    kind: str
    neighbor: Neighbor
    why: str = ""


def fits(here: Board, member: int, *, limit: int = SHOWN) -> list[Fit]:
    """Who fits with `member`: the best complementor whom she doesn't know yet first, then all by how well they fit.

    Of those whom she doesn't know, ALIKE of each trade, and none in her own main trade: these stand among her rivals.
    """
    best = _varied(here, member, _worth_an_hour(here, member))
    fresh = next((other for other in best if not here.know_each_other(member, other)), None)
    chosen = [*([] if fresh is None else [fresh]), *(other for other in best if other != fresh)][:limit]
    return [fit(here, member, other) for other in chosen]


def welcome(here: Board, circle: Collection[int], *, limit: int = 3) -> list[Fit]:
    """Who would suit a whole circle of members best: by how well she fits with each of them together; none of their rivals.

    She has to fit with one of them at least: many who fit a little are nobody to work with.
    """
    known = [here.neighbors[member] for member in circle if member in here.neighbors]
    strengths: dict[int, float] = {}
    for member in circle:
        for other, strength in here.fits(member).items():
            if other not in circle and not any(are_rivals(here.neighbors[other], one) for one in known):
                strengths[other] = strengths.get(other, 0.0) + strength
    good = [other for other in strengths if any(reads_true(here, member, other) for member in circle)]
    best = sorted(good, key=lambda other: (-strengths[other], other))[:limit]
    return [fit(here, max(circle, key=lambda member: here.need(member, other)), other) for other in best]


def fit(here: Board, member: int, other: int) -> Fit:
    """How `other` fits with `member`, told from the side that says more."""
    out, back = here.need(member, other), here.need(other, member)
    there, theirs = here.between(member, other), here.between(other, member)
    reasons = there.reasons if out >= back else theirs.reasons_for_receiver
    return Fit(
        neighbor=here.neighbors[other],
        strength=(out + back) / 2,
        reasons=tuple(dict.fromkeys(told(reason) for reason in reasons if _speaks(reason)))[:SAID],
        warnings=tuple(dict.fromkeys(warned(warning) for warning in there.warnings)),
        moment=moment(there) if out > 0 else "",
        is_explored=here.know_each_other(member, other),
    )


def rivals(here: Board, member: int) -> list[Neighbor]:
    """Those in her own trade."""
    mine = here.neighbors.get(member)
    return [one for one in here.neighbors.values() if mine and one.pk != mine.pk and set(one.trades) & set(mine.trades)]


def are_rivals(one: Neighbor, other: Neighbor) -> bool:
    """Whether two are in the same trade."""
    return bool(set(one.trades) & set(other.trades))


def next_to_meet(here: Board, member: int, *, node: int, at: datetime) -> list[Meeting]:
    """Whom `member` should meet next: one of each kind where there is one, none of them twice."""
    shown = shown_lately(node, at=at)
    told_of = told_lately(member, at=at)
    found: list[Meeting] = []
    for kind in Nudge.Kind:
        taken = {one.neighbor.pk for one in found}
        pool = [other for other in candidates(here, member, kind, at=at) if other not in taken]
        other = least_shown(pool, shown=shown, told_of=told_of, member=member)
        if other is not None:
            found.append(Meeting(kind=kind, neighbor=here.neighbors[other], why=why(here, member, other)))
    return found


def candidates(here: Board, member: int, kind: str, *, at: datetime) -> list[int]:
    """Whom a nudge of `kind` may name to `member`, the best first; nobody whom she knows already."""
    if kind == Nudge.Kind.COMPLEMENTOR:
        return [other for other in _worth_an_hour(here, member) if not here.know_each_other(member, other)][:AMONG]
    if kind == Nudge.Kind.NEWCOMER:
        new = [one for one in here.neighbors.values() if one.joined_at and at - one.joined_at <= NEW_FOR]
        return _strangers(here, member, new)
    circle, group = here.circle(member), _group(here.neighbors.get(member))
    far = [one for one in here.neighbors.values() if one.pk not in circle and _group(one) != group]
    return _strangers(here, member, far)


def least_shown(pool: list[int], *, shown: Counter[int], told_of: list[int], member: int) -> int | None:
    """The one of `pool` whom fewest were told to meet; among equals who was never named to her, then the better. Never her last one."""
    last = told_of[:1]
    left = [other for other in pool if other not in last]
    # Equals are drawn by lot, always the same for the same two, so that a list's order favors nobody.
    return min(left, key=lambda other: (shown[other], other in told_of, _lot(member, other)), default=None)


def why(here: Board, member: int, other: int) -> str:
    """Why the two should meet: what joins them, where the matcher knows something."""
    return fit(here, member, other).why if reads_true(here, member, other) else ""


def reads_true(here: Board, one: int, other: int) -> bool:
    """Whether two fit well enough to meet: taken both ways, or because customers of the one ask for what the other does."""
    strength = here.strength(one, other)
    return strength >= LEAST or (strength >= LEAST / 2 and (_asked(here, one, other) or _asked(here, other, one)))


def shown_lately(node: int, *, at: datetime) -> Counter[int]:
    """How often each member of a node was named to somebody lately."""
    return Counter(dict(_SHOWN(node=node, since=at - REMEMBERED)))


def told_lately(member: int, *, at: datetime) -> list[int]:
    """Whom `member` was told to meet lately, the last one first."""
    return _TOLD(member=member, since=at - REMEMBERED)


def open_nudges(member: int, *, at: datetime) -> list[Nudge]:
    """The nudges that wait for an answer of hers, the newest first."""
    return _OPEN(member=member, since=at - OPEN_FOR)


def nudge_of(pk: int, *, member: int) -> Nudge | None:
    """One nudge of hers."""
    return Nudge.objects.filter(pk=pk, member=member).select_related("other__business").first()


def _worth_an_hour(here: Board, member: int) -> list[int]:
    """Who fits with her well enough, the best first; of her main trade only whom she knows, for the others stand among her rivals."""
    mine = here.neighbors[member].trade if member in here.neighbors else ""
    best = [other for other in here.fits(member) if reads_true(here, member, other)]
    return [other for other in best if here.neighbors[other].trade != mine or here.know_each_other(member, other)]


def _varied(here: Board, member: int, fitting: list[int]) -> list[int]:
    """Those whom she knows, and of the others at most ALIKE of a trade; of equals by lot, so that a list's order favors nobody."""
    fits = here.fits(member)
    known = {other for other in fitting if here.know_each_other(member, other)}
    by_trade: dict[str, list[int]] = {}
    for other in sorted(set(fitting) - known, key=lambda other: (-round(fits[other], 2), _lot(member, other))):
        by_trade.setdefault(here.neighbors[other].trade, []).append(other)
    kept = known.union(*(alike[:ALIKE] for alike in by_trade.values()))
    return [other for other in fitting if other in kept]


def _strangers(here: Board, member: int, those: Iterable[Neighbor]) -> list[int]:
    mine = here.neighbors.get(member)
    left = [one for one in those if one.pk != member and not here.know_each_other(member, one.pk)]
    left = [one for one in left if mine is None or not are_rivals(mine, one)]
    return sorted((one.pk for one in left), key=lambda other: (-here.strength(member, other), other))


def _group(one: Neighbor | None) -> str:
    return trades()[one.trade].group if one and one.trade in trades() else ""


def _asked(here: Board, giver: int, receiver: int) -> bool:
    strong = here.need(giver, receiver) >= LEAST  # reasons take a while, so only of those few
    return strong and any(reason.kind == "asked" for reason in here.between(giver, receiver).reasons)


def _speaks(reason: "Reason") -> bool:
    """Whether a reason says why, rather than how many more or how far."""
    return reason.kind in ("occasion", "asked", "deeds") and reason.weight > 0


def _lot(member: int, other: int) -> float:
    return Random(member * 1_000_003 + other).random()  # noqa: S311  # a lot that favors nobody, not a secret


_SHOWN = Question(
    lambda: (
        Nudge.objects.filter(other__node=Given("node"), made_at__gte=Given("since"))
        .values("other")
        .annotate(times=Count("pk"))
        .values_list("other", "times")
    )
)
_TOLD = Question(
    lambda: (
        Nudge.objects.filter(member=Given("member"), made_at__gte=Given("since"))
        .order_by("-made_at", "-pk")
        .values_list("other", flat=True)
    )
)
_OPEN = Question(
    lambda: (
        Nudge.objects.filter(member=Given("member"), state=Nudge.State.OPEN, made_at__gte=Given("since"))
        .select_related("other__business")
        .order_by("-made_at", "-pk")
    )
)
