"""Copies a PostgreSQL database out and in over its own COPY, in one snapshot and one transaction; no other program is needed."""

from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from betterpie.house.packing import CHUNK, Broken, Pack, Packing

TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""
SEQUENCES = "SELECT sequencename::text, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"


def pack(packing: Packing) -> dict[str, Any]:
    """Put every table into the pack as it is at this moment. Returns columns, row counts and where the sequences stand."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(TABLES)
        columns: dict[str, list[str]] = dict(cursor.fetchall())
        for table, names in columns.items():
            with packing.part(_part(table)) as part, cursor.copy(f"COPY {_table(table, names)} TO STDOUT") as copy:
                for data in copy:
                    part.write(bytes(data))
        cursor.execute(SEQUENCES)  # after the rows: a sequence never stands below an id that is in the pack
        return {
            "columns": columns,
            "rows": {table: packing.parts[_part(table)]["lines"] for table in columns},
            "sequences": dict(cursor.fetchall()),
        }


def unpack(pack: Pack, *, aside: Path) -> None:
    """Build the tables as they were when the backup was made, and fill them; all in one transaction, or nothing at all."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {_quoted(table)} CASCADE")
        _build(connection, pack.manifest["migrations"])
        _same_columns(cursor, pack.manifest["columns"])
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        tables = ", ".join(_quoted(table) for table in pack.manifest["columns"])
        cursor.execute(f"TRUNCATE {tables}")  # what the migrations themselves had put in
        for table, names in pack.manifest["columns"].items():
            _fill(cursor, pack, table, names)
        for sequence, value in pack.manifest["sequences"].items():
            if value is not None:
                cursor.execute("SELECT setval(%s::regclass, %s)", [_quoted(sequence), value])


def _build(db: BaseDatabaseWrapper, migrations: list[str]) -> None:
    executor = MigrationExecutor(db)
    known = set(executor.loader.graph.nodes)
    wanted = [(app, name) for app, _dot, name in (each.partition(".") for each in migrations) if (app, name) in known]
    executor.recorder.ensure_schema()
    executor.migrate(wanted)


def _same_columns(cursor: Any, wanted: dict[str, list[str]]) -> None:
    cursor.execute(TABLES)
    found = {table: sorted(names) for table, names in cursor.fetchall()}
    if strange := sorted(table for table, names in wanted.items() if found.get(table) != sorted(names)):
        raise Broken(f"The tables in the backup are not those that this version builds: {', '.join(strange)}")


def _fill(cursor: Any, pack: Pack, table: str, names: list[str]) -> None:
    with pack.open(_part(table)) as source, cursor.copy(f"COPY {_table(table, names)} FROM STDIN") as copy:
        while chunk := source.read(CHUNK):
            copy.write(chunk)
    cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608  # a name from our own catalogue
    if cursor.fetchone()[0] != pack.manifest["rows"][table]:
        raise Broken(f"{table} does not hold the rows that were written down.")


def _part(table: str) -> str:
    return f"tables/{table}.copy"


def _table(table: str, names: list[str]) -> str:
    return f"{_quoted(table)} ({', '.join(_quoted(name) for name in names)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
