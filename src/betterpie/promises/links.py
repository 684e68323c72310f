"""Signed addresses by which somebody keeps or excuses a promise from her mail, or lets another off."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.promises.models import Promise

SALT, OTHER_SALT = "promises.end.of", "promises.let.off"
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


def let_off(promise: Promise, *, reader: int) -> str:
    """The address at which `reader` lets the one who made it off, as long as she acts for the one to whom it was made."""
    return settings.BASE_URL + reverse("promises_open:let_off", args=[signing.dumps([promise.pk, reader], salt=OTHER_SALT)])


def read_let_off(signed: str) -> tuple[int, int]:
    """What `let_off` signed. Refuses as `read` does."""
    pk, reader = signing.loads(signed, salt=OTHER_SALT, max_age=GOOD_FOR)
    return pk, reader
