"""The steward's pages for seats that are one business: left and came back, or listed twice."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members.permissions import SeatedRequest, steward_page
from betterpie.trust import actions
from betterpie.trust.forms import MergeForm
from betterpie.trust.queries import seats
from betterpie.trust.views.stewarding import by_name
from betterpie.ui.posting import posted

PAGE, FEW, MOST = 20, 20, 100


@require_safe
@steward_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """Seats that may be one business, those that were given up, and what was made one already."""
    node = request.seat.node
    context = {
        "alike": seats.look_alike(node, limit=FEW),
        "left": Paginator(seats.free_seats(node), PAGE).get_page(request.GET.get("page")),
        "pairs": seats.told(list(seats.pairs_in(node)[:MOST])),
    }
    return render(request, "trust/seats.html", context)


@steward_page
def merge(request: SeatedRequest, gone: int) -> HttpResponseBase:
    """Say which member a seat counts for: first a look at what it would move, then with a reason."""
    seat = seats.seat_of(request.seat.node, gone)
    if seat is None:
        raise Http404
    form = MergeForm(request.POST or None, gone=seat, initial={"into": request.GET.get("into")})
    context: dict[str, Any] = {"form": form, "gone": seat}
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            if "look" in request.POST:
                would = actions.would_merge(seat, into=into, at=request.now)
                context |= by_name(would.moved) | {"would": would, "into": into}
            else:
                actions.merge(seat, into=into, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
                messages.success(request, _("They are one now. The score follows within a minute; you can undo it here."))
                return redirect("trust_steward:seats", request.seat.node.slug)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "trust/merge.html", context, status=422 if form.errors else 200)


@steward_page
@posted("trust_steward:seats")
def part(request: SeatedRequest, pair: int) -> HttpResponseBase:
    """They are two after all."""
    found = seats.pair(request.seat.node, pair)
    if found is None:
        raise Http404
    try:
        actions.part(found, by=request.user, at=request.now)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Each counts for itself again."))
    return redirect("trust_steward:seats", request.seat.node.slug)
