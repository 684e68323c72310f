"""Background work: what is due now, done once; in the worker's loop, or in the web process while no worker is alive."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Collection
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone

from betterpie.journal import actions as journal
from betterpie.journal import queries as journal_queries

log = logging.getLogger(__name__)

QUICK: list[Callable[..., int]] = []
"""What is done at every pass: bringing facts, sending letters. Filled by wiring."""
SELDOM: dict[Callable[..., int], float] = {}
"""Those of them that a worker leaves alone for so many seconds after each time: done for many at once, they cost hardly more."""
CLOCKS: list[Callable[..., int]] = []
"""What is done once a minute: reminders, nudges, lapses, erasing. Filled by wiring."""
PAUSE = 0.4
FULL = 100
"""A pass that did so much may have left as much, so that the worker goes on at once. Else it lets some gather: many at once cost less."""
MINUTE = 60.0

_one_at_a_time = threading.Lock()
_wanted = threading.Event()
_worker_seen_at = -1e9
_last_clocks = -1e9


def once(at: datetime, *, clocks: bool = True, without: Collection[Callable[..., int]] = ()) -> int:
    """Do everything that is due at `at`, but what is in `without`. Returns how much was done."""
    done = sum(_try(each, at=at) for each in CLOCKS if each not in without) if clocks else 0
    while more := _pass(at, without=without):
        done += more
    return done


def run(*, stop: threading.Event) -> None:
    """The worker: do what is due until `stop` is set."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    last_beat = last_clocks = -1e9
    last = dict.fromkeys(SELDOM, -1e9)
    while not stop.is_set():
        if time.monotonic() - last_beat > 5:
            last_beat = time.monotonic()
            journal.beat(name, at=timezone.now())
        if time.monotonic() - last_clocks > MINUTE:
            last_clocks = time.monotonic()
            for each in CLOCKS:
                _try(each, at=timezone.now())
        too_early = {each for each, pause in SELDOM.items() if time.monotonic() - last[each] < pause}
        last |= {each: time.monotonic() for each in SELDOM if each not in too_early}
        if _pass(timezone.now(), without=too_early) < FULL:
            stop.wait(PAUSE)
    journal.rest(name)


def wake() -> None:
    """Do what is due in a thread of this process, unless a worker is alive to do it.

    A thread that is at it already is told to go round once more: a deed that writes a thousand facts starts one thread, not a thousand.
    """
    _wanted.set()  # before the look at the lock: a thread that gives it back looks at the wish after that
    if not _one_at_a_time.locked() and not _worker_is_alive():
        threading.Thread(target=_alone, name="betterpie-work", daemon=True).start()


def tick(**_signal: object) -> None:
    """Once a minute after some response, see whether the clock has brought work; only a worker does it without visitors."""
    if time.monotonic() - _last_clocks > MINUTE:
        wake()


def _pass(at: datetime, *, without: Collection[Callable[..., int]]) -> int:
    return sum(_try(each, at=at) for each in QUICK if each not in without)


def _alone() -> None:
    global _last_clocks
    _wanted.set()
    # Whoever comes while another thread works leaves its wish behind, and that thread goes round once more.
    while _wanted.is_set() and _one_at_a_time.acquire(blocking=False):
        try:
            _wanted.clear()
            due = time.monotonic() - _last_clocks > MINUTE
            _last_clocks = time.monotonic() if due else _last_clocks
            once(timezone.now(), clocks=due)
        finally:
            _one_at_a_time.release()
            connection.close()


def _worker_is_alive() -> bool:
    """Asked of the database at most every ten seconds."""
    global _worker_seen_at
    if time.monotonic() - _worker_seen_at < 10:
        return True
    if journal_queries.worker_is_alive(at=timezone.now()):
        _worker_seen_at = time.monotonic()
        return True
    return False


def _try(what: Callable[..., int], *, at: datetime) -> int:
    try:
        return what(at=at)
    except Exception:
        # One sort of work that fails must not stop the others, nor the worker.
        log.exception("background work failed")
        if not connection.in_atomic_block:
            close_old_connections()
        return 0
