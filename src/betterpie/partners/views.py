"""The pages of partners."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members import queries as members
from betterpie.members.permissions import SeatedRequest, member_page, steward_page
from betterpie.partners import actions, queries
from betterpie.ui.posting import posted


@require_safe
@member_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """Who fits with me, and whom to meet next."""
    member = request.seat.member
    assert member is not None
    here = queries.board(member.node_id)
    fits = queries.fits(here, member.pk)
    meetings = queries.next_to_meet(here, member.pk, node=member.node_id, at=request.now)
    context = {
        "fits": fits,
        "next": [one for one in meetings if one.neighbor not in [fit.neighbor for fit in fits]],
        "rivals": queries.rivals(here, member.pk),
        "has_trade": here.neighbors[member.pk].trade != "",
        "member": member,
    }
    return render(request, "partners/list.html", context)


@require_safe
@member_page
def pair(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Everything between me and another member."""
    member, other = request.seat.member, members.member_of(request.seat.node, pk)
    assert member is not None
    if other is None or other.pk == member.pk:
        raise Http404
    found = queries.pair(member, other)
    if found is None:
        return redirect("members:business", request.seat.node.slug, other.pk)
    return render(request, "partners/pair.html", {"pair": found, "other": other, "name": other.business.name})


@member_page
@posted("partners:list")
def later(request: SeatedRequest, nudge: int) -> HttpResponseBase:
    """Not now."""
    found = queries.nudge_of(nudge, member=request.seat.member_id)
    if found is None:
        raise Http404
    actions.put_off(found, at=request.now)
    messages.success(request, _("Another time, then."))
    return redirect("week:home" if request.POST.get("back") == "week" else "partners:list", request.seat.node.slug)


@require_safe
@steward_page
def gaps(request: SeatedRequest) -> HttpResponseBase:
    """Which trades the group lacks for its members' customers."""
    return render(request, "partners/gaps.html", {"gaps": queries.gaps(request.seat.node)})
