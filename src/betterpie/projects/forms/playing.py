"""Pages to play on: what somebody types there is kept nowhere."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.projects.forms.fields import SignedAmountField, named
from betterpie.projects.models import Partner
from betterpie.projects.queries import Newcomer
from betterpie.ui.fields import AmountField


class PlayForm(forms.Form):
    """Who leaves, and what somebody new would bring. Nothing of it is kept."""

    without = forms.MultipleChoiceField(
        label=lazy("Without"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "across"})
    )
    alone = AmountField(label=lazy("Somebody new: what would she make alone?"), required=False)
    cost = AmountField(label=lazy("What would it cost to have her in?"), required=False)

    def __init__(self, *args: Any, partners: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = list(partners)
        field = self.fields["without"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = named(self.partners)
        for one in self.partners:
            words = _("What would she and %(name)s create extra?") % {"name": one.member.business.name}
            self.fields[f"with_{one.number}"] = SignedAmountField(label=words, required=False)

    def clean_without(self) -> list[int]:
        """The numbers of those who leave; refuses all of them."""
        gone = [int(number) for number in self.cleaned_data["without"]]
        if len(gone) >= len(self.partners):
            raise forms.ValidationError(_("Somebody has to stay."))
        return gone

    def newcomer(self) -> Newcomer | None:
        """What somebody new would bring, where anything is written."""
        words = self.cleaned_data
        extras = {one.number: words.get(f"with_{one.number}") for one in self.partners}
        if words.get("alone") is None and all(amount is None for amount in extras.values()):
            return None
        return Newcomer(alone=words.get("alone") or 0, extras={n: amount or 0 for n, amount in extras.items()}, cost=words.get("cost") or 0)
