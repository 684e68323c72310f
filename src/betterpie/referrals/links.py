"""Signed addresses: the steps that a receiver takes from her mail, and the customer's private page."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.members.models import Member
from betterpie.referrals.models import Referral

SALT = "referrals.step.of"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which a step can be taken from a mail."""


def step(referral: Referral, do: str, *, reader: int) -> str:
    """The address from which `reader` can do `do`, and nothing else, to this referral, as long as she acts for the receiver.

    `reader` is a person, or 0 for a receiver's own address while nobody acts for it.
    """
    signed = signing.dumps([referral.pk, do, reader], salt=SALT, compress=True)
    return settings.BASE_URL + reverse("referrals_open:step", args=[signed])


def read_step(signed: str) -> tuple[int, str, int]:
    """What `step` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    pk, do, reader = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    return pk, do, reader


def customer(referral: Referral) -> str:
    """The customer's private page."""
    return settings.BASE_URL + reverse("referrals_open:customer", args=[referral.token])


def page(referral: Referral, reader: Member) -> str:
    """The page of the referral for `reader`, who signs in to her own node: the two may sit in linked ones."""
    return settings.BASE_URL + reverse("referrals:referral", args=[reader.node.slug, referral.pk])


def here(url: str) -> str:
    """An address of ours without its host, for pages: whoever came by another name of the house stays there."""
    return url.removeprefix(settings.BASE_URL)
