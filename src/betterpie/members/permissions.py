"""The door: who sits where, and who may do what in a node."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from betterpie.members import queries
from betterpie.members.models import Member
from betterpie.members.queries import Seat
from betterpie.people.models import Person

P = ParamSpec("P")


class SeatedRequest(HttpRequest):
    """A request whose person has a seat, at the time when it came to the door."""

    seat: Seat
    user: Person
    now: datetime


View = Callable[Concatenate[SeatedRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


def member_page(view: View[P]) -> OpenView[P]:
    """Open to those who act for a member of the node; a steward without a business is sent to her own page."""

    @wraps(view)
    def opened(request: HttpRequest, node: str, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _open(request, node, lambda seated: view(seated, *args, **kwargs), needs_member=True)

    return cast("OpenView[P]", opened)


def node_page(view: View[P]) -> OpenView[P]:
    """Open to members and stewards of the node."""

    @wraps(view)
    def opened(request: HttpRequest, node: str, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _open(request, node, lambda seated: view(seated, *args, **kwargs))

    return cast("OpenView[P]", opened)


def steward_page(view: View[P]) -> OpenView[P]:
    """Open to stewards of the node; for everybody else it isn't there."""

    @wraps(view)
    def opened(request: HttpRequest, node: str, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _open(request, node, lambda seated: view(seated, *args, **kwargs), needs_steward=True)

    return cast("OpenView[P]", opened)


def clock(request: HttpRequest) -> datetime:
    """When the request came to the door."""
    return cast(SeatedRequest, request).now


def can_edit(seat: Seat, member: Member) -> bool:
    """Whether she may change what is written about a business: her own, or as a steward one whose seat nobody has taken."""
    return is_own(seat, member) or (seat.is_steward and member.node_id == seat.node.pk and member.is_guest)


def is_own(seat: Seat, member: Member) -> bool:
    """Whether she acts for this member, now or after changing chairs."""
    return member in (seat.member, *seat.others)


def _open(
    request: HttpRequest,
    slug: str,
    view: Callable[[SeatedRequest], HttpResponseBase],
    *,
    needs_member: bool = False,
    needs_steward: bool = False,
) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    seat = queries.seat(slug, request.user, chosen=request.session.get("member"))
    if seat is None or (needs_steward and not seat.is_steward):
        raise Http404
    seated = cast(SeatedRequest, request)
    seated.seat = seat
    cast(Any, request).node = seat.node
    if needs_member and seat.member is None:
        return redirect("members:steward", seat.node.slug)
    if not seat.has_accepted and not request.path.startswith(f"/{slug}/rules/"):
        return redirect("members:rules", seat.node.slug)
    with timezone.override(seat.node.zone):
        return view(seated)
