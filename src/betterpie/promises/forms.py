"""What people write about promises, cleaned."""

from datetime import time

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betterpie.members import queries as members
from betterpie.members.models import Member


class PromiseForm(forms.Form):
    """What, to whom, by when."""

    what = forms.CharField(
        label=_("What do you promise?"), max_length=200, widget=forms.TextInput(attrs={"placeholder": _("Put up the spring-walk poster")})
    )
    to = forms.ModelChoiceField(label=_("To whom?"), queryset=Member.objects.none(), required=False, empty_label=_("the whole group"))
    due_at = forms.SplitDateTimeField(
        label=_("By when?"),
        initial=[None, time(18)],
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
        error_messages={"required": _("By when? A day and a time."), "invalid": _("Please choose a day and a time.")},
    )

    def __init__(self, *args: object, member: Member, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as Django has them
        days, times = self.fields["due_at"].widget.widgets
        days.attrs["aria-label"], times.attrs["aria-label"] = gettext("Day"), gettext("Time")
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = members.members_of(member.node).exclude(pk=member.pk).exclude(tier=Member.Tier.GUEST)


class ExcuseForm(forms.Form):
    """What came in between."""

    why = forms.CharField(
        label=_("What got in the way?"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("The press broke down.")}),
    )
