"""The tables of events."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betterpie.members.models import Member, Node

LASTS = timedelta(minutes=45)
"""How long a one-to-one stands in the calendar."""
MOST_TIMES = 3
"""How many times are offered at most."""
REMIND_BEFORE = timedelta(hours=24)
ASK_AFTER = timedelta(hours=2)
"""How long after its beginning both are asked whether they met."""
CLOSES_AFTER = timedelta(days=7)
"""How long after it both may say so."""


class Topic(models.TextChoices):
    """In which ways rivals do well by each other: what they may talk about when they meet."""

    OVERFLOW = "overflow", _("Overflow: when one of us is full, may we send the customer to the other?")
    HOLIDAYS = "holidays", _("Holidays: who helps out while the other’s door is shut?")
    LARGER_JOBS = "larger_jobs", _("Larger jobs: what is too big for one of us, and could be done together?")
    ANSWERS = "answers", _("Answers: what would each of us like to ask somebody who knows the work?")


class OneToOne(models.Model):
    """Two members who mean to meet: who asked, which times were offered, which one it is, and what each said afterwards."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed")
        MET = "met", _("you met")
        MISSED = "missed", _("did not come about")
        DECLINED = "declined", _("not now")
        CALLED_OFF = "called_off", _("called off")
        LAPSED = "lapsed", _("no answer")

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    asker = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    offered = models.JSONField(default=list)
    place = models.CharField(_("where"), max_length=160, blank=True)
    line = models.CharField(_("a line from you"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    meets_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    revision = models.PositiveSmallIntegerField(default=0)
    asker_met = models.BooleanField(null=True)
    other_met = models.BooleanField(null=True)
    asker_note = models.TextField(blank=True)
    other_note = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    own_topic = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("other")), name="nobody_meets_herself"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed"], ended_at=None) | Q(~Q(state__in=["asked", "agreed"]), ended_at__isnull=False),
                name="one_to_one_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "met", "missed"]) | Q(meets_at__isnull=False), name="who_agreed_has_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="met") | Q(asker_met=True, other_met=True), name="both_say_that_they_met"),
            models.UniqueConstraint(fields=["asker", "other"], condition=Q(state__in=["asked", "agreed"]), name="asked_once_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["node", "state"], name="one_to_ones_of_node"),
            models.Index(fields=["asker", "-asked_at"], name="one_to_ones_of_asker"),
            models.Index(fields=["other", "-asked_at"], name="one_to_ones_of_other"),
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="one_to_ones_to_wake"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.asker_id} with {self.other_id}"

    @property
    def thing(self) -> str:
        """The name under which promises are made for it."""
        return f"one_to_one:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it may still come about, or be said how it was."""
        return self.ended_at is None

    @property
    def times(self) -> list[datetime]:
        """The times that were offered."""
        return [datetime.fromisoformat(text) for text in self.offered]

    @property
    def agenda(self) -> list[str]:
        """What two rivals mean to talk about, in sentences; all that they may, as long as they have chosen nothing."""
        return [str(topic.label) for topic in Topic if topic in self.chosen] + ([self.own_topic] if self.own_topic else [])

    @property
    def chosen(self) -> list[str]:
        """Which topics they mean to talk about; all, as long as they have chosen nothing."""
        return self.topics or ([] if self.own_topic else Topic.values)

    @property
    def has_notes(self) -> bool:
        """Whether there is something to note: a time was agreed, whatever came of it."""
        return self.meets_at is not None

    def has_begun(self, at: datetime) -> bool:
        """Whether its time has come."""
        return self.meets_at is not None and self.meets_at <= at

    def beside(self, member: Member) -> Member:
        """The one whom `member` meets."""
        return self.other if member.pk == self.asker_id else self.asker

    def side(self, member: Member) -> str:
        """Which of the two she is: "asker" or "other"."""
        return "asker" if member.pk == self.asker_id else "other"

    def has_said(self, member: Member) -> bool | None:
        """Whether she said that they met; None while she has said nothing."""
        said: bool | None = getattr(self, f"{self.side(member)}_met")
        return said

    def note_of(self, member: Member) -> str:
        """What she noted for herself."""
        return str(getattr(self, f"{self.side(member)}_note"))


class Note(models.Model):
    """What both shall remember of a one-to-one, as somebody wrote it down; the newest counts. Of the oldest some have no writer."""

    one_to_one = models.ForeignKey(OneToOne, models.CASCADE, related_name="notes", db_index=False)
    number = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one_to_one", "number"], name="one_note_a_number"),
            models.CheckConstraint(condition=Q(by=None, at=None) | Q(by__isnull=False, at__isnull=False), name="who_noted_says_when"),
        ]

    def __str__(self) -> str:
        return f"{self.one_to_one_id}: {self.number}"
