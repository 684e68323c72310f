"""Who follows which word. Filled once, by the house's wiring."""

from collections.abc import Callable
from dataclasses import dataclass

from betterpie.journal.facts import Fact, Moves, Regards, Tells
from betterpie.journal.models import Entry

Hear = Callable[[Entry, Fact], None]


@dataclass(frozen=True, kw_only=True)
class Follower:
    """Somebody who hears of every fact that says `word`.

    `at_once`: hears in the deed's own transaction (for counters), otherwise after it, from the queue.
    `forget`: empties what the follower derived, so that a replay can fill it anew; None where hearing twice would do harm,
    such as sending a letter again.
    """

    name: str
    word: type[Moves] | type[Regards] | type[Tells]
    hear: Hear
    at_once: bool = False
    forget: Callable[[], None] | None = None


FOLLOWERS: dict[str, Follower] = {}


def follow(follower: Follower) -> None:
    """Have `follower` hear from now on. A second of the same name takes the place of the first."""
    FOLLOWERS[follower.name] = follower


def who_hears(fact: Fact) -> list[Follower]:
    """Those who follow a word that `fact` says."""
    said = {type(word) for word in fact.says()}
    return [follower for follower in FOLLOWERS.values() if follower.word in said]
