"""What is written about a business, and what is looked for in the directory."""

from functools import cache
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from betterpie.kernel import vocabulary
from betterpie.members.actions import Profile
from betterpie.members.forms.fields import HoursField, TradeField, WebField, ZipField
from betterpie.members.models import Business, Member
from betterpie.members.queries import Wanted
from betterpie.ui.fields import LocalForm, NameField, PhoneField
from betterpie.ui.formats import phone

MORE_TRADES = ("trade_2", "trade_3", "trade_4", "trade_5")


class BriefForm(LocalForm):
    """The least that is needed to put a business on the list."""

    name = NameField(label=_("Name on the door"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    trade = TradeField(label=_("Trade"), help_text=_("Begin to type and choose, such as “florist” or “plumber”."))
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    street = forms.CharField(
        label=_("Street"), max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    city = forms.CharField(label=_("Town"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-level2"}))
    zip = ZipField(label=_("ZIP code"), required=False)

    @property
    def trade_options(self) -> SafeString:
        """Every trade, for the list that opens under the box."""
        return _trade_options(get_language() or "en")

    def profile(self) -> Profile:
        """What was written, cleaned."""
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in ("name", "phone", "email", "street", "city", "zip")}
        return Profile(trades=[self.cleaned_data["trade"]], **said)


class ProfileForm(BriefForm):
    """All that a business says of itself."""

    trade_2 = TradeField(label=_("Second trade"), required=False)
    trade_3 = TradeField(label=_("Third trade"), required=False)
    trade_4 = TradeField(label=_("Fourth trade"), required=False)
    trade_5 = TradeField(label=_("Fifth trade"), required=False)
    legal_name = forms.CharField(
        label=_("Legal name"), max_length=160, required=False, help_text=_("Where it differs from the name on the door.")
    )
    blurb = forms.CharField(
        label=_("In one sentence"), max_length=200, required=False, help_text=_("What you would say across the counter.")
    )
    services = forms.CharField(
        label=_("What you do"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your customers' words: “puppy classes, rescue dogs, evenings”. Neighbors find you by them."),
    )
    asked_for = forms.CharField(
        label=_("What customers ask for that you don't do"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("So that we can find who does, near you."),
    )
    price_level = forms.TypedChoiceField(
        label=_("Price level"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("I'd rather not say")), *Business.PriceLevel.choices],
    )
    hours = HoursField(label=_("When you are open"), required=False)
    web = WebField(label=_("Web page"), required=False)
    answer_hours = forms.IntegerField(
        label=_("Opening hours within which you answer"),
        min_value=1,
        max_value=80,
        help_text=_("When somebody sends you a customer and you say yes, this is how soon you promise to call."),
    )

    field_order = ["name", "trade"]

    @classmethod
    def of(cls, member: Member, data: Any = None) -> "ProfileForm":
        """The form filled with what is known of `member`."""
        business = member.business
        known = {name: getattr(business, name) for name in cls.base_fields if hasattr(business, name)}
        names = dict(zip(("trade", *MORE_TRADES), business.trade_slugs, strict=False))
        more = {"phone": phone(business.phone), "answer_hours": member.answer_hours}
        return cls(data, region=member.node.region, initial=known | names | more)

    @property
    def more_trades(self) -> list[forms.BoundField]:
        """The boxes for further trades."""
        return [self[name] for name in MORE_TRADES]

    def profile(self) -> Profile:
        """What was written, cleaned."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith("trade") and name != "answer_hours"}
        slugs = [self.cleaned_data[name] for name in ("trade", *MORE_TRADES)]
        return Profile(trades=list(dict.fromkeys(slug for slug in slugs if slug)), **said)


@cache
def _trade_options(language: str) -> SafeString:
    return format_html_join("", '<option value="{}">', ((vocabulary.name(slug, language=language),) for slug in vocabulary.trades()))


class SearchForm(forms.Form):
    """What is looked for. Whatever can't be read is passed over: a search never fails."""

    q = forms.CharField(required=False, max_length=200)
    trade = forms.CharField(required=False, max_length=80)
    zip = forms.CharField(required=False, max_length=10)
    tier = forms.ChoiceField(required=False, choices=[("", ""), *Member.Tier.choices])
    price = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=[("", ""), *Business.PriceLevel.choices])
    open = forms.BooleanField(required=False)

    def wanted(self) -> Wanted:
        """What is looked for, as the query takes it."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            text=said.get("q", "").replace("\0", ""),
            trade=said.get("trade", ""),
            zip=said.get("zip", ""),
            tier=said.get("tier", ""),
            price=said.get("price"),
            is_open=said.get("open", False),
        )
