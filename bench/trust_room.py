"""Weighs trust at scale, in a database of its own that goes away afterwards.

    python -m bench.trust_room                                        a node of 300, then 20,000 members with 5 million pieces
    python -m bench.trust_room --pieces 500000 --members 2000 --nodes 20

Measured are the night of a node of 300 with 25,000 pieces of evidence, how long a deed takes from its action to the score that can be
read, first with nothing in memory and then as it goes on, and the night of the whole installation with its memory. Beside each time
on the clock stands what one core worked on it: on a busy machine the two are far apart.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import django

from bench.installation import write

SEED = 562
YEARS = timedelta(days=3 * 365)
KINDS = {"kept": 40, "late": 5, "broken": 4, "excused": 3, "answered": 25, "followed_up": 12, "referral_worked": 8, "took_part": 3}
OUTCOMES = {"late": 0.3, "broken": -1.0, "took_part": 0.3}
PARTNERS = 12
FIRST, OF_FIRST = 300, 25_000
DEEDS = 20
AHEAD = 1_000_000_000
"""Where the numbers of entries begin that are not there: above those of the deeds that are measured."""
COLUMNS = "id node about by by_node kind outcome at is_confirmed thing entry place is_replaced state"


def main() -> None:
    """Fill a database, measure, and throw it away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=5_000_000)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--nodes", type=int, default=200)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="betterpie-") as home:
        os.environ.update(BETTERPIE_HOME=home, DATABASE_URL=f"sqlite:///{Path(home) / 'bench.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterpie.house.settings")
        django.setup()
        _measure(words)


class Watch:
    """How long something takes: on the clock, and of one core's work."""

    clock = core = 0.0

    def __enter__(self) -> "Watch":
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_trouble: object) -> None:
        self.clock, self.core = time.perf_counter() - self._began[0], time.process_time() - self._began[1]

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.core:.2f} s of one core)"


def median(watches: list[Watch]) -> Watch:
    """The one in the middle by the clock."""
    return sorted(watches, key=lambda watch: watch.clock)[len(watches) // 2]


def _measure(words: argparse.Namespace) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC).replace(microsecond=0)
    sizes = _fill(words, now=now)
    size = Path(os.environ["BETTERPIE_HOME"], "bench.sqlite3").stat().st_size / 1e9
    print(f"{sum(sizes):,} members of {len(sizes)} nodes, {words.pieces:,} pieces of evidence, {size:.2f} GB on disk", flush=True)
    _one_node(now)
    _deeds(now)
    _whole(len(sizes), now)


def _fill(words: argparse.Namespace, *, now: datetime) -> list[int]:
    from bench.installation import _lay_members, _split

    draw = random.Random(SEED)
    sizes = [FIRST, *_split(words.members - FIRST, words.nodes - 1)]
    shares = [OF_FIRST, *_split(words.pieces - OF_FIRST, words.nodes - 1)]
    _lay_members(sizes, now=now, draw=draw)
    write("trust_evidence", COLUMNS, _evidence(sizes, shares, now=now, draw=draw))
    return sizes


def _evidence(sizes: list[int], shares: list[int], *, now: datetime, draw: random.Random) -> Iterator[tuple[Any, ...]]:
    kinds, weights = list(KINDS), list(KINDS.values())
    number, lowest = 0, 1
    for node, (size, share) in enumerate(zip(sizes, shares, strict=True), 1):
        for kind in draw.choices(kinds, weights, k=share):
            number += 1
            about = draw.randrange(size)
            by = lowest + (about + 1 + draw.randrange(PARTNERS)) % size
            at = now - YEARS * draw.random()
            outcome = OUTCOMES.get(kind, 1.0 if draw.random() < 0.9 else -0.5 if kind == "answered" else 1.0)
            yield number, node, lowest + about, by, None, kind, outcome, at, True, "", AHEAD + number, 0, False, "counts"
        lowest += size


def _one_node(now: datetime) -> None:
    from betterpie.trust import actions

    actions.weigh(1, at=now)  # the first time also loads the libraries
    took = []
    for _time in range(3):
        with Watch() as watch:
            actions.weigh(1, at=now)
        took.append(watch)
    print(f"the night of a node of {FIRST} with {OF_FIRST:,} pieces: {median(took)} (bar 2 s)", flush=True)


def _deeds(now: datetime) -> None:
    from betterpie.house import work
    from betterpie.members.models import Member
    from betterpie.promises import actions as promises
    from betterpie.trust import queries

    members = list(Member.objects.filter(node=1).select_related("business", "node").order_by("pk")[: DEEDS + 1])
    took = []
    for number, (one, other) in enumerate(pairwise(members)):
        at = now + timedelta(seconds=number)
        made = promises.make("Bring the banner", of=one, to=other, due_at=at + timedelta(days=1), remind=False, by=None, at=at)
        work.once(at, clocks=False)
        before = queries.standing_of(one.pk)
        with Watch() as watch:
            promises.keep(made, by=None, at=at)
            work.once(at, clocks=False)
            after = queries.standing_of(one.pk)
        took.append(watch)
        assert before is not None
        assert after is not None
        assert after.deeds == before.deeds + 1
    slowest = max(took[1:], key=lambda watch: watch.clock)
    print(f"from a deed to its score: {took[0]} with nothing in memory, then {median(took[1:])}, at most {slowest} (bar 1 s)", flush=True)


def _whole(nodes: int, now: datetime) -> None:
    from betterpie.trust import actions

    with Watch() as watch:
        weighed = sum(actions.weigh(node, at=now + timedelta(minutes=1)) for node in range(1, nodes + 1))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"the night of the whole: {weighed:,} members in {watch} (bar 180 s), {memory:.2f} GB at most (bar 2 GB)", flush=True)


if __name__ == "__main__":
    main()
