"""What stewards write about occasions, cleaned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy as pgettext

from betterpie.kernel import vocabulary
from betterpie.kernel.matching import Occasion, Step
from betterpie.members.forms.fields import TradeField
from betterpie.ui.fields import NameField

LARGEST = 2_000_000
"""Bytes of a file of occasions."""
MOST_STEPS = 60
LAST_WEEK = 520
"""Ten years: nobody plans further."""


class TradesField(forms.CharField):
    """Trades by their names, divided by semicolons; cleans to their slugs, each once. Refuses an unknown one, naming what comes near."""

    def prepare_value(self, value: Any) -> Any:
        """The names in the reader's language for slugs; what was typed stays as it was typed."""
        if isinstance(value, str) or value is None:
            return value
        return "; ".join(vocabulary.name(slug, language=get_language() or "en") for slug in value)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The slugs, in the order in which they were typed."""
        names = [name.strip() for name in str(super().clean(value)).split(";")]
        return tuple(dict.fromkeys(TradeField().clean(name) for name in names if name))


class OccasionForm(forms.Form):
    """What happens, and to whom."""

    name = NameField(label=lazy("What happens"), max_length=80, help_text=lazy("Such as “a new dog” or “the lantern walk”."))
    people = NameField(
        label=lazy("Whom you see then"), max_length=120, help_text=lazy("It completes “You both see …”: families with a new dog.")
    )
    how_often = forms.ChoiceField(
        label=lazy("How often it happens in town"),
        choices=[("often", lazy("often")), ("sometimes", pgettext("how often", "sometimes")), ("rarely", lazy("rarely"))],
        initial="sometimes",
    )
    asked = forms.ChoiceField(
        label=lazy("How much people ask around for a name"),
        choices=[
            ("always", lazy("nearly always")),
            ("much", pgettext("how much", "much")),
            ("some", pgettext("how much", "some")),
            ("little", pgettext("how much", "little")),
        ],
        initial="some",
    )

    def occasion(self, steps: "StepForms") -> Occasion:
        """The occasion that was written down, with these steps."""
        return Occasion(**self.cleaned_data, steps=tuple(steps.steps()))


class StepForm(forms.Form):
    """One need on the way, who meets it, and when."""

    name = NameField(label=lazy("What is needed"), max_length=80)
    trades = TradesField(
        label=lazy("Who serves it"),
        max_length=400,
        help_text=lazy("Trades, divided by semicolons: florist; gift shop. They compete there."),
    )
    first = forms.IntegerField(label=lazy("From week"), min_value=0, max_value=LAST_WEEK, help_text=lazy("Counted from the first sign."))
    last = forms.IntegerField(label=lazy("To week"), min_value=0, max_value=LAST_WEEK, required=False)
    needed_by = forms.ChoiceField(
        label=lazy("Who of them needs it"),
        choices=[
            ("most", pgettext("who needs it", "most")),
            ("some", pgettext("who needs it", "some")),
            ("few", pgettext("who needs it", "few")),
        ],
        initial="most",
    )
    sign = NameField(
        label=lazy("What one notices first"), max_length=160, required=False, help_text=lazy("Such as “the puppy chews everything”.")
    )
    after = NameField(
        label=lazy("Only after this step"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "steps", "autocomplete": "off"}),
    )
    source = NameField(label=lazy("Where you know it from"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A step that begins and ends; without a last week it is over in its first."""
        said = super().clean() or {}
        first = said.get("first")
        if "last" in said and first is not None:
            said["last"] = first if said["last"] is None else said["last"]
            if said["last"] < first:
                self.add_error("last", _("It would end before it begins."))
        return said


if TYPE_CHECKING:
    FormSet = forms.BaseFormSet[StepForm]
else:
    FormSet = forms.BaseFormSet  # only its types can be asked for an element


class StepForms(FormSet):
    """The steps of an occasion, and room for another one."""

    def add_fields(self, form: StepForm, index: int | None) -> None:
        """Each step can be left out, but for one that isn't there yet."""
        super().add_fields(form, index)
        if forms.formsets.DELETION_FIELD_NAME in form.fields:
            form.fields[forms.formsets.DELETION_FIELD_NAME].label = _("Leave this step out")

    def clean(self) -> None:
        """Two steps at least, none named twice."""
        if any(self.errors):
            return
        names = [step.name for step in self.steps()]
        if len(names) < 2:
            raise ValidationError(_("Two steps at least, please: one alone joins nobody."))
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValidationError(_("Two steps are called “%(name)s”.") % {"name": twice[0]})

    def filled(self) -> list[StepForm]:
        """The forms that were filled in and stay."""
        return [form for form in self.forms if form.cleaned_data.get("name") and form not in self.deleted_forms]

    def steps(self) -> list[Step]:
        """The steps as they were written."""
        return [Step(**{name: form.cleaned_data[name] for name in StepForm.base_fields}) for form in self.filled()]


def step_forms(data: Any, *, steps: Sequence[dict[str, Any]] = ()) -> StepForms:
    """A form for each of these steps and one more; three where there are none yet."""
    extra = 1 if steps else 3
    # Whatever the browser says how many there are: a thousand would take a minute to lay out.
    made = forms.formset_factory(
        StepForm, formset=StepForms, extra=extra, can_delete=True, can_delete_extra=False, max_num=MOST_STEPS, validate_max=True,
        absolute_max=MOST_STEPS + 1,
    )(data, initial=steps, prefix="steps")  # fmt: skip
    assert isinstance(made, StepForms)
    return made


class FileForm(forms.Form):
    """A whole file."""

    file = forms.FileField(label=lazy("Your file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    def clean_file(self) -> str:
        """The words of the file."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("That file is too large."))
        try:
            return bytes(file.read()).decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
        except UnicodeDecodeError as trouble:
            raise forms.ValidationError(_("Please save it as CSV in UTF-8, as spreadsheets can.")) from trouble
