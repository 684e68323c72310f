"""The tables of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

WAITS = models.Q(sent_at=None, given_up_at=None)


class Letter(models.Model):
    """A mail to one address. Once it is sent its words are emptied: what was said stays with the reader, not with us."""

    node = models.BigIntegerField(null=True)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=60)
    thing = models.BigIntegerField(null=True)
    key = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    stop = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="en")
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=WAITS, name="letters_to_send"),
            models.Index(fields=["email"], name="letters_to_address"),
            models.Index(fields=["node"], condition=models.Q(sent_at=None), name="letters_not_sent"),
            models.Index(fields=["sent_at"], name="letters_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Wish(models.Model):
    """What an address does not want to get from a node."""

    class Sort(models.TextChoices):
        WEEK = "week", _("the weekly letter")
        NUDGES = "nudges", _("reminders that a customer waits")
        STEPS = "steps", _("news of the customers you sent")
        LINES = "lines", _("when you are asked to look at a line about somebody else")

    node = models.BigIntegerField()
    email = models.EmailField()
    stop = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [models.UniqueConstraint(fields=["email", "node", "stop"], name="wished_once")]

    def __str__(self) -> str:
        return f"{self.email}: no {self.stop}"


class Edition(models.Model):
    """The last weekly letter of a member: when it went, and what it told, so that nothing is told twice."""

    member = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    told = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["at"], name="editions_by_time")]

    def __str__(self) -> str:
        return f"{self.member} at {self.at}"
