"""Puts letters into the outbox, once each, and takes out what nobody needs any more."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from betterpie.journal.models import Entry
from betterpie.notices import links, queries
from betterpie.notices.models import WAITS, Edition, Letter, Wish
from betterpie.rows.actions import lay_once
from betterpie.ui.letters import Drawn, draw
from betterpie.ui.messages import Message

KEPT = timedelta(days=90)
"""How long it is remembered that a letter went to an address."""


def write(message: Message, *, email: str, entry: Entry, language: str = "en", part: int = 1) -> Letter | None:
    """Put a letter about `entry` into the outbox, once for each address and `part`; none to one who stopped such letters."""
    key = f"{entry.pk}:{part}:{email.strip().lower()}"
    return post(message, email=email, node=entry.node, kind=entry.kind, key=key, thing=entry.pk, language=language, at=entry.at)


@transaction.atomic(savepoint=False)
def post(
    message: Message, *, email: str, node: int | None, kind: str, key: str, thing: int | None = None, language: str = "en", at: datetime
) -> Letter | None:
    """Draw `message` in `language` and put it into the outbox. Neither a second one with the same key nor a stopped one is written."""
    address = email.strip().lower()
    digest = blake2b(key.encode(), digest_size=20).hexdigest()
    before = queries.before_writing(node, address, message.stop, key=digest)
    if before.is_stopped or before.is_written:
        return None
    drawn = _draw(message, node=node, name=before.name, address=address, language=language)
    letter = Letter(
        **vars(drawn), key=digest, node=node, email=address, kind=kind, thing=thing, stop=message.stop, language=language, due_at=at
    )
    return letter if lay_once(letter) else None  # else somebody wrote it meanwhile


@transaction.atomic
def print_edition(member: int, *, told: Iterable[str], at: datetime) -> None:
    """Write down that `member`'s weekly letter was made, and what it told."""
    Edition.objects.update_or_create(member=member, defaults={"at": at, "told": list(told)})


@transaction.atomic
def forget(email: str) -> None:
    """Delete every letter to this address and what it wished for: sent or not, it was never here."""
    Letter.objects.filter(email=email.strip().lower()).delete()
    Wish.objects.filter(email=email.strip().lower()).delete()


@transaction.atomic
def withdraw(node: int, *, field: str, value: int) -> None:
    """Delete the unsent letters of `node` about facts whose `field` is `value`: somebody whom they name is to be forgotten."""
    unsent = dict(Letter.objects.filter(node=node, sent_at=None, thing__isnull=False).values_list("pk", "thing"))
    facts = Entry.objects.in_bulk(set(unsent.values()))
    Letter.objects.filter(pk__in=[pk for pk, thing in unsent.items() if thing in facts and facts[thing].data.get(field) == value]).delete()


@transaction.atomic
def move(old: str, new: str) -> None:
    """Let what waits for the old address, and its wishes, follow a person to her new one."""
    before, after = old.strip().lower(), new.strip().lower()
    if before == after:
        return
    Letter.objects.filter(WAITS, email=before).update(email=after)
    wished = set(Wish.objects.filter(email=after).values_list("node", "stop"))
    for wish in Wish.objects.filter(email=before):
        if (wish.node, wish.stop) in wished:
            wish.delete()
        else:
            Wish.objects.filter(pk=wish.pk).update(email=after)


def clear_out(*, at: datetime, limit: int = 1000) -> int:
    """Delete, at most `limit`, what was sent or given up longer ago than letters are remembered. Returns how many."""
    # One after the other: for both at once no index serves, and every letter is looked at.
    old = (Letter.objects.filter(sent_at__lt=at - KEPT), Letter.objects.filter(sent_at=None, given_up_at__lt=at - KEPT))
    which = [pk for letters in old for pk in letters.values_list("pk", flat=True)[:limit]][:limit]
    return Letter.objects.filter(pk__in=which).delete()[0] if which else 0


def _draw(message: Message, *, node: int | None, name: str, address: str, language: str) -> Drawn:
    stop_url = links.stop(node, address, message.stop) if message.stop and node is not None else ""
    with translation.override(language):
        why = _("Sent for %(group)s, a group of local businesses.") % {"group": name} if name else ""
        return draw(message, why=why, stop_url=stop_url)
