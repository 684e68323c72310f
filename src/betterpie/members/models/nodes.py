"""Local groups of businesses, who looks after them, and which of them know each other."""

from zoneinfo import ZoneInfo

from babel.core import get_global
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

RESERVED = frozenset(
    {
        "account",
        "c",
        "demo",
        "health",
        "help",
        "i",
        "in",
        "join",
        "l",
        "language",
        "new",
        "people",
        "s",
        "start",
        "static",
        "u",
        "ui",
        "www",
    }
)
slug_is_plain = RegexValidator(r"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z", _("Use small letters, digits and hyphens, as in bixby-knolls."))


class Node(models.Model):
    """A local group of businesses with its area and its house rules."""

    slug = models.CharField(_("address"), max_length=40, unique=True, validators=[slug_is_plain])
    name = models.CharField(_("name"), max_length=80)
    blurb = models.CharField(_("in one sentence"), max_length=200, blank=True)
    area_codes = models.JSONField(_("area codes"), default=list, blank=True)
    zips = models.JSONField(_("ZIP codes"), default=list, blank=True)
    rules = models.TextField(_("house rules"), blank=True)
    rules_version = models.PositiveIntegerField(default=1)
    time_zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE)
    currency = models.CharField(_("currency"), max_length=3, default=settings.CURRENCY)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    join_code = models.CharField(max_length=16, unique=True)
    is_listed = models.BooleanField(_("anybody may see the directory"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(slug__in=sorted(RESERVED)), name="node_address_is_free")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def region(self) -> str:
        """The country in which its clocks go so, as two letters: how its phone numbers are read."""
        return str(get_global("zone_territories").get(self.time_zone, "US"))


class NodeLink(models.Model):
    """Two nodes whose stewards agreed that members may refer to each other. The smaller id stands first."""

    one = models.ForeignKey(Node, models.CASCADE, related_name="+")
    other = models.ForeignKey(Node, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Node, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="nodes_linked_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="node_link_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


class Steward(models.Model):
    """A person who looks after a node; she may or may not have a business in it."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="stewards")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stewardships")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "person"], name="steward_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.node_id}"
