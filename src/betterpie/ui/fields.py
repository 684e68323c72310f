"""Form fields that every room needs: phone numbers and amounts as people write them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TRICKS = re.compile(r"[\x01-\x1f\x7f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]+")
"""Letters that nobody sees: line breaks, and those by which a name is read backwards or looks empty."""


class NameField(forms.CharField):
    """What somebody or something is called, on one line and as it is read."""

    def to_python(self, value: Any) -> str:
        """The name without unseen letters, with single blanks."""
        return " ".join(TRICKS.sub(" ", str(super().to_python(value))).split())


class PhoneField(forms.CharField):
    """A phone number, kept as +15625550142. Refuses what can't be dialled."""

    def __init__(self, *, region: str = "US", **kwargs: Any) -> None:
        self.region = region
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
            raise ValidationError(_("That doesn't look like a phone number. Try it like 562 555 0142.")) from None
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(_("That number is too short or too long. Try it like 562 555 0142."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class AmountField(forms.CharField):
    """An amount of money, kept in minor units. Reads "1,150", "$1150" and "1150.50"; refuses less than nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Minor units, or None where nothing was written."""
        text = super().clean(value)
        plain = "".join(letter for letter in text if letter.isdigit() or letter in ".-")
        if not text:
            return None
        try:
            amount = Decimal(plain)
        except InvalidOperation:
            raise ValidationError(_("Please write an amount, like 250.")) from None
        if amount < 0 or amount >= Decimal("1e10"):
            raise ValidationError(_("Please write an amount between nothing and ten billion."))
        return int((amount * 100).to_integral_value())
