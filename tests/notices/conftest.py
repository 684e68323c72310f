"""A real mail server on loopback, which refuses, hangs up or fails as a test wishes."""

import email
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postbox:
    """What came in, and what is to be answered instead of a yes."""

    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    to_recipient: Callable[[str], str | None] = lambda _address: None
    to_sender: Callable[[str], str | None] = lambda _address: None
    to_mail: Callable[[EmailMessage], str | None] = lambda _mail: None
    hang_up_after: int | None = None
    _in_line: int = 0

    async def handle_EHLO(  # noqa: N802  the server calls it so
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        self._in_line = 0
        return responses

    async def handle_MAIL(  # noqa: N802  as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.to_sender(address) or "250 OK"

    async def handle_RCPT(  # noqa: N802  as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.to_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        mail: Any = email.message_from_bytes(envelope.content or b"", policy=default)
        if answer := self.to_mail(mail):
            return answer
        self.mails.append(mail)
        self._in_line += 1
        if self._in_line == self.hang_up_after:
            server.transport.close()
        return "250 OK"

    @property
    def readers(self) -> list[str]:
        """To whom the mails went, in order."""
        return [str(mail["To"]) for mail in self.mails]


@pytest.fixture
def port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def smtp(settings: Any, port: int) -> Any:
    """The house sends its mail over SMTP, to a server that may or may not be there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    return settings


@pytest.fixture
def postbox(smtp: Any, port: int) -> Iterator[Postbox]:
    """The server is there."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()
