"""Whoever wants to write on SQLite stands in a queue for the pen, gets it when it is free, and is refused when it takes too long."""

import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from django.db import OperationalError, connection, transaction
from django.db.utils import ConnectionHandler

from betterpie.rows.sqlite3.base import DatabaseWrapper
from betterpie.rows.sqlite3.pen import Pen, TooLong

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets several write at a time")


@pytest.fixture
def two(db: None, tmp_path: Path) -> Iterator[tuple[DatabaseWrapper, DatabaseWrapper]]:
    """Two connections to one file with one table, whose patience is 0.3 seconds."""
    words = deepcopy(connection.settings_dict) | {"NAME": str(tmp_path / "two.sqlite3")}
    words["OPTIONS"] = {**words["OPTIONS"], "timeout": 0.3, "check_same_thread": False}
    handler = ConnectionHandler({"default": words, "other": words})
    one, other = handler["default"], handler["other"]
    assert isinstance(one, DatabaseWrapper)
    assert isinstance(other, DatabaseWrapper)
    one.inc_thread_sharing()
    other.inc_thread_sharing()
    with one.cursor() as cursor:
        cursor.execute("CREATE TABLE line (word TEXT)")
    yield one, other
    one.close()
    other.close()


def begin(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with one.cursor() as cursor:
        cursor.execute("INSERT INTO line VALUES ('said')")


def end(one: DatabaseWrapper) -> None:
    one.commit()
    one.set_autocommit(True)


def lines(one: DatabaseWrapper) -> int:
    with one.cursor() as cursor:
        return int(cursor.execute("SELECT count(*) FROM line").fetchone()[0])


@on_sqlite
def test_who_waits_gets_the_pen_when_the_other_has_written(two: tuple[DatabaseWrapper, DatabaseWrapper]) -> None:
    one, other = two
    begin(one)
    waiting = Thread(target=lambda: (begin(other), end(other)))
    waiting.start()
    sleep(0.05)
    assert lines(one) == 1
    end(one)
    waiting.join()
    assert lines(one) == 2


@on_sqlite
def test_who_waits_too_long_is_refused_and_can_write_later(two: tuple[DatabaseWrapper, DatabaseWrapper]) -> None:
    one, other = two
    begin(one)
    with pytest.raises(OperationalError, match="database is locked"):
        begin(other)
    one.rollback()
    one.set_autocommit(True)
    other.close()
    begin(other)
    end(other)
    assert lines(one) == 1


@on_sqlite
def test_a_closed_connection_leaves_the_pen_to_others(two: tuple[DatabaseWrapper, DatabaseWrapper]) -> None:
    one, other = two
    begin(one)
    one.close()
    begin(other)
    end(other)
    assert lines(other) == 1


@on_sqlite
def test_one_who_writes_in_a_loop_lets_each_who_waits_in_between(tmp_path: Path) -> None:
    busy, patient = Pen(str(tmp_path / "book")), Pen(str(tmp_path / "book"))
    turns: list[str] = []

    def write_all_the_time() -> None:
        for _turn in range(40):
            busy.take(within=5)
            turns.append("busy")
            sleep(0.002)
            busy.lay_down()

    writer = Thread(target=write_all_the_time)
    writer.start()
    for _turn in range(5):
        sleep(0.004)
        began = len(turns)
        patient.take(within=5)
        turns.append("patient")
        assert len(turns) - began <= 3  # the one who writes, at most one who stood first, and herself
        patient.lay_down()
    writer.join()
    assert turns.count("patient") == 5


@on_sqlite
def test_the_pen_is_free_when_its_process_is_killed(tmp_path: Path) -> None:
    words = (
        "import sys; from betterpie.rows.sqlite3.pen import Pen; pen = Pen(sys.argv[1]); pen.take(within=1); print(1, flush=True); input()"
    )
    holder = subprocess.Popen([sys.executable, "-c", words, str(tmp_path / "book")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"1\n"
    mine = Pen(str(tmp_path / "book"))
    with pytest.raises(TooLong):
        mine.take(within=0.05)
    holder.kill()
    holder.communicate()
    began = monotonic()
    mine.take(within=5)
    assert monotonic() - began < 1
    mine.throw_away()


@on_sqlite
def test_the_house_writes_through_the_queue(db: None) -> None:
    assert isinstance(transaction.get_connection(), DatabaseWrapper)
