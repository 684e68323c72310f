"""My trust, and one line of it with what both sides say."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betterpie.members.permissions import SeatedRequest, member_page
from betterpie.trust import queries
from betterpie.trust.actions import Refused, reviews
from betterpie.trust.forms import AskForm, ReplyForm
from betterpie.trust.models import Evidence
from betterpie.trust.panels import lines as words
from betterpie.trust.panels.facets import FACET_NAMES, early_words, facets, shown_words
from betterpie.trust.panels.members import seen
from betterpie.trust.panels.weeks import weeks
from betterpie.trust.panels.why import SEEN_FROM, half_lives, why
from betterpie.trust.permissions import sees_line
from betterpie.trust.queries import reviews as cases
from betterpie.ui.formats import when
from betterpie.ui.posting import posted


@require_safe
@member_page
def mine(request: SeatedRequest) -> HttpResponseBase:
    """My score with its reasons, what would raise it, how it went, and what another sees of it."""
    member = request.seat.member
    assert member is not None
    standing = queries.whole_standing_of(member.pk)
    is_early = queries.is_too_early(standing)
    change = queries.change_of(member.node_id)
    told = words.told(queries.lines_under(standing, member.pk))
    review, reasons = cases.open_review_of(member), why(told)
    context = {
        "member": member,
        "standing": standing,
        "is_early": is_early,
        "early": early_words(standing),
        "shown_to": shown_words(change.detail),
        "facets": facets(standing),
        "why": reasons,
        "quiet": any(abs(one.points) < SEEN_FROM for one in reasons),
        "fades": half_lives(queries.policy_with(change.kinds)),
        "raises": queries.raises(standing),
        "weeks": weeks(queries.history_of(member.pk)),
        "voices": cases.voices_of(member),
        "review": review,
        "ends": when(review.ends_at.date(), now=request.now) if review else "",
        "seen": seen(member, standing, detail=change.detail, lines=told),
    }
    return render(request, "trust/mine.html", context)


@require_safe
@member_page
def line(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """One deed: what happened, what both sides say, and how to have it looked at."""
    return _line(request, _load(request, pk))


@member_page
@posted("trust:line")
def reply(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Put my side beside the line."""
    evidence, member = _load(request, pk), request.seat.member
    assert member is not None
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _line(request, evidence, reply_form=form)
    try:
        reviews.reply(evidence, of=member, text=form.cleaned_data["text"], by=request.user.pk, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It stands beside the line now.") if form.cleaned_data["text"] else _("Taken away."))
    return redirect("trust:line", request.seat.node.slug, pk)


@member_page
@posted("trust:line")
def ask(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """Ask that the line is looked at again."""
    evidence, member = _load(request, pk), request.seat.member
    assert member is not None
    form = AskForm(request.POST)
    if not form.is_valid():
        return _line(request, evidence, ask_form=form)
    try:
        review = reviews.ask(evidence, of=member, why=form.cleaned_data["why"], by=request.user.pk, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("trust:line", request.seat.node.slug, pk)
    messages.success(request, _("It will be looked at. You hear within fourteen days."))
    return redirect("trust:review", request.seat.node.slug, review.pk)


def _load(request: SeatedRequest, pk: int) -> Evidence:
    member = request.seat.member
    evidence = Evidence.objects.filter(pk=pk).first()
    if member is None or evidence is None or not sees_line(member, evidence):
        raise Http404
    return evidence


def _line(request: SeatedRequest, evidence: Evidence, **forms: Any) -> HttpResponse:
    member = request.seat.member
    assert member is not None
    told = words.told_one(evidence)
    review = cases.review_of(evidence)
    is_mine = cases.sides_of(evidence)[0] == member.pk
    refusal = reviews.why_not(evidence, of=member) if is_mine and review is None else ""
    own = next((reply.text for reply in told.replies if reply.member_id == member.pk), "")
    context = {
        "line": told,
        "about": cases.seated(evidence.about),
        "facet": FACET_NAMES[told.facet],
        "happened": words.happened(told),
        "page": words.page_of(told, node=request.seat.node.slug),
        "is_mine": is_mine,
        "review": review,
        "may_ask": is_mine and review is None and not refusal,
        "why_not": refusal,
        "reply_form": ReplyForm(initial={"text": own}),
        "ask_form": AskForm(),
    }
    return render(request, "trust/line.html", context | forms, status=422 if forms else 200)
