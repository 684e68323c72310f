"""Firms, known once however many nodes they join, what they do, and who works there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betterpie.kernel.vocabulary import trades


class Business(models.Model):
    """A firm."""

    class PriceLevel(models.IntegerChoices):
        LOW = 1, _("easy on the purse")
        MIDDLE = 2, _("in the middle")
        HIGH = 3, _("the better things")
        TOP = 4, _("the very best")

    name = models.CharField(_("name on the door"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    blurb = models.CharField(_("in one sentence"), max_length=200, blank=True)
    services = models.TextField(_("what you do"), max_length=2000, blank=True)
    asked_for = models.TextField(_("what customers ask for that you don't do"), max_length=1000, blank=True)
    price_level = models.PositiveSmallIntegerField(_("price level"), choices=PriceLevel, null=True, blank=True)
    hours = models.JSONField(_("hours"), default=dict, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    web = models.URLField(_("web page"), blank=True)
    street = models.CharField(_("street"), max_length=160, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    zip = models.CharField(_("ZIP code"), max_length=10, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    is_chain = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "businesses"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="business_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(price_level=None) | models.Q(price_level__range=(1, 4)), name="price_level_is_1_to_4"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trade_slugs(self) -> list[str]:
        """Its trades, the main one first. Prefetch `trades` where there are several businesses."""
        return [trade.slug for trade in sorted(self.trades.all(), key=lambda trade: trade.rank)]

    @property
    def is_regulated(self) -> bool:
        """Whether one of its trades is one where no fee, gift or point may follow a referral."""
        return any(trades()[slug].is_regulated for slug in self.trade_slugs if slug in trades())

    def is_rival_of(self, other: "Business") -> bool:
        """Whether both are in one trade."""
        return bool(set(self.trade_slugs) & set(other.trade_slugs))


class BusinessTrade(models.Model):
    """One of the trades of a business, by its slug in the vocabulary. Rank 0 is the main one."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="trades", db_index=False)
    slug = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "slug"], name="trade_named_once")]
        indexes = [models.Index(fields=["slug", "business"], name="businesses_of_trade")]

    def __str__(self) -> str:
        return self.slug


class Staff(models.Model):
    """A person who works for a business and may act for it."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="staff", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    is_owner = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "staff"
        constraints = [models.UniqueConstraint(fields=["business", "person"], name="works_there_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.business_id}"
