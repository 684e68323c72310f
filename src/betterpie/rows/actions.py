"""Counters raised in one statement, also where their row is not there yet."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


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
def _fields(table: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(field for field in table._meta.concrete_fields if not field.primary_key)
