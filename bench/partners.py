"""Measures the suggestions of a node of 300 members: `python -m bench.partners`.

Lays a node with referrals between its members into a database of its own, in a folder that is thrown away, and asks as the pages ask:
who fits (first in a process, after a change, and again), whom to meet next, what lies between two, which trades are missing, and the
weekly round of nudges for all.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

import django

MEMBERS, REFERRALS, GUESTS = 300, 6_000, 1_000
SEED = 562
TIMES = 9
GOAL = 300.0
"""Milliseconds by the clock for the suggestions of a node of 300."""
AFTER = 50.0
"""Milliseconds by the clock after a deed."""


def main() -> None:
    """Lay the node and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterpie.house.settings")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure()


def measure() -> None:
    """The times, each the middle of several."""
    from betterpie.members.models import Member
    from betterpie.partners import actions, queries
    from betterpie.partners.models import Tally

    boards = import_module("betterpie.partners.queries.board")

    now = datetime.now(UTC)
    node = lay(random.Random(SEED), now)
    member = Member.objects.select_related("node", "business").filter(node=node, joined_at__isnull=False)[7]
    other = Member.objects.select_related("node", "business").filter(node=node, joined_at__isnull=False)[8]
    first = milliseconds(lambda: queries.fits(queries.board(node.pk), member.pk))
    suggestions = partial(_suggestions, node.pk, member.pk)

    print(f"{MEMBERS} members, {Tally.objects.count()} pairs with referrals, {GUESTS} guests")
    print(f"{'':56}{'processor':>11}{'clock':>13}")
    print(f"{'the very first, with what has to be loaded':56}{first[1]:8.1f} ms{first[0]:10.1f} ms")
    anew = line("suggestions, worked out anew", suggestions, before=boards._boards.clear)
    heard = [
        line("suggestions, after a customer was taken on", suggestions, before=partial(_deed, node.pk, member.pk, "accepted")),
        line("suggestions, after a customer bought elsewhere", suggestions, before=partial(_deed, node.pk, other.pk, "won")),
        line("suggestions, after somebody's trust moved", suggestions, before=partial(_trust, node.pk, other.pk, now)),
    ]
    line("suggestions, nothing changed", suggestions)
    line("whom to meet next", lambda: queries.next_to_meet(queries.board(node.pk), member.pk, node=node.pk, at=now))
    line("everything between two", lambda: queries.pair(member, other.pk))
    line("which trades are missing", lambda: queries.gaps(node))
    line("the weekly round for all", lambda: actions.nudge(node, week=now, at=now), times=1)
    sys.exit(anew > GOAL or max(heard) > AFTER)


def _suggestions(node: int, member: int) -> None:
    from betterpie.partners import queries

    queries.fits(queries.board(node), member)


def _deed(node: int, giver: int, counter: str) -> None:
    """One more of what a pair's counters count, as a follower writes it."""
    from django.db.models import F

    from betterpie.partners.models import Tally

    row = Tally.objects.filter(node=node, giver=giver).values("pk")[:1]
    Tally.objects.filter(pk__in=row).update(**{counter: F(counter) + 1})


def _trust(node: int, member: int, now: datetime) -> None:
    """Another value of somebody's trust, as weighing writes it."""
    from betterpie.trust.models import Standing

    value = random.Random(time.perf_counter_ns()).uniform(-4, 4)
    fields = {"value": value, "cautious": value, "deeds": 20, "voices": 5.0, "weighed_at": now}
    Standing.objects.update_or_create(member=member, node=node, defaults=fields)


def lay(draw: random.Random, now: datetime) -> "Node":  # noqa: F821  # loaded once Django is set up
    """A node with members, referrals among them, and guests."""
    from betterpie.kernel.vocabulary import trades
    from betterpie.members.models import Business, BusinessTrade, Member, Node
    from betterpie.partners.models import Tally

    slugs = sorted(trades())
    node = Node.objects.create(slug="bench", name="Bench", join_code="bench", created_at=now)
    count = MEMBERS + GUESTS
    businesses = Business.objects.bulk_create(
        Business(
            name=f"Shop {number}",
            services=", ".join(draw.sample(["boarding", "cakes", "repairs", "evening classes", "delivery", "gift cards", "rentals"], 3)),
            asked_for=draw.choice(["boarding", "cakes, delivery", "", "repairs"]),
            price_level=draw.randint(1, 4),
            lat=33.8 + draw.random() / 10,
            lon=-118.15 + draw.random() / 10,
            created_at=now,
        )
        for number in range(count)
    )
    BusinessTrade.objects.bulk_create(BusinessTrade(business=one, slug=draw.choice(slugs), rank=0) for one in businesses)
    members = Member.objects.bulk_create(
        Member(
            node=node,
            business=one,
            sort_name=one.name.casefold(),
            tier=Member.Tier.FULL if number < MEMBERS else Member.Tier.GUEST,
            listed_at=now,
            joined_at=now if number < MEMBERS else None,
        )
        for number, one in enumerate(businesses)
    )[:MEMBERS]
    pairs = {tuple(draw.sample(range(MEMBERS), 2)) for _each in range(REFERRALS // 3)}
    Tally.objects.bulk_create(
        Tally(node=node.pk, giver=members[one].pk, receiver=members[other].pk, sent=4, accepted=3, won=draw.randint(0, 2), lost=1)
        for one, other in sorted(pairs)
    )
    return node


def line(label: str, do: Callable[[], object], *, before: Callable[[], object] = lambda: None, times: int = TIMES) -> float:
    """Print one line of the table, and give its middle by the clock; what is done `before` each time is not counted."""
    taken = []
    for _each in range(times):
        before()
        taken.append(milliseconds(do))
    clock, processor = (statistics.median(each) for each in zip(*taken, strict=True))
    print(f"{label:56}{processor:8.1f} ms{clock:10.1f} ms")
    return clock


def milliseconds(do: Callable[[], object]) -> tuple[float, float]:
    """How long it takes: by the clock, and of the processor, which on a busy machine is less."""
    clock, processor = time.perf_counter(), time.process_time()
    do()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


if __name__ == "__main__":
    main()
