"""Changes that a process compiles once and makes often, and counters raised in one statement."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.db import connection, connections
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import UpdateQuery

from betterpie.rows.queries import fill


class Change:
    """`build().update(**values)`, compiled the first time it is made. What changes from one time to the next stands in `Given`."""

    def __init__(self, build: Callable[[], QuerySet[Any]], **values: Any) -> None:
        self.build, self.values = build, values
        self._compiled: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def __call__(self, **given: Any) -> int:
        """Make the change. Returns how many rows it met."""
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = self._compile()
        filled = fill(*compiled, given)
        if filled is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(*filled)
            return int(cursor.rowcount)

    def _compile(self) -> tuple[str, tuple[Any, ...]]:
        query = self.build().query.chain(UpdateQuery)
        cast(Any, query).add_update_values(self.values)
        sql, places = query.get_compiler(connection=connections[connection.alias]).as_sql()
        return sql, tuple(places)


def hold(*rows: Model) -> None:
    """Have everybody else who means to hold one of these `rows` of one table wait until this transaction ends.

    For what two forms sent at the same moment must not both find missing.
    """
    table = type(rows[0])._default_manager
    list(table.select_for_update(no_key=True).filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("pk"))


def lay_once(row: Model) -> bool:
    """Insert a new row, as `lay` does, unless one like it is there already that no second may stand beside. Returns whether it is new."""
    table, fields = type(row), _fields(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_insert(table, 1, unless_there=True), values)
        ids = cursor.fetchall()
    if ids:
        row.pk, row._state.adding, row._state.db = ids[0][0], False, connection.alias
    return bool(ids)


def lay(rows: Sequence[Model]) -> list[int]:
    """Insert new rows of one table in one statement. Returns their ids, which the rows bear from then on.

    For plain rows: no signal is sent and nothing is computed before a field is saved.
    """
    if not rows:
        return []
    table, fields = type(rows[0]), _fields(type(rows[0]))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_insert(table, len(rows)), values)
        ids = [int(pk) for (pk,) in cursor.fetchall()]
    for row, pk in zip(rows, ids, strict=True):
        row.pk, row._state.adding, row._state.db = pk, False, connection.alias
    return ids


def take_out(row: Model) -> bool:
    """Delete one row that no other row belongs to. Returns whether it was still there."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE "id" = %s', [row.pk])  # noqa: S608  # a table of ours
        return bool(cursor.rowcount)


def raise_counts(table: type[Model], *, key: Mapping[str, Any], more: Mapping[str, int]) -> None:
    """Add `more` to the counters of the row with `key`, or make that row, with the other fields at their defaults.

    `key` names by their columns the fields of one unique constraint. Two that raise the same row at once both count.
    """
    given = {**key, **more}
    values = [
        field.get_db_prep_save(given[field.column] if field.column in given else field.get_default(), connection)
        for field in _fields(table)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_upsert(table, tuple(key), tuple(more)), values)


@cache
def _upsert(table: type[Model], key: tuple[str, ...], more: tuple[str, ...]) -> str:
    name = table._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in _fields(table))
    marks = ", ".join("%s" for _field in _fields(table))
    unique = ", ".join(f'"{column}"' for column in key)
    sums = ", ".join(f'"{column}" = "{name}"."{column}" + EXCLUDED."{column}"' for column in more)
    return f'INSERT INTO "{name}" ({columns}) VALUES ({marks}) ON CONFLICT ({unique}) DO UPDATE SET {sums}'  # noqa: S608  # names of ours


@cache
def _insert(table: type[Model], count: int, *, unless_there: bool = False) -> str:
    columns = ", ".join(f'"{field.column}"' for field in _fields(table))
    marks = ", ".join("%s" for _field in _fields(table))
    rows = ", ".join([f"({marks})"] * count)
    unless = "ON CONFLICT DO NOTHING " if unless_there else ""
    return f'INSERT INTO "{table._meta.db_table}" ({columns}) VALUES {rows} {unless}RETURNING "{table._meta.pk.column}"'  # noqa: S608  # names of ours


@cache
def _fields(table: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(field for field in table._meta.concrete_fields if not field.primary_key)
