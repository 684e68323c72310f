"""Signed addresses by which somebody asks for a coffee, answers, or says how it was, from her mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.events.models import OneToOne
from betterpie.members.models import Member

SALT = "events.one_to_one"
ASK_SALT = "events.ask"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which such an address is good."""


def answer(one: OneToOne, member: Member, do: str, *, reader: int) -> str:
    """The address by which `reader`, as long as she acts for `member`, does `do` with this one-to-one, and nothing else.

    That is to take one of the times ("time-0"), or "none", to say "met" or "missed", to call it "off", or to "see" it. `reader` is a
    person, or 0 for a member's own address while nobody acts for it.
    """
    signed = signing.dumps([one.pk, member.pk, do, reader], salt=SALT, compress=True)
    return settings.BASE_URL + reverse("events_open:answer", args=[signed])


def read_answer(signed: str) -> tuple[int, int, str, int]:
    """What `answer` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    pk, member, do, reader = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    return pk, member, do, reader


def ask(asker: Member, other: Member, *, reader: int) -> str:
    """The address by which `reader`, as long as she acts for `asker`, asks `other` for a coffee, and nothing else."""
    signed = signing.dumps([asker.pk, other.pk, reader], salt=ASK_SALT, compress=True)
    return settings.BASE_URL + reverse("events_open:ask", args=[signed])


def read_ask(signed: str) -> tuple[int, int, int]:
    """What `ask` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    asker, other, reader = signing.loads(signed, salt=ASK_SALT, max_age=GOOD_FOR)
    return asker, other, reader


def here(url: str) -> str:
    """An address of ours without its host."""
    return url.removeprefix(settings.BASE_URL)
