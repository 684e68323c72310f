"""Stops letters that an address does not want, and sends them again when it does."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from betterpie.notices.models import WAITS, Letter, Wish


@transaction.atomic
def stop(node: int, email: str, what: str, *, at: datetime) -> None:
    """Write down that this address does not want such letters, and drop those that wait. Saying so twice does nothing."""
    address = email.strip().lower()
    Wish.objects.get_or_create(node=node, email=address, stop=what, defaults={"at": at})
    Letter.objects.filter(WAITS, node=node, email=address, stop=what, claimed_at=None).delete()


@transaction.atomic
def resume(node: int, email: str, what: str) -> None:
    """Send such letters again."""
    Wish.objects.filter(node=node, email=email.strip().lower(), stop=what).delete()


@transaction.atomic
def choose(node: int, email: str, wanted: Collection[str], *, at: datetime) -> None:
    """Send this address, of all sorts of letters, only the `wanted` ones."""
    for sort in Wish.Sort.values:
        if sort in wanted:
            resume(node, email, sort)
        else:
            stop(node, email, sort, at=at)
