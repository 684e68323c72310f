"""The bell that rings when a delivery has been written: whoever does background work here listens."""

from collections.abc import Callable

LISTENERS: list[Callable[[], None]] = []


def woken() -> None:
    """Ring the bell, after the commit."""
    for listener in LISTENERS:
        listener()
