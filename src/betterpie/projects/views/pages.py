"""Looking at projects: the list, one of them, and beginning one."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest, member_page, node_page
from betterpie.projects import actions, panels, queries
from betterpie.projects.forms import AgainForm, AskForm, NoteForm, ProjectForm
from betterpie.projects.models import Partner, Project
from betterpie.projects.models.shapes import BY_SLUG, SHAPES
from betterpie.projects.permissions import can_manage
from betterpie.projects.views.base import attempt, load, member_of


@node_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """My projects; for a steward also those that wait for answers."""
    found = list(queries.listing(request.seat.member)[:60]) if request.seat.member is not None else []
    waiting = list(queries.asking(request.seat.node)[:20]) if request.seat.is_steward else []
    return render(request, "projects/list.html", {"projects": found, "waiting": waiting, "shapes": SHAPES[:6]})


@member_page
def new(request: SeatedRequest) -> HttpResponseBase:
    """Begin a project, from a ready shape or from nothing; with members to be asked at once where the address names them."""
    shape = BY_SLUG.get(request.GET.get("shape", ""))
    first = {"shape": shape.slug, "name": shape.name, "idea": shape.idea} if shape else {}
    wanted = set(request.GET.getlist("with"))
    them = [one for one in queries.neighbors(request.seat.node) if str(one.pk) in wanted and one != member_of(request)] if wanted else []
    form = ProjectForm(request.POST or None, initial=first, with_them=them)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            project = actions.propose(
                words["name"], of=member_of(request), idea=words["idea"], shape=words["shape"], ends_on=words["ends_on"],
                by=request.user.pk, at=request.now,
            )  # fmt: skip
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            asked = [one for one in form.to_ask() if _ask(request, project, one)]
            said = _("A good idea. Whom you chose will hear of it.") if asked else _("A good idea. Now ask those who should be in it.")
            messages.success(request, said)
            return redirect("projects:project", request.seat.node.slug, project.pk)
    return render(request, "projects/new.html", {"form": form}, status=422 if form.errors else 200)


def _ask(request: SeatedRequest, project: Project, member: Member) -> bool:
    return attempt(request, lambda: actions.ask(project, member, by=request.user.pk, at=request.now))


@member_page
def project(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """One project: what goes in, what happens, what comes out, who is in it, and what comes next."""
    found, me = load(request, pk)
    return render(request, "projects/project.html", context_of(found, me) | {"note": NoteForm(), "me": me} | _next(request, found))


@member_page
def again(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Do a settled project again, with what was measured as the first numbers."""
    old, me = load(request, pk)
    form = AgainForm(request.POST or None, initial={"name": old.name})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            project = actions.again(old, of=me.member, name=words["name"], ends_on=words["ends_on"], by=request.user.pk, at=request.now)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Here it is again. The others will hear of it, and nothing is agreed before all sign."))
            return redirect("projects:project", request.seat.node.slug, project.pk)
    hint = " ".join([panels.along_words(queries.along(old)), _("All of it can be changed.")])
    context = {"project": old, "form": form, "title": _("Do it again"), "label": _("Begin again"), "hint": hint, "to": "sheet"}
    return render(request, "projects/form.html", context, status=422 if form.errors else 200)


def context_of(project: Project, me: Partner) -> dict[str, object]:
    """What the head and the three cards of a project say to one who takes part."""
    plan = queries.plan(project)
    lines = queries.lines(project)
    return {
        "project": project,
        "plan": plan,
        "inputs": [(row, panels.input_words(row, project.currency)) for row in plan.inputs],
        "goes_in_by": panels.inputs_by_partner(plan.inputs, project.currency),
        "next_step": next((row for row in plan.steps if row.promise is None or row.promise.is_open), None),
        "takings": sum(line.amount for line in lines if line.kind == line.Kind.TAKINGS),
        "costs": sum(line.amount for line in lines if line.kind == line.Kind.COST),
        "has_sums": bool(lines) and not queries.rivals_of(me),
        "is_manager": can_manage(me.member, project),
    }


def _next(request: SeatedRequest, project: Project) -> dict[str, object]:
    partners = queries.partners(project)
    paper = queries.agreement(project)
    joined_at = next((one.joined_at for one in partners if one.member_id == member_of(request).pk), None)
    if paper and joined_at and paper.drawn_at < joined_at:
        paper = None  # who came later does not read what those before her signed
    signed = [row.partner_id for row in queries.signatures(paper)] if paper else []
    others = members.members_of(project.node).exclude(tier=Member.Tier.GUEST).exclude(pk__in=[one.member_id for one in partners])
    return {
        "partners": partners,
        "waiting_for": [one.member.business.name for one in partners if one.answered_round < project.round],
        "paper": paper,
        "is_paper_current": paper is not None and paper.deal_version == project.deal_version,
        "has_signed": paper is not None and any(one.pk in signed and one.member_id == member_of(request).pk for one in partners),
        "who_signed": panels.who_signed(paper, signed, partners) if paper else "",
        "ask": AskForm(members=others),
        "last_time": queries.of(project.before_id, member=member_of(request)) if project.before_id else None,
    }
