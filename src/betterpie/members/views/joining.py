"""The way in by the poster: find your shop on the list, or add it; a steward says yes."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members import actions, queries
from betterpie.members.forms import BriefForm, NoteForm
from betterpie.members.models import Business, Node
from betterpie.members.permissions import clock
from betterpie.members.queries import Wanted
from betterpie.members.views import base
from betterpie.people.models import Person
from betterpie.ui.posting import posted

SHOWN = 12


@require_safe
def join(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the group is, and finding one's shop."""
    node = _node(code)
    wanted = request.GET.get("q", "").strip()[:80].replace("\0", "")
    found = list(queries.search(node, Wanted(text=wanted), at=clock(request)).members[:SHOWN]) if wanted else []
    rows = queries.rows(found) if found else {}
    lines = [(rows[pk], base.line(rows[pk], node=node, url="", at=clock(request))) for pk in found if pk in rows]
    person = _person(request)
    context = {
        "here": node,
        "wanted": wanted,
        "lines": lines,
        "elsewhere": queries.businesses_to_bring(person, node) if person else [],
        "seat": queries.seat(node.slug, person) if person else None,
        "waiting": queries.claims(node).filter(person=person) if person else [],
    }
    return render(request, "members/join.html", context)


def shop(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Say that a listed shop is one's own. Whoever signs in with its address on the list is in at once."""
    node = _node(code)
    member = queries.member_of(node, pk)
    if member is None:
        raise Http404
    member.node = node
    if member.is_guest is False:
        return redirect("members_open:join", code)
    person = _person(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and person is None:
        return base.to_the_door(request)
    if person is not None and form.is_bound and form.is_valid():
        try:
            claim = actions.claim_seat(member, person=person, note=form.cleaned_data["note"], at=clock(request))
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("members_open:join", code)
        return _thank(request, node) if claim else redirect("week:home", node.slug)
    return render(request, "members/join_shop.html", {"here": node, "member": member, "form": form})


@login_required
@posted("members_open:join")
def bring(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Ask to join with a business one acts for already in another group."""
    node, person = _node(code), cast(Person, request.user)
    business = next((business for business in queries.businesses_to_bring(person, node) if business.pk == pk), None)
    if business is None:
        raise Http404
    return _ask(request, node, business)


@login_required(login_url="account_signup")
def new(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask to join with a shop that is not on the list; one that is known already is proposed."""
    node = _node(code)
    form, note = BriefForm(request.POST or None, region=node.region), NoteForm(request.POST or None)
    context = {"here": node, "form": form, "note": note}
    if not form.is_bound or not form.is_valid() or not note.is_valid():
        return render(request, "members/join_new.html", context, status=422 if form.is_bound else 200)
    profile = form.profile()
    twins = queries.twins(node, name=profile.name, phone=profile.phone)
    chosen = request.POST.get("known", "")
    if twins and not chosen:
        return render(request, "members/join_new.html", context | {"twins": twins})
    known = next((twin for twin in twins if str(twin.business.pk) == chosen), None)
    if known is not None and known.seat:
        return redirect("members_open:shop", code, known.seat)
    if known is not None:
        return _ask(request, node, known.business, note=note.cleaned_data["note"])
    person, words = cast(Person, request.user), note.cleaned_data["note"]
    try:
        actions.claim_new(node, profile, person=person, note=words, at=clock(request))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("members_open:join", code)
    return _thank(request, node)


def _ask(request: HttpRequest, node: Node, business: Business, *, note: str = "") -> HttpResponseBase:
    try:
        actions.claim_business(node, business, person=cast(Person, request.user), note=note, at=clock(request))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("members_open:join", node.join_code)
    return _thank(request, node)


def _thank(request: HttpRequest, node: Node) -> HttpResponseBase:
    messages.success(request, _("Thank you. A steward of %(node)s looks at it, and you hear by mail.") % {"node": node.name})
    return redirect(reverse("members_open:join", args=[node.join_code]))


def _node(code: str) -> Node:
    node = Node.objects.filter(join_code=code).first()
    if node is None:
        raise Http404
    return node


def _person(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None
