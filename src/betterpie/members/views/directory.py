"""The directory: for those who have a seat, and its face for the street."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from betterpie.kernel import vocabulary
from betterpie.members import queries
from betterpie.members.forms import SearchForm
from betterpie.members.models import Business, Member, Node
from betterpie.members.permissions import SeatedRequest, clock, node_page
from betterpie.members.queries import Row, Wanted
from betterpie.members.templatetags.trades import trade_name
from betterpie.members.views.base import Line, line, options, place

PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Help:
    """Those who can help with a need, by their trade."""

    trade: str
    lines: list[Line]


@require_safe
@node_page
def directory(request: SeatedRequest) -> HttpResponseBase:
    """Who is here: search as one types, by name, trade, service, ZIP, or by what a customer needs."""
    wanted = SearchForm(request.GET).wanted()
    seat = request.seat
    context = _results(request, seat.node, wanted, near=place(seat.member))
    if _is_part(request):
        return _part(request, "members/directory.html#results", context)
    context |= {
        "trades": options(_trades_of(seat.node), wanted.trade),
        "tiers": options(Member.Tier.choices, wanted.tier),
        "prices": options(Business.PriceLevel.choices, wanted.price),
    }
    return _part(request, "members/directory.html", context)


@require_safe
def who(request: HttpRequest, node: str) -> HttpResponseBase:
    """The directory's face for the street: names, trades and towns of those who joined. Not there where the node keeps it to itself."""
    here = Node.objects.filter(slug=node, is_listed=True).first()
    if here is None:
        raise Http404
    wanted = replace(Wanted(text=SearchForm(request.GET).wanted().text), has_joined=True)
    with timezone.override(here.zone):
        context = _results(request, here, wanted) | {"here": here}
        return _part(request, "members/who.html#results" if _is_part(request) else "members/who.html", context)


def _results(request: HttpRequest, node: Node, wanted: Wanted, *, near: tuple[float, float] | None = None) -> dict[str, Any]:
    at = clock(request)
    found = queries.search(node, wanted, at=at, near=near)
    page = Paginator(found.members, PAGE).get_page(request.GET.get("page"))
    here = cast("list[int] | QuerySet[Member, int]", page.object_list)
    on_page = queries.rows(here)
    helpers = [pk for answer in found.answers for pk in answer.members]
    others = queries.rows(helpers) if helpers else {}
    url = "" if wanted.has_joined else None

    def lines(rows: Iterable[Row]) -> list[Line]:
        return [line(row, node=node, url=url, near=near, at=at) for row in rows]

    ordered = [on_page[pk] for pk in here if pk in on_page] if isinstance(found.members, list) else on_page.values()
    return {
        "wanted": wanted,
        "is_filtered": wanted != Wanted(text=wanted.text, has_joined=wanted.has_joined),
        "read_as": found.read_as,
        "page": page,
        "lines": lines(ordered),
        "helps": [
            Help(trade=trade_name(answer.trade), lines=lines(others[pk] for pk in answer.members if pk in others))
            for answer in found.answers
        ],
    }


def _trades_of(node: Node) -> list[tuple[str, str]]:
    """The trades of the node's members with their names, by name."""
    language, known = get_language() or "en", vocabulary.trades()
    named = [(slug, vocabulary.name(slug, language=language)) for slug in queries.trades_of(node) if slug in known]
    return sorted(named, key=lambda pair: pair[1])


def _is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the results alone; a page taken from the browser's history is wanted whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _part(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    answer = render(request, template, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
