"""Signed addresses by which somebody keeps or excuses a promise from her mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.promises.models import Promise

SALT = "promises.end.of"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which a promise can be ended from a mail."""


def end(promise: Promise, do: str, *, reader: int) -> str:
    """The address at which `reader` keeps ("keeping") or excuses ("excuse") this promise, as long as she acts for the one who made it.

    `reader` is a person, or 0 for a member's own address while nobody acts for it.
    """
    return settings.BASE_URL + reverse("promises_open:end", args=[signing.dumps([promise.pk, do, reader], salt=SALT)])


def read(signed: str) -> tuple[int, str, int]:
    """What `end` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    pk, do, reader = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    return pk, do, reader
