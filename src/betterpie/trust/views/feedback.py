"""How it was to work with a neighbor: said on a page or from a mail, read by both at the same moment."""

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from betterpie.members.permissions import SeatedRequest, clock, member_page
from betterpie.members.queries import is_read_by
from betterpie.trust import links
from betterpie.trust.actions import Refused
from betterpie.trust.actions import feedback as verbs
from betterpie.trust.forms import FeedbackForm
from betterpie.trust.models import Feedback
from betterpie.trust.queries import feedback as said


@member_page
def page(request: SeatedRequest, feedback: int) -> HttpResponseBase:
    """Say how it was; later read what both said. The one whom it is about finds it once it is shown."""
    found, member = said.feedback(feedback), request.seat.member
    if found is None or member is None or not (found.by_id == member.pk or (found.about_id == member.pk and found.is_shown)):
        raise Http404
    form = FeedbackForm(request.POST or None)
    is_hers = found.by_id == member.pk
    if request.method == "POST" and is_hers and form.is_valid():
        try:
            verbs.say(found, **form.cleaned_data, by=request.user.pk, at=request.now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you for saying so."))
        return redirect("trust:feedback", request.seat.node.slug, feedback)
    context = _context(found, form, is_hers=is_hers) | {"other": found.about if is_hers else found.by}
    return render(request, "trust/feedback.html", context, status=422 if form.errors else 200)


def mailed(request: HttpRequest, signed: str) -> HttpResponseBase:
    """The same from the weekly letter, without signing in. Opening it changes nothing."""
    try:
        pk, reader = links.read_feedback(signed)
    except BadSignature:
        pk, reader = 0, 0
    found = said.feedback(pk)
    if found is None or not is_read_by(found.by, reader):
        return render(request, "trust/feedback_mailed.html", {"feedback": None}, status=410)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.say(found, **form.cleaned_data, by=reader or None, at=clock(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("trust_open:feedback", signed)
    return render(
        request, "trust/feedback_mailed.html", _context(found, form, is_hers=True), status=422 if form.is_bound and form.errors else 200
    )


def _context(found: Feedback, form: FeedbackForm, *, is_hers: bool) -> dict[str, Any]:
    other = said.other_side(found)
    mine = [found] if found.said_at is not None else []
    return {
        "feedback": found,
        "form": form,
        "is_open": is_hers and found.is_open,
        "said": [*mine, *([other] if other else [])],
        "waits": found.said_at is not None and found.closed_at is None,
    }
