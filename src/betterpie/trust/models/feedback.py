"""How it was to work with each other, said by both sides before either reads it."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betterpie.members.models import Member, Node

OPEN_FOR = timedelta(days=14)
"""After which nothing more is said, and what was said is shown to both."""
NOT_AGAIN_WITHIN = timedelta(days=90)
"""For so long nobody is asked again about the same neighbor."""


class Feedback(models.Model):
    """One side's word about working with the other. Both sides of an occasion share its `occasion`; neither reads before it is shown."""

    class Again(models.IntegerChoices):
        GLADLY = 100, _("Gladly, any time")
        YES = 50, _("Yes")
        PERHAPS = -40, _("Perhaps, with care")
        NO = -100, _("Rather not")

    class Told(models.IntegerChoices):
        ALL = 100, _("Everything was as they had said")
        MOST = 40, _("Most of it was")
        LITTLE = -50, _("Some of it was not")
        NONE = -100, _("It was not as they had said")

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    occasion = models.BigIntegerField()
    by = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    about = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    again = models.SmallIntegerField(_("Would you work with them again?"), choices=Again, null=True)
    told = models.SmallIntegerField(_("Was it as they had said?"), choices=Told, null=True)
    words = models.CharField(_("In your own words"), max_length=300, blank=True)
    said_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "feedback"
        constraints = [
            models.UniqueConstraint(fields=["occasion", "by"], name="asked_once_of_an_occasion"),
            models.CheckConstraint(condition=~Q(by=F("about")), name="nobody_works_with_herself"),
            models.CheckConstraint(
                condition=Q(said_at=None, again=None, told=None) | Q(said_at__isnull=False, again__isnull=False, told__isnull=False),
                name="feedback_says_both",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "asked_at"], condition=Q(closed_at=None, said_at=None), name="feedback_asked_of_member"),
            models.Index(fields=["asked_at"], condition=Q(closed_at=None), name="feedback_open"),
            models.Index(fields=["about", "-closed_at"], name="feedback_about_member"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} about {self.about_id}"

    @property
    def is_open(self) -> bool:
        """Whether she can still say something."""
        return self.said_at is None and self.closed_at is None

    @property
    def is_shown(self) -> bool:
        """Whether both sides may read it."""
        return self.said_at is not None and self.closed_at is not None
