"""`betterpie up`: the web and the worker under one light parent, which starts them, watches them and stops them.

The parent knows nothing of Django, so that it costs little and nothing in the house can bring it down. Each child holds one end
of a pipe: when the parent is gone, whatever ended it, the pipe closes and the children go too.
"""

import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence

from betterpie.house.children import Child, Program, Stop, end, say, stop_when_told

PATIENCE = 15.0
"""How many seconds a child has to finish what it is doing."""


class Options:
    """What stands behind `betterpie up`."""

    host: str
    port: int
    workers: int
    no_worker: bool


def up(words: Sequence[str]) -> int:
    """Run the web and the worker until SIGTERM or SIGINT. Returns the exit code."""
    options = _options(words)
    if trouble := _port_is_taken(options.host, options.port):
        say(trouble)
        return 1
    os.environ.setdefault("BETTERPIE_URL", f"http://localhost:{options.port}")
    stop_when_told()
    children = _children(options)
    web = children[0]
    try:
        web.start()
        if not _answers(web, options.host, options.port):
            return web.code() or 1
        say(_welcome(options))
        while True:
            for child in children:
                child.look()
            time.sleep(0.2)
    except Stop:
        return 0
    finally:
        end(children, within=PATIENCE)


def _children(options: Options) -> list[Child]:
    """What is started, the web first. On Linux the worker is a copy of the loaded web: two that load alone take far more memory."""
    web = ["web", f"--host={options.host}", f"--port={options.port}", f"--workers={options.workers}"]
    if options.no_worker:
        return [Child("web", lambda: Program(web))]
    if sys.platform == "linux":
        return [Child("house", lambda: Program([*web, "--with-worker"]))]
    return [Child("web", lambda: Program(web)), Child("worker", lambda: Program(["work"]))]


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
    while web.code() is None:
        try:
            with socket.create_connection((_shown(host).strip("[]"), port), timeout=1):
                return True
        except OSError:
            time.sleep(0.02)
    return False


def _shown(host: str) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # only compared with
    return f"[{shown}]" if ":" in shown else shown
