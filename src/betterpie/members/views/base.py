"""What the pages of members share: trying a verb, asking before a deed, and a line of a list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Protocol

from babel.dates import format_skeleton
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from betterpie.kernel import places
from betterpie.kernel.hours import Week, closes_at, is_open, opens_at
from betterpie.members.actions import Refused
from betterpie.members.models import Business, Member, Node
from betterpie.members.queries import Row
from betterpie.members.templatetags.trades import trade_name
from betterpie.ui import formats


def tried(request: HttpRequest, do: Callable[[], Any], *, thanks: str) -> bool:
    """Do it, and say so; or say why it was refused. Returns whether it was done."""
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, thanks)
    return True


def to_the_door(request: HttpRequest) -> HttpResponse:
    """Lead somebody who is probably new here to signing up, and back; whoever is not finds the way to sign in from there."""
    return redirect_to_login(request.path, login_url=reverse("account_signup"))


def ask_first(request: HttpRequest, *, title: str, text: str, yes: str, back: str) -> HttpResponse:
    """A page that asks before a deed; its button sends the same address a POST."""
    return render(request, "members/ask_first.html", {"title": title, "text": text, "yes": yes, "back": back})


class HasPlace(Protocol):
    """What lies somewhere: a business, or a row of a list."""

    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...


@dataclass(frozen=True, kw_only=True)
class Line:
    """A member as a line of a list."""

    pk: int
    title: str
    meta: str
    tag: str
    url: str


def line(row: Row, *, node: Node, url: str | None = None, near: tuple[float, float] | None = None, at: datetime) -> Line:
    """A member as a line: trade, way from `near`, whether it is open at `at`. `url` "" makes it no link."""
    said = [trade_name(row.trade or ""), miles(row, near) or row.city, open_now(row.hours, node, at)]
    return Line(
        pk=row.pk,
        title=row.name,
        meta=" · ".join(word for word in said if word),
        tag=_("not joined") if row.is_guest else "",
        url=reverse("members:business", args=[node.slug, row.pk]) if url is None else url,
    )


def options(choices: Iterable[tuple[Any, Any]], chosen: Any) -> SafeString:
    """The options of a select, made here and kept because a town has two hundred trades and a template takes a while over each."""
    return _options(tuple((str(value), str(name)) for value, name in choices), str(chosen))


def place(member: Member | None) -> tuple[float, float] | None:
    """Where a member is, if that is known."""
    if member is None or member.business.lat is None or member.business.lon is None:
        return None
    return member.business.lat, member.business.lon


def miles(one: HasPlace, near: tuple[float, float] | None) -> str:
    """How far a business is: "1.2 miles"; nothing where that can't be told. Within the same ZIP code it is "nearby"."""
    if near is None or one.lat is None or one.lon is None:
        return ""
    away = places.miles(near, (one.lat, one.lon))
    if away < 0.1:
        return _("nearby")
    shown = number_format(round(away, 1), 1) if away < 10 and round(away, 1) % 1 else str(round(away))
    return _("%(n)s mile") % {"n": shown} if shown == "1" else _("%(n)s miles") % {"n": shown}


def open_now(hours: Week, node: Node, at: datetime) -> str:
    """Words for a list: “open until 5 pm”, or nothing."""
    until = closes_at(hours, at, node.zone) if hours else None
    return _("open until %(time)s") % {"time": formats.clock(until)} if until else ""


def stretch(opens: str, closes: str) -> str:
    """The two times in words: “9 am to 5 pm” for "09:00" and "17:00"."""
    return _("%(opens)s to %(closes)s") % {"opens": _of_day(opens), "closes": _of_day(closes)}


def month(at: datetime) -> str:
    """A month with its year: “March 2025”."""
    return str(format_skeleton("yMMMM", timezone.localtime(at), locale=(get_language() or "en").replace("-", "_")))


def opening(business: Business, node: Node, at: datetime) -> str:
    """Whether it is open, as a sentence: "Open now until 5 pm", "Closed now, opens Monday at 9 am"; nothing where no hours are known."""
    if not any(business.hours.values()):
        return ""
    if is_open(business.hours, at, node.zone):
        until = closes_at(business.hours, at, node.zone)
        return _("Open now until %(time)s") % {"time": formats.clock(until)} if until else ""
    opens = opens_at(business.hours, at, node.zone)
    return _("Closed now, opens %(when)s") % {"when": formats.when(opens, now=at)} if opens else ""


@lru_cache(maxsize=512)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    rows = ((value, SafeString(" selected") if value == chosen else "", name) for value, name in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def _of_day(text: str) -> str:
    return formats.clock(datetime.combine(date.min.replace(year=2000), time.fromisoformat(text), timezone.get_current_timezone()))
