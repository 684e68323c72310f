"""Pages to play on: what somebody types there is kept nowhere."""

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.projects.forms.fields import SignedAmountField, named
from betterpie.projects.models import Partner
from betterpie.projects.queries import SKETCHED_UP_TO, Newcomer, Sketch
from betterpie.ui.fields import AmountField, NameField


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


class SketchForm(forms.Form):
    """Partners that somebody makes up: names, what each makes alone, what each two create extra, and who is left out for now."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.rows = range(1, _rows_asked(data) + 1)
        for row in self.rows:
            self.fields[f"name_{row}"] = NameField(
                label=lazy("Who?"), max_length=80, required=False, widget=forms.TextInput(attrs={"list": "neighbors"})
            )
            self.fields[f"alone_{row}"] = AmountField(label=lazy("What she would make alone"), required=False)
            self.fields[f"out_{row}"] = forms.BooleanField(label=lazy("Leave her out for now"), required=False)
        for one, other in combinations(self.rows, 2):
            self.fields[f"with_{one}_{other}"] = SignedAmountField(label=lazy("extra"), required=False)

    def sketch(self) -> Sketch:
        """What was made up; rows in which nothing is written are nobody."""
        words = self.cleaned_data
        extras = {(one, other): words[f"with_{one}_{other}"] or 0 for one, other in combinations(self.rows, 2)}
        written = [row for row in self.rows if words[f"name_{row}"] or words[f"alone_{row}"] or any(extras[p] for p in extras if row in p)]
        return Sketch(
            names={row: words[f"name_{row}"] or _("Partner %(number)d") % {"number": row} for row in written},
            alone={row: words[f"alone_{row}"] or 0 for row in written},
            extras={pair: amount for pair, amount in extras.items() if amount},
            out=frozenset(row for row in written if words[f"out_{row}"]),
        )


def _rows_asked(data: QueryDict) -> int:
    asked = data.get("rows", "")
    rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 3
    return min(max(rows + ("add" in data), 2), SKETCHED_UP_TO)
