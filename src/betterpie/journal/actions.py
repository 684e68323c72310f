"""Writes facts down and brings them to those who follow them."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction

from betterpie.journal import queries, signals
from betterpie.journal.facts import CODE, Fact, code_fields
from betterpie.journal.followers import FOLLOWERS, Follower, who_hears
from betterpie.journal.models import Beat, Delivery, Entry, Mention
from betterpie.rows.actions import lay, take_out

log = logging.getLogger(__name__)
LAST_TRY = 12
TOGETHER = 8
"""How many entries are brought in one transaction: nobody else writes meanwhile, so not for longer than some hundredths of a second."""


def record(fact: Fact, *, by: int | None, at: datetime) -> Entry:
    """Write `fact` down with a delivery for each follower.

    Refuses to do so outside the deed's own transaction, and refuses a code that is free text: it could never be forgotten.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A fact is written in the transaction of its deed.")
    if wordy := [name for name in code_fields(type(fact)) if not CODE.fullmatch(getattr(fact, name) or "")]:
        raise ValueError(f"{fact.kind()} holds free text in {', '.join(wordy)}.")
    entry = Entry(node=fact.node, kind=fact.kind(), data=fact.as_data(), by=by, at=at, is_for_everybody=fact.shown == "everybody")
    lay([entry])
    lay([Mention(entry=entry, member=member) for member in fact.mentions()])
    followers = who_hears(fact)
    for follower in followers:
        if follower.at_once:
            follower.hear(entry, fact)
    later = [Delivery(entry=entry, follower=follower.name, due_at=at) for follower in followers if not follower.at_once]
    if later:
        lay(later)
        transaction.on_commit(signals.woken, robust=True)
    return entry


def deliver(*, at: datetime, limit: int = 200) -> int:
    """Bring what is due, at most `limit`, to its followers; a failing one waits and holds nobody back. Returns how many arrived."""
    of_entries = groupby(queries.due(at=at, limit=limit), key=lambda delivery: delivery.entry_id)
    entries = [list(deliveries) for _entry, deliveries in of_entries]
    return sum(_bring_several(entries[start : start + TOGETHER], at=at) for start in range(0, len(entries), TOGETHER))


def replay(names: Iterable[str] | None = None) -> int:
    """Empty what followers derived and let them hear every entry again. Returns how many entries were told.

    Only followers that can forget take part; naming another is refused. What still waits for them in the queue is told here, so it
    leaves the queue. Nothing can be written down meanwhile.
    """
    chosen = [FOLLOWERS[name] for name in names] if names is not None else [one for one in FOLLOWERS.values() if one.forget]
    if any(follower.forget is None for follower in chosen):
        raise ValueError("Only a follower that can forget can hear everything again.")
    with transaction.atomic():
        _hold_the_pen()
        Delivery.objects.filter(follower__in=[follower.name for follower in chosen]).delete()
        for follower in chosen:
            assert follower.forget is not None
            follower.forget()
        return sum(_retell(entry, chosen) for entry in Entry.objects.order_by("id").iterator(chunk_size=2000))


def try_again(*, at: datetime) -> int:
    """Bring anew, from `at` on, what has failed before: its follower has been mended. Returns how many wait."""
    return Delivery.objects.filter(tries__gt=0).update(due_at=at, tries=0)


def beat(worker: str, *, at: datetime) -> None:
    """Say that `worker` is alive."""
    Beat.objects.update_or_create(worker=worker, defaults={"at": at})


def rest(worker: str) -> None:
    """Say that `worker` has stopped."""
    Beat.objects.filter(worker=worker).delete()


def _bring_several(entries: list[list[Delivery]], *, at: datetime) -> int:
    """Bring some entries in one transaction; where one fails, each in its own."""
    try:
        with transaction.atomic():
            return sum(_hand_over(delivery) for deliveries in entries for delivery in deliveries)
    except Exception:  # whose fault it was shows when each is brought alone, and is logged there
        return sum(_bring_together(deliveries, at=at) for deliveries in entries)


def _bring_together(deliveries: list[Delivery], *, at: datetime) -> int:
    """Bring one entry to all who wait for it in one transaction; where one fails, to each in its own."""
    try:
        with transaction.atomic():
            return sum(_hand_over(delivery) for delivery in deliveries)
    except Exception:  # see above
        return sum(_bring(delivery, at=at) for delivery in deliveries)


def _bring(delivery: Delivery, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return _hand_over(delivery)
    except Exception as trouble:
        log.exception("%s could not hear of %s", delivery.follower, delivery.entry)
        return _postpone(delivery, trouble=repr(trouble), at=at)


def _hand_over(delivery: Delivery) -> bool:
    follower = FOLLOWERS.get(delivery.follower)
    if follower is None:
        raise LookupError(f"nobody is called {delivery.follower}")
    claimed = take_out(delivery)
    if claimed:
        follower.hear(delivery.entry, delivery.entry.fact)
    return claimed


def _postpone(delivery: Delivery, *, trouble: str, at: datetime) -> bool:
    # Twice as long each time: a minute, two, four ... after the last try it waits for a person, a year ahead.
    tries = delivery.tries + 1
    pause = timedelta(minutes=2**delivery.tries) if tries < LAST_TRY else timedelta(days=365)
    Delivery.objects.filter(pk=delivery.pk).update(tries=tries, trouble=trouble[:2000], due_at=at + pause)
    return False


def _hold_the_pen() -> None:
    # SQLite lets one transaction write at a time as it is. Without this, PostgreSQL would let an entry slip in between the emptying
    # and the telling, and its followers would hear it twice.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Entry._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')


def _retell(entry: Entry, followers: list[Follower]) -> bool:
    fact = entry.fact
    heard = [follower for follower in who_hears(fact) if follower in followers]
    for follower in heard:
        follower.hear(entry, fact)
    return bool(heard)
