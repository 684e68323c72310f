"""Processes that are watched and started again when they end by themselves: programs of their own, or forks that share what was loaded."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Protocol

from betterpie.house.thrift import OF_PROGRAMS

LONGEST_PAUSE = 30.0
STEADY = 60.0
"""A child that lived so many seconds is started anew at once."""


class Process(Protocol):
    """A process that was started. Its `code` is how it ended, by its exit code or by minus the signal; None while it runs."""

    def code(self) -> int | None: ...
    def send(self, sign: signal.Signals) -> None: ...
    def bury(self) -> None: ...


@dataclass
class Child:
    """A process that is started again when it ends by itself, after a pause that doubles each time."""

    name: str
    launch: Callable[[], Process]
    process: Process | None = None
    started_at: float = 0.0
    pause: float = 0.5
    next_at: float = 0.0

    def start(self) -> None:
        """Start it."""
        self.started_at = time.monotonic()
        self.process = self.launch()

    def look(self) -> None:
        """Start it anew when it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.code()) is not None:
            self.end(signal.SIGKILL)
            self.pause = 0.5 if now - self.started_at > STEADY else min(self.pause * 2, LONGEST_PAUSE)
            self.next_at = now + self.pause
            say(f"The {self.name} ended ({_how(code)}). It starts again in {self.pause:g} seconds.")
        if self.process is None and now >= self.next_at:
            self.start()

    def end(self, sign: signal.Signals) -> None:
        """Send `sign` to it and all it started. After SIGKILL it is forgotten."""
        if self.process is None:
            return
        self.process.send(sign)
        if sign == signal.SIGKILL:
            self.process.bury()
            self.process = None

    def code(self) -> int | None:
        """How it ended; None while it runs, 1 while there is none: not started yet, or waiting to be started anew."""
        return 1 if self.process is None else self.process.code()


class Program:
    """`betterpie` and some words in a process group of its own, so that all it starts can be ended with it.

    It holds one end of a pipe, which closes when we are gone.
    """

    def __init__(self, words: Sequence[str]) -> None:
        command = [sys.executable, "-P", "-m", "betterpie.house.cli", *words]
        environ = {**OF_PROGRAMS, **os.environ, "BETTERPIE_HAS_PARENT": "1"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, env=environ)  # noqa: S603  # our own words
        self.pipe: IO[bytes] | None = self.process.stdin

    def code(self) -> int | None:
        """Its exit code, or minus the signal; None while it runs."""
        return self.process.poll()

    def send(self, sign: signal.Signals) -> None:
        """To it and all it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)

    def bury(self) -> None:
        """Wait for its end, and let go of the pipe."""
        self.process.wait()
        if self.pipe is not None:
            self.pipe.close()


class Fork:
    """A copy of this process that does `work` and ends. It shares with us what was loaded before, and our process group.

    Only for a process without other threads: whatever they hold would stay held in the copy.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.ended: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _be(work)

    def code(self) -> int | None:
        """Its exit code, or minus the signal; None while it runs."""
        if self.ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.ended = os.waitstatus_to_exitcode(status) if pid else None
        return self.ended

    def send(self, sign: signal.Signals) -> None:
        """To it alone."""
        if self.ended is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)

    def bury(self) -> None:
        """Wait for its end."""
        if self.ended is None:
            self.ended = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def end(children: Sequence[Child], *, within: float) -> None:
    """Ask the children to end, the last first, and end by force what still runs after so many seconds. Asked to stop meanwhile: at once."""
    for child in reversed(children):
        child.end(signal.SIGTERM)
    deadline = time.monotonic() + within
    try:
        while time.monotonic() < deadline and any(child.code() is None for child in children):
            time.sleep(0.02)
    except Stop:
        say("Stopping at once.")
    for child in children:
        child.end(signal.SIGKILL)


class Stop(Exception):
    """Somebody asked us to stop."""


def stop_when_told() -> None:
    """Let SIGTERM, SIGINT and SIGHUP raise `Stop`."""
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, _stop)


def say(sentence: str) -> None:
    """Tell whoever looks at the terminal or the log."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def _stop(_sign: int, _frame: object) -> None:
    raise Stop


def _be(work: Callable[[], None]) -> None:
    """Be the copy: do the work and end, without ever going back to where the other one goes on."""
    code = 1
    try:
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, signal.SIG_DFL)
        work()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)  # whatever became of the words


def _how(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
