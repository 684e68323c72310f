"""From a steward's word, by way of three members where either side wishes, to what becomes of a line."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code
from betterpie.kernel import juries
from betterpie.members.models import Member
from betterpie.people.models import Person
from betterpie.trust.actions.base import Refused
from betterpie.trust.actions.evidence import settle
from betterpie.trust.facts import ReviewDecided, ReviewDrawn, ReviewSaid
from betterpie.trust.models import Review, Voice
from betterpie.trust.models.reviews import SEATS, SIDES_HAVE, Say
from betterpie.trust.queries import reviews as cases

S = Review.State


@transaction.atomic
def say(review: Review, word: str, *, why: str, by: Person, at: datetime) -> None:
    """Write down a steward's word. Both sides hear it and have three days to be content or not.

    Refuses a steward who works for either side, and a review that is no longer with the stewards.
    """
    if not cases.may_say(by, review):
        raise Refused(_("You have a part in this yourself. Another steward looks at it, or three members."))
    changed = Review.objects.filter(pk=review.pk, state=S.ASKED).update(
        state=S.SAID, steward=by, steward_said=Say(word), steward_why=why.strip(), due_at=at + SIDES_HAVE
    )
    if not changed:
        raise Refused(_("This is no longer with the stewards."))
    journal.record(ReviewSaid(**ids(review), word=Code(word)), by=by.pk, at=at)


@transaction.atomic
def answer(review: Review, *, of: Member, is_content: bool, by: int | None, at: datetime) -> None:
    """One of the two sides is content with the steward's word, or not: then three members are asked. When both are, it is settled.

    Refuses anybody else, and a review on which no steward's word stands.
    """
    if of.pk not in review.sides:
        raise Refused(_("Only the two whom this concerns can say so."))
    mine = "about_is_content" if of.pk == review.about_id else "by_is_content"
    if not Review.objects.filter(pk=review.pk, state=S.SAID).update(**{mine: is_content}):
        raise Refused(_("That has been settled in the meantime."))
    review.refresh_from_db()
    if not is_content:
        draw(review, at=at)
    elif review.about_is_content and (review.by_is_content or review.by_id is None):
        decide(review, Say(review.steward_said), how=Review.How.STEWARD, at=at)


@transaction.atomic
def speak(voice: Voice, word: str, *, by: int | None, at: datetime) -> None:
    """One of the three says what should become of the line. With the last of them it is decided. Refuses a second word, and a late one."""
    review = Review.objects.select_for_update().get(pk=voice.review_id)
    if review.state != S.DRAWN or at >= review.ends_at:
        raise Refused(_("It has been decided in the meantime. Thank you all the same."))
    if not Voice.objects.filter(pk=voice.pk, said="").update(said=Say(word), said_at=at):
        raise Refused(_("You have said your word already. Thank you."))
    said = list(Voice.objects.filter(review=review).values_list("said", flat=True))
    if all(said):
        _count(review, said, at=at)


def draw(review: Review, *, at: datetime) -> None:
    """Ask three members who have no part in it: those who have sat least, by lot between equals.

    Where there is nobody to ask, what was said so far counts.
    """
    burdens = cases.who_could_sit(review)
    drawn = juries.drawn(burdens, seats=SEATS, seed=f"review {review.pk}")
    if not drawn:
        _count(review, [], at=at)
        return
    changed = Review.objects.filter(pk=review.pk, state__in=(S.ASKED, S.SAID)).update(state=S.DRAWN, due_at=review.ends_at)
    if changed:
        Voice.objects.bulk_create(Voice(review=review, member_id=member, drawn_at=at) for member in drawn)
        journal.record(ReviewDrawn(**ids(review), voices=len(drawn)), by=None, at=at)


def wake_due(*, at: datetime, limit: int = 200) -> int:
    """Carry on where time is over: without a steward's word to three members, with nobody against it to the end. Returns how many."""
    due = Review.objects.filter(due_at__lte=at).order_by("due_at")[:limit]
    return sum(_wake(review, at=at) for review in due)


@transaction.atomic
def _wake(review: Review, *, at: datetime) -> bool:
    fresh = Review.objects.select_for_update().filter(pk=review.pk, state=review.state, due_at=review.due_at).first()
    if fresh is None:
        return False
    if fresh.state == S.ASKED:
        draw(fresh, at=at)
    elif fresh.state == S.SAID:
        decide(fresh, Say(fresh.steward_said), how=Review.How.STEWARD, at=at)
    else:
        _count(fresh, list(Voice.objects.filter(review=fresh).values_list("said", flat=True)), at=at)
    return True


def _count(review: Review, said: list[str], *, at: datetime) -> None:
    """The middle of the members' voices; without one the steward's word; without that, the line counts less: in doubt for the member."""
    middle = juries.verdict((word for word in said if word), scale=list(Say.values))
    if middle is not None:
        decide(review, Say(middle), how=Review.How.MEMBERS, at=at)
    elif review.steward_said:
        decide(review, Say(review.steward_said), how=Review.How.STEWARD, at=at)
    else:
        decide(review, Say.WEAKEN, how=Review.How.NOBODY, at=at)


def decide(review: Review, word: Say, *, how: str, at: datetime) -> None:
    """Settle it: the line counts as was said from this moment on, and everybody concerned hears."""
    settled = Review.objects.filter(pk=review.pk).exclude(state=S.DECIDED)
    if settled.update(state=S.DECIDED, said=word, how=how, decided_at=at, due_at=None):
        settle(entry=review.entry, place=review.place, state=word)
        journal.record(ReviewDecided(**ids(review), word=Code(word), how=Code(how)), by=None, at=at)


def ids(review: Review) -> dict[str, Any]:
    """The fields that every fact about `review` begins with."""
    return {"node": review.node_id, "review": review.pk, "about": review.about_id, "by": review.by_id}
