"""The customer's private page: no account, no script, and her word decides."""

from collections.abc import Callable
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from betterpie.members.permissions import clock
from betterpie.referrals import actions, links, panels, queries
from betterpie.referrals.actions.giving import Details
from betterpie.referrals.forms import YesForm
from betterpie.referrals.models import Referral
from betterpie.ui.posting import posted


@require_safe
def customer(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who sends her, whom they would call and why; her choices; and what is kept about her."""
    return _show(request, _load(token))


@posted("referrals_open:customer")
def call(request: HttpRequest, token: str) -> HttpResponseBase:
    """She wishes to be called, leaving a way to reach her, or will call by herself."""
    referral = _load(token)
    choice = request.POST.get("choice", "")
    if choice == Referral.Choice.WILL_CALL:
        return _try(request, referral, lambda: actions.say_yes(referral, choice=choice, at=clock(request)))
    form = YesForm(request.POST, region=referral.node.region, known=queries.customer_of(referral))
    if not form.is_valid():
        return _show(request, referral, form=form)
    details = Details(**form.cleaned_data, language=get_language() or "en")
    may_pass_on = "may_pass_on" in request.POST
    yes = Referral.Choice.CALL_ME
    return _try(
        request,
        referral,
        lambda: actions.say_yes(referral, choice=yes, details=details, may_pass_on=may_pass_on, at=clock(request)),
    )


def others(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who else could help; she picks one, and it begins anew there."""
    referral = _load(token)
    suited = queries.suited(referral.need, giver=referral.giver, at=clock(request), without=[referral.receiver_id])
    if request.method == "POST":
        chosen = next((one.member for one in suited if str(one.member.pk) == request.POST.get("receiver")), None)
        if chosen is not None:
            try:
                successor = actions.choose_other(referral, chosen, at=clock(request))
            except actions.Refused as refusal:
                return _show(request, _load(token), refusal=str(refusal))
            return redirect(links.here(links.customer(successor)))
    return render(request, "referrals/others.html", {"referral": referral, "suited": suited})


@posted("referrals_open:customer")
def verdict(request: HttpRequest, token: str) -> HttpResponseBase:
    """She says whether it went well, or whether she bought."""
    referral = _load(token)
    if "bought" in request.POST:
        return _try(request, referral, lambda: actions.tell(referral, bought=request.POST["bought"] == "yes", at=clock(request)))
    went_well = request.POST.get("went_well") == "yes"
    return _try(request, referral, lambda: actions.judge(referral, went_well=went_well, at=clock(request)))


@posted("referrals_open:customer")
def ending(request: HttpRequest, token: str) -> HttpResponseBase:
    """No thanks, or: forget me. Both erase her details at once."""
    referral = _load(token)
    return _try(request, referral, lambda: actions.forget(referral, at_her_wish=True, at=clock(request)))


@require_safe
def qr(request: HttpRequest, token: str) -> HttpResponse:
    """The private link as a QR code, to be scanned from the giver's screen or from a card."""
    import segno  # here, to keep the processes small and their start short

    referral = _load(token)
    picture = BytesIO()
    segno.make(links.customer(referral), error="m").save(picture, kind="svg", scale=4, border=4, dark="#2A2018", light="#FFFFFF")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def _load(token: str) -> Referral:
    referral = queries.by_token(token)
    if referral is None:
        raise Http404
    return referral


def _show(request: HttpRequest, referral: Referral, *, form: YesForm | None = None, refusal: str = "") -> HttpResponseBase:
    successor = queries.successor_of(referral)
    if successor is not None:
        return redirect(links.here(links.customer(successor)))
    known = queries.customer_of(referral)
    context = {
        "referral": referral,
        "customer": known,
        "name": known.first_name if known else "",
        "form": form or YesForm(region=referral.node.region, known=known),
        "refusal": refusal,
        "steps": panels.progress(referral),
        "can_tell": referral.went_well is not None and referral.bought is None,
        "can_judge": referral.went_well is None and referral.called_at is not None,
        "is_regulated": referral.receiver.business.is_regulated,
    }
    return render(request, "referrals/customer.html", context, status=422 if form or refusal else 200)


def _try(request: HttpRequest, referral: Referral, action: Callable[[], object]) -> HttpResponseBase:
    try:
        action()
    except actions.Refused as refusal:
        return _show(request, _load(referral.token), refusal=str(refusal))
    return redirect(links.here(links.customer(referral)))
