"""The pages of promises."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest, clock, member_page
from betterpie.promises import actions, links, queries
from betterpie.promises.forms import ExcuseForm, PromiseForm
from betterpie.promises.models import Promise
from betterpie.promises.permissions import can_end, can_thank
from betterpie.ui.posting import posted

WORTH_A_THANKS = timedelta(days=60)
"""How long what was done for me, or could not be, stands on the page and waits for a word of mine."""


@member_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """What I promised, what I was promised, and how it ended."""
    member = request.seat.member
    assert member is not None
    page = Paginator(queries.ended_of(member), 20).get_page(request.GET.get("page"))
    mine, theirs = list(queries.open_of(member)), list(queries.open_to(member))
    done = list(queries.to_thank_for(member, since=request.now - WORTH_A_THANKS))
    told = list(queries.told_to(member, since=request.now - WORTH_A_THANKS))
    return render(request, "promises/list.html", {"mine": mine, "theirs": theirs, "done": done, "told": told, "page": page})


@member_page
def new(request: SeatedRequest) -> HttpResponseBase:
    """Promise something."""
    member = request.seat.member
    assert member is not None
    form = PromiseForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            actions.give(words["what"], of=member, to=words["to"], due_at=words["due_at"], by=request.user.pk, at=request.now)
        except actions.Refused as refusal:
            form.add_error("due_at", str(refusal))
        else:
            messages.success(request, _("Promised. We’ll remind you in time."))
            return redirect("promises:list", request.seat.node.slug)
    return render(request, "promises/new.html", {"form": form}, status=422 if form.errors else 200)


@member_page
@posted("promises:list")
def keep(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """It is done."""
    promise = _load(request, pk)
    return _try(request, lambda: actions.keep(promise, by=request.user.pk, at=request.now), _("Well done."))


@member_page
@posted("promises:list")
def thank(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """What was promised to me is done."""
    promise = _load(request, pk, can_thank)
    return _try(request, lambda: actions.thank(promise, by=request.user.pk, at=request.now), _("Thank you for saying so."))


@member_page
@posted("promises:list")
def let_off(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Short notice was all right."""
    promise = _load(request, pk, can_thank)
    return _try(request, lambda: actions.let_off(promise, by=request.user.pk, at=request.now), _("That is kind of you."))


@member_page
def excuse(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """It can't be: in good time, or at short notice."""
    promise = _load(request, pk)
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        said = _("Thank you for saying so in good time.") if request.now <= promise.good_time else _("Thank you for saying so.")
        return _try(request, lambda: actions.excuse(promise, why=why, by=request.user.pk, at=request.now), said)
    context = {"promise": promise, "form": form, "is_short": request.now > promise.good_time}
    return render(request, "promises/excuse.html", context, status=422 if form.errors else 200)


def _load(request: SeatedRequest, pk: int, may: Callable[[Member, Promise], bool] = can_end) -> Promise:
    member, promise = request.seat.member, queries.of(pk)
    if member is None or promise is None or not may(member, promise):
        raise Http404
    return promise


def _try(request: SeatedRequest, action: Callable[[], None], said: str) -> HttpResponseBase:
    try:
        action()
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    if request.POST.get("back") == "week":
        return redirect("week:home", request.seat.node.slug)
    return redirect("promises:list", request.seat.node.slug)


def end(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Keep or excuse a promise from a mail. Opening the link changes nothing; the button does."""
    try:
        pk, do, reader = links.read(signed)
    except BadSignature:
        return render(request, "promises/mailed.html", {"promise": None}, status=410)
    promise = queries.mailed(pk, reader=reader)
    if promise is None:
        return render(request, "promises/mailed.html", {"promise": None}, status=410)
    refusal, is_short = "", clock(request) > promise.good_time
    if request.method == "POST" and promise.is_open:
        refusal = _end(promise, do, why=request.POST.get("why", "").replace("\0", "")[:300], by=reader or None, at=clock(request))
        promise = queries.mailed(pk, reader=reader)
    context = {"promise": promise, "do": do, "refusal": refusal, "is_short": is_short}
    return render(request, "promises/mailed.html", context, status=422 if refusal else 200)


def _end(promise: Promise, do: str, *, why: str, by: int | None, at: datetime) -> str:
    try:
        if do == "excuse":
            actions.excuse(promise, why=why, by=by, at=at)
        else:
            actions.keep(promise, by=by, at=at)
    except actions.Refused as refusal:
        return str(refusal)
    return ""


def mailed_let_off(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Say from a mail that short notice was all right. Opening the link changes nothing; the button does."""
    try:
        pk, reader = links.read_let_off(signed)
    except BadSignature:
        pk, reader = 0, 0
    promise = queries.mailed_to(pk, reader=reader)
    if promise is None:
        return render(request, "promises/mailed.html", {"promise": None}, status=410)
    refusal = ""
    if request.method == "POST":
        try:
            actions.let_off(promise, by=reader or None, at=clock(request))
        except actions.Refused as refused:
            refusal = str(refused)
        promise = queries.mailed_to(pk, reader=reader)
    return render(request, "promises/mailed_told.html", {"promise": promise, "refusal": refusal}, status=422 if refusal else 200)
