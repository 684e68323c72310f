"""After the work: what came in, a list of it, what is missing, and what was learned."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.projects.forms.fields import day_field
from betterpie.projects.models import Line
from betterpie.ui.fields import AmountField


class LineForm(forms.Form):
    """Something that came in, or was paid."""

    kind = forms.ChoiceField(
        label=lazy("Did it come in, or was it paid?"), choices=Line.Kind.choices, initial=Line.Kind.TAKINGS,
        widget=forms.RadioSelect(attrs={"class": "across"}),
    )  # fmt: skip
    what = forms.CharField(label=lazy("What was it?"), max_length=160)
    amount = AmountField(label=lazy("How much?"))
    on = day_field(lazy("When?"))


class ListForm(forms.Form):
    """A list from the till or the bank."""

    file = forms.FileField(label=lazy("A list with the columns date, what and amount; below 0 is what was paid"))

    def clean_file(self) -> Any:
        """Refuses more than a megabyte."""
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise forms.ValidationError(_("Choose a list of at most a megabyte."))
        return file

    def text(self) -> str:
        """What it says, however it is written."""
        from charset_normalizer import from_bytes  # heavy, and hardly ever needed: not kept in memory by every process

        found = from_bytes(self.cleaned_data["file"].read()).best()
        return str(found) if found is not None else ""


class MissingForm(forms.Form):
    """What is missing in the sheets."""

    why = forms.CharField(label=lazy("What is missing?"), max_length=300)


class LearnedForm(forms.Form):
    """What somebody learned."""

    words = forms.CharField(label=lazy("What did you learn, for the next time?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
