"""From the idea to the end of the work: who is in, what goes in, what is done, what stays."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.members.models import Member
from betterpie.projects import imports
from betterpie.projects.actions import Refused, Upload
from betterpie.projects.actions.planning import EVENING
from betterpie.projects.forms.fields import LARGEST, day_field, named
from betterpie.projects.models import FILE_MOST, Input, Partner, Project
from betterpie.projects.models.shapes import SHAPES
from betterpie.ui.fields import AmountField, NameField


class ProjectForm(forms.Form):
    """The idea."""

    shape = forms.ChoiceField(
        label=lazy("What is it like?"), required=False, choices=(), widget=forms.RadioSelect(attrs={"class": "across"})
    )
    name = NameField(label=lazy("What shall it be called?"), max_length=80)
    idea = forms.CharField(
        label=lazy("The idea in a sentence or two"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    ends_on = day_field(lazy("When will it be over?"), required=False)

    def __init__(self, *args: Any, with_them: Sequence[Member] = (), **kwargs: Any) -> None:
        """`with_them`: members to be asked at once, unless they are struck out."""
        super().__init__(*args, **kwargs)
        field = self.fields["shape"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((shape.slug, shape.name) for shape in SHAPES), ("", lazy("Something else"))]
        self.with_them = {str(member.pk): member for member in with_them}
        if with_them:
            self.fields["ask"] = forms.MultipleChoiceField(
                label=lazy("Ask these to take part, by mail"), required=False, initial=list(self.with_them),
                choices=[(pk, member.business.name) for pk, member in self.with_them.items()], widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    def to_ask(self) -> list[Member]:
        """Those who are to be asked at once."""
        return [self.with_them[pk] for pk in self.cleaned_data.get("ask", [])]


class AgainForm(forms.Form):
    """What it is called this time, and when it will be over."""

    name = ProjectForm.base_fields["name"]
    ends_on = ProjectForm.base_fields["ends_on"]


class TermsForm(forms.Form):
    """The words, the end, what managing is paid, and what happens if it is called off."""

    name = ProjectForm.base_fields["name"]
    idea = ProjectForm.base_fields["idea"]
    ends_on = ProjectForm.base_fields["ends_on"]
    manager_pay = AmountField(label=lazy("What is paid for managing, before anything is shared?"), required=False)
    if_off = forms.ChoiceField(label=lazy("If it is called off"), choices=Project.IfOff.choices, widget=forms.RadioSelect)


class AskForm(forms.Form):
    """Whom to ask."""

    member = forms.ModelChoiceField(
        label=lazy("Whom would you like to ask?"), queryset=Member.objects.none(), empty_label=lazy("Choose a member")
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = members


class DueForm(forms.Form):
    """What is due on a day: in the evening, where the group is."""

    due_on = day_field(lazy("By when?"))

    def due_at(self, member: Member) -> datetime:
        """Six in the evening of that day."""
        on: date = self.cleaned_data["due_on"]
        return datetime.combine(on, EVENING, member.node.zone)


class InputForm(DueForm):
    """What somebody puts in."""

    kind = forms.ChoiceField(label=lazy("What kind?"), choices=Input.Kind.choices, widget=forms.RadioSelect(attrs={"class": "across"}))
    what = forms.CharField(label=lazy("What exactly?"), max_length=160)
    money = AmountField(label=lazy("How much is it worth?"), required=False, help_text=lazy("For money and stock."))
    hours = forms.IntegerField(label=lazy("How many hours?"), required=False, min_value=1, max_value=LARGEST)
    otherwise = forms.CharField(label=lazy("What would you do with it otherwise?"), max_length=200, required=False)

    field_order = ("kind", "what", "money", "hours", "otherwise", "due_on")

    def amount(self) -> int | None:
        """Minor units for money and stock, hours for hours, nothing for the rest."""
        kind = self.cleaned_data["kind"]
        if kind == Input.Kind.HOURS:
            return self.cleaned_data["hours"] or None
        return self.cleaned_data["money"] or None if kind in Input.IN_MONEY else None


class StepForm(DueForm):
    """Who does what by when."""

    what = forms.CharField(label=lazy("What is to be done?"), max_length=160)
    partner = forms.ChoiceField(label=lazy("Who does it?"))

    field_order = ("what", "partner", "due_on")

    def __init__(self, *args: Any, partners: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = named(partners)


class LastingForm(forms.Form):
    """What will be there afterwards, and whose."""

    what = forms.CharField(label=lazy("What will be there afterwards?"), max_length=120)
    owner = forms.ChoiceField(label=lazy("Whose is it then?"), required=False)

    def __init__(self, *args: Any, partners: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all of us together")), *named(partners)]


class NoteForm(forms.Form):
    """A line for the others."""

    words = forms.CharField(label=lazy("For the others"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(label=lazy("A PDF, a picture, a text or a document, up to 2 MB"), required=False)
    link = forms.URLField(label=lazy("Or where it lies"), required=False, assume_scheme="https")

    def clean_file(self) -> Upload | None:
        """The file, with its kind told from its content. Refuses what is too large, empty, or of no kind that is kept."""
        found = self.cleaned_data["file"]
        if not found:
            return None
        if found.size > FILE_MOST:
            raise forms.ValidationError(_("Choose a file of at most 2 MB, or write down where it lies."))
        content = found.read()
        try:
            kind = imports.kind_of(content)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return Upload(name=imports.name_of(found.name, kind), kind=kind, content=content)


class FinishForm(forms.Form):
    """How many customers it brought."""

    gained = forms.IntegerField(label=lazy("New customers, as far as you know"), required=False, min_value=0, max_value=LARGEST)
    kept = forms.IntegerField(label=lazy("Customers who came again"), required=False, min_value=0, max_value=LARGEST)
