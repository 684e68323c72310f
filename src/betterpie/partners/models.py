"""The tables of partners."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betterpie.members.models import Member, Node

OPEN_FOR = timedelta(days=28)
"""How long a nudge waits for an answer before it counts as past."""


class Tally(models.Model):
    """What came of the customers whom one member sent another: derived from the journal, so that the matcher needs no referral's row."""

    node = models.BigIntegerField()
    giver = models.BigIntegerField()
    receiver = models.BigIntegerField()
    sent = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    won = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    declined = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    pleased = models.PositiveIntegerField(default=0)
    unhappy = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["node", "giver", "receiver"], name="one_tally_a_direction")]

    def __str__(self) -> str:
        return f"{self.giver} to {self.receiver}"


COUNTERS = ("sent", "accepted", "won", "lost", "declined", "kept", "gone", "pleased", "unhappy")
"""What a tally counts, in the order in which it is read."""


class Elsewhere(models.Model):
    """What the other nodes of the installation have seen between trades, as it was gathered for one node last; without names."""

    node = models.OneToOneField(Node, models.CASCADE, related_name="+", primary_key=True)
    deeds = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "elsewhere"

    def __str__(self) -> str:
        return f"{self.node_id}: {len(self.deeds)}"


class Nudge(models.Model):
    """That a member was told whom to meet next, why, and what she said to it."""

    class Kind(models.TextChoices):
        COMPLEMENTOR = "complementor", _("serves the same customers")
        WEAK_TIE = "weak_tie", _("from another circle")
        NEWCOMER = "newcomer", _("new here")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN = "taken", _("taken up")
        LATER = "later", _("not now")

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    why = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(member=F("other")), name="nobody_is_told_to_meet_herself"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)), name="nudge_ends_once"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-made_at"], name="nudges_of_member"),
            models.Index(fields=["other", "-made_at"], name="nudges_about_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: meet {self.other_id}"


class Round(models.Model):
    """When a node's members were last told whom to meet."""

    node = models.OneToOneField(Node, models.CASCADE, related_name="+", primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.node_id} at {self.at:%Y-%m-%d}"


class Occasions(models.Model):
    """A version of what a node itself knows of occasions, in the form of the shipped file. The newest one is in use."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "occasions"
        constraints = [models.UniqueConstraint(fields=["node", "version"], name="one_version_of_occasions")]

    def __str__(self) -> str:
        return f"{self.node_id}: {self.version}"
