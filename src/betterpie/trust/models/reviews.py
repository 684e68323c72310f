"""What members say to a line about them, and the reviews in which others look at it again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betterpie.members.models import Member, Node

STEWARD_HAS = timedelta(days=4)
"""How long a steward may take to say a word, before three members are asked instead."""
SIDES_HAVE = timedelta(days=3)
"""How long the two sides may say that they are not content with it."""
LONGEST = timedelta(days=14)
"""After which a review is over, whoever has spoken by then."""
SEATS = 3
"""How many members are asked."""


class Say(models.TextChoices):
    """What becomes of a line, the mildest first for the one whom it is about."""

    REMOVE = "removed", _("taken out")
    WEAKEN = "weakened", _("counts less")
    KEEP = "counts", _("stays as it is")


class Reply(models.Model):
    """What one of the two sides says to a line: shown beside it, and gone with her.

    `entry` and `place` say which word of which fact the line is, as in `Evidence`: they outlive a replay.
    """

    entry = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    text = models.CharField(_("what you say to it"), max_length=600)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [models.UniqueConstraint(fields=["entry", "place", "member"], name="one_reply_of_each_side")]

    def __str__(self) -> str:
        return f"{self.member_id} to {self.entry}, {self.place}"


class Review(models.Model):
    """A line that is looked at again: by a steward, then by three members if either side wishes, within fourteen days."""

    class State(models.TextChoices):
        ASKED = "asked", _("with the steward")
        SAID = "said", _("the steward has said a word")
        DRAWN = "drawn", _("with three members")
        DECIDED = "decided", _("decided")

    class How(models.TextChoices):
        STEWARD = "steward", _("by the steward, and both sides were content")
        MEMBERS = "members", _("by members who had no part in it")
        NOBODY = "nobody", _("by the clock, because nobody had said a word")

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    entry = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()
    about = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    why = models.CharField(_("what is wrong with it"), max_length=600)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    steward = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    steward_said = models.CharField(max_length=8, choices=Say, blank=True)
    steward_why = models.CharField(_("why"), max_length=600, blank=True)
    about_is_content = models.BooleanField(default=False)
    by_is_content = models.BooleanField(default=False)
    said = models.CharField(max_length=8, choices=Say, blank=True)
    how = models.CharField(max_length=7, choices=How, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False, due_at=None) & ~Q(said="") & ~Q(how="")
                | ~Q(state="decided") & Q(decided_at=None, due_at__isnull=False, said="", how=""),
                name="review_is_decided_once",
            ),
            models.UniqueConstraint(fields=["entry", "place"], name="a_line_is_reviewed_once"),
            models.CheckConstraint(condition=Q(by=None) | ~Q(by=F("about")), name="review_has_two_sides"),
            models.UniqueConstraint(fields=["about"], condition=~Q(state="decided"), name="one_open_review_of_a_member"),
        ]
        indexes = [
            models.Index(fields=["node", "-asked_at"], name="reviews_of_node"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="reviews_due"),
            models.Index(fields=["about", "-asked_at"], name="reviews_about_member"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: about {self.about_id}"

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state != self.State.DECIDED

    @property
    def ends_at(self) -> datetime:
        """When it is over at the latest."""
        return self.asked_at + LONGEST

    @property
    def sides(self) -> tuple[int, ...]:
        """The members whom it concerns: the one whom the line is about, and the one who saw it."""
        return (self.about_id,) if self.by_id is None else (self.about_id, self.by_id)


class Voice(models.Model):
    """A member who was drawn to look at a line, and what she says."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="voices", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    drawn_at = models.DateTimeField()
    said = models.CharField(max_length=8, choices=Say, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "member"], name="one_voice_of_a_member"),
            models.CheckConstraint(
                condition=Q(said="", said_at=None) | ~Q(said="") & Q(said_at__isnull=False), name="voice_speaks_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in review {self.review_id}"
