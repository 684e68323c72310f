"""Somebody who came by the poster and says that a business is hers: it waits for a steward's yes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betterpie.members.models.businesses import Business
from betterpie.members.models.nodes import Node
from betterpie.members.models.seats import Member


class Claim(models.Model):
    """A wish to join: at a seat that is kept (`member`), with a business known elsewhere (`business`), or with a new one (`profile`)."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    node = models.ForeignKey(Node, models.CASCADE, related_name="claims", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    member = models.ForeignKey(Member, models.CASCADE, related_name="claims", null=True)
    business = models.ForeignKey(Business, models.CASCADE, related_name="claims", null=True)
    profile = models.JSONField(default=dict, blank=True)
    note = models.CharField(_("a word to the steward"), max_length=400, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(member=None) | models.Q(business=None), name="claims_one_thing"),
            models.UniqueConstraint(fields=["member", "person"], condition=models.Q(state="open"), name="claimed_once_at_a_time"),
        ]
        indexes = [models.Index(fields=["node", "state"], name="claims_of_node")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.business_name}"

    @property
    def business_name(self) -> str:
        """What the business is called. Select `member__business` and `business` where there are several claims."""
        if self.member:
            return self.member.business.name
        return self.business.name if self.business else str(self.profile.get("name", ""))
