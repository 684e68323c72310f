"""Signed addresses: one side's yes or no to a steward's word, a drawn member's word, and feedback, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.trust.models import Feedback, Review, Voice

SALT = "trust.reader"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which a mailed link leads to its page; what it is about is over long before."""


def side(review: Review, member: int, do: str, *, reader: int) -> str:
    """Where `reader`, as long as she acts for one of the two sides, says that it is content ("content") or not ("not").

    `reader` is a person here and below, or 0 for a member's own address while nobody acts for it.
    """
    return _url("side", [review.pk, member, do, reader])


def voice(voice: Voice, do: str, *, reader: int) -> str:
    """Where `reader`, as long as she acts for a drawn member, says its word: one of `Say`, or "see" to look first."""
    return _url("voice", [voice.pk, do, reader])


def feedback(feedback: Feedback, *, reader: int) -> str:
    """Where `reader`, as long as she acts for one side, says how it was."""
    return _url("feedback", [feedback.pk, reader])


def read_side(signed: str) -> tuple[int, int, str, int]:
    """What `side` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    review, member, do, reader = signing.loads(signed, salt=f"{SALT}.side", max_age=GOOD_FOR)
    return review, member, do, reader


def read_voice(signed: str) -> tuple[int, str, int]:
    """What `voice` signed. Refuses as `read_side` does."""
    voice, do, reader = signing.loads(signed, salt=f"{SALT}.voice", max_age=GOOD_FOR)
    return voice, do, reader


def read_feedback(signed: str) -> tuple[int, int]:
    """What `feedback` signed. Refuses as `read_side` does."""
    pk, reader = signing.loads(signed, salt=f"{SALT}.feedback", max_age=GOOD_FOR)
    return pk, reader


def _url(kind: str, what: list[int | str]) -> str:
    return settings.BASE_URL + reverse(f"trust_open:{kind}", args=[signing.dumps(what, salt=f"{SALT}.{kind}")])
