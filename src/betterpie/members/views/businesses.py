"""A business's page, and what is written about it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.kernel.hours import DAYS
from betterpie.members import actions, panels, queries
from betterpie.members.forms import BriefForm, ProfileForm
from betterpie.members.forms.fields import DAY_NAMES
from betterpie.members.models import Business, Member
from betterpie.members.permissions import SeatedRequest, can_edit, is_own, member_page, node_page, steward_page
from betterpie.members.views import base
from betterpie.ui.posting import posted


@require_safe
@node_page
def business(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Who they are, what they do, when they are open, and what one can do with them."""
    member = load(request, pk)
    seat, at = request.seat, request.now
    own = is_own(seat, member)
    context = {
        "member": member,
        "business": member.business,
        "own": own,
        "may_edit": can_edit(seat, member),
        "may_refer": seat.member is not None and not own,
        "here": seat.member is not None and seat.member.pk == member.pk,
        "since": _since(member),
        "opening": base.opening(member.business, seat.node, at),
        "week": _week(member.business),
        "miles": "" if own else base.miles(member.business, base.place(seat.member)),
        "web": member.business.web.split("://")[-1].removeprefix("www.").strip("/"),
        "people": queries.staff(member),
        "tiers": [choice for choice in Member.Tier.choices if choice[0] != Member.Tier.GUEST],
        "panels": [panel(seat, member) for panel in panels.BUSINESS_PANELS],
    }
    return render(request, "members/business.html", context)


@node_page
def edit(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Write down anew what a business is and does."""
    member = load(request, pk)
    if not can_edit(request.seat, member):
        raise Http404
    form = ProfileForm.of(member, request.POST or None)
    if member.is_guest:
        del form.fields["answer_hours"]
    if not form.is_bound or not form.is_valid():
        return render(request, "members/edit.html", {"form": form, "member": member}, status=422 if form.is_bound else 200)
    profile = replace(form.profile(), is_chain=member.business.is_chain)
    actions.describe(member.business, profile, by=request.user, at=request.now)
    if not member.is_guest:
        actions.answer_within(member, form.cleaned_data["answer_hours"])
    messages.success(request, _("Saved."))
    return redirect("members:business", request.seat.node.slug, member.pk)


@steward_page
def new(request: SeatedRequest) -> HttpResponseBase:
    """A steward puts a business on the list by hand; one that is known already is proposed, and never merged by itself."""
    form = BriefForm(request.POST or None, region=request.seat.node.region)
    if not form.is_bound or not form.is_valid():
        return render(request, "members/new.html", {"form": form}, status=422 if form.is_bound else 200)
    node, profile = request.seat.node, form.profile()
    twins = queries.twins(node, name=profile.name, phone=profile.phone)
    chosen = request.POST.get("known", "")
    if twins and not chosen:
        return render(request, "members/new.html", {"form": form, "twins": twins})
    known = next((twin for twin in twins if str(twin.business.pk) == chosen), None)
    if known is None:
        member = actions.list_business(node, profile, by=request.user, at=request.now)
    elif known.seat:
        return redirect("members:business", node.slug, known.seat)
    else:
        try:
            member = actions.seat_business(node, known.business, by=request.user, at=request.now)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            return render(request, "members/new.html", {"form": form}, status=422)
    messages.success(request, _("%(name)s is on the list.") % {"name": member.business.name})
    return redirect("members:business", node.slug, member.pk)


@steward_page
@posted("members:business")
def tier(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """A steward makes a member a networking or a full one."""
    member = load(request, pk)
    wanted = request.POST.get("tier", "")
    if wanted not in Member.Tier.values:
        raise Http404
    base.tried(request, lambda: actions.change_tier(member, wanted, by=request.user, at=request.now), thanks=_("Saved."))
    return redirect("members:business", request.seat.node.slug, member.pk)


@node_page
def departure(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """A member gives up its seat; or a steward takes a business off the list. Asks first."""
    member = load(request, pk)
    node = request.seat.node
    own = is_own(request.seat, member)
    if not own and not request.seat.is_steward:
        raise Http404
    if request.method != "POST":
        return base.ask_first(request, **_departure_words(request, member, own=own))
    actions.leave(member, by=request.user, at=request.now)
    if own:
        messages.success(request, _("You have left %(node)s. What you promised and gave stays in its journal.") % {"node": node.name})
        return redirect("home")
    messages.success(request, _("%(name)s is off the list.") % {"name": member.business.name})
    return redirect("members:guests" if member.is_guest else "members:steward", node.slug)


@member_page
@posted("week:home")
def acting(request: SeatedRequest) -> HttpResponseBase:
    """Choose for which of her businesses she acts here."""
    mine = next((each for each in request.seat.others if str(each.pk) == request.POST.get("member")), None)
    if mine is not None:
        request.session["member"] = mine.pk
        messages.success(request, _("You are here for %(name)s now.") % {"name": mine.business.name})
    return redirect("week:home", request.seat.node.slug)


def load(request: SeatedRequest, pk: int) -> Member:
    """The member of this node with that id. Not there for one of another node, or who left."""
    member = queries.member_of(request.seat.node, pk)
    if member is None:
        raise Http404
    member.node = request.seat.node
    return member


def _departure_words(request: SeatedRequest, member: Member, *, own: bool) -> dict[str, Any]:
    name, node = member.business.name, request.seat.node
    back = f"/{node.slug}/members/{member.pk}/"
    if own:
        return {
            "title": _("Leave %(node)s?") % {"node": node.name},
            "text": _("%(name)s goes from the directory, and nobody can send you customers here. You can join again later.")
            % {"name": name},
            "yes": _("Leave"),
            "back": back,
        }
    text = _("It goes from the directory, and an open invitation is withdrawn. You can put it on the list again.")
    return {"title": _("Take %(name)s off the list?") % {"name": name}, "text": text, "yes": _("Take it off"), "back": back}


def _since(member: Member) -> str:
    """Since when it is a member: the year that a list said where that is earlier, else the month in which it joined here."""
    if member.joined_at is None:
        return ""
    year = member.since_year
    return str(year) if year and year < member.joined_at.year else base.month(member.joined_at)


def _week(business: Business) -> list[tuple[Any, list[str]]]:
    """The week, a day at a time, with its stretches in words; nothing where no hours are known."""
    if not any(business.hours.values()):
        return []
    return [(DAY_NAMES[day], [base.stretch(opens, closes) for opens, closes in business.hours.get(day, [])]) for day in DAYS]
