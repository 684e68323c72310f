"""The home page, and the stories."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from betterpie.members import queries as members
from betterpie.members.permissions import SeatedRequest, member_page, node_page
from betterpie.week import queries


@member_page
def home(request: SeatedRequest) -> HttpResponseBase:
    """What is due and what came of it, in sentences, each with its action."""
    member = request.seat.member
    assert member is not None
    return render(request, "week/home.html", {"week": queries.week(member, at=request.now)})


@node_page
def story(request: SeatedRequest, pk: int | None = None) -> HttpResponseBase:
    """What happened in the group, or with one member, newest first."""
    before = request.GET.get("before", "")
    oldest = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    member = members.member_of(request.seat.node, pk) if pk is not None else None
    if pk is not None and member is None:
        raise Http404
    lines = (
        queries.story_of(member, is_own=member in (request.seat.member, *request.seat.others), before=oldest)
        if member
        else queries.story(request.seat.node, before=oldest)
    )
    return render(request, "week/story.html", {"member": member, "lines": lines, "more": lines[-1].entry.pk if len(lines) == 50 else None})
