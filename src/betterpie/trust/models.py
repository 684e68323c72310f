"""The tables of trust: pieces of evidence, what they weigh to, and a node's own rules for weighing."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Evidence(models.Model):
    """One deed of the member `about`, as the journal tells it: seen by the member `by`, or by the node itself where `by` is None.

    `kind` is a row of the policy, `outcome` runs from −1 to 1. `thing` is what the deed was about, such as 'promise:12': the latest
    word about a thing replaces those before it. `state` is what a review made of the line. `entry` and `place` say which word of which
    fact it is; entry is None for what was brought along from another installation.
    """

    class State(models.TextChoices):
        COUNTS = "counts", _("counts")
        WEAKENED = "weakened", _("counts less")
        REMOVED = "removed", _("does not count")

    node = models.BigIntegerField()
    about = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=24)
    outcome = models.FloatField()
    at = models.DateTimeField()
    is_confirmed = models.BooleanField(default=True)
    thing = models.CharField(max_length=40, blank=True)
    entry = models.BigIntegerField(null=True)
    place = models.PositiveSmallIntegerField(default=0)
    is_replaced = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.COUNTS)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["entry", "place"], name="evidence_once_of_a_word"),
            models.CheckConstraint(condition=Q(outcome__range=(-1.0, 1.0)), name="outcome_between_worst_and_best"),
            models.CheckConstraint(condition=Q(by__isnull=True) | ~Q(by=F("about")), name="nobody_is_evidence_for_herself"),
        ]
        indexes = [
            models.Index(fields=["node"], name="evidence_of_node"),
            models.Index(fields=["about", "-at"], name="evidence_about_member"),
            models.Index(fields=["about", "thing"], condition=~Q(thing=""), name="evidence_about_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.about}"


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


class Merging(models.Model):
    """Two seats that are one business: what happened to `gone` counts for `into`."""

    node = models.BigIntegerField()
    gone = models.BigIntegerField(unique=True)
    into = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(gone=F("into")), name="a_seat_is_not_merged_into_itself")]
        indexes = [models.Index(fields=["node"], name="mergings_of_node")]

    def __str__(self) -> str:
        return f"{self.gone} into {self.into}"


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
