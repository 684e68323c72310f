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


def answer(one: OneToOne, member: Member, do: str) -> str:
    """The address by which `member` does `do` with this one-to-one, and nothing else: "time-0", "none", "met", "missed", "see"."""
    return settings.BASE_URL + reverse("events_open:answer", args=[signing.dumps([one.pk, member.pk, do], salt=SALT, compress=True)])


def read_answer(signed: str) -> tuple[int, int, str]:
    """What `answer` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    pk, member, do = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    return pk, member, do


def ask(asker: Member, other: Member) -> str:
    """The address by which `asker` asks `other` for a coffee, and nothing else."""
    return settings.BASE_URL + reverse("events_open:ask", args=[signing.dumps([asker.pk, other.pk], salt=ASK_SALT, compress=True)])


def read_ask(signed: str) -> tuple[int, int]:
    """What `ask` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    asker, other = signing.loads(signed, salt=ASK_SALT, max_age=GOOD_FOR)
    return asker, other


def here(url: str) -> str:
    """An address of ours without its host."""
    return url.removeprefix(settings.BASE_URL)
