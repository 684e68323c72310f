"""Words said from a mail, without signing in. Opening a link changes nothing, so a scanner that fetches it does no harm."""

from collections.abc import Callable
from typing import Any

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from betterpie.members.permissions import clock
from betterpie.members.queries import is_read_by
from betterpie.trust import links
from betterpie.trust.actions import Refused, reviews
from betterpie.trust.models import Review
from betterpie.trust.models.reviews import Say
from betterpie.trust.queries import reviews as cases
from betterpie.trust.views.cases import OFFERS, case

Button = tuple[str, str, bool]


def side(request: HttpRequest, signed: str) -> HttpResponseBase:
    """One of the two sides is content with the steward's word, or not."""
    try:
        pk, member, do, reader = links.read_side(signed)
    except BadSignature:
        return _over(request)
    review, party = cases.review(pk), cases.seated(member)
    if review is None or party is None or member not in review.sides or not is_read_by(party, reader):
        return _over(request)

    def do_it(word: str) -> None:
        reviews.answer(review, of=party, is_content=word == "content", by=reader or None, at=clock(request))

    yes, no = ("content", _("I can live with that"), do == "content"), ("not", _("No, let three members look"), do == "not")
    buttons = [yes, no] if do == "content" else [no, yes]
    is_open = review.state == Review.State.SAID
    return _page(request, review, _("Can you live with that?"), buttons if is_open else [], do_it)


def voice(request: HttpRequest, signed: str) -> HttpResponseBase:
    """A member who was drawn says her word."""
    try:
        pk, do, reader = links.read_voice(signed)
    except BadSignature:
        return _over(request)
    found = cases.voice(pk)
    if found is None or not is_read_by(found.member, reader):
        return _over(request)

    def do_it(word: str) -> None:
        reviews.speak(found, word, by=reader or None, at=clock(request))

    offers = [(say.value, OFFERS[say](), say == do) for say in reversed(Say)]
    is_open = found.review.state == Review.State.DRAWN and not found.said
    heading = _("Should this line stay?") if is_open else _("Thank you for looking")
    note = _("Nobody reads who said what; the middle of three words counts.")
    return _page(request, found.review, heading, sorted(offers, key=lambda one: not one[2]) if is_open else [], do_it, note=note)


def _page(
    request: HttpRequest, review: Review, heading: str, buttons: list[Button], do: Callable[[str], None], *, note: str = ""
) -> HttpResponse:
    refusal = thanks = ""
    word = request.POST.get("word", "")
    if request.method == "POST" and buttons and word in {value for value, _label, _main in buttons}:
        try:
            do(word)
        except Refused as refused:
            refusal = str(refused)
        else:
            thanks = _("Thank you. Your word counts.")
        buttons = []
    found = cases.review(review.pk) or review
    context: dict[str, Any] = {"heading": heading, "buttons": buttons, "refusal": refusal, "thanks": thanks, "note": note}
    with timezone.override(found.node.zone):
        return render(request, "trust/mailed.html", case(found) | context, status=422 if refusal else 200)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "trust/mailed.html", {"review": None}, status=410)
