"""Signed addresses by which somebody answers a pact from her mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.members.models import Member
from betterpie.pacts.models import Pact

SALT = "pacts.answer"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which a pact can be answered from a mail."""


def answer(pact: Pact, member: Member, do: str, *, reader: int) -> str:
    """The address by which `reader`, as long as she acts for `member`, does `do` with this pact, and nothing else.

    That is "agree", "decline", "go_on", or "see". `reader` is a person, or 0 for a member's own address while nobody acts for it.
    """
    signed = signing.dumps([pact.pk, member.pk, do, reader], salt=SALT, compress=True)
    return settings.BASE_URL + reverse("pacts_open:answer", args=[signed])


def read_answer(signed: str) -> tuple[int, int, str, int]:
    """What `answer` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    pk, member, do, reader = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    return pk, member, do, reader


def here(url: str) -> str:
    """An address of ours without its host."""
    return url.removeprefix(settings.BASE_URL)
