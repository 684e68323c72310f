"""The paper: drawing it, reading it, signing it here or from a mail, opening it again."""

from datetime import datetime

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from betterpie.members.permissions import SeatedRequest, clock, member_page
from betterpie.projects import actions, links, panels, queries
from betterpie.projects.models import Agreement, Partner
from betterpie.projects.views.base import attempt, back, load
from betterpie.ui.posting import posted


@member_page
@posted("projects:deal")
def draw(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Write the rule down, for all to sign."""
    project, _me = load(request, pk)
    said = _("Written down. Everybody gets it by mail, with a button to sign.")
    done = attempt(request, lambda: actions.draw(project, by=request.user.pk, at=request.now), said)
    return back(request, project, "paper" if done else "deal")


@member_page
def paper(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The paper that counts, or an older one with ?number."""
    project, me = load(request, pk)
    papers = queries.papers(project, since=me.joined_at)
    wanted = request.GET.get("number", "")
    found = next((one for one in papers if str(one.number) == wanted or (not wanted and one.replaced_at is None)), None)
    if found is None:
        raise Http404
    context = _context(found, me) | {"project": project, "papers": papers, "is_current": found.deal_version == project.deal_version}
    return render(request, "projects/paper.html", context)


@member_page
@posted("projects:paper")
def sign(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Say yes to the paper that I read: its hash comes along."""
    project, me = load(request, pk)
    found = queries.agreement(project)
    if found is None or found.sha256 != request.POST.get("sha256", ""):
        attempt(request, _newer)
        return back(request, project, "deal")
    attempt(request, lambda: actions.sign(found, me, person=request.user.pk, by=request.user.pk, at=request.now), _("Signed."))
    return back(request, project)


@member_page
@posted("projects:project")
def reopen(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Open a deal that stands."""
    project, _me = load(request, pk)
    said = _("Open again. When the change is made, write it down anew, and all sign.")
    attempt(request, lambda: actions.reopen(project, by=request.user.pk, at=request.now), said)
    return back(request, project)


def mailed(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Sign from a mail. Opening the link changes nothing; the button does."""
    try:
        pk, partner_pk, reader = links.read(signed, what="paper")
    except BadSignature:
        return render(request, "projects/link_over.html", status=410)
    found = Agreement.objects.filter(pk=pk).select_related("project__node", "project__manager__business").first()
    me = queries.mailed(partner_pk, reader=reader)
    if found is None or me is None or me.left_at is not None or me.project_id != found.project_id:
        return render(request, "projects/link_over.html", status=410)
    refusal = _sign(found, me, person=reader or None, at=clock(request)) if request.method == "POST" else ""
    context = _context(found, me) | {"project": found.project, "refusal": refusal, "is_over": found.replaced_at is not None}
    return render(request, "projects/mailed.html", context, status=422 if refusal else 200)


def _sign(found: Agreement, me: Partner, *, person: int | None, at: datetime) -> str:
    try:
        with override(found.project.node.language):
            actions.sign(found, me, person=person, by=person, at=at)
    except actions.Refused as refusal:
        return str(refusal)
    return ""


def _context(found: Agreement, me: Partner) -> dict[str, object]:
    partners = queries.partners(found.project)
    signatures = queries.signatures(found)
    return {
        "paper": found,
        "title": found.words.splitlines()[0],
        "paragraphs": found.words.splitlines()[1:],
        "me": me,
        "signatures": signatures,
        "who_signed": panels.who_signed(found, [row.partner_id for row in signatures], partners),
        "has_signed": any(row.partner_id == me.pk for row in signatures),
    }


def _newer() -> None:
    raise actions.Refused(_("There is a newer paper. Please read that one."))
