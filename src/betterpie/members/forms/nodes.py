"""What is written about a node."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from betterpie.members.forms.fields import CodesField
from betterpie.members.models import Node
from betterpie.members.models.nodes import RESERVED, slug_is_plain
from betterpie.ui.fields import NameField

DEFAULT_RULES = _(
    """We are neighbors first. We send each other customers because it helps them, not to keep count.

1. A customer's details go to one of us only when she asked for it.
2. When one of us sends you a customer, you call within the time you promised, or say early that you can't.
3. You tell the one who sent her what came of it.
4. You say honestly what you can do, and what it will cost.
5. What you promise here, you do, or you say in good time that you won't.
6. Rivals are welcome. We don't talk about prices with them, and we don't speak ill of them.
7. If something goes wrong between two of us, we talk to each other first, then to a steward."""
)


class SettingsForm(forms.Form):
    """What a steward may change about her group at any time."""

    name = NameField(label=_("What your group is called"), max_length=80, help_text=_("Such as “Bixby Knolls” or “Main Street”."))
    blurb = forms.CharField(label=_("In one sentence"), max_length=200, required=False)
    area_codes = CodesField(
        digits=3, label=_("Area codes"), required=False, help_text=_("With commas between them: 562, 310."), widget=forms.TextInput()
    )
    zips = CodesField(
        digits=5, label=_("ZIP codes"), required=False, help_text=_("With commas between them: 90807, 90808."), widget=forms.TextInput()
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=60, widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of its letters"), choices=settings.LANGUAGES)
    is_listed = forms.BooleanField(label=_("Anybody may see the directory: names, trades and towns, no mail addresses"), required=False)

    @classmethod
    def of(cls, node: Node, data: Any = None) -> "SettingsForm":
        """The form filled with what is known of `node`."""
        return cls(data, initial={name: getattr(node, name) for name in cls.base_fields})

    @property
    def zones(self) -> list[str]:
        """The time zones that are offered as one types: those of America and the United States."""
        return sorted(zone for zone in available_timezones() if zone.startswith(("America/", "US/", "Pacific/Honolulu")))

    def clean_time_zone(self) -> str:
        """A time zone that exists."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise ValidationError(_("There is no such time zone. Try it like America/Los_Angeles."))
        return zone


class StartForm(SettingsForm):
    """What is needed to start a group."""

    slug = forms.CharField(
        label=_("Its address"),
        max_length=40,
        required=False,
        help_text=_("Small letters, digits and hyphens. Left empty, we take it from the name."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    rules = forms.CharField(
        label=_("House rules"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Everybody who joins says yes to these. Change them as you like."),
    )

    field_order = ["name", "slug", "blurb", "area_codes", "zips", "rules", "time_zone", "language", "is_listed"]

    def clean(self) -> dict[str, Any]:
        """With an address taken from the name where none was typed; it should be free."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        typed = str(said.get("slug", "")).strip().lower()
        if "name" in said and "slug" in said:
            try:
                said["slug"] = _free(typed or slugify(said["name"])[:40].strip("-"))
            except ValidationError as trouble:
                self.add_error("slug", trouble)
        return said


class RulesForm(forms.Form):
    """The house rules."""

    rules = forms.CharField(
        label=_("House rules"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Every member reads a changed text and says yes to it again, at her next visit."),
    )


class LinkForm(forms.Form):
    """A neighboring node, by its address."""

    slug = forms.CharField(
        label=_("Its address"),
        max_length=80,
        help_text=_("Such as belmont-shore."),
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )

    def clean_slug(self) -> Node:
        """The node. Refuses an address at which there is none."""
        slug = str(self.cleaned_data["slug"]).strip().strip("/").rsplit("/", 1)[-1].lower()
        node = Node.objects.filter(slug=slug).first()
        if node is None:
            raise ValidationError(_("There is no group at that address here."))
        return node


def _free(slug: str) -> str:
    slug_is_plain(slug)
    if slug in RESERVED or Node.objects.filter(slug=slug).exists():
        raise ValidationError(_("This address is taken. Please choose another one."))
    return slug
