"""What `betterpie up` watches: the web with its processes, and the worker for what is done behind."""

import multiprocessing
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connections

from betterpie.house import ground, work
from betterpie.house.children import Child, Fork, Stop, end, stop_when_told
from betterpie.house.thrift import settle
from betterpie.house.warmth import warm

THREADS = 4
PATIENCE = 12.0
"""How many seconds the web and the worker have to finish what they are doing; less than whoever watches us gives us."""


def web(*, host: str, port: int, workers: int) -> None:
    """Bring the tables up to date, load the house once, and serve it from `workers` processes until SIGTERM."""
    _load()
    _serve(host=host, port=port, workers=workers)


def house(*, host: str, port: int, workers: int) -> int:
    """Load the house once, and divide into the web and the worker, which share what was loaded. Returns 1 where the web failed, else 0.

    A worker that ends is started again. When the web ends, all ends: whoever watches us starts us again.
    """
    _load()
    behind = Child("worker", lambda: Fork(worker))
    before = Child("web", lambda: Fork(lambda: _serve(host=host, port=port, workers=workers)))
    stop_when_told()
    patience = PATIENCE
    try:
        behind.start()
        before.start()
        while (code := before.code()) is None and not _parent_is_gone(within=0.2):
            behind.look()
        patience = PATIENCE if code is None else 1.0  # nobody is served meanwhile
        return 1 if code else 0
    except Stop:
        return 0
    finally:
        end([behind, before], within=patience)


def _load() -> None:
    """Have the newest tables and all that every process needs, and nothing open that must not be shared."""
    from granian.server import Server

    from betterpie.house import wsgi

    assert wsgi.application is not None
    assert Server is not None
    if ground.is_behind():
        call_command("migrate", interactive=False, verbosity=0)
    warm()
    connections.close_all()  # a connection must not be shared by forked processes
    settle()


def _serve(*, host: str, port: int, workers: int) -> None:
    """Serve what was loaded from `workers` processes of four threads until SIGTERM."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    when_parent_is_gone(lambda: os.kill(os.getpid(), signal.SIGTERM))
    if sys.platform == "linux":
        # Forked after loading, the processes share what they loaded. From Python 3.14 on fork is no longer the default.
        multiprocessing.set_start_method("fork", force=True)
    Server(
        "betterpie.house.serving:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=min(THREADS, 2 * (os.cpu_count() or 1) + 1),
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


def application() -> Callable[..., Any]:
    """The web application in one of its processes, which ends when the one above it is gone."""
    from betterpie.house import wsgi

    when_parent_is_gone(lambda: os.kill(os.getpid(), signal.SIGTERM))
    return wsgi.application


def worker() -> None:
    """Do what is due until SIGTERM or SIGINT."""
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_signal: stop.set())
    when_parent_is_gone(stop.set)
    work.run(stop=stop)


def when_parent_is_gone(then: Callable[[], None]) -> None:
    """Call `then` when the parent's pipe closes; nothing where there is no parent."""
    if not _has_parent():
        return

    def wait() -> None:
        while os.read(0, 64):
            pass
        then()

    threading.Thread(target=wait, name="betterpie-parent", daemon=True).start()


def _parent_is_gone(*, within: float) -> bool:
    """Whether the parent's pipe is closed, or closes within so many seconds."""
    if not _has_parent():
        time.sleep(within)
        return False
    return bool(select.select([0], [], [], within)[0])  # nothing is ever written to it


def _has_parent() -> bool:
    return os.environ.get("BETTERPIE_HAS_PARENT") == "1"
