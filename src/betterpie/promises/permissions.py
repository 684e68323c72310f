"""Who may do what with a promise."""

from betterpie.members.models import Member
from betterpie.promises.models import Promise


def can_end(member: Member, promise: Promise) -> bool:
    """Whether `member` may say that it is done, or excuse herself: it is her promise, and no other room looks after it."""
    return promise.by_id == member.pk and not promise.thing


def can_thank(member: Member, promise: Promise) -> bool:
    """Whether `member` may say that it was done, or that short notice was all right: promised to her, and no other room looks after it."""
    return promise.to_id == member.pk and not promise.thing
