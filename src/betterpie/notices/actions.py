"""The verbs of notices: write a letter, send what is due, stop what is not wanted."""

import logging
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation

from betterpie.journal.models import Entry
from betterpie.notices import links
from betterpie.notices.models import Letter, Wish
from betterpie.ui.messages import Message

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
LAST_TRY = 10


class TellRoom(Protocol):
    """How a lower room is told that a letter about its row `pk` went out."""

    def __call__(self, pk: int, /, *, at: datetime) -> None: ...


AFTER_SENDING: dict[str, tuple[str, TellRoom]] = {}
"""For a kind of fact, which of its fields holds the row, and whom to tell once its letter went out. Filled by the house's wiring."""


@transaction.atomic
def write(message: Message, *, email: str, entry: Entry, language: str = "en") -> Letter | None:
    """Put a letter into the outbox, once for each entry and address; none to one who stopped such letters."""
    if message.stop and Wish.objects.filter(node=entry.node, email__iexact=email, stop=message.stop).exists():
        return None
    return post(
        message, email=email, node=entry.node, kind=entry.kind, key=f"{entry.pk}:{email}", thing=entry.pk, language=language, at=entry.at
    )


def post(
    message: Message, *, email: str, node: int | None, kind: str, key: str, thing: int | None = None, language: str = "en", at: datetime
) -> Letter | None:
    """Render `message` and put it into the outbox. A second one with the same key is not written."""
    address = email.strip().lower()
    stop_url = links.stop(node, address, message.stop) if message.stop and node is not None else ""
    with translation.override(language):
        context = {"message": message, "stop_url": stop_url, "base_url": settings.BASE_URL}
        text = render_to_string("notices/letter.txt", context)
        html = render_to_string("notices/letter.html", context)
    letter, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "node": node,
            "email": address,
            "kind": kind,
            "thing": thing,
            "subject": " ".join(message.subject.split())[:200],
            "text": text,
            "html": html,
            "stop": message.stop,
            "language": language,
            "due_at": at,
        },
    )
    return letter if is_new else None


def send_due(*, at: datetime, limit: int = 100) -> int:
    """Send what is due. A crash between the sending of a letter and its record sends that one again; nothing else does."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE)
    due = list(Letter.objects.filter(free, sent_at=None, due_at__lte=at, tries__lt=LAST_TRY).order_by("due_at")[:limit])
    if not due:
        return 0
    with get_connection() as wire:
        return sum(_send(letter, wire=wire, at=at) for letter in due)


@transaction.atomic
def stop(node: int, email: str, what: str, *, at: datetime) -> None:
    """Write down that this address does not want such letters. Saying so twice does nothing."""
    Wish.objects.get_or_create(node=node, email=email.lower(), stop=what, defaults={"at": at})


@transaction.atomic
def resume(node: int, email: str, what: str) -> None:
    """Send such letters again."""
    Wish.objects.filter(node=node, email=email.lower(), stop=what).delete()


def _send(letter: Letter, *, wire: BaseEmailBackend, at: datetime) -> bool:
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE)
    if not Letter.objects.filter(free, pk=letter.pk, sent_at=None).update(claimed_at=at, tries=F("tries") + 1):
        return False
    try:
        _mail(letter, wire).send()
    except Exception as trouble:
        log.warning("a letter could not be sent: %r", trouble)
        pause = timedelta(minutes=2**letter.tries)
        Letter.objects.filter(pk=letter.pk).update(claimed_at=None, due_at=at + pause, trouble=repr(trouble)[:1000])
        return False
    _sent(letter, at=at)
    return True


@transaction.atomic
def _sent(letter: Letter, *, at: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(sent_at=at, text="", html="", trouble="")
    if letter.kind in AFTER_SENDING and letter.thing is not None:
        field, tell = AFTER_SENDING[letter.kind]
        tell(Entry.objects.get(pk=letter.thing).data[field], at=at)


def _mail(letter: Letter, wire: BaseEmailBackend) -> EmailMultiAlternatives:
    headers = {"Message-ID": make_msgid(domain=settings.BASE_URL.split("//")[1].split(":")[0].split("/")[0])}
    if letter.stop and letter.node is not None:
        headers |= {
            "List-Unsubscribe": f"<{links.stop(letter.node, letter.email, letter.stop)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.email], headers=headers, connection=wire)
    mail.attach_alternative(letter.html, "text/html")
    return mail
