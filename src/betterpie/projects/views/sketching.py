"""A page to play on with made-up partners and numbers; nothing is kept, and the way to a real project leads from it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest, node_page
from betterpie.projects import panels, queries
from betterpie.projects.forms import SketchForm
from betterpie.projects.queries import SKETCHED_UP_TO, Sketched

LONGEST = 4000
"""Letters of an earlier sketch that comes along in the address."""


@node_page
def play(request: SeatedRequest) -> HttpResponseBase:
    """Make up partners and numbers, change them, and see what each would have; it opens with an example."""
    data = request.GET if "rows" in request.GET else _example()
    form = SketchForm(data)
    now = queries.sketched(form.sketch()) if form.is_valid() else None
    since = _earlier(data, now)
    names = queries.neighbors(request.seat.node)
    here = _called(names, now)
    context: dict[str, Any] = {
        "form": form,
        "cards": _cards(form),
        "can_add": len(form.rows) < SKETCHED_UP_TO,
        "names": [member.business.name for member in names],
        "is_example": data is not request.GET,
        "was": _kept(data) if since is now and now else data.get("was", "")[:LONGEST],
        "found": now,
        "fresh_url": f"?{_kept(data)}&{urlencode({'was': _kept(data)})}",
        "has_circle": len(here) > 1,
        "would_help": _would_help(request, here, data, form) if len(here) > 1 else [],
        "bound": panels.bound_words(here),
        "begin_url": _begin_url(request, here),
    }
    if now is not None:
        context |= panels.sketch_words(now, since or now, request.seat.node.currency)
    part = "projects/play.html#outcome" if request.headers.get("HX-Request") else "projects/play.html"
    return render(request, part, context, status=422 if form.errors else 200)


def _earlier(data: QueryDict, now: Sketched | None) -> Sketched | None:
    """What the numbers are compared with: those that came along as the start, or else themselves."""
    if not data.get("was"):
        return now
    form = SketchForm(QueryDict(data.get("was", "")[:LONGEST]))
    return (queries.sketched(form.sketch()) if form.is_valid() else None) or now


def _kept(data: QueryDict) -> str:
    """The sketch itself as an address keeps it."""
    return urlencode([(name, data.get(name, "")) for name in data if data.get(name) and name not in ("was", "add")])


def _cards(form: SketchForm) -> list[dict[str, Any]]:
    """A card for each partner: her fields, and the extras with those above her."""
    names = {row: form[f"name_{row}"].value() or _("Partner %(number)d") % {"number": row} for row in form.rows}
    return [
        {
            "row": row, "name": form[f"name_{row}"], "alone": form[f"alone_{row}"], "out": form[f"out_{row}"],
            "extras": [(names[other], form[f"with_{other}_{row}"]) for other in form.rows if other < row],
        }
        for row in form.rows
    ]  # fmt: skip


def _called(neighbors: Iterable[Member], found: Sketched | None) -> list[Member]:
    """Those of the group whom the made-up partners are called after, as far as they are in."""
    names = {found.sketch.names[row].casefold() for row in found.sketch.inside} if found else set()
    return [member for member in neighbors if member.business.name.casefold() in names]


def _would_help(request: SeatedRequest, here: list[Member], data: QueryDict, form: SketchForm) -> list[tuple[str, str, str]]:
    """Who else would suit them, why, and the address of the same sketch with her in it."""
    found = []
    for name, why in panels.would_help(request.seat.node.pk, [member.pk for member in here]):
        more = data.copy()
        more["rows"], more[f"name_{len(form.rows) + 1}"] = str(len(form.rows) + 1), name
        more.pop("add", None)
        found.append((name, why, f"?{more.urlencode()}" if len(form.rows) < SKETCHED_UP_TO else ""))
    return found


def _begin_url(request: SeatedRequest, here: list[Member]) -> str:
    if request.seat.member is None:
        return ""
    others = [("with", member.pk) for member in here if member.pk != request.seat.member.pk]
    return reverse("projects:new", args=[request.seat.node.slug]) + (f"?{urlencode(others)}" if others else "")


def _example() -> QueryDict:
    """Three shops and an evening, with numbers that say something."""
    told: dict[str, str | int] = {
        "rows": 3, "name_1": _("Cheese shop"), "name_2": _("Wine bar"), "name_3": _("Florist"), "alone_1": 2100, "alone_2": 2300,
        "alone_3": 500, "with_1_2": 1500, "with_1_3": 400, "with_2_3": 600,
    }  # fmt: skip
    return QueryDict(urlencode(told))
