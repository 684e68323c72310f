"""What a member's trust is, and what it is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from betterpie.kernel.trust import DEFAULT, FACETS
from betterpie.members.models import Member
from betterpie.members.queries.seats import names
from betterpie.trust.models import Evidence, History, Reply, Standing

ENOUGH_DEEDS, ENOUGH_VOICES = 10, 3.0
"""Below these it is too early: ten deeds (Karrot's habit of evidence before number), as many voices as it takes to go beyond ±3."""
LATELY = timedelta(days=60)

SAID = {
    "kept": _("Kept a promise"),
    "excused": _("Said in good time that it couldn’t be"),
    "repaired": _("Made good a promise after all"),
    "late": _("Kept a promise, but late"),
    "broken": _("A promise wasn’t kept"),
    "broken_but_told": _("Couldn’t keep a promise, and said so at short notice"),
    "followed_up": _("Did the next step with a customer in time"),
    "referral_worked": _("A customer was glad to have come"),
    "referral_complaint": _("A customer wasn’t happy"),
    "told_truly": _("Told the outcome as the customer tells it"),
    "told_wrongly": _("Told the outcome otherwise than the customer"),
    "told_early": _("Told bad news early"),
    "kept_silent": _("Kept bad news back"),
    "answered": _("Answered in time"),
    "took_part": _("Took part"),
    "feedback": _("Feedback after a job"),
    "praise": _("Praise"),
}
RAISES = {
    "reliability": _("Keep a promise in time, or say in good time that it can’t be: both count the same."),
    "honesty": _("Tell the outcome of a customer as it was; the customer is asked too."),
    "communication": _("Answer the next customer within your hours."),
    "disclosure": _("Tell bad news early: an excuse in good time counts twice."),
    "participation": _("Come to the next meeting of the group."),
}
"""What lifts each facet."""
SAID_OTHERWISE = {"answered": _("Didn’t answer in time"), "feedback": _("A neighbor wasn’t quite happy after a job")}
"""Where a deed of a kind went ill and the kind has no other name for it."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One deed under a score: what it was, who saw it, and how many points it adds. `by` is empty where the group itself saw it.

    `what` it was about and the `replies` of both sides are given along where a page shows them.
    """

    evidence: int
    at: datetime
    kind: str
    facet: str
    sentence: str
    by: str
    by_member: int | None
    points: float
    entry: int | None
    state: str
    is_good: bool
    place: int = 0
    thing: str = ""
    is_confirmed: bool = True
    what: str = ""
    replies: Sequence[Reply] = ()


def standing_of(member_id: int) -> Standing | None:
    """A member's standing; None where nothing was ever told of her, or she has left."""
    return standings_of([member_id]).get(member_id)


def standings_of(member_ids: Iterable[int]) -> dict[int, Standing]:
    """The standings of several members who have not left, without their lines."""
    seated = Member.objects.filter(pk__in=list(member_ids), left_at=None).values("pk")
    return {row.member: row for row in Standing.objects.filter(member__in=seated, weighed_at__isnull=False).defer("lines")}


def is_too_early(standing: Standing | None) -> bool:
    """Whether there is too little evidence to show a number to anybody but herself."""
    return standing is None or standing.deeds < ENOUGH_DEEDS or standing.voices < ENOUGH_VOICES - 1e-9


def careful_values(member: OuterRef) -> QuerySet[Standing, float]:
    """For a question of another room: the careful value of each member with enough evidence, and no row for the others."""
    known = Standing.objects.filter(member=member, weighed_at__isnull=False, deeds__gte=ENOUGH_DEEDS, voices__gte=ENOUGH_VOICES - 1e-9)
    return known.values_list("cautious", flat=True)[:1]


def lines_of(member_id: int) -> list[Line]:
    """Every deed under a member's score, the weightiest first; their points add up to the score. Those a review removed come last."""
    return lines_under(Standing.objects.filter(member=member_id).first(), member_id)


def whole_standing_of(member_id: int) -> Standing | None:
    """A member's standing with its lines."""
    seated = Member.objects.filter(pk=member_id, left_at=None).values("pk")
    return Standing.objects.filter(member__in=seated, weighed_at__isnull=False).first()


def lines_under(row: Standing | None, member_id: int) -> list[Line]:
    """The same, from a standing that is known already."""
    points = dict(row.lines) if row else {}
    removed = Q(about=member_id, state=Evidence.State.REMOVED, is_replaced=False)
    rows = Evidence.objects.filter(Q(pk__in=points) | removed)
    told = sorted(rows, key=lambda one: (one.pk not in points, -abs(points.get(one.pk, 0.0)), -one.at.timestamp(), one.pk))
    known = names(one.by for one in told if one.by is not None)
    return [_line(one, points.get(one.pk, 0.0), known.get(one.by or 0, "")) for one in told]


def line_of(one: Evidence) -> Line:
    """One deed, with the points that it adds now."""
    row = Standing.objects.filter(member=one.about).first()
    points = dict(row.lines).get(one.pk, 0.0) if row else 0.0
    return _line(one, points, names([one.by]).get(one.by, "") if one.by is not None else "")


def raises(standing: Standing | None) -> list[str]:
    """What a member can do for her score, in sentences: first what is missing for a number at all, then by her weakest facets."""
    said = [] if standing is not None and not is_too_early(standing) else [_missing(standing)]
    facets: dict[str, list[Any]] = standing.facets if standing else {}
    weak = sorted(FACETS, key=lambda facet: facets.get(facet, [0.0])[0])
    return said + [str(RAISES[facet]) for facet in weak[:3]]


def _missing(standing: Standing | None) -> str:
    missing = ENOUGH_DEEDS - (standing.deeds if standing else 0)
    if missing <= 0:
        return str(_("A promise kept to somebody new: it takes three neighbors who have seen what you do."))
    said = ngettext("One more deed, and there is enough to go by.", "%(n)s more deeds, and there is enough to go by.", missing)
    return said % {"n": missing}


def history_of(member_id: int) -> list[History]:
    """A member's standing week by week, the oldest first."""
    return list(History.objects.filter(member=member_id).order_by("on"))


def whom_to_call(node: int, *, at: datetime) -> list[tuple[Member, list[Line]]]:
    """Members who slipped lately, each with the deeds: whom a steward may want to ring, by name and in no order of trust."""
    slips = Evidence.objects.filter(node=node, at__gt=at - LATELY, at__lte=at, outcome__lt=0, is_replaced=False)
    slipped: dict[int, list[Evidence]] = {}
    for one in slips.exclude(state=Evidence.State.REMOVED).order_by("-at"):
        slipped.setdefault(one.about, []).append(one)
    members = Member.objects.filter(pk__in=slipped, left_at=None).select_related("business").order_by("sort_name", "pk")
    known = names(one.by for rows in slipped.values() for one in rows if one.by is not None)
    return [(member, [_line(one, 0.0, known.get(one.by or 0, "")) for one in slipped[member.pk]]) for member in members]


def known_of(member_ids: Iterable[int]) -> list[dict[str, Any]]:
    """All that trust knows of these members, ready to be written as JSON."""
    return [
        {
            "member": member,
            "standing": Standing.objects.filter(member=member)
            .values("value", "low", "high", "cautious", "deeds", "facets", "weighed_at")
            .first(),
            "evidence": list(
                Evidence.objects.filter(about=member).order_by("pk").values("at", "kind", "outcome", "is_confirmed", "state", "is_replaced")
            ),
            "history": list(History.objects.filter(member=member).order_by("on").values("on", "value", "low", "high")),
        }
        for member in member_ids
    ]


def _line(one: Evidence, points: float, by: str) -> Line:
    sentence = SAID_OTHERWISE.get(one.kind, SAID[one.kind]) if one.outcome < 0 else SAID[one.kind]
    return Line(
        evidence=one.pk,
        at=one.at,
        kind=one.kind,
        facet=DEFAULT.kinds[one.kind].facet,
        sentence=str(sentence),
        by=by,
        by_member=one.by,
        points=points,
        entry=one.entry,
        state=one.state,
        is_good=one.outcome > 0,
        place=one.place,
        thing=one.thing,
        is_confirmed=one.is_confirmed,
    )
