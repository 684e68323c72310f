"""The forms of signing in and of one's own page. They save nothing."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
    SignupForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
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


UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
"""How allauth and the libraries below it fall over an answer that no device would give."""


@contextmanager
def _plainly() -> Iterator[None]:
    """Whatever cannot be read is a passkey that did not work, and the page says so."""
    try:
        yield
    except ValidationError:
        raise
    except UNREADABLE as trouble:
        raise get_adapter().validation_error("incorrect_code") from trouble


class CredentialField(forms.JSONField):
    """What a device says of a passkey. Refuses, in a sentence, also what Python declines to read: huge numbers, endless brackets."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The answer as a mapping."""
        try:
            said = super().to_python(value)
        except (ValidationError, *UNREADABLE):
            said = None
        if isinstance(said, dict):
            return said
        raise get_adapter().validation_error("incorrect_code")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing: an answer holds for one question, so a page that comes back asks the device anew."""
        return None


class PasskeySignIn(LoginWebAuthnForm):
    """A passkey instead of a code."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        """Whose passkey it is."""
        with _plainly():
            return super().clean_credential()


class PasskeyAgain(ReauthenticateWebAuthnForm):
    """A passkey that shows once more who she is."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        """The passkey, if it is hers."""
        with _plainly():
            return super().clean_credential()


class NewPasskey(AddWebAuthnForm):
    """A passkey that lets her in by itself: kept on the device and opened by finger, face or PIN."""

    credential = CredentialField()
    name = forms.CharField(label=_("What do you call this device?"), max_length=60, required=False)
    passwordless = None

    def clean(self) -> dict[str, Any]:
        """The answer, checked. Refuses a key that did not ask for finger, face or PIN."""
        self.cleaned_data["passwordless"] = True
        with _plainly():
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
