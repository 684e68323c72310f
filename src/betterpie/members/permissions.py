"""The door: who sits where, and who may do what in a node."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Literal, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from betterpie.members import queries
from betterpie.members.models import Member
from betterpie.members.queries import Seat
from betterpie.members.queries.seats import is_known_elsewhere
from betterpie.people.models import Person


class SeatedRequest(HttpRequest):
    """A request whose person has a seat, at the time when it came to the door."""

    seat: Seat
    user: Person
    now: datetime


View = Callable[Concatenate[SeatedRequest, ...], HttpResponseBase]
OpenView = Callable[..., HttpResponseBase]
"""What the addresses call: with the node's address by name, and with what the view asks for besides."""


Step = Literal["refer", "campaign", "lend", "credit", "steward"]
"""A step on the path of two members, each risking more than the one before: a plain referral, a joint campaign, lending equipment,
shared rewards with credit, looking after the node."""


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Whether a step is open, why in a sentence, and what opens it where it is not."""

    allowed: bool
    reason: str = ""
    opens: str = ""


PATH: list[Callable[..., Leave]] = []
"""Who is asked whether a step is open, given (giver, receiver, step, at=). Filled by the house's wiring."""


def may(giver: Member, receiver: Member, step: Step, *, at: datetime) -> Leave:
    """Whether `giver` may take a step with `receiver`: lend to her, say, or grant her credit. Open where nobody is asked."""
    for ask in PATH:
        leave = ask(giver, receiver, step, at=at)
        if not leave.allowed or ask is PATH[-1]:
            return leave
    return Leave(allowed=True)


def member_page(view: View) -> OpenView:
    """Open to those who act for a member of the node; a steward without a business is sent to her own page."""

    @wraps(view)
    def opened(request: HttpRequest, *, node: str, **kwargs: Any) -> HttpResponseBase:
        return _open(request, node, lambda seated: view(seated, **kwargs), needs_member=True)

    return opened


def node_page(view: View) -> OpenView:
    """Open to members and stewards of the node."""

    @wraps(view)
    def opened(request: HttpRequest, *, node: str, **kwargs: Any) -> HttpResponseBase:
        return _open(request, node, lambda seated: view(seated, **kwargs))

    return opened


def steward_page(view: View) -> OpenView:
    """Open to stewards of the node; for everybody else it isn't there."""

    @wraps(view)
    def opened(request: HttpRequest, *, node: str, **kwargs: Any) -> HttpResponseBase:
        return _open(request, node, lambda seated: view(seated, **kwargs), needs_steward=True)

    return opened


def clock(request: HttpRequest) -> datetime:
    """When the request came to the door."""
    return cast(SeatedRequest, request).now


def can_edit(seat: Seat, member: Member) -> bool:
    """Whether she may change what is written about a business: her own, or as a steward one that nobody but this node knows yet."""
    if is_own(seat, member):
        return True
    return seat.is_steward and member.node_id == seat.node.pk and member.is_guest and not is_known_elsewhere(member)


def can_start_groups(person: Person) -> bool:
    """Whether she may start a group here: anybody, or those whom the host named."""
    return not settings.FOUNDERS or person.email.lower() in settings.FOUNDERS


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
