"""The tables of the journal."""

from django.db import models

from betterpie.journal.facts import FACTS, Fact


class Entry(models.Model):
    """One fact, written down. Never changed and never removed, but with its whole node."""

    node = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    data = models.JSONField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    is_for_everybody = models.BooleanField(default=False)
    """As its fact's `shown` has it. Where a kind's `shown` changes, a migration must change this for what was written before."""

    class Meta:
        indexes = [
            models.Index(fields=["node", "-id"], name="entry_of_node"),
            models.Index(fields=["node", "-id"], condition=models.Q(is_for_everybody=True), name="story_of_node"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def fact(self) -> Fact:
        """What was written down."""
        return FACTS[self.kind].from_data(self.data)


class Mention(models.Model):
    """A member who stands in an entry: the index of a member's story."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="mentions", db_index=False)
    member = models.BigIntegerField()

    class Meta:
        # No index on the entry alone: nothing asks for it, and a big installation holds millions of mentions.
        constraints = [models.UniqueConstraint(fields=["member", "entry"], name="member_is_mentioned_once")]

    def __str__(self) -> str:
        return f"{self.member} in {self.entry_id}"


class Delivery(models.Model):
    """An entry that one follower has not yet heard of. The row is the queue, and goes in the transaction that does the work."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="deliveries", db_index=False)
    follower = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["entry", "follower"], name="delivered_once_to_each_follower")]
        indexes = [models.Index(fields=["due_at", "id"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.entry_id} to {self.follower}"


class Beat(models.Model):
    """When a worker was last seen alive."""

    worker = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
