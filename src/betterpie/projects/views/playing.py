"""What if somebody left, or came in: a page to play on, on which nothing is kept."""

from django.http import HttpResponseBase
from django.shortcuts import render

from betterpie.kernel.sharing import SharingError
from betterpie.members.permissions import SeatedRequest, member_page
from betterpie.projects import panels, queries
from betterpie.projects.forms import PlayForm
from betterpie.projects.models import Partner
from betterpie.projects.queries import Play
from betterpie.projects.views.base import back, load
from betterpie.ui.fields import counted_in


@member_page
def what_if(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Take somebody out, or add somebody: what each would have then."""
    project, _me = load(request, pk)
    partners = queries.partners(project)
    if project.has_bound_hands or project.round_closed_at is None or len(partners) > queries.PLAYED_UP_TO:
        return back(request, project, "deal")
    try:
        deal = queries.deal(project, partners, queries.figures(project), hours=queries.hours(project))
    except SharingError:
        return back(request, project)
    form = PlayForm(request.GET or None, partners=partners)
    counted_in(form, project.currency)
    found = None
    if form.is_bound and form.is_valid():
        found = queries.play(deal, without=form.cleaned_data["without"], newcomer=form.newcomer())
    context = {
        "project": project,
        "form": form,
        "play": found,
        "rows": _rows(found, partners) if found else [],
        "newcomer": form.newcomer() if found else None,
        "newcomer_share": panels.rounded({0: found.newcomer})[0] if found and found.newcomer is not None else None,
        "lost": abs(found.gain_after - found.gain_before) if found else 0,
        "would_help": panels.would_help(project.node_id, [one.member_id for one in partners]),
    }
    return render(request, "projects/what_if.html", context, status=422 if form.errors else 200)


def _rows(found: Play, partners: list[Partner]) -> list[tuple[str, int, int, int]]:
    before, after = panels.rounded(found.before), panels.rounded(found.after)
    return [(one.member.business.name, before[one.number], after[one.number], after[one.number] - before[one.number]) for one in partners]
