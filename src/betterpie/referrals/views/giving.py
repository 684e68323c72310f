"""Giving a referral: one page, thirty seconds, a thumb."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.members.permissions import SeatedRequest, member_page
from betterpie.referrals import actions, queries
from betterpie.referrals.actions.giving import MOST_MAILED
from betterpie.referrals.forms import GivingForm


@member_page
def new(request: SeatedRequest) -> HttpResponseBase:
    """Say what the customer needs, see who suits, choose, send. Asked with a need alone it answers with those who suit."""
    if request.method == "POST" and "find" not in request.POST:
        return _give(request, GivingForm(request.POST, region=request.seat.node.region))
    form = GivingForm(initial=request.GET.dict() | request.POST.dict(), region=request.seat.node.region)
    need = str(request.POST.get("need") or request.GET.get("need") or "")
    part = "referrals/new.html#suited" if "HX-Request" in request.headers else "referrals/new.html"
    return render(request, part, _context(request, form, need))


def _give(request: SeatedRequest, form: GivingForm) -> HttpResponseBase:
    if form.is_valid():
        receiver = _receiver(request, form.cleaned_data["receiver"])
        if receiver is None:
            form.add_error("receiver", _("Who should help? Choose one of the names."))
        else:
            try:
                referral = _given(request, form, receiver)
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Told. Now let your customer say yes."))
                return redirect("referrals:card", request.seat.node.slug, referral.pk)
    return render(request, "referrals/new.html", _context(request, form, form.data.get("need", "")), status=422)


def _given(request: SeatedRequest, form: GivingForm, receiver: Member) -> Any:
    words = form.cleaned_data
    giver = request.seat.member
    assert giver is not None
    details = form.details()
    if details is not None and details.email and queries.mailed_today(giver, at=request.now) >= MOST_MAILED:
        raise actions.Refused(_("We have written to a good many of your customers today. Leave her e-mail out and show her the link."))
    return actions.give(
        giver,
        receiver,
        need=words["need"],
        trade=queries.trade_of(words["need"], receiver),
        note=words["note"],
        customer=details,
        is_urgent=words["is_urgent"],
        returns=queries.last_from(receiver, to=giver),
        by=request.user.pk,
        at=request.now,
    )


def _receiver(request: SeatedRequest, pk: int) -> Member | None:
    found = members.member_of(request.seat.node, pk)
    if found is not None:
        return found
    return next((member for node in members.linked_nodes(request.seat.node) if (member := members.member_of(node, pk))), None)


def _context(request: SeatedRequest, form: GivingForm, need: str) -> dict[str, Any]:
    giver = request.seat.member
    assert giver is not None
    chosen = str(request.POST.get("receiver") or request.GET.get("to") or "")
    suited = queries.suited(need, giver=giver, at=request.now) if need.strip() else []
    wanted = _receiver(request, int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None
    if wanted is not None and wanted.pk not in [one.member.pk for one in suited] and wanted.pk != giver.pk:
        suited.insert(0, queries.suiting(wanted, need, giver=giver, at=request.now))
    picked = chosen or (str(suited[0].member.pk) if suited else "")
    return {"form": form, "need": need, "suited": suited, "picked": picked}
