"""Changing the plan: who is in, what goes in, what is done, what stays."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest, member_page
from betterpie.projects import actions, queries
from betterpie.projects.forms import AskForm, FinishForm, InputForm, LastingForm, NoteForm, StepForm, TermsForm, plain
from betterpie.projects.models import File, Input, Lasting, LogLine, Partner, Project, Step
from betterpie.projects.permissions import can_manage, can_strike
from betterpie.projects.views.base import asked, attempt, back, load, load_managed
from betterpie.ui.posting import posted


@member_page
@posted("projects:project")
def ask(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Ask somebody to take part."""
    project, _me = load_managed(request, pk)
    form = AskForm(request.POST, members=members.members_of(project.node).exclude(tier=Member.Tier.GUEST))
    if form.is_valid():
        member = form.cleaned_data["member"]
        said = _("%(name)s will hear of it.") % {"name": member.business.name}
        attempt(request, lambda: actions.ask(project, member, by=request.user.pk, at=request.now), said)
    return back(request, project)


@member_page
@posted("projects:project")
def leave(request: SeatedRequest, pk: int, number: int) -> HttpResponseBase:
    """Leave, or as the one who manages, take somebody out."""
    project, me = load(request, pk)
    partner = _numbered(project, number)
    if partner.pk != me.pk and not can_manage(me.member, project):
        raise Http404
    if attempt(request, lambda: actions.leave(project, partner, by=request.user.pk, at=request.now)) and partner.pk == me.pk:
        return redirect("projects:list", request.seat.node.slug)
    return back(request, project)


@member_page
@posted("projects:project")
def hand_over(request: SeatedRequest, pk: int, number: int) -> HttpResponseBase:
    """Let another partner manage."""
    project, _me = load_managed(request, pk)
    partner = _numbered(project, number)
    attempt(request, lambda: actions.hand_over(project, partner, by=request.user.pk, at=request.now))
    return back(request, project)


@member_page
def edit(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Change the words, the end, what managing is paid, and what happens if it is called off."""
    project, _me = load_managed(request, pk)
    first = {name: getattr(project, name) for name in ("name", "idea", "ends_on", "if_off")} | {"manager_pay": plain(project.manager_pay)}
    form = TermsForm(request.POST or None, initial=first)

    def change() -> None:
        words = form.cleaned_data
        actions.describe(project, **words | {"manager_pay": words["manager_pay"] or 0})

    return asked(request, project, form, change, title=_("The terms"), label=_("Keep it"))


@member_page
def input_new(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Say what I put in."""
    project, me = load(request, pk)
    form = InputForm(request.POST or None)

    def put_in() -> None:
        words = form.cleaned_data
        actions.put_in(
            project, me, kind=words["kind"], what=words["what"], amount=form.amount(), otherwise=words["otherwise"],
            due_at=form.due_at(me.member), at=request.now,
        )  # fmt: skip

    hint = _("It becomes a promise once all have signed.")
    return asked(request, project, form, put_in, title=_("What I put in"), label=_("Put it in"), hint=hint)


@member_page
@posted("projects:project")
def input_end(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """Strike out what somebody would have put in."""
    project, me = load(request, pk)
    found = Input.objects.filter(pk=row, project=project).select_related("partner").first()
    if found is None or not can_strike(me.member, found, project):
        raise Http404
    attempt(request, lambda: actions.take_back(project, found))
    return back(request, project)


@member_page
def step_new(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Plan who does what by when."""
    project, me = load(request, pk)
    partners = queries.partners(project)
    form = StepForm(request.POST or None, partners=partners if project.is_draft else [me], initial={"partner": me.number})

    def plan() -> None:
        words = form.cleaned_data
        partner = _numbered(project, int(words["partner"]))
        actions.plan_step(
            project, partner, planner=me, what=words["what"], due_at=form.due_at(me.member), by=request.user.pk, at=request.now
        )

    return asked(request, project, form, plan, title=_("What is to be done"), label=_("Plan it"))


@member_page
@posted("projects:project")
def step_end(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """Drop a step."""
    project, me = load(request, pk)
    found = Step.objects.filter(pk=row, project=project).select_related("partner", "promise").first()
    if found is None or not can_strike(me.member, found, project):
        raise Http404
    attempt(request, lambda: actions.strike_step(project, found, at=request.now))
    return back(request, project)


@member_page
def lasting_new(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Agree whose something will be afterwards."""
    project, _me = load(request, pk)
    partners = queries.partners(project)
    form = LastingForm(request.POST or None, partners=partners)

    def last() -> None:
        words = form.cleaned_data
        owner = _numbered(project, int(words["owner"])) if words["owner"] else None
        actions.will_last(project, what=words["what"], owner=owner)

    return asked(request, project, form, last, title=_("What will be there afterwards"), label=_("Agree on it"))


@member_page
@posted("projects:project")
def lasting_end(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """Strike out what was to last."""
    project, _me = load(request, pk)
    found = Lasting.objects.filter(pk=row, project=project).first()
    if found is None:
        raise Http404
    attempt(request, lambda: actions.will_not_last(project, found))
    return back(request, project)


@member_page
@posted("projects:project")
def note(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Write something down for the others, perhaps with a file."""
    project, me = load(request, pk)
    form = NoteForm(request.POST, request.FILES)
    if not form.is_valid():
        for said in form.errors.values():
            messages.error(request, str(said[0]))
        return back(request, project)
    words = form.cleaned_data
    attempt(
        request,
        lambda: actions.note(project, me.member, words=words["words"], link=words["link"], file=words["file"], at=request.now),
        _("Written down."),
    )
    return back(request, project)


@member_page
@posted("projects:project")
def note_end(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """Take away what I wrote down, with its file."""
    project, me = load(request, pk)
    line = LogLine.objects.filter(pk=row, project=project, member=me.member).first()
    if line is None:
        raise Http404
    attempt(request, lambda: actions.take_down(line), _("Taken away."))
    return back(request, project)


@member_page
def file(request: SeatedRequest, pk: int, row: int) -> HttpResponseBase:
    """A file of the project, to be kept on one's own machine: never shown in the page, never run."""
    project, _me = load(request, pk)
    found = File.objects.filter(line=row, line__project=project).first()
    if found is None:
        raise Http404
    answer = FileResponse(BytesIO(bytes(found.content)), as_attachment=True, filename=found.name, content_type=found.kind)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@member_page
@posted("projects:project")
def start(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Begin the work."""
    project, _me = load_managed(request, pk)
    attempt(request, lambda: actions.start(project, at=request.now), _("Good luck with it."))
    return back(request, project)


@member_page
def finish(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Say that the work is done."""
    project, _me = load_managed(request, pk)
    form = FinishForm(request.POST if request.method == "POST" else None)

    def end() -> None:
        words = form.cleaned_data
        actions.finish(project, gained=words["gained"], kept=words["kept"], by=request.user.pk, at=request.now)

    return asked(
        request,
        project,
        form,
        end,
        title=_("It is done"),
        label=_("It is done"),
        hint=_("Then all write down what came in and what it cost."),
    )


@member_page
@posted("projects:project")
def call_off(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Call it off."""
    project, _me = load_managed(request, pk)
    attempt(request, lambda: actions.call_off(project, by=request.user.pk, at=request.now), _("Called off. Everybody will hear of it."))
    return back(request, project)


def _numbered(project: Project, number: int) -> Partner:
    partner = next((one for one in queries.partners(project) if one.number == number), None)
    if partner is None:
        raise Http404
    return partner
