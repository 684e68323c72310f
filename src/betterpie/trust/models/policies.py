"""A node's own rules for weighing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyChange(models.Model):
    """How a node weighs from now on, in its steward's words why; the newest counts.

    `kinds` holds what differs from the house's policy: {kind: {"weight": 1.2, "half_life": 365}}; `steps` what opens each step of a
    pair's path: {step: points}; `detail` how much of a member's trust other members see.
    """

    class Detail(models.TextChoices):
        NOTHING = "nothing", _("nothing")
        WORDS = "words", _("what happened, in words")
        NUMBER = "number", _("the number and its range")
        REASONS = "reasons", _("the number with its reasons")

    node = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    reason = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField()
    kinds = models.JSONField(default=dict)
    steps = models.JSONField(default=dict)
    detail = models.CharField(_("what others see on a member's page"), max_length=8, choices=Detail, default=Detail.WORDS)

    class Meta:
        indexes = [models.Index(fields=["node", "-id"], name="policy_changes_of_node")]

    def __str__(self) -> str:
        return self.reason
