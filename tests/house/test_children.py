"""The processes that a house divides into."""

import os
import signal
import sys
import time
from collections.abc import Callable

import pytest

from betterpie.house.children import Fork

WITHIN = 20.0


def ended(work: Callable[[], None]) -> int:
    """How a copy ends that does this work. Longer than twenty seconds it doesn't get."""
    copy = Fork(work)
    deadline = time.monotonic() + WITHIN
    while copy.code() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    copy.send(signal.SIGKILL)
    copy.bury()
    code = copy.code()
    assert code is not None
    return code


def leave(code: int) -> Callable[[], None]:
    """Work that ends the process by itself."""

    def work() -> None:
        raise SystemExit(code)

    return work


def fail() -> None:
    """Work that goes wrong."""
    raise RuntimeError


def lose_the_words() -> None:
    """Close what it would write to, as a full disk or a reader that went away would."""
    reading, writing = os.pipe()
    os.close(reading)
    sys.stdout = os.fdopen(writing, "w")
    print("Nobody hears this.")  # noqa: T201  # it is what can't be flushed


@pytest.mark.parametrize(("work", "code"), [(lambda: None, 0), (leave(3), 3), (fail, 1), (lose_the_words, 0)])
def test_a_copy_ends_where_its_work_ends(work: Callable[[], None], code: int, capfd: pytest.CaptureFixture[str]) -> None:
    here = os.getpid()
    assert ended(work) == code
    assert os.getpid() == here  # the copy never came this way
