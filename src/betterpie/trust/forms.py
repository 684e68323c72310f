"""What people write about lines, reviews, working together and the rules for weighing, cleaned."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betterpie.kernel.trust import DEFAULT, Policy
from betterpie.members.models import Member
from betterpie.members.permissions import Step
from betterpie.trust.models import Feedback, PolicyChange
from betterpie.trust.models.reviews import Say
from betterpie.trust.panels.kinds import KINDS, STEPS
from betterpie.trust.queries import seats
from betterpie.trust.queries.policies import LEAST, MOST

LONGEST = 600
AREA = {"rows": 3}


class ReplyForm(forms.Form):
    """One side's words beside a line."""

    text = forms.CharField(
        label=_("What would you like others to know?"),
        help_text=_("Both of you and whoever looks at the line can read it. Leave it empty to take it away."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs=AREA),
    )


class AskForm(forms.Form):
    """Why a line should be looked at."""

    why = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=AREA),
        error_messages={"required": _("Please say in a sentence what is wrong with it.")},
    )


class SayForm(forms.Form):
    """A steward's word."""

    word = forms.ChoiceField(
        label=_("The line"),
        choices=[(say.value, say.label) for say in reversed(Say)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    why = forms.CharField(
        label=_("Why? Both sides read it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=AREA),
        error_messages={"required": _("Please say why, in a sentence.")},
    )


class FeedbackForm(forms.Form):
    """How it was to work with a neighbor."""

    again = forms.TypedChoiceField(
        label=_("Would you work with them again?"),
        choices=Feedback.Again.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    told = forms.TypedChoiceField(
        label=_("Was it as they had said?"),
        choices=Feedback.Told.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    words = forms.CharField(
        label=_("In your own words"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class DetailForm(forms.Form):
    """How much of a member's trust others see."""

    detail = forms.ChoiceField(label=_("On a member's page, others see"), choices=PolicyChange.Detail.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why? Everybody can read it."), max_length=300, error_messages={"required": _("Please say why, in a sentence.")}
    )


class LooksFirst(forms.Form):
    """Asks for a reason, but not from one who only wants to see what it would move (`look`)."""

    def full_clean(self) -> None:
        """As ever; what is asked for on the page stays the same."""
        self.fields["reason"].required = "look" not in self.data
        super().full_clean()
        self.fields["reason"].required = True


class MergeForm(LooksFirst):
    """Which member a seat counts for from now on, and why."""

    into = forms.ModelChoiceField(
        label=_("It is the same business as"),
        queryset=Member.objects.none(),
        empty_label=_("Choose a member"),
        error_messages={"required": _("Please choose a member.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("For you and the other stewards. “Left in March and came back under a new name”, for example."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please say why, in a sentence.")},
    )

    def __init__(self, data: Any = None, *, gone: Member, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = seats.seats_in_use(gone.node).exclude(pk=gone.pk)


class PolicyForm(LooksFirst):
    """Weights and half-lives of each kind of deed, and what opens each step of a pair's path."""

    reason = forms.CharField(
        label=_("Why? Everybody can read it."), max_length=300, error_messages={"required": _("Please say why, in a sentence.")}
    )

    def __init__(self, data: Any = None, *, policy: Policy, steps: Mapping[Step, float]) -> None:
        super().__init__(data)
        for kind, rule in policy.kinds.items():
            usual = DEFAULT.kinds[kind]
            self.fields[f"weight-{kind}"] = _within(_("weight"), rule.weight, usual.weight)
            if usual.half_life is not None and rule.half_life is not None:
                self.fields[f"months-{kind}"] = _within(_("months until half"), rule.half_life / MONTH, usual.half_life / MONTH)
        for step, points in steps.items():
            self.fields[f"step-{step}"] = forms.FloatField(
                label=_("from"), initial=points, min_value=-5, max_value=5, widget=forms.NumberInput(attrs={"step": "0.5"})
            )

    @property
    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The table: each kind in words, with its fields."""
        names = [(KINDS[kind], (f"weight-{kind}", f"months-{kind}")) for kind in DEFAULT.kinds]
        return [(label, [self[name] for name in both if name in self.fields]) for label, both in names]

    @property
    def step_rows(self) -> list[tuple[Any, forms.BoundField]]:
        """The steps in words, with their fields."""
        return [(label, self[f"step-{step}"]) for step, label in STEPS.items()]

    def kinds(self) -> dict[str, dict[str, float]]:
        """What differs from the house's policy."""
        found: dict[str, dict[str, float]] = {}
        for kind, usual in DEFAULT.kinds.items():
            own = {"weight": self.cleaned_data[f"weight-{kind}"]}
            if f"months-{kind}" in self.cleaned_data and usual.half_life is not None:
                own["half_life"] = self.cleaned_data[f"months-{kind}"] * MONTH
            usually = {"weight": usual.weight, "half_life": usual.half_life or 0.0}
            if different := {name: value for name, value in own.items() if abs(value - usually[name]) > NEAR * usually[name]}:
                found[kind] = different
        return found

    def steps(self) -> dict[str, float]:
        """What opens each step."""
        return {step: self.cleaned_data[f"step-{step}"] for step in STEPS}


MONTH = 365 / 12
NEAR = 0.02
"""What is written in whole months or two digits is that near to the usual when it means the usual."""


def _within(label: Any, value: float, usual: float) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    shown = round(value, 2) if value < 10 else round(value)
    return forms.FloatField(label=label, initial=shown, min_value=usual * LEAST * 0.999, max_value=usual * MOST * 1.001, widget=widget)
