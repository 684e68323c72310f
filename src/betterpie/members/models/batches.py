"""A list that a steward brings in: the file, what each of its lines will be, and what became of them."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betterpie.members.models.businesses import Business
from betterpie.members.models.nodes import Node


def where_it_lies(batch: "Batch", name: str) -> str:
    """Where a list is kept until it has been dealt with: under a name that says nothing."""
    return f"imports/{batch.node_id}/{secrets.token_hex(16)}"


class Batch(models.Model):
    """A list on its way in. `mapping` says which columns feed which field, `figures` what the preview shows."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("waiting for a look at the columns")
        READING = "reading", _("being read")
        COMPARING = "comparing", _("being compared with those who are there")
        READY = "ready", _("ready to go in")
        APPLYING = "applying", _("going in")
        DONE = "done", _("in")
        UNDOING = "undoing", _("being taken out")
        UNDONE = "undone", _("taken out again")
        FAILED = "failed", _("not readable")

    AT_WORK = (State.READING, State.COMPARING, State.APPLYING, State.UNDOING)

    node = models.ForeignKey(Node, models.CASCADE, related_name="batches", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=where_it_lies, blank=True)
    is_pasted = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.COLUMNS)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    trades = models.JSONField(default=dict)
    areas = models.JSONField(default=dict)
    leaves_chains_out = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=40, blank=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["node", "-id"], name="batches_of_node")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Whether it is being worked on in the background."""
        return self.state in self.AT_WORK

    @property
    def share(self) -> int:
        """How much of the present step is done, in percent."""
        return min(100, round(100 * self.step / self.steps)) if self.steps else 0


class BatchRow(models.Model):
    """One line of a list: what it says when cleaned, what is wrong with it, which shop it may be already, and what became of it."""

    class Fate(models.TextChoices):
        NEW = "new", _("goes in")
        FOLDED = "folded", _("belongs to an earlier line")
        STOPPED = "stopped", _("stays out")

    class Answer(models.TextChoices):
        SAME = "same", _("the same shop")
        OTHER = "other", _("another shop")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    clean = models.JSONField(default=dict)
    raw = models.JSONField(null=True)
    trouble = models.TextField(blank=True)
    fate = models.CharField(max_length=8, choices=Fate, default=Fate.NEW)
    leader = models.PositiveIntegerField(null=True)
    area = models.CharField(max_length=100, blank=True)
    chain = models.CharField(max_length=80, blank=True)
    twin_line = models.PositiveIntegerField(null=True)
    twin = models.ForeignKey(Business, models.SET_NULL, null=True, related_name="+")
    likely = models.FloatField(null=True)
    because = models.JSONField(default=list)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    business = models.ForeignKey(Business, models.SET_NULL, null=True, related_name="+")
    made = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="line_once_in_a_batch")]
        indexes = [models.Index(fields=["batch", "likely"], name="batch_rows_by_likeness", condition=models.Q(likely__isnull=False))]

    def __str__(self) -> str:
        return f"line {self.line}: {self.name}"

    @property
    def sentences(self) -> list[str]:
        """What is wrong with the line."""
        return self.trouble.splitlines()
