"""Form fields of members: a trade, a week of opening, places and lists, as people write them."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.kernel import needs, vocabulary
from betterpie.kernel.hours import DAYS, BadHours, checked
from betterpie.kernel.words import fold

DAY_NAMES = {
    "mon": lazy("Monday"),
    "tue": lazy("Tuesday"),
    "wed": lazy("Wednesday"),
    "thu": lazy("Thursday"),
    "fri": lazy("Friday"),
    "sat": lazy("Saturday"),
    "sun": lazy("Sunday"),
}
TIMES = ("from", "to", "again", "until")
"""The four times of a day: from-to, and again-until after a break."""


def trade_named(text: str) -> str | None:
    """The slug of the trade that is called so, in either language or by its slug; None where there is none."""
    wanted = fold(text.strip())
    for slug, trade in vocabulary.trades().items():
        if wanted in (slug, fold(trade.name), fold(trade.name_es)):
            return slug
    return None


class TradeField(forms.CharField):
    """A trade by its name, chosen from a list or typed; cleans to its slug. Refuses an unknown one and says which ones come near."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "trades", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The name in the reader's language for a slug; what was typed stays as it was typed."""
        return vocabulary.name(value, language=get_language() or "en") if value in vocabulary.trades() else value

    def clean(self, value: Any) -> str:
        """The slug, or nothing."""
        text = super().clean(value)
        slug = trade_named(text) if text else ""
        if slug is not None:
            return slug
        near = [vocabulary.name(match.slug, language=get_language() or "en") for match in needs.best(text, limit=3)]
        if near:
            raise ValidationError(_("We don't know “%(text)s”. Did you mean: %(near)s?") % {"text": text, "near": ", ".join(near)})
        raise ValidationError(_("We don't know “%(text)s”. Please choose the trade that comes nearest.") % {"text": text})


class HoursWidget(forms.Widget):
    """A line for each day: from, to, and again after a break."""

    template_name = "members/forms/hours.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, dict[str, str]]:
        """For each day its four times as they were typed, and under "like" whether Tuesday to Friday are as Monday."""
        typed = {day: {time: str(data.get(f"{name}_{day}_{time}", "")).strip() for time in TIMES} for day in DAYS}
        return typed | {"like": {"monday": str(data.get(f"{name}_like", ""))}}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Never: no times mean that it is closed."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template draws: the days with their times."""
        typed = value if value and all(isinstance(each, dict) for each in value.values()) else _typed(value or {})
        days = [{"day": day, "label": DAY_NAMES[day], **typed.get(day, {})} for day in DAYS]
        context = super().get_context(name, None, attrs)
        context["widget"] |= {"days": days, "like": typed.get("like", {}).get("monday", "")}
        return context

    def id_for_label(self, id_: str) -> str:
        """No single box bears the label."""
        return ""


class HoursField(forms.Field):
    """A week of opening, as `kernel.hours` keeps it. Refuses times that don't end after they begin, by the day's name."""

    widget = HoursWidget

    def clean(self, value: Any) -> dict[str, list[list[str]]]:
        """The week; a day without times is closed."""
        typed: dict[str, dict[str, str]] = dict(value)
        if typed.pop("like", {}).get("monday"):
            typed |= dict.fromkeys(("tue", "wed", "thu", "fri"), typed["mon"])
        week = {day: _stretches(DAY_NAMES[day], typed[day]) for day in DAYS}
        return {day: stretches for day, stretches in week.items() if stretches}


class ZipField(forms.CharField):
    """A ZIP code, with or without its four further digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Five digits, or five and four."""
        text = super().clean(value)
        if text and not re.fullmatch(r"\d{5}(-\d{4})?", text):
            raise ValidationError(_("A ZIP code has five digits, like 90807."))
        return str(text)


class WebField(forms.URLField):
    """A web page; "example.com" will do."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "autocapitalize": "none"}))
        super().__init__(
            assume_scheme="https", error_messages={"invalid": lazy("That doesn't look like a web page. Try it like example.com.")}, **kwargs
        )

    def clean(self, value: Any) -> str:
        """The page's address. Refuses what is neither http nor https."""
        address = super().clean(value)
        if address and not address.startswith(("http://", "https://")):
            raise ValidationError(self.error_messages["invalid"])
        return str(address or "")


class CodesField(forms.CharField):
    """Several codes of so many digits, with commas or blanks between them; cleans to a list without doubles."""

    def __init__(self, *, digits: int, **kwargs: Any) -> None:
        self.digits = digits
        kwargs.setdefault("max_length", 400)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The codes. Refuses one of another length and says which."""
        codes = list(dict.fromkeys(re.split(r"[\s,;]+", super().clean(value).strip())))
        codes = [code for code in codes if code]
        for code in codes:
            if not re.fullmatch(rf"\d{{{self.digits}}}", code):
                raise ValidationError(_("“%(code)s” should have %(digits)d digits.") % {"code": code, "digits": self.digits})
        return codes


def _typed(week: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """A stored week as its boxes show it."""
    flat = {day: [time for stretch in stretches[:2] for time in stretch] for day, stretches in week.items()}
    return {day: dict(zip(TIMES, times, strict=False)) for day, times in flat.items()}


def _stretches(day: Any, times: Mapping[str, str]) -> list[list[str]]:
    """The stretches of one day. Refuses half-filled and overlapping ones."""
    pairs = [[times["from"], times["to"]], [times["again"], times["until"]]]
    pairs = [[time[:5] for time in pair] for pair in pairs if any(pair)]
    if not all(all(pair) for pair in pairs):
        raise ValidationError(_("%(day)s: please write both when you open and when you close.") % {"day": day})
    try:
        checked({"mon": pairs})
    except (BadHours, ValueError):
        raise ValidationError(_("%(day)s: it should close after it opens, and a break should lie in between.") % {"day": day}) from None
    return pairs
