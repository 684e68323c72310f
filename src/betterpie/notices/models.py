"""The tables of notices."""

from django.db import models


class Letter(models.Model):
    """A mail to one address. Its words are emptied once it is sent: what was said stays with the reader, not with us."""

    node = models.BigIntegerField(null=True)
    email = models.EmailField()
    kind = models.CharField(max_length=60)
    thing = models.BigIntegerField(null=True)
    key = models.CharField(max_length=160, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    stop = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="en")
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="letters_to_send"),
            models.Index(fields=["node", "-id"], name="letters_of_node"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.email}"


class Wish(models.Model):
    """What an address does not want to get from a node: the weekly letter, nudges, or news of each step."""

    node = models.BigIntegerField()
    email = models.EmailField()
    stop = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [models.UniqueConstraint(fields=["node", "email", "stop"], name="wished_once")]

    def __str__(self) -> str:
        return f"{self.email}: no {self.stop}"


class Edition(models.Model):
    """The last weekly letter of a member: when it went, and what it told, so that nothing is told twice."""

    member = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    told = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.member} at {self.at}"
