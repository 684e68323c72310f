"""The settlement: what came in and what it cost, the sheet drawn from it once, and who pays whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betterpie.projects.models.deals import Agreement
from betterpie.projects.models.projects import Partner, Project


class Line(models.Model):
    """Money that a partner took in for the project, or laid out for it. `amount` in minor units of the project's currency."""

    class Kind(models.TextChoices):
        TAKINGS = "takings", _("came in")
        COST = "cost", _("was paid")

    class Source(models.TextChoices):
        HAND = "hand", _("by hand")
        LIST = "list", _("from a list")
        FACT = "fact", _("counted by itself")

    project = models.ForeignKey(Project, models.CASCADE, related_name="lines", db_index=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="lines", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    what = models.CharField(_("what was it?"), max_length=160)
    amount = models.BigIntegerField()
    on = models.DateField(_("when?"))
    source = models.CharField(max_length=4, choices=Source, default=Source.HAND)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="line_is_an_amount")]
        indexes = [models.Index(fields=["project", "on"], name="lines_of_project")]

    def __str__(self) -> str:
        return self.what


class Tap(models.Model):
    """A partner's word that what comes to her of something else, such as "pact:12" or "campaign:7", belongs to this project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="taps", db_index=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="taps")
    thing = models.CharField(max_length=40, db_index=True)
    what = models.CharField(_("what was it?"), max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "partner", "thing"], name="tapped_once")]

    def __str__(self) -> str:
        return f"{self.thing} of {self.partner_id}"


class Settlement(models.Model):
    """The agreed rule applied to what really came in. Drawn once; taken back only before all approved, never recomputed after."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="settlements", db_index=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    takings = models.BigIntegerField()
    costs = models.BigIntegerField()
    managing = models.BigIntegerField()
    to_share = models.BigIntegerField()
    drawn_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(_("what is missing?"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="settlement_has_its_number"),
            models.UniqueConstraint(fields=["project"], condition=Q(withdrawn_at=None), name="one_settlement_at_a_time"),
            models.CheckConstraint(condition=Q(to_share=F("takings") - F("costs") - F("managing")), name="settlement_adds_up"),
            models.CheckConstraint(condition=Q(approved_at=None) | Q(withdrawn_at=None), name="approved_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}, sheet {self.number}"


class Sheet(models.Model):
    """A partner's own lines: what she took in and laid out, what she gets for managing and as her share, and the balance.

    `balance` is what she gets from the others (above 0) or gives them (below 0).
    """

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="sheets", db_index=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="sheets")
    took = models.BigIntegerField()
    laid_out = models.BigIntegerField()
    managing = models.BigIntegerField()
    share = models.BigIntegerField()
    balance = models.BigIntegerField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    learned = models.CharField(_("what did you learn?"), max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "partner"], name="one_sheet_each"),
            models.CheckConstraint(condition=Q(balance=F("share") + F("managing") + F("laid_out") - F("took")), name="sheet_adds_up"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} in {self.settlement_id}"

    @property
    def gives(self) -> int:
        """What she gives the others, where she holds more than her part."""
        return max(0, -self.balance)


class Payment(models.Model):
    """One partner pays another so much; both say when it is done. Betterpie moves no money."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="payments", db_index=False)
    payer = models.ForeignKey(Partner, models.CASCADE, related_name="to_pay")
    payee = models.ForeignKey(Partner, models.CASCADE, related_name="to_get")
    amount = models.BigIntegerField()
    paid_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "payer", "payee"], name="one_payment_between_two"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_an_amount"),
            models.CheckConstraint(condition=~Q(payer=F("payee")), name="nobody_pays_herself"),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} to {self.payee_id}"
