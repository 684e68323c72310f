"""What can be asked about feedback. What is not shown yet is known to the one who said it, and to nobody else."""

from datetime import datetime

from django.db.models import QuerySet

from betterpie.members.models import Member
from betterpie.rows.queries import Given, Question
from betterpie.trust.models import Feedback


def asked_about(one: int, other: int, *, since: datetime) -> bool:
    """Whether one of the two was asked about the other since then."""
    return bool(_ASKED_ABOUT(one=one, other=other, since=since))


def feedback(pk: int) -> Feedback | None:
    """One side's word, with both sides' names."""
    return Feedback.objects.filter(pk=pk).select_related("by__business", "by__node", "about__business", "about__node").first()


def other_side(feedback: Feedback) -> Feedback | None:
    """What the other side says, once it may be read."""
    row = Feedback.objects.filter(occasion=feedback.occasion).exclude(pk=feedback.pk).first()
    return row if row is not None and row.is_shown else None


def feedback_with(member: Member) -> QuerySet[Feedback]:
    """What a member said and what was said about her, as far as it is shown, newest first."""
    shown = Feedback.objects.filter(closed_at__isnull=False, said_at__isnull=False)
    return (shown.filter(by=member) | shown.filter(about=member)).select_related("by__business", "about__business").order_by("-closed_at")


_ASKED_ABOUT = Question(
    lambda: Feedback.objects.filter(by=Given("one"), about=Given("other"), asked_at__gt=Given("since")).values_list("pk", flat=True)[:1]
)
