"""What people write about one-to-ones, cleaned."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.events.models import MOST_TIMES, Topic


class AskForm(forms.Form):
    """Up to three times, a place and a line."""

    place = forms.CharField(label=lazy("Where?"), max_length=160, required=False)
    line = forms.CharField(
        label=lazy("A line from you"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": lazy("I'd love to hear what you do.")}),
    )

    def __init__(self, *args: Any, times: Sequence[datetime] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = {}
        for number in range(MOST_TIMES):
            fields[f"time{number}"] = forms.SplitDateTimeField(
                label=(_("First time"), _("Second time"), _("Third time"))[number],
                required=number == 0,
                initial=times[number] if number < len(times) else None,
                widget=forms.SplitDateTimeWidget(
                    date_format="%Y-%m-%d",
                    time_format="%H:%M",
                    date_attrs={"type": "date", "aria-label": _("Day")},
                    time_attrs={"type": "time", "aria-label": _("Time")},
                ),
                error_messages={"invalid": _("Please choose a day and a time."), "required": _("Offer one time at least.")},
            )
        self.fields = fields | self.fields

    @property
    def times(self) -> list[datetime]:
        """The times she offers."""
        given = (self.cleaned_data.get(f"time{number}") for number in range(MOST_TIMES))
        return [time for time in given if time is not None]


class NotesForm(forms.Form):
    """What she notes for herself, and what both shall remember: where rivals have met, the minutes."""

    own = forms.CharField(label=lazy("For you alone"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    shared = forms.CharField(label=lazy("For both of you"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(min_value=0, max_value=1_000_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, are_minutes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if are_minutes:
            self.fields["shared"].label = _("Minutes, for both of you")
            self.fields["shared"].help_text = _("What you talked about, and what you agreed on.")

    def clean_own(self) -> str:
        """Her note, with line ends as we write them."""
        return str(self.cleaned_data["own"]).replace("\r\n", "\n")

    def clean_shared(self) -> str:
        """The note for both, with line ends as we write them."""
        return str(self.cleaned_data["shared"]).replace("\r\n", "\n")


class AgendaForm(forms.Form):
    """What two rivals mean to talk about."""

    topics = forms.MultipleChoiceField(
        label=lazy("What you talk about"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    own = forms.CharField(label=lazy("Something else"), max_length=200, required=False)


class NextStepForm(forms.Form):
    """What she promises the other."""

    what = forms.CharField(
        label=lazy("What will you do for them?"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": lazy("Send three of your cards over")}),
    )
    due_at = forms.SplitDateTimeField(
        label=lazy("By when?"),
        initial=[None, time(18)],
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
        error_messages={"required": lazy("By when? A day and a time."), "invalid": lazy("Please choose a day and a time.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days, times = self.fields["due_at"].widget.widgets
        days.attrs["aria-label"], times.attrs["aria-label"] = _("Day"), _("Time")
