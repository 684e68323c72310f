"""Looking at referrals: the lists, one of them, and the card that the customer takes along."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from betterpie.members.permissions import SeatedRequest, member_page
from betterpie.referrals import links, panels, permissions, queries
from betterpie.referrals.forms import ThanksForm
from betterpie.referrals.models import Referral


@member_page
def listing(request: SeatedRequest) -> HttpResponseBase:
    """Customers sent to me, or with ?given, those whom I sent."""
    member = request.seat.member
    assert member is not None
    is_given = "given" in request.GET
    rows = queries.given_by(member) if is_given else queries.received_by(member)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    found = queries.given(page, by=member) if is_given else queries.received(page, by=member)
    lines = [(row, panels.known_name(row), (row.receiver if is_given else row.giver).business) for row in found]
    return render(request, "referrals/list.html", {"lines": lines, "page": page, "is_given": is_given})


@member_page
def referral(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """One referral: how far it is, what can be done, and for the receiver how to reach the customer."""
    found = load(request, pk)
    member = request.seat.member
    assert member is not None
    mine = permissions.can_work_on(member, found)
    context = {
        "referral": found,
        "name": panels.first_name(found),
        "news": panels.news(found),
        "steps": panels.progress(found),
        "is_mine": mine,
        "customer": queries.customer_of(found) if permissions.sees_details(member, found) else None,
        "card": panels.card_for(found, at=request.now) if mine and found.is_open else None,
        "can_thank": mine and found.state == Referral.State.WON and found.thanked_at is None,
        "thanks": ThanksForm(),
        "again": panels.again_words(found) if mine and permissions.can_tell_again(found, at=request.now) else {},
        "customer_link": links.customer(found) if found.giver_id == member.pk and found.is_open else "",
    }
    return render(request, "referrals/referral.html", context)


@member_page
def card(request: SeatedRequest, pk: int) -> HttpResponseBase:
    """The private link for the customer: to show, to share, or to print on a card."""
    found = load(request, pk)
    if found.giver_id != request.seat.member_id:
        raise Http404
    return render(request, "referrals/card.html", {"referral": found, "name": panels.first_name(found), "link": links.customer(found)})


def load(request: SeatedRequest, pk: int) -> Referral:
    """The referral, if the member at the door gave or received it; otherwise it isn't there."""
    member = request.seat.member
    assert member is not None
    found = queries.of(pk, member=member)
    if found is None:
        raise Http404
    return found
