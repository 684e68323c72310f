"""Sends what waits in the outbox, each letter once.

A letter is claimed by a conditional update before it goes, and written off as sent right after. Between the two stands the mail
server: if the process dies, or the line is cut, after the server took the letter and before that is written down, the letter goes
again once the claim has run out. It then carries the same Message-ID, by which mail programs know the double.
"""

import logging
from collections import deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from time import monotonic, perf_counter
from types import TracebackType
from typing import Protocol, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as Smtp
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from betterpie.journal.models import Entry
from betterpie.notices import queries
from betterpie.notices.actions.mails import mail
from betterpie.notices.models import WAITS, Letter
from betterpie.people.models import Person
from betterpie.rows.actions import Change
from betterpie.rows.queries import Given

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
LAST_TRY = 10
LAST_REFUSAL = 3
HOUSE_PAUSE = timedelta(minutes=2)
STRETCH = timedelta(seconds=10)
"""How long one call sends before it lets other work have its turn. Far shorter than the lease, so that no claim runs out in the queue."""
TOGETHER = 16
"""How many letters are claimed at once."""
FRESH = 1.0
"""For so many seconds after a letter went out the line is taken to be open."""


class TellRoom(Protocol):
    """How a lower room is told that a letter about its row `pk` went out."""

    def __call__(self, pk: int, /, *, at: datetime) -> None: ...


AFTER_SENDING: dict[str, tuple[str, TellRoom]] = {}
"""For a kind of fact, which of its fields holds the row, and whom to tell once its letter went out. Filled by the house's wiring."""


class LineDown(Exception):
    """The mail server takes no letters from us at all, so it is not the fault of any one letter."""


def send_due(*, at: datetime, limit: int = 100) -> int:
    """Send what is due, at most `limit`, for at most some seconds. Returns how many went out.

    A letter that fails waits twice as long each time and holds nobody back. While the server cannot be reached all wait, and none
    is counted as tried.
    """
    due = queries.due(at=at, free_since=at - LEASE, limit=limit)
    if not due:
        return 0
    now = _stopwatch(at)
    sent = 0
    with Line() as line:
        for letters in _parts(due):
            if now() - at > STRETCH:
                break
            ahead = _claimed(letters, at=now())
            try:
                while ahead and now() - at <= STRETCH:
                    line.ready()
                    sent += _send(ahead.popleft(), line=line, at=now())
            except LineDown as trouble:
                _let_go(ahead)
                _all_wait(trouble, at=now())
                break
            _let_go(ahead)
    return sent


def try_again(*, node: int | None = None, at: datetime) -> int:
    """Send anew what was given up, in one node or everywhere: the server is mended, or the address was right after all."""
    given_up = Letter.objects.filter(given_up_at__isnull=False)
    chosen = given_up if node is None else given_up.filter(node=node)
    return chosen.update(given_up_at=None, tries=0, due_at=at, claimed_at=None)


class Line:
    """The line to the mail server: opened when it is needed, tried before each letter, opened anew when it was lost."""

    def __init__(self) -> None:
        self.backend = get_connection()
        self.heard_at = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def ready(self) -> None:
        """See that the server listens. Refuses with LineDown when it does not."""
        if not self._is_alive():
            self.close()
        try:
            self.backend.open()
        except (OSError, SMTPException) as trouble:
            raise LineDown(repr(trouble)) from trouble

    def send(self, ready: EmailMultiAlternatives) -> None:
        """Hand over one mail."""
        ready.connection = self.backend
        try:
            ready.send()
            self.heard_at = perf_counter()
        except SMTPSenderRefused as trouble:
            # Our own address is refused: that is the same for every letter.
            raise LineDown(repr(trouble)) from trouble

    def close(self) -> None:
        """Hang up, whatever state the line is in."""
        try:
            self.backend.close()
        except (OSError, SMTPException):
            if isinstance(self.backend, Smtp):
                self.backend.connection = None

    def _is_alive(self) -> bool:
        if not isinstance(self.backend, Smtp) or self.backend.connection is None:
            return True
        if perf_counter() - self.heard_at < FRESH:
            return True
        try:
            return self.backend.connection.noop()[0] == 250
        except (OSError, SMTPException):
            return False


def _parts(due: list[Letter]) -> list[list[Letter]]:
    """Those that were never tried some at a time, the others alone: what takes the process down counts against its neighbors once only."""
    fresh = [letter for letter in due if letter.tries == 0]
    parts = [fresh[start : start + TOGETHER] for start in range(0, len(fresh), TOGETHER)]
    return [*parts, *([letter] for letter in due if letter.tries > 0)]


@transaction.atomic
def _claimed(letters: list[Letter], *, at: datetime) -> deque[Letter]:
    """Those of the letters that are ours to send now."""
    ours = deque(letter for letter in letters if _CLAIM(pk=letter.pk, at=at, free_since=at - LEASE))
    for letter in ours:
        letter.tries += 1
    return ours


def _let_go(letters: Collection[Letter]) -> None:
    """Give back what was claimed and not tried."""
    if letters:
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(claimed_at=None, tries=F("tries") - 1)


def _send(letter: Letter, *, line: Line, at: datetime) -> bool:
    if letter.tries > LAST_TRY:  # it was claimed ten times and never came back: it takes the process down
        return _failed(letter, "the process ended each time this letter was being sent", at=at)
    try:
        line.send(mail(letter))
    except LineDown:
        _let_go([letter])
        raise
    except Exception as trouble:
        log.warning("letter %s could not be sent: %r", letter.pk, trouble)
        return _failed(letter, repr(trouble), at=at, is_refused=_is_refused(trouble))
    _sent(letter, at=at)
    return True


def _sent(letter: Letter, *, at: datetime) -> None:
    if letter.kind not in AFTER_SENDING or letter.thing is None:
        _WRITE_OFF(pk=letter.pk, at=at)
        return
    with transaction.atomic():
        _WRITE_OFF(pk=letter.pk, at=at)
        _tell_room(letter, letter.thing, at=at)


def _tell_room(letter: Letter, entry: int, *, at: datetime) -> None:
    field, tell = AFTER_SENDING[letter.kind]
    try:
        with transaction.atomic():
            tell(Entry.objects.get(pk=entry).data[field], at=at)
    except Exception as trouble:
        # The letter is with its reader. That a room could not take note must not send it again.
        log.exception("letter %s went out, but its room could not be told", letter.pk)
        Letter.objects.filter(pk=letter.pk).update(trouble=f"sent, but its room could not be told: {trouble!r}"[:1000])


def _failed(letter: Letter, trouble: str, *, at: datetime, is_refused: bool = False) -> bool:
    is_last = letter.tries >= (LAST_REFUSAL if is_refused else LAST_TRY)
    pause = timedelta(hours=letter.tries) if is_refused else timedelta(minutes=2 ** (letter.tries - 1))
    Letter.objects.filter(pk=letter.pk).update(
        claimed_at=None, due_at=at + pause, trouble=trouble[:1000], given_up_at=at if is_last else None
    )
    return False


def _all_wait(trouble: LineDown, *, at: datetime) -> None:
    log.error("the mail server takes no letters; all wait for %s: %s", HOUSE_PAUSE, trouble)
    waiting = Letter.objects.filter(WAITS, _free(at - LEASE), due_at__lte=at)
    waiting.update(due_at=at + HOUSE_PAUSE, trouble=f"the mail server took no letters: {trouble}"[:1000])


def _is_refused(trouble: Exception) -> bool:
    """Whether the server said a no that will stay a no (RFC 5321, 4.2.1: 5yz), about this reader or this letter."""
    if isinstance(trouble, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in trouble.recipients.values())
    return isinstance(trouble, SMTPResponseException) and trouble.smtp_code >= 500


def _free(since: datetime | Given) -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lt=since)


def _stopwatch(at: datetime) -> Callable[[], datetime]:
    """The time as it goes on from `at`: a claim must bear the moment at which it was made, not that at which the work began."""
    started = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - started)


_CLAIM = Change(
    lambda: Letter.objects.filter(WAITS, _free(Given("free_since")), pk=Given("pk")), claimed_at=Given("at"), tries=F("tries") + 1
)
_WRITE_OFF = Change(
    lambda: Letter.objects.filter(pk=Given("pk")),
    sent_at=Given("at"),
    email=Case(When(Exists(Person.objects.filter(email=OuterRef("email"))), then=F("email")), default=Value("")),  # a customer's isn't kept
    subject="",
    text="",
    calendar="",
    html="",
    trouble="",
    claimed_at=None,
)
