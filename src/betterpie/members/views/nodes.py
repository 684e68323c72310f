"""Starting a node, its settings, its stewards, its neighbors and its poster."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members import actions, queries
from betterpie.members.forms import DEFAULT_RULES, LinkForm, SettingsForm, StartForm, StewardForm
from betterpie.members.permissions import SeatedRequest, can_start_groups, clock, steward_page
from betterpie.members.views import base
from betterpie.people.models import Person
from betterpie.ui.posting import posted


@login_required(login_url="account_signup")
def start(request: HttpRequest) -> HttpResponseBase:
    """Start a group; whoever does is its steward at once. Where the host named those who may, the others read whom to ask."""
    if not can_start_groups(cast(Person, request.user)):
        return render(request, "members/start_closed.html", status=403)
    begin = {"rules": DEFAULT_RULES, "time_zone": settings.TIME_ZONE, "language": get_language(), "is_listed": True}
    form = StartForm(request.POST or None, initial=begin)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data | {"rules": form.cleaned_data["rules"].replace("\r\n", "\n")}
        try:
            node = actions.start_node(words.pop("name"), slug=words.pop("slug"), by=cast(Person, request.user), at=clock(request), **words)
        except actions.Refused as refusal:
            form.add_error("slug", str(refusal))
        else:
            messages.success(request, _("%(name)s is there. Now bring in the businesses.") % {"name": node.name})
            return redirect("members:steward", node.slug)
    return render(request, "members/start.html", {"form": form}, status=422 if form.errors else 200)


@steward_page
def arrange(request: SeatedRequest) -> HttpResponseBase:
    """The settings of the group."""
    node = request.seat.node
    form = SettingsForm.of(node, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "members/settings.html", {"form": form}, status=422 if form.is_bound else 200)
    actions.arrange(node, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("members:steward", node.slug)


@steward_page
def stewards(request: SeatedRequest) -> HttpResponseBase:
    """Who looks after the group, and naming another."""
    node = request.seat.node
    form = StewardForm(request.POST or None)
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.name_steward(node, email=email, by=request.user, at=request.now)
        except actions.Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(email)s is a steward now, and has a letter that says so.") % {"email": email})
            return redirect("members:stewards", node.slug)
    context = {"form": form, "stewards": queries.stewards(node)}
    return render(request, "members/stewards.html", context, status=422 if form.errors else 200)


@steward_page
def stewardship_end(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Somebody is a steward no longer. Asks first."""
    node = request.seat.node
    steward = queries.stewards(node).filter(pk=pk).first()
    if steward is None:
        raise Http404
    back = reverse("members:stewards", args=[node.slug])
    words = {"who": str(steward.person)}
    if request.method != "POST":
        text = _("The steward's pages are closed to %(who)s from then on. A seat in the group stays.") % words
        return base.ask_first(request, title=_("End the stewardship of %(who)s?") % words, text=text, yes=_("End it"), back=back)
    done = base.tried(
        request,
        lambda: actions.dismiss_steward(steward, by=request.user, at=request.now),
        thanks=_("%(who)s is a steward no longer.") % words,
    )
    return redirect("home") if done and steward.person_id == request.user.pk else redirect(back)


@steward_page
def neighbors(request: SeatedRequest) -> HttpResponseBase:
    """Groups whose members may refer to ours: asked, asking, agreed."""
    node = request.seat.node
    form = LinkForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            link = actions.ask_link(node, form.cleaned_data["slug"], at=request.now)
        except actions.Refused as refusal:
            form.add_error("slug", str(refusal))
        else:
            agreed = link.asked_by_id != node.pk
            messages.success(request, _("You can send each other customers now.") if agreed else _("Their stewards see it on their page."))
            return redirect("members:neighbors", node.slug)
    links = [(link, link.other if link.one_id == node.pk else link.one) for link in queries.links(node)]
    return render(request, "members/neighbors.html", {"form": form, "links": links}, status=422 if form.errors else 200)


@steward_page
@posted("members:neighbors")
def agreement(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Say yes to a group that asked."""
    node = request.seat.node
    link = queries.links(node).filter(pk=pk).exclude(asked_by=node).first()
    if link is None:
        raise Http404
    other = link.other if link.one_id == node.pk else link.one
    thanks = _("You can send each other customers now.")
    base.tried(request, lambda: actions.ask_link(node, other, at=request.now), thanks=thanks)
    return redirect("members:neighbors", node.slug)


@steward_page
def link_end(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """End a link, refuse one, or take back the question. Asks first."""
    node = request.seat.node
    link = queries.links(node).filter(pk=pk).first()
    if link is None:
        raise Http404
    back = reverse("members:neighbors", args=[node.slug])
    if request.method != "POST":
        other = link.other if link.one_id == node.pk else link.one
        text = _("Members of the two groups can't send each other new customers then. What is under way goes on.")
        return base.ask_first(request, title=_("Part from %(name)s?") % {"name": other.name}, text=text, yes=_("Part"), back=back)
    base.tried(request, lambda: actions.end_link(link, by=request.user, at=request.now), thanks=_("Done."))
    return redirect(back)


@require_safe
@steward_page
def poster(request: SeatedRequest) -> HttpResponseBase:
    """A sheet for the wall: the way in by a code, and by its short address."""
    import segno  # here, to keep the processes small and their start short

    url = settings.BASE_URL + reverse("members_open:join", args=[request.seat.node.join_code])
    code = segno.make(url, error="q", micro=False).svg_inline(svgclass="qr", omitsize=True, border=0)
    return render(request, "members/poster.html", {"url": url, "code": mark_safe(code)})  # noqa: S308  # drawn by segno from our own address


@steward_page
def new_code(request: SeatedRequest) -> HttpResponseBase:
    """Give the poster another code. Asks first."""
    node = request.seat.node
    back = reverse("members:steward", args=[node.slug])
    if request.method != "POST":
        text = _("Posters that hang somewhere lead nowhere from then on, and you print new ones.")
        return base.ask_first(request, title=_("A new code for the poster?"), text=text, yes=_("Make a new one"), back=back)
    actions.new_join_code(node)
    return redirect("members:poster", node.slug)
