"""The seats that businesses have in a node, and how they came to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betterpie.members.models.businesses import Business
from betterpie.members.models.nodes import Node


class Member(models.Model):
    """A business's seat in one node.

    `since_year` is the year in which it became a member elsewhere, as a list says: of the association whose list it was. `contact` is
    whom that list names, so that an invitation can be addressed to her; it is emptied when somebody takes the seat.
    """

    class Tier(models.TextChoices):
        GUEST = "guest", _("guest")
        NETWORKING = "networking", _("networking")
        FULL = "full", _("full member")

    node = models.ForeignKey(Node, models.CASCADE, related_name="members", db_index=False)
    business = models.ForeignKey(Business, models.CASCADE, related_name="seats")
    tier = models.CharField(_("tier"), max_length=12, choices=Tier, default=Tier.GUEST)
    sort_name = models.CharField(max_length=120)
    answer_hours = models.PositiveSmallIntegerField(_("business hours within which you answer"), default=4)
    listed_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    since_year = models.PositiveSmallIntegerField(null=True)
    contact = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "business"], name="one_seat_in_a_node"),
            models.CheckConstraint(
                condition=models.Q(tier="guest") | models.Q(joined_at__isnull=False), name="only_guests_have_not_joined"
            ),
            models.CheckConstraint(condition=models.Q(answer_hours__range=(1, 80)), name="answers_within_two_weeks"),
        ]
        indexes = [models.Index(fields=["node", "sort_name"], name="members_by_name")]

    def __str__(self) -> str:
        return self.business.name

    @property
    def is_guest(self) -> bool:
        """Listed, but nobody has taken the seat yet."""
        return self.tier == self.Tier.GUEST


class Acceptance(models.Model):
    """A member's word that it keeps a version of the house rules."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="acceptances", db_index=False)
    version = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "version"], name="rules_accepted_once")]

    def __str__(self) -> str:
        return f"{self.member_id} keeps rules {self.version}"


class Invitation(models.Model):
    """An owner asked, by mail, to take the seat kept for her business; or a helper, to work for it. Answered from the mail."""

    class State(models.TextChoices):
        OPEN = "open", _("asked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        LEFT_ALONE = "left_alone", _("wishes to be left alone")
        WITHDRAWN = "withdrawn", _("withdrawn")

    member = models.ForeignKey(Member, models.CASCADE, related_name="invitations", db_index=False)
    email = models.EmailField()
    name = models.CharField(max_length=80, blank=True)
    note = models.CharField(_("a line from you"), max_length=400, blank=True)
    is_for_helper = models.BooleanField(default=False)
    token = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(state="open", is_for_helper=False), name="owner_asked_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["member", "email"], condition=models.Q(state="open", is_for_helper=True), name="helper_asked_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["member", "state"], name="invitations_of_member")]

    def __str__(self) -> str:
        return f"{self.email} to {self.member_id}"
