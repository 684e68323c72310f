"""What the forms of projects share: days, amounts below nothing, and names to choose from."""

from collections.abc import Iterable
from typing import Any

from django import forms

from betterpie.projects.models import Partner
from betterpie.ui.fields import AmountField

LARGEST = 100_000


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, chosen by the browser's own calendar."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SignedAmountField(AmountField):
    """An amount that may be below nothing, such as what an evening leaves in a bad year."""

    def clean(self, value: Any) -> Any:
        """Minor units with their sign, or None."""
        text = str(value or "").strip().replace("−", "-")
        below = text.startswith("-")
        amount = super().clean(text.removeprefix("-") if below else text)
        return -amount if below and amount is not None else amount


def plain(amount: int) -> str:
    """Minor units as people type them: 250, 250.50."""
    whole, cents = divmod(abs(amount), 100)
    return ("-" if amount < 0 else "") + (f"{whole}.{cents:02}" if cents else str(whole))


def named(partners: Iterable[Partner]) -> list[tuple[str, str]]:
    """Partners to choose from, by number."""
    return [(str(one.number), one.member.business.name) for one in partners]
