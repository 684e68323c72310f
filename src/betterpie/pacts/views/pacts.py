"""Pacts, for those who sign in."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest, member_page
from betterpie.pacts import actions, panels, queries
from betterpie.pacts.forms import SHELF, CountForm, PactForm, SettleForm, suggested
from betterpie.pacts.models import Count, Pact
from betterpie.pacts.views import steps
from betterpie.ui.posting import posted


@require_safe
@member_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """My pacts, those proposed to me first."""
    member = acting(request)
    page = Paginator(queries.ended_of(member), 20).get_page(request.GET.get("page"))
    context = {"open": panels.lines(queries.open_of(member), member), "past": panels.lines(list(page), member), "page": page}
    return render(request, "pacts/list.html", context)


@member_page
def new(request: SeatedRequest, member: int) -> HttpResponseBase:
    """Propose a pact: first of which kind, then what it says."""
    me, other = acting(request), members.member_of(request.seat.node, member)
    if other is None or other.is_guest or other.pk == me.pk:
        raise Http404
    kind = request.GET.get("kind", "")
    if kind not in Pact.Kind.values:
        return render(request, "pacts/kinds.html", {"other": other, "kinds": Pact.Kind.choices})
    form = PactForm(request.POST or None, kind=kind, one=me, other=other, initial=suggested(kind, me, other))
    return _proposed(request, form, me, other, replaces=None)


@member_page
def change(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Propose a change: a new pact that takes the place of this one when the other agrees."""
    pact, me = load(request, pk), acting(request)
    if pact.state != Pact.State.AGREED:
        raise Http404
    other = pact.beside(me)
    form = PactForm(request.POST or None, kind=pact.kind, one=me, other=other, initial=_as_it_is(pact, me))
    return _proposed(request, form, me, other, replaces=pact)


@require_safe
@member_page
def pact(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """What each does, what came of it, and what can be done."""
    found = load(request, pk)
    return render(request, "pacts/pact.html", panels.page(found, acting(request)) | {"form": CountForm()})


@member_page
@posted("pacts:pact")
def answer(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Agree, or not; go on with it."""
    found, member, do = load(request, pk), acting(request), request.POST.get("do", "")
    if not steps.can_take(found, member, do):
        messages.error(request, _("Something else has happened meanwhile. Look at it again."))
    elif refusal := steps.take(found, member, do, by=request.user.pk, at=request.now):
        messages.error(request, refusal)
    else:
        messages.success(request, panels.thanks(do, found))
    return redirect("pacts:pact", request.seat.node.slug, pk)


@member_page
@posted("pacts:pact")
def end(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """End it in good time."""
    found, member = load(request, pk), acting(request)
    done = _("It has ended. Nothing is broken by that.")
    return _try(request, pk, lambda: actions.end(found, member, by=request.user.pk, at=request.now), done)


@member_page
@posted("pacts:pact")
def count(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Pieces brought, or sold."""
    found, member, form = load(request, pk), acting(request), CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("How many pieces?"))
        return redirect("pacts:pact", request.seat.node.slug, pk)
    kind, quantity = form.cleaned_data["kind"], form.cleaned_data["quantity"]
    return _try(request, pk, lambda: actions.count(found, member, kind, quantity, by=request.user.pk, at=request.now), _("Counted."))


@member_page
@posted("pacts:pact")
def settle(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The owner of the goods has what is hers: the amount that stood on the page, whatever was sold since."""
    found, member, form = load(request, pk), acting(request), SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Something else has happened meanwhile. Look at it again."))
        return redirect("pacts:pact", request.seat.node.slug, pk)
    amount = form.cleaned_data["amount"]
    settle = partial(actions.count, found, member, Count.Kind.SETTLED, amount, by=request.user.pk, at=request.now)
    return _try(request, pk, settle, _("Settled."))


def load(request: SeatedRequest, pk: int) -> Pact:
    """The pact, if the member at the door is part of it; otherwise it isn't there."""
    found = queries.of(pk, member=acting(request))
    if found is None:
        raise Http404
    return found


def acting(request: SeatedRequest) -> Member:
    """For whom she acts."""
    assert request.seat.member is not None
    return request.seat.member


def _proposed(request: SeatedRequest, form: PactForm, me: Member, other: Member, *, replaces: Pact | None) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(me, other, form.terms(), replaces=replaces, by=request.user.pk, at=request.now)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has it in a mail, with a yes and a no.") % {"name": other.business.name})
            return redirect("pacts:pact", request.seat.node.slug, made.pk)
    context = {"form": form, "other": other, "kind": Pact.Kind(form.kind).label, "replaces": replaces}
    return render(request, "pacts/new.html", context, status=422 if form.errors else 200)


def _as_it_is(pact: Pact, me: Member) -> dict[str, object]:
    """The pact's words, seen from her side: whoever proposes the change is its one."""
    words: dict[str, object] = {name: getattr(pact, name) for name in ("benefit", *SHELF)} | {"disclosure": pact.told}
    words["price"] = f"{pact.price / 100:.2f}" if pact.price else ""
    other = pact.beside(me)
    if pact.one_id != me.pk:
        turned = {Pact.Side.ONE: Pact.Side.OTHER, Pact.Side.OTHER: Pact.Side.ONE}
        words |= {name: turned.get(Pact.Side(side), "") if (side := getattr(pact, name)) else "" for name in ("host", "restocks")}
    return words | {"one_does": pact.does(me, reader=me), "other_does": pact.does(other, reader=me)}


def _try(request: SeatedRequest, pk: int, do: Callable[[], None], said: str) -> HttpResponseBase:
    try:
        do()
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("pacts:pact", request.seat.node.slug, pk)
