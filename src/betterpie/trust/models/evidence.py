"""Pieces of evidence, and seats that are one business."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Evidence(models.Model):
    """One deed of the member `about`, as the journal tells it: seen by the member `by`, or by the node itself where `by` is None.

    `by_node` is the neighboring node where `by` sits in another one. `kind` is a row of the policy, `outcome` runs from −1 to 1. `thing`
    is what the deed was about, such as 'promise:12': the latest word about a thing replaces those before it. `state` is what a review
    made of the line. `entry` and `place` say which word of which fact it is; entry is None for what was brought along from another
    installation.
    """

    class State(models.TextChoices):
        COUNTS = "counts", _("counts")
        WEAKENED = "weakened", _("counts less")
        REMOVED = "removed", _("does not count")

    node = models.BigIntegerField()
    about = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    by_node = models.BigIntegerField(null=True)
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
            models.Index(fields=["node", "is_replaced", "state", "id"], name="evidence_that_counts"),
            models.Index(fields=["about", "-at"], name="evidence_about_member"),
            # Whole, not only of those with a thing: neither database uses a partial index for a value that it is told later.
            models.Index(fields=["about", "thing"], name="evidence_about_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.about}"


class Merging(models.Model):
    """Two seats that are one business: what happened to `gone` counts for `into`, until `parted_at` where that was a mistake.

    `reason` is a steward's, `by` the person who is one.
    """

    node = models.BigIntegerField()
    gone = models.BigIntegerField()
    into = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    parted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(gone=F("into")), name="a_seat_is_not_merged_into_itself"),
            models.UniqueConstraint(fields=["gone"], condition=Q(parted_at=None), name="a_seat_is_merged_into_one"),
        ]
        indexes = [models.Index(fields=["node"], name="mergings_of_node")]

    def __str__(self) -> str:
        return f"{self.gone} into {self.into}"
