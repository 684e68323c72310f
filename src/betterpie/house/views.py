"""The front door, and the two pages that belong to no room."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from betterpie.members import queries as members
from betterpie.members.permissions import can_start_groups


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The way in for strangers; for the others, their week, or a choice where they have several groups."""
    if not request.user.is_authenticated:
        return render(request, "house/welcome.html", {"may_start": not settings.FOUNDERS})
    groups = members.seats_of(request.user)
    if len(groups) == 1:
        return redirect("week:home", groups[0][0].slug)
    return render(request, "house/groups.html", {"groups": groups, "may_start": can_start_groups(request.user)})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the process and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    """For browsers that ask for an icon without reading which one the page names."""
    return redirect(static("ui/mark-512.png"))
