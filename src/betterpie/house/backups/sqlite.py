"""Copies a SQLite database by its own backup call, which sees one moment and lets writers go on."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from betterpie.house.packing import Broken, Pack, Packing

PART = "betterpie.sqlite3"


def pack(packing: Packing) -> dict[str, Any]:
    """Put a copy of the database into the pack. Returns how many rows each table has."""
    copy = packing.target.with_name(packing.target.name + ".copy")
    try:
        copy_out(copy)
        packing.file(PART, copy)
        return {"rows": _rows(copy)}
    finally:
        copy.unlink(missing_ok=True)


def unpack(pack: Pack, *, aside: Path) -> None:
    """Put the copy in the place of what is there, which is kept at `aside`. Processes that run see the new rows from then on."""
    fresh = aside.with_name(aside.name + ".fresh")
    try:
        pack.copy(PART, fresh)
        _look_over(fresh, pack.manifest["rows"])
        if _place().exists():
            copy_out(aside)
        connection.close()
        with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(_place(), timeout=60)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
    finally:
        fresh.unlink(missing_ok=True)


def copy_out(target: Path) -> None:
    """A copy of the database as it is at this moment, in one file of its own."""
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with closing(sqlite3.connect(_place(), timeout=60)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)  # all at once: read in steps it would begin anew after each write of somebody else
        copy.execute("PRAGMA journal_mode=DELETE")


def _place() -> Path:
    return Path(connection.settings_dict["NAME"])


def _rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as copy:
        tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").fetchall()
        return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608  # names from the catalogue


def _look_over(path: Path, rows: dict[str, int]) -> None:
    with closing(sqlite3.connect(path)) as copy:
        said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise Broken(f"The database in the backup is damaged: {said}")
    if _rows(path) != rows:
        raise Broken("The database in the backup does not hold the rows that were written down.")
