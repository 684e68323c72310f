"""What waits in trust for a member: asked in one question, for every week's page asks it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, QuerySet, Subquery

from betterpie.members.models import Member
from betterpie.rows.queries import Given, Question
from betterpie.trust.models import Feedback, Review, Voice
from betterpie.trust.models.feedback import OPEN_FOR


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The oldest line that a member was drawn to look at, and the newest neighbor of whom she is asked how it was; None for neither.

    `about` names the one whom the line is about, `neighbor` the other.
    """

    voice: int | None = None
    review: int | None = None
    about: str = ""
    due_at: datetime | None = None
    feedback: int | None = None
    neighbor: str = ""


def waiting_for(member: Member, *, at: datetime) -> Waiting:
    """What waits for `member` at `at`."""
    found: tuple[Any, ...] | None = _WAITING.first(member=member.pk, since=at - OPEN_FOR)
    voice, review, about, due_at, feedback, neighbor = found or (None,) * 6
    return Waiting(voice=voice, review=review, about=about or "", due_at=due_at, feedback=feedback, neighbor=neighbor or "")


def _waiting() -> QuerySet[Member, tuple[Any, ...]]:
    voices = Voice.objects.filter(member=Given("member"), said="", review__state=Review.State.DRAWN).order_by("drawn_at", "pk")
    asked = Feedback.objects.filter(by=Given("member"), said_at=None, closed_at=None, asked_at__gt=Given("since"))
    newest = asked.order_by("-asked_at", "pk")
    return Member.objects.filter(pk=Given("member")).values_list(
        Subquery(voices.values("pk")[:1]),
        Subquery(voices.values("review")[:1]),
        Subquery(voices.values("review__about__business__name")[:1]),
        Subquery(voices.values("review__due_at")[:1], output_field=DateTimeField()),
        Subquery(newest.values("pk")[:1]),
        Subquery(newest.values("about__business__name")[:1]),
    )


_WAITING = Question(_waiting)
