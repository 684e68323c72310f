"""The table of promises."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betterpie.members.models import Member, Node

GRACE = timedelta(hours=24)
"""How long after its time, and after the reminder arrived, a promise may still be kept late before it counts as broken."""


SHORT, SHORT_AT_MOST = 1 / 8, timedelta(days=1)
"""The last eighth of a promise's time, a day at most: who says in it that it can't be says so, but not in good time any more."""


class Promise(models.Model):
    """Who will do what, for whom, by when; and its end."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        LATE = "late", _("kept late")
        BROKEN = "broken", _("not kept")
        EXCUSED = "excused", _("excused in good time")
        TOLD = "told", _("told at short notice")
        RELEASED = "released", _("no longer needed")

    node = models.ForeignKey(Node, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Member, models.CASCADE, related_name="promises", db_index=False)
    to = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="promised", db_index=False)
    what = models.CharField(_("what you promise"), max_length=200)
    thing = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("by when"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    was_broken = models.BooleanField(default=False)
    thanked_at = models.DateTimeField(null=True)
    excuse = models.CharField(_("what came in between"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)), name="promise_ends_once"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=models.F("made_at")), name="promise_is_due_after_it_is_made"),
            models.UniqueConstraint(fields=["thing", "by"], condition=~Q(thing="") & Q(state="open"), name="one_open_promise_for_a_thing"),
        ]
        indexes = [
            models.Index(fields=["by", "due_at"], condition=Q(state="open"), name="open_promises_of_member"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="open_promises_by_time"),
            models.Index(fields=["remind_at"], condition=Q(state="open", remind_at__isnull=False), name="promises_to_remind_of"),
            models.Index(fields=["by", "-ended_at"], condition=~Q(state="open"), name="ended_promises_of_member"),
            models.Index(fields=["to", "-due_at"], name="promises_to_member"),
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """What is promised, to the reader: what Betterpie itself wrote down for a thing in English comes in her language."""
        return gettext(self.what) if self.thing else self.what

    @property
    def good_time(self) -> datetime:
        """Until when saying that it can't be is saying so in good time: as long as others can still arrange themselves.

        What other rooms look after can be called off until its time.
        """
        return self.due_at if self.thing else self.due_at - min((self.due_at - self.made_at) * SHORT, SHORT_AT_MOST)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its end."""
        return self.state == self.State.OPEN


DONE = (Promise.State.KEPT, Promise.State.LATE)
"""How a promise stands that was done."""
MENDABLE = (Promise.State.BROKEN, Promise.State.TOLD)
"""How a promise stands that was not kept, and may be done after all."""
