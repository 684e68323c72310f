"""The steward's desk: who is here, who was asked, who never came, and what can be undone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from betterpie.members import actions, panels, queries
from betterpie.members.forms import InviteOwnerForm
from betterpie.members.models import Invitation
from betterpie.members.permissions import SeatedRequest, steward_page
from betterpie.members.views import base
from betterpie.members.views.businesses import load
from betterpie.ui.posting import posted

PAGE = 30


@require_safe
@steward_page
def steward(request: SeatedRequest) -> HttpResponseBase:
    """How the group stands, and what waits for the steward."""
    node = request.seat.node
    context = {
        "figures": queries.figures(node, at=request.now),
        "claims": queries.first_claims(node),
        "asked": queries.first_asked(node),
        "asleep": queries.first_asleep(node),
        "desk": [row(request.seat) for row in panels.DESK],
        "quarter": base.month(queries.quarter_of(request.now, node.zone)),
    }
    return render(request, "members/steward.html", context)


@require_safe
@steward_page
def guests(request: SeatedRequest) -> HttpResponseBase:
    """Those who are listed and have not joined."""
    node = request.seat.node
    wanted = request.GET.get("q", "").strip()[:80].replace("\0", "")
    rows = queries.guests(node)
    page = Paginator(rows.filter(sort_name__contains=wanted.casefold()) if wanted else rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "members/guests.html", {"page": page, "wanted": wanted, "reachable": queries.reachable(node).count()})


@require_safe
@steward_page
def invitations(request: SeatedRequest) -> HttpResponseBase:
    """All owners who were asked, and what they said."""
    page = Paginator(queries.invitations(request.seat.node), PAGE).get_page(request.GET.get("page"))
    return render(request, "members/invitations.html", {"page": page})


@steward_page
def invite(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Ask the owner of a listed business to join."""
    member = load(request, pk)
    form = InviteOwnerForm(request.POST or None, initial={"email": member.business.email, "name": member.contact})
    if form.is_bound and form.is_valid():
        try:
            actions.invite(member, **form.cleaned_data, by=request.user, at=request.now)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We have written to %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("members:business", request.seat.node.slug, member.pk)
    return render(request, "members/invite.html", {"form": form, "member": member}, status=422 if form.errors else 200)


@steward_page
def invite_all(request: SeatedRequest) -> HttpResponseBase:
    """Ask every guest who has a mail address and was never asked, as many as a day allows. Says first how many that are."""
    node = request.seat.node
    reachable = queries.reachable(node)
    left = queries.left_today(node.pk, at=request.now)
    count = min(reachable.count(), left)
    if not left:
        messages.error(request, _("Your group has asked as many owners as it may in a day. Ask the others tomorrow."))
        return redirect("members:guests", node.slug)
    if request.method != "POST":
        title = ngettext("Invite one owner by mail?", "Invite %(n)d owners by mail?", count) % {"n": count}
        text = _("Each gets one letter, with a yes, a no, and “leave me alone”. Branches of chains are left out.")
        return base.ask_first(request, title=title, text=text, yes=_("Write to them"), back=reverse("members:guests", args=[node.slug]))
    asked = actions.invite_all(reachable[:left], by=request.user, at=request.now)
    messages.success(request, ngettext("One letter is on its way.", "%(n)d letters are on their way.", asked) % {"n": asked})
    return redirect("members:invitations", node.slug)


@steward_page
def withdrawal(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Take back an invitation. Asks first."""
    node = request.seat.node
    invitation = queries.invitations(node).filter(pk=pk, state=Invitation.State.OPEN).first()
    if invitation is None:
        raise Http404
    back = reverse("members:invitations", args=[node.slug])
    if request.method != "POST":
        title = _("Withdraw the invitation to %(email)s?") % {"email": invitation.email}
        return base.ask_first(request, title=title, text=_("The link in the mail stops working."), yes=_("Withdraw"), back=back)
    base.tried(
        request,
        lambda: actions.answer_invitation(invitation, Invitation.State.WITHDRAWN, at=request.now),
        thanks=_("Withdrawn."),
    )
    return redirect(back)


@steward_page
@posted("members:steward")
def claim(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Answer somebody who came by the poster."""
    claim = queries.claims(request.seat.node).filter(pk=pk).first()
    answer = request.POST.get("answer")
    if claim is None or answer not in ("yes", "no"):
        raise Http404
    name = {"name": claim.business_name}
    if answer == "yes":
        thanks = _("%(name)s has joined.") % name
        base.tried(request, lambda: actions.grant(claim, by=request.user, at=request.now), thanks=thanks)
    else:
        base.tried(request, lambda: actions.refuse(claim, by=request.user, at=request.now), thanks=_("A kind letter says so."))
    return redirect("members:steward", request.seat.node.slug)
