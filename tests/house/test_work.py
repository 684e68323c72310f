"""Background work in the web process, while no worker is alive."""

import threading
from collections.abc import Iterator

import pytest

from betterpie.house import work

WAKE = work.wake
"""The real one: the scenes around silence it."""


class Passes:
    """Stands for the work: each pass is counted when it begins, and lasts until it is let go."""

    def __init__(self) -> None:
        self.begun, self.bell, self.gate = 0, threading.Semaphore(0), threading.Semaphore(0)
        self.started, self.alone = 0, work._alone

    def start(self) -> None:
        """A thread begins."""
        self.started += 1
        self.alone()

    def once(self, _at: object, *, clocks: bool) -> int:
        """One pass."""
        self.begun += 1
        self.bell.release()
        self.gate.acquire(timeout=5)
        return 0

    def has_begun(self, number: int) -> bool:
        """Whether the pass of that number begins within five seconds."""
        return self.bell.acquire(timeout=5) and self.begun == number


def threads() -> list[threading.Thread]:
    """Those that do background work."""
    return [each for each in threading.enumerate() if each.name == "betterpie-work"]


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Passes]:
    """The work, slowed down; all of it is over when the scene ends."""
    slow = Passes()
    monkeypatch.setattr(work, "once", slow.once)
    monkeypatch.setattr(work, "_alone", slow.start)
    monkeypatch.setattr(work, "_worker_is_alive", lambda: False)
    monkeypatch.setattr(work, "_last_clocks", work._last_clocks)
    yield slow
    slow.gate.release(10)
    for thread in threads():
        thread.join(5)


def test_a_thousand_bells_start_one_thread_that_goes_round_once_more(passes: Passes) -> None:
    WAKE()
    assert passes.has_begun(1)
    for _bell in range(1000):
        WAKE()
    [thread, *_more] = threads()
    passes.gate.release()
    assert passes.has_begun(2)  # what was written meanwhile is not forgotten
    passes.gate.release()
    thread.join(5)
    assert (passes.started, passes.begun, work._one_at_a_time.locked()) == (1, 2, False)
    WAKE()
    assert passes.has_begun(3)
    assert passes.started == 2
