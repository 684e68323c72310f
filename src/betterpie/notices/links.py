"""Signed addresses by which a mail's reader stops such mails without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

SIGNER = signing.Signer(salt="notices.stop")
"""Without a time: the link in an old letter must still stop the new ones."""


def stop(node: int | None, email: str, what: str) -> str:
    """The address that stops letters of the sort `what` from `node` to `email`."""
    return settings.BASE_URL + reverse("notices:stop", args=[SIGNER.sign_object([node, email, what])])


def read(signed: str) -> tuple[int, str, str]:
    """What `stop` signed. Refuses anything else with BadSignature."""
    node, email, what = SIGNER.unsign_object(signed)
    return node, email, what
