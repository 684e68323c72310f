"""Who may read a line, and who has a part in a review."""

from betterpie.members.models import Member
from betterpie.members.queries import Seat
from betterpie.trust.models import Evidence, Review
from betterpie.trust.queries import reviews as cases


def sees_line(member: Member, line: Evidence) -> bool:
    """Whether `member` may open a line: it is about her, or she saw it."""
    return member.pk in cases.sides_of(line)


def sees_review(seat: Seat, review: Review) -> bool:
    """Whether she may open a review: as one of the two sides, as a steward of its node without a part in it, or because she was drawn."""
    member = seat.member
    if member is not None and (member.pk in review.sides or cases.voice_of(member, review) is not None):
        return True
    return seat.is_steward and seat.node.pk == review.node_id and cases.may_say(seat.person, review)
