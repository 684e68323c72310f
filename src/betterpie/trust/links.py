"""Signed addresses: one side's yes or no to a steward's word, a drawn member's word, and feedback, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.trust.models import Feedback, Review, Voice

GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which a mailed link leads to its page; what it is about is over long before."""


def side(review: Review, member: int, do: str) -> str:
    """Where one of the two sides says that she is content ("content") or not ("not")."""
    return _url("side", [review.pk, member, do])


def voice(voice: Voice, do: str) -> str:
    """Where a drawn member says her word: one of `Say`, or "see" to look first."""
    return _url("voice", [voice.pk, do])


def feedback(feedback: Feedback) -> str:
    """Where one side says how it was."""
    return _url("feedback", [feedback.pk])


def read_side(signed: str) -> tuple[int, int, str]:
    """What `side` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    review, member, do = signing.loads(signed, salt="trust.side", max_age=GOOD_FOR)
    return review, member, do


def read_voice(signed: str) -> tuple[int, str]:
    """What `voice` signed. Refuses as `read_side` does."""
    voice, do = signing.loads(signed, salt="trust.voice", max_age=GOOD_FOR)
    return voice, do


def read_feedback(signed: str) -> int:
    """What `feedback` signed. Refuses as `read_side` does."""
    (pk,) = signing.loads(signed, salt="trust.feedback", max_age=GOOD_FOR)
    return int(pk)


def _url(kind: str, what: list[int | str]) -> str:
    return settings.BASE_URL + reverse(f"trust_open:{kind}", args=[signing.dumps(what, salt=f"trust.{kind}")])
