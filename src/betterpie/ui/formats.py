"""Amounts, times, numbers and telephone numbers in the reader's words, for pages and letters alike."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Protocol

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import get_currency_precision
from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

MINUS = "−"


class HasCurrency(Protocol):
    """An amount that knows its currency, such as `moneyed.Money`: whole units, not minor ones."""

    @property
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> object: ...


def money(amount: int | HasCurrency, currency: str = "", *, signed: bool = False) -> str:
    """`amount` in minor units (cents) as "$1,150", as "$12.50" where it is not round, `signed` as "+$3,510". No `currency`: the house's."""
    currency = currency or settings.CURRENCY
    units, code = (Decimal(amount).scaleb(-get_currency_precision(currency)), currency) if isinstance(amount, int) else _parts(amount)
    pattern = _money_pattern(_locale(), 0 if units == units.to_integral_value() else get_currency_precision(code))
    return _sign(units, signed=signed) + str(pattern.apply(abs(units), _locale(), currency=code, currency_digits=False))


def signed(value: float | Decimal, decimals: int = 1) -> str:
    """A number with its sign before it: "+3.8", "−0.3"; what rounds to nothing has none."""
    rounded = round(Decimal(str(value)), decimals)
    return _sign(rounded, signed=True) + str(number_format(abs(rounded), decimals))


def clock(at: datetime) -> str:
    """The time of day where the reader is: "2 pm", "2:30 pm", "14:00"."""
    here = timezone.localtime(at)
    if not (get_language() or "en").startswith("en"):
        return format_time(here.time(), "short", locale=_locale())
    return f"{here.hour % 12 or 12}{f':{here.minute:02}' if here.minute else ''} {'am' if here.hour < 12 else 'pm'}"


def day(on: date, *, now: datetime) -> str:
    """A day as people say it: "today", "tomorrow", "Friday" within six days, else "March 15", with the year when it is another."""
    return _day(on, timezone.localtime(now).date(), _locale())


@lru_cache(maxsize=4096)
def _day(on: date, today: date, locale: Locale) -> str:
    # Kept, because a story names the same days again and again. `locale` is that of the active language.
    away = (on - today).days
    if away == 0:
        return _("today")
    if abs(away) == 1:
        return _("tomorrow") if away > 0 else _("yesterday")
    if 1 < away < 7:
        written = format_date(on, "EEEE", locale=locale)
    elif on.year != today.year:
        written = format_date(on, "long", locale=locale)
    else:
        written = str(format_skeleton("MMMMd", on, locale=locale))
    # English says "Friday" where Spanish says "el viernes".
    return pgettext("a day in a sentence", "%(day)s") % {"day": written}


def when(at: datetime | date, *, now: datetime) -> str:
    """A moment: "today at 2 pm", "Friday at 2 pm", "March 15 at 2 pm"; a date without a time is only its day."""
    if not isinstance(at, datetime):
        return day(at, now=now)
    return _("%(day)s at %(time)s") % {"day": day(timezone.localtime(at).date(), now=now), "time": clock(at)}


def due(at: datetime | date, *, now: datetime) -> str:
    """When something is due: "by 2 pm today", "by Friday, 2 pm", "by Friday"; once it is over, "due an hour ago"."""
    if not isinstance(at, datetime):
        over = at < timezone.localtime(now).date()
        return _("due %(ago)s") % {"ago": day(at, now=now)} if over else _("by %(day)s") % {"day": day(at, now=now)}
    if at < now:
        return _("due %(ago)s") % {"ago": ago(at, now=now)}
    on = timezone.localtime(at).date()
    soon = on - timezone.localtime(now).date() <= timedelta(days=1)
    pattern = _("by %(time)s %(day)s") if soon else _("by %(day)s, %(time)s")
    return pattern % {"time": clock(at), "day": day(on, now=now)}


def ago(at: datetime | date, *, now: datetime) -> str:
    """How long ago: "just now", "an hour ago", "yesterday", "3 days ago", "2 weeks ago", "in March". The future reads as `when`."""
    today = timezone.localtime(now).date()
    on = timezone.localtime(at).date() if isinstance(at, datetime) else at
    if on > today or (isinstance(at, datetime) and at > now):
        return when(at, now=now)
    if isinstance(at, datetime) and (on == today or now - at < timedelta(hours=6)):
        return _ago_today(now - at)
    days = (today - on).days
    if days < 2:
        return day(on, now=now)
    if days < 14:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 56:
        return ngettext("%(n)d week ago", "%(n)d weeks ago", days // 7) % {"n": days // 7}
    month = format_date(on, "LLLL", locale=_locale()) if on.year == today.year else format_skeleton("yMMMM", on, locale=_locale())
    return _("in %(month)s") % {"month": month}


def phone(number: str) -> str:
    """A telephone number as people here write it, "(562) 555-0142"; what is none comes back as it was."""
    found = _phone(number)
    if found is None:
        return number
    home = phonenumbers.country_code_for_region(_territory())
    style = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(found, style.NATIONAL if found.country_code == home else style.INTERNATIONAL))


def dialled(number: str) -> str:
    """The same number as a machine dials it, "+15625550142"; nothing where it is none."""
    found = _phone(number)
    return "" if found is None else str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def _parts(amount: HasCurrency) -> tuple[Decimal, str]:
    return Decimal(amount.amount), str(amount.currency)


def _sign(value: Decimal, *, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def _ago_today(past: timedelta) -> str:
    minutes = int(past.total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("a minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    return ngettext("an hour ago", "%(n)d hours ago", minutes // 60) % {"n": minutes // 60}


def _phone(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(number, _territory())
    except phonenumbers.NumberParseException:
        return None
    return found if phonenumbers.is_possible_number(found) else None


def _locale() -> Locale:
    return _locale_of(get_language() or "en", _territory())


def _territory() -> str:
    """The country whose habits hold for amounts and clocks: that of LANGUAGE_CODE, else the United States."""
    return (settings.LANGUAGE_CODE.partition("-")[2] or "US").upper()


@cache
def _locale_of(language: str, territory: str) -> Locale:
    """Spanish read in the United States is es_US: "$1,150", not "1150 US$"."""
    plain = language.partition("-")[0]
    try:
        return Locale.parse(language.replace("-", "_") if "-" in language else f"{plain}_{territory}")
    except UnknownLocaleError:
        return Locale.parse(plain)


@cache
def _money_pattern(locale: Locale, decimals: int) -> _Pattern:
    pattern: _Pattern = copy.copy(locale.currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return pattern


class _Pattern(Protocol):
    frac_prec: tuple[int, int]

    def apply(self, value: Decimal, locale: Locale, *, currency: str, currency_digits: bool) -> str: ...
