"""The table of flows."""

from django.db import models


class Flow(models.Model):
    """What went from one member to another in a month: how often, and how much.

    `provider` or `receiver` is 0 where it is somebody outside. `month` is its first day, in the node's time zone.
    """

    node = models.BigIntegerField()
    month = models.DateField()
    provider = models.BigIntegerField()
    receiver = models.BigIntegerField()
    resource = models.CharField(max_length=16)
    times = models.PositiveIntegerField(default=0)
    quantity = models.BigIntegerField(default=0)
    new_times = models.PositiveIntegerField(default=0)
    new_quantity = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "month", "provider", "receiver", "resource"], name="one_flow_a_month")]
        indexes = [
            models.Index(fields=["receiver", "month"], name="flows_to"),
            models.Index(fields=["provider", "month"], name="flows_from"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.provider} to {self.receiver} in {self.month:%Y-%m}"
