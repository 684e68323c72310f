"""The pen of one SQLite file: a lock that goes to whoever has waited first in the queue, between threads and processes alike."""

import os
from time import monotonic, sleep

try:
    import fcntl
except ImportError:  # Windows has none: SQLite's own lock does alone there
    fcntl = None  # type: ignore[assignment]  # asked for before each use

LOOK = 0.0005
"""Seconds between two looks of the one who is next."""


class TooLong(Exception):
    """The pen was not to be had in time."""


class Pen:
    """One connection's hold on the pen of the database at `path`.

    Two locks make a turnstile. Whoever has the first is next, and keeps it until the second, the pen itself, is free: so one who
    writes in a loop cannot take the pen again past one who waits. The system takes both back when a process ends, however it ends.
    """

    def __init__(self, path: str) -> None:
        self._next, self._pen = (os.open(f"{path}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for name in ("next", "pen"))

    def take(self, *, within: float) -> None:
        """Wait for the pen. Refuses with TooLong when it isn't laid down within so many seconds of the others' turns."""
        if fcntl is None:
            return
        # Asleep until the one before has got the pen or given up, which it does in time: so this ends too, without a clock.
        fcntl.flock(self._next, fcntl.LOCK_EX)
        until = monotonic() + within
        try:
            while not self._is_mine():
                if monotonic() > until:
                    raise TooLong
                sleep(LOOK)
        finally:
            fcntl.flock(self._next, fcntl.LOCK_UN)

    def lay_down(self) -> None:
        """Let the next one write. Does nothing where it was not taken."""
        if fcntl is not None:
            fcntl.flock(self._pen, fcntl.LOCK_UN)

    def throw_away(self) -> None:
        """Forget it; what was taken is free."""
        os.close(self._next)
        os.close(self._pen)

    def _is_mine(self) -> bool:
        try:
            fcntl.flock(self._pen, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
