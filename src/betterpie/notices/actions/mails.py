"""Makes of a letter the mail that goes over the wire."""

from email.policy import Compat32
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from betterpie.notices import links
from betterpie.notices.models import Letter

WIDEST = 78
"""How long a line of the head should be at most (RFC 5322, 2.1.1)."""


class Mail(EmailMultiAlternatives):
    """A mail that is put into bytes in half the time: what divides its parts is not looked for in them, and plain heads are not folded."""

    def __init__(self, *args: Any, mark: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark = mark
        """What nobody can know beforehand, so that nobody who writes some of its words can divide it otherwise."""

    def message(self, **kwargs: Any) -> Any:
        """The mail as the standard library knows it."""
        made: Any = super().message(**kwargs)
        made.policy = PLAIN
        for place, part in enumerate(made.walk()):
            if part.is_multipart():
                part.set_boundary(f"{self.mark}-{place}")
        return made


class Plain(Compat32):
    """Django's policy, but that a head which is short and plain stays as it is, without being looked through for what may need care."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One head as it goes over the wire."""
        if isinstance(value, str) and len(name) + 2 + len(value) <= WIDEST and value.isascii() and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


PLAIN: Plain = Plain()


def mail(letter: Letter) -> EmailMultiAlternatives:
    """The mail of a letter; its Message-ID is the same however often it is sent."""
    headers = {"Message-ID": f"<{letter.key}@{urlsplit(settings.BASE_URL).hostname}>", "Auto-Submitted": "auto-generated"}
    if letter.stop and letter.node is not None:
        headers |= {
            "List-Unsubscribe": f"<{links.stop(letter.node, letter.email, letter.stop)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    made = Mail(letter.subject, letter.text, to=[letter.email], headers=headers, mark=f"=={token_hex(12)}")
    made.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        made.attach("appointment.ics", letter.calendar, "text/calendar")
    return made
