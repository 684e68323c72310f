"""Signed addresses: the steps that a receiver takes from her mail, and the customer's private page."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.members.models import Member
from betterpie.referrals.models import Referral

SALT = "referrals.step"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which a step can be taken from a mail."""


def step(referral: Referral, do: str) -> str:
    """The address from which the receiver can do `do`, and nothing else, to this referral."""
    return settings.BASE_URL + reverse("referrals_open:step", args=[signing.dumps([referral.pk, do], salt=SALT, compress=True)])


def read_step(signed: str) -> tuple[int, str]:
    """What `step` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    pk, do = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    return pk, do


def customer(referral: Referral) -> str:
    """The customer's private page."""
    return settings.BASE_URL + reverse("referrals_open:customer", args=[referral.token])


def page(referral: Referral, reader: Member) -> str:
    """The page of the referral for `reader`, who signs in to her own node: the two may sit in linked ones."""
    return settings.BASE_URL + reverse("referrals:referral", args=[reader.node.slug, referral.pk])


def here(url: str) -> str:
    """An address of ours without its host, for pages: whoever came by another name of the house stays there."""
    return url.removeprefix(settings.BASE_URL)
