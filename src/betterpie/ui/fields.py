"""Form fields that every room needs: phone numbers and amounts as people write them."""

import re
from decimal import Decimal
from typing import Any
from unicodedata import category

import phonenumbers
from babel import Locale
from babel.numbers import get_currency_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TRICKS = re.compile(r"[\x01-\x1f\x7f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]+")
"""Letters that nobody sees: line breaks, and those by which a name is read backwards or looks empty."""


NORTH_AMERICA = 1
DIALLED_THERE = re.compile(r"[2-9]\d\d[2-9]\d{6}")
"""There neither area code nor exchange begins with 0 or 1."""


class NameField(forms.CharField):
    """What somebody or something is called, on one line and as it is read."""

    def to_python(self, value: Any) -> str:
        """The name without unseen letters, with single blanks."""
        return " ".join(TRICKS.sub(" ", str(super().to_python(value))).split())


class LocalForm(forms.Form):
    """A form filled in somewhere: phone numbers are read as people write them in the country `region`, such as US."""

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PhoneField):
                field.region = region


class PhoneField(forms.CharField):
    """A phone number, kept as +15625550142. Refuses what can't be dialled from anywhere, such as one without its area code.

    A number of the right length is taken although no such range is known: ranges are added faster than we hear of them.
    """

    region = "US"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The number in E.164, or nothing."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, self.region)
        except phonenumbers.NumberParseException:
            raise self._refusal(_("That doesn't look like a phone number. Try it like %(example)s.")) from None
        length = phonenumbers.is_possible_number_with_reason(number)
        if length == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            raise self._refusal(_("The area code is missing. Try it like %(example)s."))
        if length != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise self._refusal(_("That number is too short or too long. Try it like %(example)s."))
        if number.country_code == NORTH_AMERICA and not DIALLED_THERE.fullmatch(str(number.national_number)):
            raise self._refusal(_("No number begins like that here. Try it like %(example)s."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _refusal(self, sentence: Any) -> ValidationError:
        example = phonenumbers.example_number(self.region) or phonenumbers.example_number("US")
        assert example is not None
        style = phonenumbers.PhoneNumberFormat.NATIONAL
        return ValidationError(sentence, params={"example": phonenumbers.format_number(example, style)})


class AmountField(forms.CharField):
    """An amount of money, kept in minor units. Reads "1,150", "$1150", "1150.50", "1.150,50" and "about 500".

    Refuses less than nothing, what may be more than one amount, and a currency other than `currency` (where it is said).
    """

    currency = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Minor units, or None where nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        if self.currency and _other_currency(text, self.currency):
            raise ValidationError(
                _("Amounts are in %(currency)s here. Please change it into that first."), params={"currency": self.currency}
            )
        amount = _amount(text)
        if amount is None:
            raise ValidationError(_("Please write an amount, like 250."))
        if amount < 0 or amount >= Decimal("1e10"):
            raise ValidationError(_("Please write an amount between nothing and ten billion."))
        return int((amount * 100).to_integral_value())


def counted_in(form: forms.BaseForm, currency: str) -> None:
    """Let the form's amounts refuse every other currency."""
    for field in form.fields.values():
        if isinstance(field, AmountField):
            field.currency = currency


WRITTEN = re.compile(r"[.,]?\d(?:[\d.,'’\s]*\d)?")
ONE_AMOUNT = re.compile(r"(?P<whole>[1-9]\d{0,2}(?P<by>[,.'’\s])\d{3}(?:(?P=by)\d{3})*|\d*)(?:[.,](?P<cents>\d{1,2}))?")
"""Thousands in threes by one kind of mark, and after a point or a comma one or two digits of cents."""


def _amount(text: str) -> Decimal | None:
    """The only amount in a text; None where there is none, or more than one."""
    written = list(WRITTEN.finditer(text))
    found = ONE_AMOUNT.fullmatch(written[0][0]) if len(written) == 1 else None
    if found is None:
        return None
    whole = "".join(letter for letter in found["whole"] if letter.isdigit())
    below = re.search(r"[-−]\W*$", text[: written[0].start()])
    return Decimal(f"{'-' if below else ''}{whole or 0}.{found['cents'] or 0}")


def _other_currency(text: str, currency: str) -> bool:
    """Whether a sign or a code of another currency stands there. The dollar's sign is many currencies' own."""
    names = Locale("en").currencies
    own = [letter for letter in get_currency_symbol(currency, "en") if category(letter) == "Sc"] or ["$"]
    signs = {letter for letter in text if category(letter) == "Sc"}
    return not signs.issubset(own) or any(code in names and code != currency for code in re.findall(r"\b[A-Z]{3}\b", text))
