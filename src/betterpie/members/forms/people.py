"""Whom somebody asks to come in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from betterpie.ui.fields import NameField


class InviteForm(forms.Form):
    """Somebody's mail address, and a line to her."""

    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    note = forms.CharField(label=_("A line from you"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class InviteOwnerForm(InviteForm):
    """The same for the owner of a listed business, with her name, which a list may have said."""

    name = NameField(
        label=_("Her name"),
        max_length=80,
        required=False,
        help_text=_("The letter begins with it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "name", "note"]


class StewardForm(forms.Form):
    """The mail address of another steward."""

    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))


class NoteForm(forms.Form):
    """A word to the steward who decides."""

    note = forms.CharField(
        label=_("A word to the steward"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who you are, and how she can tell: “I am Rosa, I own the shop since 2011.”"),
    )
