"""What the evidence weighs to: now, week by week, and when it was weighed."""

import secrets

from django.db import models
from django.db.models import F, Q


class Standing(models.Model):
    """What all evidence about a member weighs to, at `weighed_at`.

    `value` and its likely range `low` to `high`, `cautious` for decisions, all on −5..+5. `deeds` count, seen by `voices` (independent
    counterparties, each up to 1). `facets` is {facet: [value, low, high, deeds]}, `lines` [[evidence id, points], ...], the weightiest
    first, whose points sum to the value. `asked` grows with each new deed; the standing is current where `done` has reached it.
    """

    member = models.BigIntegerField()
    node = models.BigIntegerField()
    value = models.FloatField(default=0.0)
    low = models.FloatField(default=0.0)
    high = models.FloatField(default=0.0)
    cautious = models.FloatField(default=0.0)
    deviation = models.FloatField(default=0.0)
    deeds = models.PositiveIntegerField(default=0)
    voices = models.FloatField(default=0.0)
    facets = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    weighed_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "node"], name="one_standing_of_a_member")]
        indexes = [
            models.Index(fields=["node"], name="standings_of_node"),
            models.Index(fields=["node", "member"], condition=Q(asked__gt=F("done")), name="standings_to_weigh"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+.1f} of {self.member}"


class History(models.Model):
    """What a member's standing was at the end of a week; `on` is its Monday."""

    member = models.BigIntegerField()
    on = models.DateField()
    value = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()

    class Meta:
        verbose_name_plural = "histories"
        constraints = [models.UniqueConstraint(fields=["member", "on"], name="one_standing_a_week")]

    def __str__(self) -> str:
        return f"{self.value:+.1f} of {self.member} on {self.on}"


def new_edition() -> str:
    """A word that no other edition has."""
    return secrets.token_hex(8)


class Book(models.Model):
    """A node's evidence as a whole. `edition` changes with everything but one more piece; `weighed_at` says when all was weighed last."""

    node = models.BigIntegerField(unique=True)
    edition = models.CharField(max_length=16, default=new_edition)
    weighed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.node}, edition {self.edition}"
