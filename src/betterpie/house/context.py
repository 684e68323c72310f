"""What every page of the house can say: the way around, the group's name, whether this is the demo."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from betterpie.members.queries import Seat


@dataclass(frozen=True, kw_only=True)
class Way:
    """A door in the navigation."""

    label: Any
    icon: str
    url: str
    is_here: bool
    is_go: bool = False


def house(request: HttpRequest) -> dict[str, Any]:
    """The navigation for whoever has a seat, and what the demo says of itself."""
    seat: Seat | None = getattr(request, "seat", None)
    return {
        "seat": seat,
        "node": seat.node if seat else getattr(request, "node", None),
        "node_name": seat.node.name if seat else "",
        "node_url": reverse("week:home", args=[seat.node.slug]) if seat else "",
        "now": getattr(request, "now", None),
        "is_demo": settings.IS_DEMO,
        "nav": _nav(request, seat) if seat else [],
        "nav_more": _more(request, seat) if seat else [],
    }


def _nav(request: HttpRequest, seat: Seat) -> list[Way]:
    here = request.path
    slug = seat.node.slug
    ways: list[tuple[Any, str, str, bool]] = [(_("Members"), "members", reverse("members:directory", args=[slug]), False)]
    if seat.member:
        ways = [
            (_("Week"), "week", reverse("week:home", args=[slug]), False),
            *ways,
            (_("Refer"), "plus", reverse("referrals:new", args=[slug]), True),
            (_("Referrals"), "referrals", reverse("referrals:list", args=[slug]), False),
        ]
    elif seat.is_steward:
        ways = [(_("Steward"), "steward", reverse("members:steward", args=[slug]), False), *ways]
    ways.append((_("Story"), "story", reverse("week:story", args=[slug]), False))
    # The week's address begins all others: it is where she is only when she is nowhere else.
    week = reverse("week:home", args=[slug])
    best = max((url for _label, _icon, url, _go in ways if here == url or (url != week and here.startswith(url))), key=len, default="")
    return [Way(label=label, icon=icon, url=url, is_here=url == best, is_go=go) for label, icon, url, go in ways]


def _more(request: HttpRequest, seat: Seat) -> list[Way]:
    slug = seat.node.slug
    ways: list[tuple[Any, str, str]] = []
    if seat.member:
        ways += [(_("Partners"), "together", reverse("partners:list", args=[slug]))]
        ways += [(_("Pacts"), "link", reverse("pacts:list", args=[slug]))]
        ways += [(_("One-to-ones"), "meet", reverse("events:list", args=[slug]))]
        ways += [(_("Promises"), "handshake", reverse("promises:list", args=[slug]))]
        ways += [(_("Projects"), "project", reverse("projects:list", args=[slug]))]
        ways += [(_("My trust"), "scale", reverse("trust:mine", args=[slug]))]
        ways += [(_("My business"), "shop", reverse("members:business", args=[slug, seat.member.pk]))]
    if seat.is_steward and not seat.member:
        ways += [(_("Projects"), "project", reverse("projects:list", args=[slug]))]
    if seat.is_steward and seat.member:
        ways += [(_("Steward"), "steward", reverse("members:steward", args=[slug]))]
    ways += [(_("My settings"), "settings", reverse("people:me"))]
    return [Way(label=label, icon=icon, url=url, is_here=request.path.startswith(url)) for label, icon, url in ways]
