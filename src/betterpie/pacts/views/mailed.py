"""A pact from a mail, without signing in. Opening the link changes nothing, so a scanner that fetches it does no harm."""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.members.permissions import clock
from betterpie.pacts import links, panels, queries
from betterpie.pacts.models import Pact
from betterpie.pacts.views import steps


def answer(request: HttpRequest, signed: str) -> HttpResponseBase:
    """What the pact says, and the one step that the link is for, behind one button."""
    try:
        pk, member_pk, do, reader = links.read_answer(signed)
    except BadSignature:
        return render(request, "pacts/link_over.html", status=410)
    pact = queries.whole(pk)
    member = next((each for each in (pact.one, pact.other) if each.pk == member_pk), None) if pact else None
    if pact is None or member is None or not _acts_for(member, reader):
        return render(request, "pacts/link_over.html", status=410)
    with timezone.override(member.node.zone):
        return _answer(request, pact, member, do, reader=reader)


def _answer(request: HttpRequest, pact: Pact, member: Member, do: str, *, reader: int) -> HttpResponseBase:
    refusal, can = "", steps.can_take(pact, member, do)
    if request.method == "POST" and can:
        refusal = steps.take(pact, member, do, by=reader or None, at=clock(request))
        if not refusal:
            return redirect(links.here(links.answer(pact, member, "see", reader=reader)))
    context = panels.page(pact, member) | {"do": do if can else "", "refusal": refusal}
    return render(request, "pacts/mailed.html", context, status=422 if refusal else 200)


def _acts_for(member: Member, reader: int) -> bool:
    return member.left_at is None and reader in {one.person for one in members.readers(member)}
