"""What people write into a pact, cleaned."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.members.models import Member
from betterpie.pacts.actions import Terms
from betterpie.pacts.models import OURS, Count, Pact, may_earn, told
from betterpie.ui.fields import AmountField, counted_in

SHELF = ("goods", "shelf", "host", "restocks", "price", "keeps_percent")
"""What only goods on a shelf need."""
DEAREST = 100_000_00
"""In minor units."""


def _two_lines() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2})


class PactForm(forms.Form):
    """What the pact says; the kind is chosen before."""

    one_does = forms.CharField(label=lazy("What you do"), max_length=200, widget=_two_lines())
    other_does = forms.CharField(label=lazy("What they do"), max_length=200, widget=_two_lines())
    benefit = forms.CharField(
        label=lazy("What a customer gets from it"),
        max_length=200,
        widget=_two_lines(),
        help_text=lazy("In one sentence, as you would say it to her."),
    )
    goods = forms.CharField(label=lazy("Which goods"), max_length=160)
    shelf = forms.CharField(label=lazy("On which shelf"), max_length=160)
    host = forms.ChoiceField(label=lazy("Whose shelf"))
    restocks = forms.ChoiceField(label=lazy("Who restocks it"))
    price = AmountField(label=lazy("Price of a piece"), required=False)
    keeps_percent = forms.IntegerField(
        label=lazy("The shop with the shelf keeps of each sale, in percent"),
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    disclosure = forms.CharField(
        label=lazy("What customers are told"),
        max_length=300,
        widget=_two_lines(),
        help_text=lazy("It stands on cards and shelves: that you are in one group, and whether anyone is paid."),
    )

    def __init__(self, *args: Any, kind: str, one: Member, other: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted_in(self, one.node.currency)
        self.kind = kind
        if kind != Pact.Kind.SHELF:
            for name in SHELF:
                del self.fields[name]
            return
        sides = [(Pact.Side.ONE, one.business.name), (Pact.Side.OTHER, other.business.name)]
        for name in ("host", "restocks"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = sides
        if not may_earn(one, other):
            for name in ("price", "keeps_percent"):
                del self.fields[name]

    def clean_price(self) -> int:
        """The price, within reason."""
        price: int = self.cleaned_data["price"] or 0
        if price > DEAREST:
            raise forms.ValidationError(_("That is too much for a piece on a shelf."))
        return price

    def terms(self) -> Terms:
        """What was written, as terms."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        words: dict[str, Any] = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in given.items()}
        return Terms(kind=self.kind, **words)


class CountForm(forms.Form):
    """Pieces brought or sold."""

    kind = forms.ChoiceField(choices=[(Count.Kind.BROUGHT, lazy("brought")), (Count.Kind.SOLD, lazy("sold"))])
    quantity = forms.IntegerField(min_value=1, max_value=100_000)


class SettleForm(forms.Form):
    """An amount that came, in minor units, as the page had it."""

    amount = forms.IntegerField(min_value=1, max_value=2_000_000_000)


def suggested(kind: str, one: Member, other: Member) -> dict[str, str]:
    """Words to begin with, for each kind of pact; at a shelf, whose it is and who restocks it as the words have it."""
    mine, theirs = OURS[kind]
    words = {"one_does": str(mine), "other_does": str(theirs), "disclosure": told(kind, one, other)}
    return words | ({"host": Pact.Side.ONE, "restocks": Pact.Side.OTHER} if kind == Pact.Kind.SHELF else {})
