"""The two processes that `betterpie up` watches: the web with its workers, and the worker for what is done behind."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connections

from betterpie.house import ground, work
from betterpie.house.warmth import warm

THREADS = 4


def web(*, host: str, port: int, workers: int) -> None:
    """Bring the tables up to date, load the house once, and serve it from `workers` processes of four threads until SIGTERM."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from betterpie.house import wsgi

    assert wsgi.application is not None
    if ground.is_behind():
        call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()  # a connection must not be shared by forked processes
    warm()
    when_parent_is_gone(lambda: os.kill(os.getpid(), signal.SIGTERM))
    if sys.platform == "linux":
        # Forked after loading, the processes share what they loaded. From Python 3.14 on fork is no longer the default.
        multiprocessing.set_start_method("fork", force=True)
        gc.collect()
        gc.freeze()
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
    if os.environ.get("BETTERPIE_HAS_PARENT") != "1":
        return

    def wait() -> None:
        while os.read(0, 64):
            pass
        then()

    threading.Thread(target=wait, name="betterpie-parent", daemon=True).start()
