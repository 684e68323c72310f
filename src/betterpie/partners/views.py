"""The pages of partners."""

from dataclasses import asdict
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members import queries as members
from betterpie.members.permissions import SeatedRequest, member_page, steward_page
from betterpie.partners import actions, queries
from betterpie.partners.forms import FileForm, OccasionForm, StepForms, step_forms
from betterpie.ui.posting import posted


@require_safe
@member_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """Who fits with me, and whom to meet next."""
    member = request.seat.member
    assert member is not None
    here = queries.board(member.node_id)
    me, fits = here.neighbors[member.pk], queries.fits(here, member.pk)
    meetings = queries.next_to_meet(here, member.pk, node=member.node_id, at=request.now)
    context = {
        "fits": fits,
        "next": [one for one in meetings if one.neighbor not in [fit.neighbor for fit in fits]],
        "rivals": queries.rivals(here, member.pk),
        "has_trade": me.trade != "",
        "has_said": bool(me.services and me.asked),
        "member": member,
    }
    return render(request, "partners/list.html", context)


@require_safe
@member_page
def pair(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Everything between me and another member."""
    member = request.seat.member
    assert member is not None
    if found := queries.pair(member, pk):
        other = found.fit.neighbor
        return render(request, "partners/pair.html", {"pair": found, "other": other, "name": other.name})
    if pk == member.pk or members.member_of(request.seat.node, pk) is None:
        raise Http404
    return redirect("members:business", request.seat.node.slug, pk)


@require_safe
@member_page
def card(request: SeatedRequest) -> HttpResponseBase:
    """Whom we would call: a card to print, and the same words for one's own page."""
    member = request.seat.member
    assert member is not None
    return render(request, "partners/card.html", {"member": member, "lines": queries.card(member)})


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


@require_safe
@steward_page
def occasions(request: SeatedRequest) -> HttpResponseBase:
    """What the group knows of its customers' occasions."""
    words = request.GET.get("q", "")[:80]
    rows = queries.known(request.seat.node.pk, words=words)
    page = Paginator(rows, 40).get_page(request.GET.get("page"))
    return render(request, "partners/occasions.html", {"page": page, "words": words, "form": FileForm()})


@steward_page
def occasion(request: SeatedRequest) -> HttpResponseBase:
    """One occasion, to read and to correct; without a name, a new one."""
    node, name = request.seat.node, request.GET.get("name", "")[:200]
    found = queries.the_occasion(node.pk, name) if name else None
    if name and found is None:
        raise Http404
    known, data = (asdict(found.occasion) if found else {}), request.POST or None
    form, steps = OccasionForm(data, initial=known), step_forms(data, steps=known.pop("steps", ()))
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        written = form.occasion(steps)
        try:
            actions.change_occasion(node, name, written, by=request.user.pk, at=request.now)
        except actions.Refused as refusal:
            _lay_down(refusal, form, steps)
        else:
            messages.success(request, _("It is in use from now on."))
            return redirect(f"{reverse('partners:occasion', args=[node.slug])}?{urlencode({'name': written.name})}")
    is_wrong = bool(form.errors or steps.total_error_count())
    context = {"found": found, "form": form, "steps": steps}
    return render(request, "partners/occasion.html", context, status=422 if is_wrong else 200)


def _lay_down(refusal: actions.Refused, form: OccasionForm, steps: StepForms) -> None:
    """Says each problem at the step that has it; what belongs to none, at the top."""
    rows: dict[int, forms.Form] = dict(enumerate(steps.filled(), start=2))
    for problem in refusal.problems:
        rows.get(problem.line, form).add_error(None, problem.reason)
    if not refusal.problems:
        form.add_error("name", str(refusal))


@steward_page
@posted("partners:occasions")
def occasion_end(request: SeatedRequest) -> HttpResponseBase:
    """Back to the shipped one, or away with it."""
    actions.drop_occasion(request.seat.node, request.POST.get("name", ""), by=request.user.pk, at=request.now)
    messages.success(request, _("Done. What came with Betterpie is used again."))
    return redirect("partners:occasions", request.seat.node.slug)


@steward_page
def occasions_file(request: SeatedRequest) -> HttpResponseBase:
    """All occasions in use as a file; sent back, it takes the place of what the group wrote down itself."""
    node = request.seat.node
    if request.method != "POST":
        text = queries.knowledge_of(queries.own_text(node.pk)).as_csv()
        return HttpResponse(
            "\ufeff" + text,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{node.slug}-occasions.csv"'},
        )
    form = FileForm(request.POST, request.FILES)
    problems: tuple[str, ...] = ()
    if form.is_valid():
        try:
            actions.change_occasions(node, form.cleaned_data["file"], by=request.user.pk, at=request.now)
        except actions.Refused as refusal:
            form.add_error("file", str(refusal))
            problems = tuple(map(str, refusal.problems))
        else:
            messages.success(request, _("The file is in use from now on."))
            return redirect("partners:occasions", node.slug)
    page = Paginator(queries.known(node.pk), 40).get_page(1)
    return render(request, "partners/occasions.html", {"page": page, "words": "", "form": form, "problems": problems}, status=422)
