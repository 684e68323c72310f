"""The steward's pages: whom to call, what waits for a word, and how the group weighs."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members import queries as members
from betterpie.members.permissions import SeatedRequest, node_page, steward_page
from betterpie.trust import actions, queries
from betterpie.trust.forms import MONTH, DetailForm, PolicyForm
from betterpie.trust.panels.facets import FACET_NAMES, shown_words
from betterpie.trust.panels.kinds import KINDS, STEPS, way_to_begin
from betterpie.trust.panels.why import SEEN_FROM, half_lives
from betterpie.trust.queries import Line
from betterpie.trust.queries import reviews as cases
from betterpie.trust.queries.policies import changes_of
from betterpie.ui.posting import posted

PAGE = 20
LATELY = timedelta(days=14)
CALLS = 5
"""How many calls fit into a steward's evening."""


@require_safe
@steward_page
def desk(request: SeatedRequest) -> HttpResponseBase:
    """Whom to call and why, which lines wait for a word, and what others see of a member."""
    node = request.seat.node
    calls = queries.whom_to_call(node.pk, at=request.now)
    told = [(member, lines, way_to_begin(member.business.name, lines)) for member, lines in calls]
    first = _most_pressing([lines for _member, lines, _begin in told], at=request.now)
    context = {
        "calls": [call for call in told if call[1] in first],
        "others": [call for call in told if call[1] not in first],
        "reviews": Paginator(cases.reviews_in(node), PAGE).get_page(request.GET.get("page")),
        "detail_form": DetailForm(initial={"detail": queries.change_of(node.pk).detail}),
    }
    return render(request, "trust/steward.html", context)


@steward_page
@posted("trust_steward:desk")
def detail(request: SeatedRequest) -> HttpResponseBase:
    """Choose how much of a member's trust others see."""
    form = DetailForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        actions.change(request.seat.node, reason=said["reason"], detail=said["detail"], by=request.user.pk, at=request.now)
        messages.success(request, _("Saved. Everybody can read why."))
    else:
        messages.error(request, _("Please choose, and say why."))
    return redirect("trust_steward:desk", request.seat.node.slug)


@steward_page
def policy(request: SeatedRequest) -> HttpResponseBase:
    """Change weights, half-lives and steps: first a look at what it would move, then with a reason."""
    node = request.seat.node
    form = PolicyForm(request.POST or None, policy=queries.policy_of(node.pk), steps=queries.steps_of(node.pk))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            if "look" in request.POST:
                context |= _preview(request, form)
            else:
                actions.change(
                    node, reason=form.cleaned_data["reason"], kinds=form.kinds(), steps=form.steps(), by=request.user.pk, at=request.now
                )
                messages.success(request, _("Changed. Scores follow within a minute, and everybody can read why."))
                return redirect("trust:how", node.slug)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "trust/policy.html", context, status=422 if form.errors else 200)


@require_safe
@node_page
def how(request: SeatedRequest) -> HttpResponseBase:
    """How the group weighs, for everybody, and each change with its reason."""
    node = request.seat.node
    change, now = queries.change_of(node.pk), queries.policy_of(node.pk)
    rows = [
        (
            KINDS[kind],
            FACET_NAMES[rule.facet],
            _plain(rule.weight),
            rule.half_life and round(rule.half_life / MONTH),
            kind in change.kinds,
        )
        for kind, rule in now.kinds.items()
    ]
    context = {
        "rows": rows,
        "steps": [(STEPS[step], points) for step, points in queries.steps_of(node.pk).items()],
        "shown_to": shown_words(change.detail),
        "fades": half_lives(now),
        "changes": Paginator(changes_of(node.pk), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "trust/how.html", context)


def by_name(moved: list[actions.Moved]) -> dict[str, Any]:
    """Whom a change would move, by name and without anybody's score: what is looked at is the change, not the members."""
    names = members.names(one.member for one in moved)
    rows = sorted((names.get(one.member, ""), one.by) for one in moved if abs(one.by) >= SEEN_FROM)
    return {"moved": rows, "still": len(moved) - len(rows)}


def _most_pressing(all_lines: list[list[Line]], *, at: datetime) -> list[list[Line]]:
    """As many as an evening's calls: those to whom most has happened lately. Older things press half."""
    weights = [(sum(1.0 if line.at > at - LATELY else 0.5 for line in lines), lines) for lines in all_lines]
    pressing = [one for one in weights if one[0] >= 1.0]
    return [lines for _weight, lines in sorted(pressing, key=lambda one: -one[0])[:CALLS]]


def _preview(request: SeatedRequest, form: PolicyForm) -> dict[str, Any]:
    return by_name(actions.preview(request.seat.node, form.kinds(), at=request.now)) | {"is_preview": True}


def _plain(value: float) -> str:
    return str(number_format(Decimal(f"{value:g}")))
