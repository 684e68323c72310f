"""Steps taken from a mail, without signing in. Opening the link changes nothing, so a scanner that fetches it does no harm."""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from betterpie.referrals import links, panels, queries
from betterpie.referrals.models import Referral
from betterpie.referrals.permissions import is_reachable
from betterpie.referrals.views.steps import STEPS, take


def step(request: HttpRequest, signed: str) -> HttpResponseBase:
    """The one step that the link is for, behind one button; then what can be done next. Over once its reader has left the receiver."""
    try:
        pk, do, reader = links.read_step(signed)
    except BadSignature:
        return render(request, "referrals/link_over.html", status=410)
    referral = queries.mailed(pk, reader=reader)
    if referral is None or do not in (*STEPS, "see"):
        return render(request, "referrals/link_over.html", status=410)
    if do == "see" or not referral.can_become(do):
        return _see(request, referral, reader=reader)
    context = {"referral": referral, "name": panels.first_name(referral), "do": do, "label": label(referral, do), "is_mailed": True}
    return take(
        request,
        referral,
        do,
        page="referrals/mailed.html",
        context=context,
        by=reader or None,
        done=lambda: redirect(links.here(links.step(referral, "see", reader=reader))),
    )


def label(referral: Referral, do: str) -> str:
    """The words on the button of a step."""
    steps = {name: words for name, words, _main in panels.steps_from(referral)}
    return (steps | panels.again_words(referral)).get(do, do)


def _see(request: HttpRequest, referral: Referral, *, reader: int) -> HttpResponseBase:
    """How to reach the customer, how far it is, and what can be done next."""
    context = {
        "referral": referral,
        "name": panels.first_name(referral),
        "customer": queries.customer_of(referral) if is_reachable(referral) else None,
        "news": panels.news(referral),
        "steps": panels.progress(referral),
        "next": [(links.here(links.step(referral, do, reader=reader)), words, main) for do, words, main in panels.steps_from(referral)],
    }
    return render(request, "referrals/mailed_see.html", context)
