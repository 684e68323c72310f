"""What the log says: what happened, and nothing by which somebody could be reached or a private page opened."""

import logging
import re

KEY = re.compile(r"(/(?:c/step|c|i|in/promise|u)/)[\w:=.-]{6,}")
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+\.[\w.-]+)")
NUMBER = re.compile(r"\+\d{8,15}\b")


class Discreet(logging.Formatter):
    """Writes a line without private addresses, mail addresses and telephone numbers, in traces too."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be kept."""
        line = KEY.sub(r"\1...", super().format(record))
        return NUMBER.sub("+...", ADDRESS.sub(r"...@\1", line))
