"""What people write about referrals, cleaned."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from betterpie.referrals.actions.giving import Details
from betterpie.referrals.models import Customer, Referral
from betterpie.ui.fields import AmountField, LocalForm, NameField, PhoneField


class GivingForm(LocalForm):
    """A customer's need, who suits, and how to reach her; or a card, without her details."""

    need = forms.CharField(
        label=_("What do they need?"),
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": _("puppy training, evenings"), "autocomplete": "off", "enterkeyhint": "search"}),
    )
    receiver = forms.IntegerField(
        max_value=10**18,
        error_messages=dict.fromkeys(("required", "invalid", "max_value"), _("Who should help? Choose one of the names.")),
    )
    by_card = forms.BooleanField(required=False)
    name = NameField(
        label=_("Your customer's name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("a first name will do")}),
        error_messages={"required": _("What is your customer called? A first name will do.")},
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("We mail her the private link. Without an address, you show it to her."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("A line from you to her"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Ask her about evening classes.")}),
    )
    is_urgent = forms.BooleanField(label=_("It can't wait: answer within the hour, or ask the next one"), required=False)
    asked = forms.BooleanField(
        label=_("She asked me to pass this on. She gets a private link to say yes, change her mind or pick someone else."),
        error_messages={"required": _("Please ask her first, then tick this. Or hand her a card, and she keeps her details.")},
    )

    def clean(self) -> dict[str, Any]:
        """A card needs neither a name nor a tick: nothing of hers is written down."""
        cleaned = super().clean() or {}
        if cleaned.get("by_card"):
            for name in ("name", "phone", "email", "asked"):
                self.errors.pop(name, None)
        return cleaned

    def details(self) -> Details | None:
        """The customer's details; None for a card."""
        if self.cleaned_data["by_card"]:
            return None
        return Details(name=self.cleaned_data["name"].strip(), phone=self.cleaned_data["phone"], email=self.cleaned_data["email"])


class YesForm(LocalForm):
    """How the customer wishes to be reached."""

    name = NameField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("or e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def __init__(self, data: Any = None, *, region: str, known: Customer | None = None) -> None:
        # Her number is not filled in: the one who handed her the link can open it too, and need not have known it.
        super().__init__(data, region=region, initial={"name": known.name} if known else {})
        self.known = known
        if known and (known.phone or known.email):
            self.fields["phone"].help_text = _("Leave both empty to keep what you gave before.")

    def clean(self) -> dict[str, Any]:
        """What was known before, where nothing is typed. Refuses a wish to be called without any way to do so."""
        cleaned = super().clean() or {}
        if self.known and not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            cleaned |= {"phone": self.known.phone, "email": self.known.email}
        if not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            raise ValidationError(_("Please leave a phone number or an e-mail address, so that they can reach you."))
        return cleaned


class WonForm(forms.Form):
    """What a customer who bought was worth."""

    BANDS = [
        ("5000", _("about $50")),
        ("20000", _("about $200")),
        ("100000", _("about $1,000")),
        ("500000", _("about $5,000")),
        ("", _("rather not say")),
    ]

    worth = AmountField(label=_("What was it worth?"), required=False, help_text=_("Roughly is fine."))
    band = forms.ChoiceField(label=_("or about"), choices=BANDS, required=False, widget=forms.RadioSelect)
    is_new_customer = forms.NullBooleanField(
        label=_("Was she new to you?"),
        required=False,
        widget=forms.RadioSelect(choices=[("true", _("new to us")), ("false", _("has been here before")), ("unknown", _("don't know"))]),
    )
    thanks = forms.CharField(
        label=_("Say thank you"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Thank you for thinking of us.")}),
    )

    def amount(self) -> int | None:
        """Minor units: what was written, else the band, else None."""
        written: int | None = self.cleaned_data["worth"]
        return written if written is not None else int(self.cleaned_data["band"]) if self.cleaned_data["band"] else None


class LostForm(forms.Form):
    """Why a customer did not buy."""

    why = forms.ChoiceField(
        label=_("What got in the way?"),
        choices=Referral.LostReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the nearest reason.")},
    )


class ThanksForm(forms.Form):
    """A thank you."""

    words = forms.CharField(
        label=_("Say thank you"), max_length=300, widget=forms.TextInput(attrs={"placeholder": _("Thank you for thinking of us.")})
    )
