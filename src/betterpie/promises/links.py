"""Signed addresses by which somebody keeps or excuses a promise from her mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from betterpie.promises.models import Promise

SALT = "promises.end"
GOOD_FOR = 60 * 60 * 24 * 60
"""Seconds for which a promise can be ended from a mail."""


def end(promise: Promise, do: str) -> str:
    """The address that keeps ("keeping") or excuses ("excuse") this promise, and does nothing else."""
    return settings.BASE_URL + reverse("promises_open:end", args=[signing.dumps([promise.pk, do], salt=SALT)])


def read(signed: str) -> tuple[int, str]:
    """What `end` signed. Refuses anything else, and what is older than sixty days, with BadSignature."""
    pk, do = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    return pk, do
