"""What all pages of projects share: loading one for a partner, and doing something that may be refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest
from betterpie.projects import actions, queries
from betterpie.projects.models import Partner, Project
from betterpie.projects.permissions import can_manage
from betterpie.ui.fields import counted_in


def load(request: SeatedRequest, pk: int) -> tuple[Project, Partner]:
    """The project and the seat of the member at the door in it; for everybody else it isn't there."""
    member = member_of(request)
    project = queries.of(pk, member=member)
    partner = queries.partner(project, member) if project is not None else None
    if project is None or partner is None:
        raise Http404
    return project, partner


def load_managed(request: SeatedRequest, pk: int) -> tuple[Project, Partner]:
    """The same, for the one who manages only."""
    project, partner = load(request, pk)
    if not can_manage(partner.member, project):
        raise Http404
    return project, partner


def member_of(request: SeatedRequest) -> Member:
    """The member at the door."""
    assert request.seat.member is not None
    return request.seat.member


def back(request: SeatedRequest, project: Project, name: str = "project") -> HttpResponseBase:
    """On to a page of this project."""
    return redirect(f"projects:{name}", request.seat.node.slug, project.pk)


def attempt(request: HttpRequest, action: Callable[[], object], said: str = "") -> bool:
    """Do it, and say that it was done; or say why not. Tells whether it was done."""
    try:
        action()
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return False
    if said:
        messages.success(request, said)
    return True


def asked(
    request: SeatedRequest,
    project: Project,
    form: forms.Form,
    action: Callable[[], object],
    *,
    title: str,
    label: str,
    to: str = "project",
    hint: str = "",
    said: str = "",
) -> HttpResponseBase:
    """One form on a page of its own: what was typed stays when something is refused."""
    counted_in(form, project.currency)
    if request.method == "POST" and form.is_valid():
        try:
            action()
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if said:
                messages.success(request, said)
            return back(request, project, to)
    context: dict[str, Any] = {"project": project, "form": form, "title": title, "label": label, "hint": hint, "to": to}
    return render(request, "projects/form.html", context, status=422 if form.errors else 200)
