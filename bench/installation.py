"""Fills an empty, migrated database with a big installation: nodes, members, and years of referrals with their journal.

    python -m bench.installation --referrals 1000000 --nodes 200 --members 20000

The rows are what the rooms' own actions would have written, but laid in bulk: this is a bench, not the demo. The first node is
the one that is measured: 300 members and, in a big installation, 60,000 referrals in three years.
"""

import argparse
import itertools
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import django

SEED = 562
YEARS = timedelta(days=3 * 365)
WAITING_OF_FIRST = 3
"""Customers who wait for an answer with each member of the measured node."""
MAILED = 40_000
"""Customers who wait for one step from a mail, spread over the measured node's second half."""


def main() -> None:
    """Fill the database that the settings name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--referrals", type=int, default=1_000_000)
    parser.add_argument("--nodes", type=int, default=200)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--of-first", type=int, default=60_000)
    words = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterpie.house.settings")
    django.setup()
    began = time.perf_counter()
    fill(referrals=words.referrals, nodes=words.nodes, members=words.members, of_first=min(words.of_first, words.referrals))
    print(f"filled in {time.perf_counter() - began:.0f} s")


def fill(*, referrals: int, nodes: int, members: int, of_first: int) -> None:
    """Lay `nodes` nodes with `members` members in all and `referrals` referrals, `of_first` of them in the first node of 300."""
    draw = random.Random(SEED)
    now = datetime.now(UTC).replace(microsecond=0)
    sizes = [300, *_split(members - 300, nodes - 1)]
    _lay_members(sizes, now=now, draw=draw)
    shares = [of_first, *_split(referrals - of_first, nodes - 1)]
    _lay_referrals(sizes, shares, now=now, draw=draw)
    _finish()


def _split(total: int, parts: int) -> list[int]:
    return [total // parts + (place < total % parts) for place in range(parts)] if parts else []


def _lay_members(sizes: list[int], *, now: datetime, draw: random.Random) -> None:
    from betterpie.kernel import places
    from betterpie.kernel.vocabulary import trades
    from betterpie.kernel.words import words_of

    slugs = list(trades())
    zips = [f"{code:05d}" for code in range(90802, 90816) if places.of_zip(f"{code:05d}")]
    spots = {code: places.of_zip(code) for code in zips}
    start = now - YEARS
    first, second = (
        ("Blue", "Old", "Bright", "Little", "Harbor", "Palm", "Second", "Sunny", "Quiet", "Iron"),
        ("Street", "Corner", "Hill", "Lane"),
    )
    people, node_rows, stewards, businesses, trade_rows, staff, seats, accepted, word_rows = ([] for _each in range(9))
    member = 0
    for node, size in enumerate(sizes, 1):
        node_rows.append(
            (
                node,
                f"node-{node}",
                f"Node {node}",
                "",
                "[]",
                "[]",
                "We call back.",
                1,
                "America/Los_Angeles",
                "USD",
                "en",
                f"code{node}",
                True,
                start,
            )
        )
        for place in range(size):
            member += 1
            slug = slugs[draw.randrange(len(slugs))] if place >= len(slugs) or node > 1 else slugs[place]
            name = f"{draw.choice(first)} {draw.choice(second)} {trades()[slug].name} {member}"
            code = draw.choice(zips)
            services = f"{trades()[slug].name}, small jobs, advice"
            hours = json.dumps({day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})
            people.append((member, "!", None, f"p{member}@bench.example", f"Pat {member}", "en", True, start))
            lat, lon = spots[code] or (None, None)
            businesses.append(
                (
                    member,
                    name,
                    "",
                    "",
                    services,
                    "more hands",
                    2,
                    hours,
                    f"+1562555{100 + member % 100:04d}",
                    f"p{member}@bench.example",
                    "",
                    "",
                    "Long Beach",
                    code,
                    lat,
                    lon,
                    False,
                    start,
                )
            )
            trade_rows.append((member, member, slug, 0))
            staff.append((member, member, member, True, start))
            seats.append((member, node, member, "full", name.casefold(), 4, start, start, None, ""))
            accepted.append((member, member, 1, member, start))
            word_rows += [
                (node, word, member, weight) for word, weight in words_of(name, [trades()[slug].name], services, code, "Long Beach").items()
            ]
        stewards.append((node, node, member, start))
    write("people_person", "id password last_login email name language is_active joined_at", people)
    write(
        "members_node",
        "id slug name blurb area_codes zips rules rules_version time_zone currency language join_code is_listed created_at",
        node_rows,
    )
    write("members_steward", "id node_id person_id since", stewards)
    write(
        "members_business",
        "id name legal_name blurb services asked_for price_level hours phone email web street city zip lat lon is_chain created_at",
        businesses,
    )
    write("members_businesstrade", "id business_id slug rank", trade_rows)
    write("members_staff", "id business_id person_id is_owner since", staff)
    write("members_member", "id node_id business_id tier sort_name answer_hours listed_at joined_at left_at contact", seats)
    write("members_acceptance", "id member_id version person_id at", accepted)
    write("members_word", "id node_id word member_id weight", ((pk, *row) for pk, row in enumerate(word_rows, 1)))


def _lay_referrals(sizes: list[int], shares: list[int], *, now: datetime, draw: random.Random) -> None:
    book = Book(now=now, draw=draw)
    lowest = 1
    for node, (size, share) in enumerate(zip(sizes, shares, strict=True), 1):
        for _each in range(share):
            book.past(node, lowest, size)
        lowest += size
        book.flush(at_least=50_000)
    for receiver in itertools.chain(range(1, 151), range(1, 151), range(1, 151)):
        book.waiting(1, giver=receiver + 1, receiver=receiver)
    for number in range(MAILED):
        book.waiting(1, giver=1 + number % 100, receiver=151 + number % 150)
    book.flush(at_least=0)
    book.close()


class Book:
    """Rows on their way into the tables, written in large pieces."""

    def __init__(self, *, now: datetime, draw: random.Random) -> None:
        self.now, self.draw = now, draw
        self.referral = self.entry = self.mention = self.promise = 0
        self.rows: dict[str, list[tuple[object, ...]]] = {}
        self.pairs: dict[tuple[int, int], Counter[str]] = {}
        self.flows: dict[tuple[int, str, int, int, str], list[int]] = {}

    def past(self, node: int, lowest: int, size: int) -> None:
        """A referral that has its outcome."""
        draw = self.draw
        # Neighbors have a handful of partners each, not everybody.
        giver = draw.randrange(size)
        receiver = (giver + 1 + int(draw.expovariate(0.12))) % size
        if receiver == giver:
            receiver = (giver + 1) % size
        giver, receiver = lowest + giver, lowest + receiver
        at = self.now - timedelta(days=15) - (YEARS - timedelta(days=16)) * draw.random()
        won = draw.random() < 0.45
        worth = draw.randrange(20, 900) * 100 if won else None
        called, ended = at + timedelta(hours=2), at + timedelta(days=4)
        self._referral(node, giver, receiver, "won" if won else "lost", at, called=called, ended=ended, worth=worth)
        about = {"node": node, "referral": self.referral, "giver": giver, "receiver": receiver}
        self._entry(node, "referrals.ReferralGiven", about, at, giver, receiver)
        self._entry(node, "referrals.ReferralAgreed", about, at, giver, receiver)
        self._entry(node, "referrals.ReferralStepped", about | {"step": "called", "minutes": 120, "in_time": True}, called, giver, receiver)
        if won:
            self._entry(
                node, "referrals.ReferralWon", about | {"worth": worth, "currency": "USD", "is_new_customer": True}, ended, giver, receiver
            )
        else:
            self._entry(node, "referrals.ReferralLost", about | {"why": "price"}, ended, giver, receiver)
        if draw.random() < 0.3:
            self._promise(node, receiver, giver, at, called)
        self._count(node, giver, receiver, at, worth=worth, won=won)

    def waiting(self, node: int, *, giver: int, receiver: int) -> None:
        """A referral that waits for an answer."""
        at = self.now - timedelta(minutes=30)
        self._referral(node, giver, receiver, "sent", at, called=None, ended=None, worth=None)
        self._add("referrals_customer", (self.referral, f"Priya {self.referral}", "+15625550142", "", "en", None, None))

    def flush(self, *, at_least: int) -> None:
        """Write what has gathered, if it is enough."""
        if sum(map(len, self.rows.values())) < at_least:
            return
        for table, columns in TABLES.items():
            write(table, columns, self.rows.pop(table, []))

    def close(self) -> None:
        """Write the sums."""
        pairs = ((pk, giver, receiver, *(row[name] for name in PAIR)) for pk, ((giver, receiver), row) in enumerate(self.pairs.items(), 1))
        write("referrals_pair", "id giver_id receiver_id " + " ".join(PAIR), pairs)
        flows = ((pk, *key, *sums) for pk, (key, sums) in enumerate(self.flows.items(), 1))
        write("value_flow", "id node month provider receiver resource times quantity new_times new_quantity", flows)

    def _referral(
        self,
        node: int,
        giver: int,
        receiver: int,
        state: str,
        at: datetime,
        *,
        called: datetime | None,
        ended: datetime | None,
        worth: int | None,
    ) -> None:
        self.referral += 1
        wake = at + timedelta(hours=24) if ended is None else None
        lost = "price" if state == "lost" else ""
        told = (
            self.referral,
            node,
            giver,
            receiver,
            f"t{self.referral}",
            "a small job",
            "plumber",
            "",
            False,
            False,
            False,
            state,
            "call_me",
        )
        times = (at, at, called, called, None, None, ended, ended or at, None, 0, wake)
        row = (*told, *times, worth, True if worth else None, lost, "", None, None, None, None, None)
        self._add("referrals_referral", row)

    def _entry(self, node: int, kind: str, data: dict[str, object], at: datetime, *members: int) -> None:
        self.entry += 1
        self._add("journal_entry", (self.entry, node, kind, json.dumps(data), None, at))
        for member in members:
            self.mention += 1
            self._add("journal_mention", (self.mention, self.entry, member))

    def _promise(self, node: int, by: int, to: int, at: datetime, kept: datetime) -> None:
        self.promise += 1
        due = at + timedelta(hours=4)
        self._add(
            "promises_promise",
            (
                self.promise,
                node,
                by,
                to,
                "Call a customer",
                f"referral:{self.referral}",
                at,
                None,
                None,
                due,
                "kept",
                kept,
                False,
                None,
                "",
            ),
        )

    def _count(self, node: int, giver: int, receiver: int, at: datetime, *, worth: int | None, won: bool) -> None:
        pair = self.pairs.setdefault((giver, receiver), Counter())
        pair.update(sent=1, answered=1, answer_minutes=120, won=int(won), lost=int(not won), worth=worth or 0)
        month = f"{at:%Y-%m}-01"
        for resource, quantity in (("introduction", 1), *((("customer", 1), ("sale", worth or 0)) if won else ())):
            sums = self.flows.setdefault((node, month, giver, receiver, resource), [0, 0, 0, 0])
            new = (1, quantity) if resource != "introduction" else (0, 0)
            for place, more in enumerate((1, quantity, *new)):
                sums[place] += more

    def _add(self, table: str, row: tuple[object, ...]) -> None:
        self.rows.setdefault(table, []).append(row)


PAIR = ("sent", "answered", "answer_minutes", "won", "lost", "worth", "returned")
TABLES = {
    "referrals_referral": "id node_id giver_id receiver_id token need trade note by_card is_urgent may_pass_on state choice given_at "
    "sent_at answered_at called_at met_at quoted_at ended_at stepped_at answer_by nudges wake_at worth is_new_customer lost_why thanks "
    "thanked_at went_well bought returns_id instead_of_id",
    "referrals_customer": "referral_id name phone email language asked_at erase_at",
    "journal_entry": "id node kind data by at",
    "journal_mention": "id entry_id member",
    "promises_promise": "id node_id by_id to_id what thing made_at remind_at reminded_at due_at state ended_at "
    "was_broken thanked_at excuse",
}


def write(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Put `rows` into `table`: COPY on PostgreSQL, one prepared statement on SQLite."""
    from django.db import connection, transaction

    names = ", ".join(f'"{name}"' for name in columns.split())
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" for _each in columns.split())
        plain = connection.connection.cursor()
        plain.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', _plain(rows))


def _plain(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Rows as Django writes them into SQLite: times as text in UTC without a zone."""
    for row in rows:
        yield tuple(f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value for value in row)


def _finish() -> None:
    """Let the engine know what it holds, and sequences where they are."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(sql)
        # Without the VACUUM, PostgreSQL's own would run behind the first pages that are measured.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


if __name__ == "__main__":
    main()
