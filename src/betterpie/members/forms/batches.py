"""Forms for lists on their way in: the list itself, and what its columns hold."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.members.models import Batch

FIELDS = {
    "name": lazy("Business name"),
    "legal_name": lazy("Legal name"),
    "category": lazy("Trade or category"),
    "description": lazy("What they do, in words"),
    "naics": lazy("NAICS code"),
    "street": lazy("Street, or the whole address"),
    "city": lazy("Town"),
    "state": lazy("State"),
    "zip": lazy("ZIP code"),
    "phone": lazy("Phone"),
    "email": lazy("E-mail"),
    "web": lazy("Web page"),
    "area": lazy("Improvement area or district"),
    "member_since": lazy("Member since (year)"),
    "contact": lazy("Contact person"),
    "first_name": lazy("Contact: first name"),
    "last_name": lazy("Contact: last name"),
}
"""What a column can feed. A person's name stands in where a business has none; else it is kept for the invitation, until it is taken."""

MOST_PASTED = 5_000_000


class ListForm(forms.Form):
    """A list: as a file, or pasted."""

    file = forms.FileField(
        label=lazy("Your list as a file"),
        required=False,
        allow_empty_file=True,
        help_text=lazy("A spreadsheet (CSV, Excel, OpenDocument) or an address book (vCard). It needn't be tidy."),
    )
    text = forms.CharField(
        label=lazy("Or paste it here"),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=lazy("One business a line, such as: Joe's Garage, (562) 555-0101, 12 Main St, Long Beach, CA 90802"),
    )

    def clean(self) -> dict[str, Any]:
        """Refuses neither and too large a file."""
        said = super().clean() or {}
        file = said.get("file")
        if not file and not said.get("text", "").strip() and not self.errors:
            raise ValidationError(_("Choose a file or paste a list."))
        if file and file.size > settings.UPLOAD_LIMIT:
            self.add_error("file", _("This file is larger than %(n)d MB. Please send it in parts.") % {"n": settings.UPLOAD_LIMIT >> 20})
        return said


class ColumnsForm(forms.Form):
    """For each column of a list, what it holds."""

    def __init__(self, batch: Batch, data: Any = None) -> None:
        super().__init__(data)
        self.batch = batch
        feeds = {place: key for key, places in batch.mapping.items() for place in places}
        choices = [("", _("leave out")), *FIELDS.items()]
        for place, column in enumerate(batch.columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column["heading"],
                choices=choices,
                required=False,
                initial=feeds.get(place, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Refuses a list in which no column holds a name."""
        said = super().clean() or {}
        if not self.errors and not {"name", "legal_name", "contact", "first_name"} & set(said.values()):
            raise ValidationError(_("Please say which column holds the business name."))
        return said

    @property
    def mapping(self) -> dict[str, list[int]]:
        """What was chosen, as the importer takes it."""
        chosen: dict[str, list[int]] = {}
        for place in range(len(self.batch.columns)):
            if key := self.cleaned_data[f"column_{place}"]:
                chosen.setdefault(key, []).append(place)
        return chosen

    @property
    def used(self) -> list[tuple[forms.BoundField, str]]:
        """The boxes of the columns that feed something, each with samples of what stands there."""
        return [row for row in self._rows if row[0].value()]

    @property
    def unused(self) -> list[tuple[forms.BoundField, str]]:
        """The boxes of the others."""
        return [row for row in self._rows if not row[0].value()]

    @property
    def _rows(self) -> list[tuple[forms.BoundField, str]]:
        samples = [" · ".join(sample[:40] for sample in column["samples"]) for column in self.batch.columns]
        return list(zip(self, samples, strict=True))
