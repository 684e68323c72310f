"""A review, to those who have a part in it: the two sides, the steward, and the members who were drawn."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from betterpie.members.permissions import SeatedRequest, member_page, node_page, steward_page
from betterpie.trust.actions import Refused, reviews
from betterpie.trust.forms import SayForm
from betterpie.trust.models import Review
from betterpie.trust.models.reviews import Say
from betterpie.trust.panels import lines as words
from betterpie.trust.permissions import sees_review
from betterpie.trust.queries import reviews as cases
from betterpie.ui.posting import posted

S = Review.State


@require_safe
@node_page
def page(request: SeatedRequest, review: int) -> HttpResponseBase:
    """How far it is, what both sides say, and what the reader can do about it."""
    return render(request, "trust/review.html", _context(request, load(request, review)))


@steward_page
@posted("trust:review")
def word(request: SeatedRequest, review: int) -> HttpResponseBase:
    """A steward says what should become of the line."""
    found = load(request, review)
    form = SayForm(request.POST)
    if not form.is_valid():
        return render(request, "trust/review.html", _context(request, found) | {"say_form": form}, status=422)
    said = form.cleaned_data
    return tried(
        request,
        found,
        lambda: reviews.say(found, said["word"], why=said["why"], by=request.user, at=request.now),
        _("Said. Both sides hear it now."),
    )


@member_page
@posted("trust:review")
def answer(request: SeatedRequest, review: int) -> HttpResponseBase:
    """One of the two sides can live with the steward's word, or not."""
    found, member = load(request, review), request.seat.member
    assert member is not None
    is_content = request.POST.get("answer") == "content"
    thanks = _("Thank you.") if is_content else _("Three members who have no part in it are asked now.")
    return tried(
        request, found, lambda: reviews.answer(found, of=member, is_content=is_content, by=request.user.pk, at=request.now), thanks
    )


@member_page
@posted("trust:review")
def speak(request: SeatedRequest, review: int) -> HttpResponseBase:
    """A member who was drawn says her word."""
    found, member = load(request, review), request.seat.member
    assert member is not None
    voice, said = cases.voice_of(member, found), request.POST.get("word", "")
    if voice is None or said not in Say.values:
        raise Http404
    return tried(request, found, lambda: reviews.speak(voice, said, by=request.user.pk, at=request.now), _("Thank you. Your word counts."))


def load(request: SeatedRequest, review: int) -> Review:
    """A review that she has a part in, or looks after as a steward without one. Not there for anybody else."""
    found = cases.review(review)
    if found is None or not sees_review(request.seat, found):
        raise Http404
    return found


def tried(request: SeatedRequest, found: Review, do: Callable[[], None], thanks: str) -> HttpResponseBase:
    """Do it and say so, or say why it was refused; then back to the review."""
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, thanks)
    return redirect("trust:review", request.seat.node.slug, found.pk)


def case(found: Review) -> dict[str, Any]:
    """What everybody with a part in it reads: the line, what happened, and once it is decided how the members spoke."""
    evidence = cases.line_of(found)
    line = words.told_one(evidence) if evidence is not None else None
    return {"review": found, "line": line, "happened": words.happened(line) if line else "", "tally": _tally(found)}


def _context(request: SeatedRequest, found: Review) -> dict[str, Any]:
    seat = request.seat
    member = seat.member
    is_side = member is not None and member.pk in found.sides
    return case(found) | {
        "is_side": is_side,
        "may_say": seat.is_steward and found.state == S.ASKED and cases.may_say(seat.person, found),
        "say_form": SayForm(),
        "may_answer": found.state == S.SAID and is_side and not _is_content(found, member.pk if member else 0),
        "voice": cases.voice_of(member, found) if member is not None else None,
        "says": [(say.value, OFFERS[say]()) for say in reversed(Say)],
    }


def _is_content(found: Review, member: int) -> bool:
    return found.about_is_content if member == found.about_id else found.by_is_content


def _tally(found: Review) -> str:
    """How the members spoke, without who; only once it is decided, so that nobody is swayed."""
    if found.is_open or found.how != Review.How.MEMBERS:
        return ""
    counts = Counter(said for said in found.voices.values_list("said", flat=True) if said)
    told = [TALLIES[say](counts[say]) % {"n": counts[say]} for say in reversed(Say) if counts[say]]
    return " · ".join(told)


OFFERS = {
    Say.KEEP: lambda: _("It should stay as it is"),
    Say.WEAKEN: lambda: _("It should count less"),
    Say.REMOVE: lambda: _("It should be taken out"),
}
"""What a drawn member can say, as she would."""
TALLIES: dict[str, Callable[[int], str]] = {
    Say.KEEP: lambda n: ngettext("%(n)d said it should stay", "%(n)d said it should stay", n),
    Say.WEAKEN: lambda n: ngettext("%(n)d said it should count less", "%(n)d said it should count less", n),
    Say.REMOVE: lambda n: ngettext("%(n)d said it should be taken out", "%(n)d said it should be taken out", n),
}
