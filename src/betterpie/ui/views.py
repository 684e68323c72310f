"""The gallery: every component, and whole pages made of them, with made-up content. Never served to the public."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from betterpie.ui.templatetags.ui import icons

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGES = ("week", "refer", "customer", "trust", "pie", "deal", "members", "signin", "print")


@dataclass(frozen=True, kw_only=True)
class Item:
    """A line of the navigation, a filter: what `nav`, `nav_more` and `chips` hold."""

    label: str
    icon: str = ""
    url: str = "#"
    is_here: bool = False
    is_go: bool = False
    is_post: bool = False
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What the sample pages show."""

    steps: tuple[tuple[str, str], ...] = (
        ("Sent", "done"),
        ("She said yes", "done"),
        ("Called", "now"),
        ("Met", "todo"),
        ("Bought", "todo"),
    )
    chips: tuple[Item, ...] = (
        Item(label="All", count=23, is_here=True),
        Item(label="Pets", count=4),
        Item(label="Food and drink", count=9),
        Item(label="Home", count=10),
    )
    page: object = field(default_factory=lambda: Paginator(range(60), 10).page(2))


class SampleForm(forms.Form):
    """One field of each kind."""

    need = forms.CharField(label="What do they need?", help_text="In their own words: “puppy training, evenings”.")
    name = forms.CharField(label="Your customer", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    number = forms.CharField(
        label="Her telephone number", required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )
    mail = forms.EmailField(label="Your mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    kind = forms.ChoiceField(label="How soon?", choices=[("", "Choose one"), ("week", "This week"), ("month", "This month")])
    worth = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        choices=[("won", "She bought"), ("lost", "She went elsewhere"), ("open", "Still thinking")],
    )
    days = forms.MultipleChoiceField(
        label="Which days suit her?", required=False, widget=forms.CheckboxSelectMultiple, choices=[("tue", "Tuesday"), ("thu", "Thursday")]
    )
    words = forms.CharField(label="A word to Maya", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label="Your list of members", required=False, help_text="A spreadsheet, a vCard file or a CSV file.")
    leave = forms.BooleanField(label="She asked me to pass this on. She gets a link to confirm, change her mind, or pick someone else.")


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, with an empty form and one that came back with troubles."""
    wrong = SampleForm({"need": "puppy training, evenings", "mail": "maya at example", "worth": "won"}, auto_id="wrong_%s")
    more = {"form": SampleForm(), "wrong": wrong, "icon_names": sorted(icons()), "pages": PAGES}
    return render(request, "ui/gallery/parts.html", _context(here="Members", demo=True) | more)


def sample(request: HttpRequest, page: str) -> HttpResponse:
    """A whole page made of the components. Refuses a name that is not in `PAGES`."""
    if page not in PAGES:
        raise Http404
    here = {"week": "Week", "refer": "Refer", "pie": "Pie", "deal": "Together"}.get(page, "Members")
    return render(request, f"ui/gallery/{page}.html", _context(here=here))


def _context(*, here: str, demo: bool = False) -> dict[str, object]:
    now = timezone.now()
    tabs = [("Week", "week"), ("Members", "members"), ("Refer", "plus"), ("Together", "together"), ("Pie", "pie")]
    more = [("Referrals", "referrals"), ("Promises", "handshake"), ("Story", "story"), ("Settings", "settings"), ("Sign out", "out")]
    urls = {"Week": "week", "Members": "members", "Refer": "refer", "Together": "deal", "Pie": "pie"}
    return {
        "nav": [
            Item(label=label, icon=icon, url=reverse("ui:sample", args=[urls[label]]), is_here=label == here, is_go=label == "Refer")
            for label, icon in tabs
        ],
        "nav_more": [Item(label=label, icon=icon, is_post=label == "Sign out") for label, icon in more],
        "node": {"name": "Bixby Knolls"},
        "home_url": reverse("ui:gallery"),
        "banners": [{"text": "This is a demo street.", "icon": "paw", "tone": "crust", "url": "#", "link": "Be somebody else"}]
        if demo
        else [],
        "now": now,
        "hour_ago": now - timedelta(hours=1, minutes=4),
        "sample": Sample(),
    }
