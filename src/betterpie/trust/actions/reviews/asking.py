"""Replying to a line, and asking that it is looked at again."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.members.models import Member
from betterpie.trust.actions.base import Refused
from betterpie.trust.actions.reviews.deciding import draw
from betterpie.trust.facts import LineReplied, ReviewAsked
from betterpie.trust.models import Evidence, Reply, Review
from betterpie.trust.models.reviews import STEWARD_HAS
from betterpie.trust.queries import reviews as cases


@transaction.atomic
def reply(line: Evidence, *, of: Member, text: str, by: int | None, at: datetime) -> None:
    """Put what one of the two sides says beside the line; nothing said takes it away again. Refuses somebody who has no part in it."""
    entry = _entry(line)
    sides = cases.sides_of(line)
    if of.pk not in sides:
        raise Refused(_("Only the two whom this concerns can say something to it."))
    mine = Reply.objects.filter(entry=entry, place=line.place, member=of)
    if not text.strip():
        mine.delete()
        return
    Reply.objects.update_or_create(entry=entry, place=line.place, member=of, defaults={"text": text.strip(), "at": at})
    journal.record(LineReplied(node=line.node, about=MemberId(sides[0]), by=MemberId(of.pk)), by=by, at=at)


@transaction.atomic
def ask(line: Evidence, *, of: Member, why: str, by: int | None, at: datetime) -> Review:
    """Have a line looked at again: by a steward who has no part in it, or where there is none, by three members at once.

    Refuses a line about somebody else, one that was looked at before, one that could not be better, and a second while one is open.
    """
    entry = _entry(line)
    if refusal := why_not(line, of=of):
        raise Refused(refusal)
    try:
        with transaction.atomic():
            review = Review.objects.create(
                node_id=line.node,
                entry=entry,
                place=line.place,
                about=of,
                by=cases.seated(cases.sides_of(line)[1]),
                why=why.strip(),
                asked_at=at,
                due_at=at + STEWARD_HAS,
            )
    except IntegrityError:  # two tabs at once
        raise Refused(_("This line has been looked at already.")) from None
    journal.record(ReviewAsked(node=review.node_id, review=review.pk, about=MemberId(of.pk), by=_side(review)), by=by, at=at)
    if not cases.stewards_without_part(review):
        draw(review, at=at)
        review.refresh_from_db()
    return review


def why_not(line: Evidence, *, of: Member) -> str:
    """Why a line cannot be looked at again, as a sentence; "" where it can."""
    if of.pk != cases.sides_of(line)[0]:
        return _("Only the one whom a line is about can ask to have it looked at.")
    if line.entry is None:
        return _("This came along from another place, where it has to be looked at.")
    if cases.review_of(line) is not None:
        return _("This line has been looked at already.")
    if line.outcome >= 1:
        return _("This line is as good as it can be, so there is nothing to look at.")
    if cases.open_review_of(of) is not None:
        return _("One line at a time, please: another of yours is being looked at now.")
    return ""


def _entry(line: Evidence) -> int:
    if line.entry is None:
        raise Refused(_("This came along from another place, where it has to be looked at."))
    return line.entry


def _side(review: Review) -> MemberId | None:
    return None if review.by_id is None else MemberId(review.by_id)
