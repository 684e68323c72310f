"""The verbs of feedback: ask both sides once, write down what each says, and show both at the same moment."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.rows.actions import lay
from betterpie.trust.actions.base import Refused
from betterpie.trust.facts import FeedbackGiven, FeedbackShown
from betterpie.trust.models import Feedback
from betterpie.trust.models.feedback import NOT_AGAIN_WITHIN, OPEN_FOR
from betterpie.trust.queries import feedback as words_said


def ask(one: int, other: int, *, occasion: int, node: int, at: datetime) -> bool:
    """Let two members who had to do with each other say how it was. Returns whether they are asked: not twice within ninety days."""
    if one == other or words_said.asked_about(one, other, since=at - NOT_AGAIN_WITHIN):
        return False
    sides = ((one, other), (other, one))
    lay([Feedback(node_id=node, occasion=occasion, by_id=by, about_id=about, asked_at=at) for by, about in sides])
    return True


@transaction.atomic
def say(feedback: Feedback, *, again: int, told: int, words: str = "", by: int | None, at: datetime) -> None:
    """Write down what one side says. Once the other has spoken too, both are shown.

    Refuses a second word, and one after the fourteen days.
    """
    both = {row.pk: row for row in Feedback.objects.select_for_update().filter(occasion=feedback.occasion)}
    here = both.pop(feedback.pk, None)
    if here is None or not here.is_open or at >= here.asked_at + OPEN_FOR:
        raise Refused(_("This has been answered already, or its two weeks are over."))
    here.again, here.told, here.words, here.said_at = again, told, words, at
    here.save(update_fields=["again", "told", "words", "said_at"])
    journal.record(FeedbackGiven(node=here.node_id, feedback=here.pk, by=MemberId(here.by_id), about=MemberId(here.about_id)), by=by, at=at)
    if all(row.said_at is not None for row in both.values()):
        _show([here, *both.values()], at=at)


def close_due(*, at: datetime, limit: int = 500) -> int:
    """Show what was said where fourteen days are over, and stop asking those who said nothing. Returns how many were closed."""
    due = Feedback.objects.filter(closed_at=None, asked_at__lte=at - OPEN_FOR).order_by("asked_at")[:limit]
    occasions = sorted({row.occasion for row in due})
    return sum(_close(occasion, at=at) for occasion in occasions)


@transaction.atomic
def _close(occasion: int, *, at: datetime) -> int:
    rows = list(Feedback.objects.select_for_update().filter(occasion=occasion, closed_at=None))
    _show(rows, at=at)
    return len(rows)


def _show(rows: list[Feedback], *, at: datetime) -> None:
    for row in rows:
        # The claim: a side that another worker has shown in the meantime is not told twice.
        if Feedback.objects.filter(pk=row.pk, closed_at=None).update(closed_at=at) and row.said_at is not None:
            fact = FeedbackShown(
                node=row.node_id,
                feedback=row.pk,
                by=MemberId(row.by_id),
                about=MemberId(row.about_id),
                again=row.again or 0,
                told=row.told or 0,
            )
            journal.record(fact, by=None, at=at)
