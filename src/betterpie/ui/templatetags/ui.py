"""The components and words that templates use after `{% load ui %}`; parameters in docs/reference/components.md."""

from __future__ import annotations

import re
import zlib
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from betterpie.ui import formats

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.template import Context

register = template.Library()
SPRITE = Path(__file__).parent.parent / "static/ui/icons.svg"
FACES = 8


@register.simple_tag
def icon(name: str, *, label: str = "", css: str = "icon") -> SafeString:
    """A drawn icon of the sprite; hidden from ears unless it has a `label`. Refuses a name that is not drawn."""
    return _icon(str(name), str(label), css, static("ui/icons.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, label: str, css: str, sprite: str) -> SafeString:
    if name not in icons():
        raise template.TemplateSyntaxError(f"No icon is called {name!r}; there are: {', '.join(sorted(icons()))}.")
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', css, said, sprite, name)


@cache
def icons() -> frozenset[str]:
    """The names of the icons that are drawn."""
    return frozenset(re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text()))


@register.simple_tag
def face(name: object, *, key: object = "", size: str = "") -> SafeString:
    """A member's square with her letter. Its colour comes from `key` (else the name) and stays the same. `size`: small or large."""
    letter = next((sign for sign in str(name) if sign.isalnum()), "·")
    colour = zlib.crc32(str(key or name).encode()) % FACES + 1
    return format_html('<span class="face face-{}{}" aria-hidden="true">{}</span>', colour, f" {size}" if size else "", letter)


@register.simple_tag
def tag(text: object, tone: str = "") -> SafeString:
    """A short word about a state. `tone`: crust (none), leaf, sky, hot, grey."""
    return format_html('<span class="tag {}">{}</span>', tone, text)


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    level: int = 2,
    small: bool = False,
    tag: str = "",
    tone: str = "",
    url: str = "",
    link: str = "",
    chosen: bool = False,
) -> SafeString:
    """A white card around what stands between."""
    values = {"title": title, "level": level, "small": small, "tag": tag, "tone": tone, "url": url, "link": link, "chosen": chosen}
    return _part("card", body=content, **values)


@register.simple_block_tag
def todo(content: str, *, title: str, icon: str, tone: str = "", tag: str = "", level: int = 2, id: str = "") -> SafeString:  # noqa: A002
    """One thing to do, with its words and buttons between."""
    return _part("todo", body=content, title=title, icon=icon, tone=tone, tag=tag, level=level, id=id)


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str) -> SafeString:  # noqa: A002
    """A question in a window of its own, opened by a button with `commandfor`."""
    return _part("dialog", body=content, id=id, title=title)


@register.simple_block_tag
def banner(content: str, *, icon: str = "info", tone: str = "sky", label: str = "") -> SafeString:
    """A line that stays above the page while something is so."""
    return _part("banner", body=content, icon=icon, tone=tone, label=label)


@register.simple_block_tag
def table(content: str, *, label: str, stacks: bool = False) -> SafeString:
    """A table that scrolls on its own where it is too wide for a phone; with `stacks` it stands there as a card for each row.

    Then each figure is named by its own `data-label`, for the heads are not shown.
    """
    return _part("table", body=content, label=label, stacks=stacks)


@register.simple_tag(takes_context=True)
def action(
    context: Context, *, url: str, label: str, icon: str = "", go: bool = False, css: str = "", name: str = "", value: object = ""
) -> SafeString:
    """A button that does something at once, with its token. As the part of that name, but nothing of the page can slip into it."""
    values = {"url": url, "label": label, "icon": icon, "go": go, "css": css, "name": name, "value": value}
    return _part("action", csrf_token=context.get("csrf_token", ""), **values)


@register.simple_tag(name="range")
def likely_range(
    label: str,
    value: float | Decimal | None,
    *,
    low: float | Decimal | None = None,
    high: float | Decimal | None = None,
    minimum: float = -5,
    maximum: float = 5,
    text: str = "",
    note: str = "",
) -> SafeString:
    """A figure between `minimum` and `maximum` with its likely range; no value reads "too early"."""
    if value is None:
        early = _("too early")
        return _part("range", label=label, text=early, said=early, note=note)
    ends = (float(value if low is None else low), float(value if high is None else high))
    shown = text or formats.signed(value)
    said = _("%(value)s, likely %(low)s to %(high)s") % {"value": shown, "low": formats.signed(ends[0]), "high": formats.signed(ends[1])}
    start, end, at = (_share(figure, minimum, maximum) for figure in (*ends, float(value)))
    places = {"low": f"{start:.1f}", "width": f"{max(end - start, 0):.1f}", "at": f"{at:.1f}"}
    return _part("range", label=label, text=shown, said=said, note=note, tone="hot" if value < 0 else "", **places)


@register.filter
def money(amount: int | formats.HasCurrency | None, currency: str = "") -> str:
    """Minor units as "$1,150"; nothing for None."""
    return "" if amount is None else formats.money(amount, currency)


@register.filter
def gain(amount: int | formats.HasCurrency | None, currency: str = "") -> str:
    """Minor units with their sign, "+$3,510"; nothing for None."""
    return "" if amount is None else formats.money(amount, currency, signed=True)


@register.filter
def signed(value: float | Decimal | None, decimals: int = 1) -> str:
    """A number with its sign, "+3.8"; nothing for None."""
    return "" if value is None else formats.signed(value, decimals)


@register.filter
def tone(value: float | Decimal | None) -> str:
    """The tone of a tag for a number: leaf above nothing, hot below, grey where there is none."""
    if value is None or value == 0:
        return "grey"
    return "leaf" if value > 0 else "hot"


@register.filter
def good_or_bad(value: float | Decimal | None) -> str:
    """The class of a figure's colour: good above nothing, bad below."""
    if not value:
        return ""
    return "good" if value > 0 else "bad"


@register.filter
def phone(number: str) -> str:
    """A telephone number as people write it."""
    return formats.phone(number)


@register.simple_tag
def phone_link(number: str) -> SafeString:
    """A telephone number that calls when it is touched."""
    dialled = formats.dialled(number)
    return format_html('<a class="whole" href="tel:{}">{}</a>', dialled, formats.phone(number)) if dialled else format_html("{}", number)


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | date | None, now: datetime | None = None) -> SafeString:
    """A moment: "Friday at 2 pm". `now`: given, or the context's, or the clock's."""
    return _time(at, formats.when(at, now=_now(context, now))) if at else SafeString("")


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime | date | None, now: datetime | None = None) -> SafeString:
    """How long ago: "an hour ago"."""
    return _time(at, formats.ago(at, now=_now(context, now))) if at else SafeString("")


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime | date | None, now: datetime | None = None) -> SafeString:
    """When it is due: "by 2 pm today"."""
    return _time(at, formats.due(at, now=_now(context, now))) if at else SafeString("")


@register.filter
def anchor(field: BoundField) -> str:
    """The id that a link to a field leads to: its first choice where it has several."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def _part(name: str, /, **values: object) -> SafeString:
    return render_to_string(f"ui/parts/{name}.html", values)


def _share(figure: float, minimum: float, maximum: float) -> float:
    return min(max((figure - minimum) / (maximum - minimum), 0), 1) * 100


def _now(context: Context, now: datetime | None) -> datetime:
    return now or context.get("now") or timezone.now()


def _time(at: datetime | date, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)
