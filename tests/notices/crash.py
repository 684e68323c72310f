"""A process of its own for the tests: sends what is due, and may be killed in the middle of a letter.

python -m tests.notices.crash die-before|die-after|send MINUTES...
"""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django


def main(what: str, moments: list[int]) -> None:
    """Do `what` so many minutes after the scene began, and print how many letters went out each time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterpie.house.settings")
    django.setup()
    from betterpie.notices import actions
    from betterpie.notices.actions import sending
    from betterpie.ui.messages import Message

    began_at = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
    if what.startswith("die"):
        message = Message(subject="Call Priya", opening="She waits.")
        actions.post(message, email="maya@example.com", node=None, kind="k", key="k", at=began_at)
    if what == "die-before":
        sending.Line.send = _die  # type: ignore[method-assign]  # the crash
    if what == "die-after":
        sending._sent = _die  # the crash
    sys.stdout.write(" ".join(str(actions.send_due(at=began_at + timedelta(minutes=minutes))) for minutes in moments))


def _die(*_args: Any, **_more: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], [int(minutes) for minutes in sys.argv[2:]])
