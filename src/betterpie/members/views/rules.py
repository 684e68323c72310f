"""The house rules: read by everybody, accepted by members, written by stewards."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from betterpie.members import actions
from betterpie.members.forms import RulesForm
from betterpie.members.permissions import SeatedRequest, node_page, steward_page


@node_page
def rules(request: SeatedRequest) -> HttpResponseBase:
    """The house rules, and the yes of a member who has not given it."""
    seat = request.seat
    if request.method == "POST" and seat.member is not None:
        actions.accept_rules(seat.member, by=request.user, at=request.now)
        messages.success(request, _("Thank you."))
        return redirect("week:home", seat.node.slug)
    return render(request, "members/rules.html")


@steward_page
def edit(request: SeatedRequest) -> HttpResponseBase:
    """A steward writes the rules anew; every member says yes to them again."""
    node = request.seat.node
    form = RulesForm(request.POST or None, initial={"rules": node.rules})
    if not form.is_bound or not form.is_valid():
        return render(request, "members/rules_edit.html", {"form": form}, status=422 if form.is_bound else 200)
    is_new = form.cleaned_data["rules"].replace("\r\n", "\n") != node.rules
    actions.change_rules(node, form.cleaned_data["rules"].replace("\r\n", "\n"), by=request.user, at=request.now)
    messages.success(request, _("Saved. Every member reads them at her next visit.") if is_new else _("Nothing was changed."))
    return redirect("members:rules", node.slug)
