"""`betterpie up`: the web and the worker under one light parent, which starts them, watches them and stops them.

The parent knows nothing of Django, so that it costs little and nothing in the house can bring it down. Each child holds one end
of a pipe: when the parent is gone, whatever ended it, the pipe closes and the children go too.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

LONGEST_PAUSE = 30.0
STEADY = 60.0
"""A child that lived so many seconds is started anew at once."""
PATIENCE = 15.0
"""How many seconds a child has to finish what it is doing."""


@dataclass
class Child:
    """A process that is started again when it ends by itself, after a pause that doubles each time."""

    name: str
    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.5
    next_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a process group of its own, so that all it starts can be ended with it."""
        self.started_at = time.monotonic()
        command = [sys.executable, "-P", "-m", "betterpie.house.cli", *self.words]
        environ = {**os.environ, "BETTERPIE_HAS_PARENT": "1"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, env=environ)  # noqa: S603  # our own words

    def look(self) -> None:
        """Start it anew when it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            code = self.process.returncode
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
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)
        if sign == signal.SIGKILL:
            self.process.wait()
            if self.process.stdin is not None:
                self.process.stdin.close()
            self.process = None

    def has_ended(self) -> bool:
        """Whether it is not running."""
        return self.process is None or self.process.poll() is not None


class Options:
    """What stands behind `betterpie up`."""

    host: str
    port: int
    workers: int
    no_worker: bool


class Stop(Exception):
    """Somebody asked us to stop."""


def up(words: Sequence[str]) -> int:
    """Run the web and the worker until SIGTERM or SIGINT. Returns the exit code."""
    options = _options(words)
    if trouble := _port_is_taken(options.host, options.port):
        say(trouble)
        return 1
    os.environ.setdefault("BETTERPIE_URL", f"http://localhost:{options.port}")
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, _stop)
    address = [f"--host={options.host}", f"--port={options.port}", f"--workers={options.workers}"]
    web, worker = Child("web", ["web", *address]), Child("worker", ["work"])
    children = [web] if options.no_worker else [web, worker]
    try:
        web.start()
        if not _answers(web, options.host, options.port):
            return web.process.returncode if web.process and web.process.returncode else 1
        say(_welcome(options))
        while True:
            for child in children:
                child.look()
            time.sleep(0.2)
    except Stop:
        return 0
    finally:
        _end(children)


def say(sentence: str) -> None:
    """Tell whoever looks at the terminal or the log."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def _options(words: Sequence[str]) -> Options:
    parser = ArgumentParser(prog="betterpie up", description="Run the product: the web pages and the worker.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; 0.0.0.0 is everywhere (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="(default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="how many web processes (default: %(default)s)")
    parser.add_argument("--no-worker", action="store_true", help="the web only; `betterpie work` runs elsewhere")
    return parser.parse_args(words, Options())


def _welcome(options: Options) -> str:
    here, there = f"http://{_shown(options.host)}:{options.port}", os.environ["BETTERPIE_URL"].rstrip("/")
    if there.startswith("https://"):
        return f"Betterpie is at {there}/ once your web server passes visitors on to {here} (Ctrl-C stops it)"
    return f"Betterpie is at {there}/ (Ctrl-C stops it)"


def _port_is_taken(host: str, port: int) -> str:
    # The web processes share the port between them, and would as gladly share it with strangers: so it is tried alone first.
    try:
        family, kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as trouble:
        return f"Betterpie cannot listen at {host}:{port} ({trouble}). Choose another port, as in: betterpie up --port {port + 1}"
    return ""


def _answers(web: Child, host: str, port: int) -> bool:
    """Wait until the web takes connections. False when it ended before that: it has said why."""
    while not web.has_ended():
        try:
            with socket.create_connection((_shown(host).strip("[]"), port), timeout=1):
                return True
        except OSError:
            time.sleep(0.02)
    return False


def _end(children: Sequence[Child]) -> None:
    for child in children:
        if not child.has_ended():
            child.end(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline and not all(child.has_ended() for child in children):
            time.sleep(0.02)
    except Stop:
        say("Stopping at once.")
    for child in children:
        child.end(signal.SIGKILL)


def _stop(sign: int, frame: FrameType | None) -> None:
    raise Stop


def _how(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"


def _shown(host: str) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # only compared with
    return f"[{shown}]" if ":" in shown else shown
