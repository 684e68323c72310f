"""Who may do what with a referral."""

from datetime import datetime

from betterpie.members.models import Member
from betterpie.referrals.models import KEPT_AFTER, Referral

CLOSED = frozenset({Referral.State.GIVEN, Referral.State.DECLINED, Referral.State.PASSED, Referral.State.STOPPED, Referral.State.LAPSED})
"""Where a customer cannot be reached: with nobody yet, or no longer with the receiver."""


def can_work_on(member: Member, referral: Referral) -> bool:
    """Whether `member` may take the steps: it is her customer."""
    return referral.receiver_id == member.pk


def can_tell_again(referral: Referral, *, at: datetime) -> bool:
    """Whether it is time to tell if the customer came again."""
    return referral.ended_at is not None and at >= referral.ended_at + KEPT_AFTER


def sees_details(member: Member, referral: Referral) -> bool:
    """Whether `member` may see how to reach the customer: the one she said yes to, if she wishes to be called."""
    return referral.receiver_id == member.pk and is_reachable(referral)


def is_reachable(referral: Referral) -> bool:
    """Whether the customer's details are open to the receiver: not before her yes, nor once she went elsewhere or nothing came of it."""
    return referral.choice == Referral.Choice.CALL_ME and referral.state not in CLOSED
