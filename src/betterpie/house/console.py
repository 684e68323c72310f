"""Mails on the terminal, for whoever tries Betterpie out: whom they go to, about what, and their words; the HTML part is left out."""

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as Whole


class EmailBackend(Whole):
    """Writes the plain part of each mail."""

    def write_message(self, message: EmailMessage) -> None:
        """Write one mail, with a line below it."""
        self.stream.write(f"To: {', '.join(message.to)}\nSubject: {message.subject}\n\n{message.body}\n{'-' * 79}\n")
