"""The people of a business."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from betterpie.members import actions, queries
from betterpie.members.forms import InviteForm
from betterpie.members.models import Member, Staff
from betterpie.members.permissions import SeatedRequest, is_own, node_page
from betterpie.members.views import base
from betterpie.members.views.businesses import load
from betterpie.people.models import Person


@node_page
def people(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Who acts for a business, and inviting a helper."""
    member = _own(request, pk)
    form = InviteForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.invite_helper(member, **form.cleaned_data, by=request.user, at=request.now)
        except actions.Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("We have written to %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("members:people", request.seat.node.slug, member.pk)
    staff = queries.staff(member)
    context = {
        "member": member,
        "form": form,
        "staff": staff,
        "asked": queries.helpers_asked(member),
        "may_remove": _is_owner(staff, request.user),
    }
    return render(request, "members/people.html", context, status=422 if form.errors else 200)


@node_page
def removal(request: SeatedRequest, pk: int, person: int) -> HttpResponseBase:
    """Somebody no longer acts for a business: an owner says so of anybody, everybody of herself. Asks first."""
    member = _own(request, pk)
    staff = queries.staff(member)
    job = next((job for job in staff if job.person_id == person), None)
    if job is None or not (person == request.user.pk or _is_owner(staff, request.user)):
        raise Http404
    back = reverse("members:people", args=[request.seat.node.slug, member.pk])
    words = {"who": str(job.person), "name": member.business.name}
    if request.method != "POST":
        text = _("%(who)s no longer sees or does anything for %(name)s. What was done stays done.") % words
        return base.ask_first(request, title=_("Remove %(who)s?") % words, text=text, yes=_("Remove"), back=back)
    done = base.tried(
        request,
        lambda: actions.let_go(member, person=job.person, by=request.user, at=request.now),
        thanks=_("%(who)s no longer acts for %(name)s.") % words,
    )
    return redirect("home") if done and person == request.user.pk else redirect(back)


@node_page
def helper_withdrawal(request: SeatedRequest, pk: int, invitation: int) -> HttpResponseBase:
    """Take back the invitation of a helper. Asks first."""
    member = _own(request, pk)
    asked = queries.helpers_asked(member).filter(pk=invitation).first()
    if asked is None:
        raise Http404
    back = reverse("members:people", args=[request.seat.node.slug, member.pk])
    if request.method != "POST":
        title = _("Withdraw the invitation to %(email)s?") % {"email": asked.email}
        return base.ask_first(request, title=title, text=_("The link in the mail stops working."), yes=_("Withdraw"), back=back)
    base.tried(request, lambda: actions.answer_invitation(asked, asked.State.WITHDRAWN, at=request.now), thanks=_("Withdrawn."))
    return redirect(back)


def _own(request: SeatedRequest, pk: int) -> Member:
    member = load(request, pk)
    if not is_own(request.seat, member):
        raise Http404
    return member


def _is_owner(staff: list[Staff], person: Person) -> bool:
    return any(job.is_owner and job.person_id == person.pk for job in staff)
