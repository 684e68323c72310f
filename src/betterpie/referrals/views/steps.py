"""The steps a receiver takes with a customer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from betterpie.members.permissions import SeatedRequest, clock, member_page
from betterpie.referrals import actions, panels, queries
from betterpie.referrals.forms import LostForm, ThanksForm, WonForm
from betterpie.referrals.models import AGAIN, Referral
from betterpie.referrals.permissions import can_work_on
from betterpie.referrals.views.pages import load
from betterpie.ui.fields import counted_in
from betterpie.ui.formats import day
from betterpie.ui.posting import posted

FORMS: dict[str, type[forms.Form]] = {"won": WonForm, "lost": LostForm}
"""The steps that ask something first."""
STEPS = ("accepted", "called", "met", "quoted", "won", "lost", "declined", *AGAIN)


@member_page
def step(request: SeatedRequest, pk: int, do: str) -> HttpResponseBase:
    """Take the step `do`; those that ask something show their question first."""
    referral = load(request, pk)
    member = request.seat.member
    if do not in (*STEPS, "passing") or member is None or not can_work_on(member, referral):
        raise Http404
    if do == "passing":
        return _passing(request, referral)
    context = {"referral": referral, "name": panels.first_name(referral), "do": do}
    return take(
        request, referral, do, page="referrals/step.html", context=context, by=request.user.pk, done=lambda: _back(request, referral)
    )


@member_page
@posted("referrals:referral")
def thanks(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Thank the giver."""
    referral = load(request, pk)
    member = request.seat.member
    if member is None or not can_work_on(member, referral):
        raise Http404
    form = ThanksForm(request.POST)
    if form.is_valid():
        words, said = form.cleaned_data["words"], _("Your thanks are on their way.")
        _try(request, lambda: actions.thank(referral, words=words, by=request.user.pk, at=request.now), said)
    return _back(request, referral)


def take(
    request: HttpRequest,
    referral: Referral,
    do: str,
    *,
    page: str,
    context: dict[str, Any],
    by: int | None,
    done: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """Take a step by POST, from a page or from a mail; GET shows `page`, which never changes anything."""
    form = FORMS[do](request.POST or None) if do in FORMS else None
    if form is not None:
        counted_in(form, referral.receiver.node.currency)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        status = 200 if request.method != "POST" else 422
        return render(request, page, context | {"form": form}, status=status)
    words = form.cleaned_data if form is not None else {}
    if isinstance(form, WonForm):
        words["worth"] = form.amount()
    _try(request, lambda: perform(referral, do, words=words, by=by, at=clock(request)), done_words(do, referral, at=clock(request)))
    return done()


def perform(referral: Referral, do: str, *, words: dict[str, Any], by: int | None, at: datetime) -> None:
    """The action behind a step's name."""
    if do == "accepted":
        actions.accept(referral, by=by, at=at)
    elif do == "declined":
        actions.decline(referral, by=by, at=at)
    elif do in AGAIN:
        actions.tell_again(referral, AGAIN[do], by=by, at=at)
    elif do == "won":
        actions.win(referral, worth=words["worth"], is_new_customer=words["is_new_customer"], thanks=words.get("thanks", ""), by=by, at=at)
    elif do == "lost":
        actions.lose(referral, why=words["why"], by=by, at=at)
    else:
        actions.step(referral, do, by=by, at=at)


def done_words(do: str, referral: Referral, *, at: datetime) -> str:
    """What is said once a step is taken, with the day of the next question where one will come."""
    giver = referral.giver.business.name
    said = {
        "accepted": _("Good. We’ll remind you before the time is over."),
        "declined": _("Thank you for saying so early. %(giver)s will hear of it."),
        "won": _("Written down. %(giver)s will be glad to hear it."),
        "lost": _("Written down. %(giver)s will hear what came of it."),
    }
    if do in AGAIN:
        return _("Thank you. It stands on the page of the two of you.")
    if do in said:
        return said[do] % {"giver": giver}
    until = panels.rests_until(do, since=at)
    assert until is not None
    words = {"giver": giver, "day": day(localtime(until).date(), now=at)}
    return _("Written down. %(giver)s will hear of it, and we ask you again %(day)s.") % words


def _passing(request: SeatedRequest, referral: Referral) -> HttpResponseBase:
    """Hand the customer on to somebody else, a rival perhaps, when one is full."""
    suited = queries.suited(referral.need, giver=referral.receiver, at=request.now, without=[referral.giver_id], limit=8)
    if request.method == "POST":
        chosen = next((one.member for one in suited if str(one.member.pk) == request.POST.get("receiver")), None)
        if chosen is not None:
            said = _("%(name)s will be asked whether she wants that.") % {"name": panels.first_name(referral)}
            _try(request, lambda: actions.pass_on(referral, chosen, by=request.user.pk, at=request.now), said)
            return _back(request, referral)
    return render(request, "referrals/passing.html", {"referral": referral, "name": panels.first_name(referral), "suited": suited})


def _try(request: HttpRequest, action: Callable[[], object], said: str) -> None:
    try:
        action()
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)


def _back(request: SeatedRequest, referral: Referral) -> HttpResponseBase:
    if request.POST.get("back") == "week":
        return redirect("week:home", request.seat.node.slug)
    return redirect("referrals:referral", request.seat.node.slug, referral.pk)
