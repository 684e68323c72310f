"""The forms of signing in and of one's own page. They save nothing."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
    SignupForm,
)
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from betterpie.ui.fields import NameField


class SignIn(RequestLoginCodeForm):
    """The address to which a code is mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, "email", _("Your mail address"))


class SignUp(SignupForm):
    """The address with which somebody starts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, "email", _("Your mail address"))


class NewAddress(AddEmailForm):
    """The address that takes the place of the present one once it is proved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, "email", _("Your new mail address"))


class SignInCode(ConfirmLoginCodeForm):
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, "code", _("The code from your mail"), inputmode="numeric")


class AddressCode(ConfirmEmailVerificationCodeForm):
    """The code that proves an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, "code", _("The code from your mail"), inputmode="numeric")


class Code(forms.Form):
    """The code that shows once more who she is."""

    code = forms.CharField(
        label=_("The code from your mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewPasskey(AddWebAuthnForm):
    """A passkey that lets her in by itself: kept on the device and opened by finger, face or PIN."""

    name = forms.CharField(label=_("What do you call this device?"), max_length=60, required=False)
    passwordless = None

    def clean(self) -> dict[str, Any]:
        # So that a key that did not ask for finger, face or PIN is refused.
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class PasskeyName(EditWebAuthnForm):
    """What a passkey is called."""

    name = forms.CharField(label=_("What do you call this device?"), max_length=60)


class Profile(forms.Form):
    """Her name and language."""

    name = NameField(label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


def _ask(form: forms.Form, name: str, label: Any, **attrs: str) -> None:
    field = form.fields[name]
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)
    if isinstance(field, forms.EmailField):
        field.validators.append(MaxLengthValidator(254))  # allauth would cut a longer address short and go on
