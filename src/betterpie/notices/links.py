"""Signed addresses by which a mail's reader stops such mails without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "notices.stop"


def stop(node: int | None, email: str, what: str) -> str:
    """The address that stops letters of the sort `what` from `node` to `email`."""
    return settings.BASE_URL + reverse("notices:stop", args=[signing.dumps([node, email, what], salt=SALT)])


def read(signed: str) -> tuple[int, str, str]:
    """What `stop` signed. Refuses anything else with BadSignature."""
    node, email, what = signing.loads(signed, salt=SALT)
    return node, email, what
