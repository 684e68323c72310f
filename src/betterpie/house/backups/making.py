"""Writes a backup while the house runs."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from betterpie.house.backups import postgresql, sqlite
from betterpie.house.packing import Packing

KIND = "backup"


def make(target: Path, *, at: datetime) -> dict[str, Any]:
    """Write everything that is committed now into one file at `target`. Returns what the file says of itself.

    Waits for nobody and makes nobody wait. The secret and the other settings are not in it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with Packing(target, kind=KIND) as packing:
        packing.facts = {"engine": connection.vendor, "made_at": at.isoformat(), "migrations": migrations()}
        packing.facts |= engine().pack(packing)
        for file in sorted(path for path in files().rglob("*") if path.is_file()):
            packing.file(f"files/{file.relative_to(files()).as_posix()}", file)
    note = {"at": at.isoformat(), "file": str(target.resolve()), "bytes": target.stat().st_size}
    _note().write_text(json.dumps(note))
    return {**packing.facts, **note}


def last() -> dict[str, Any] | None:
    """When the last backup was made here, where it lies and how big it is; None where none was made."""
    try:
        found: dict[str, Any] = json.loads(_note().read_text())
    except (OSError, ValueError):
        return None
    return found


def migrations() -> list[str]:
    """The migrations that were applied, as `room.0001_initial`."""
    if MigrationRecorder.Migration._meta.db_table not in connection.introspection.table_names():
        return []
    applied = MigrationRecorder.Migration.objects.order_by("pk").values_list("app", "name")
    return [f"{app}.{name}" for app, name in applied]


def engine() -> Any:
    """The module that knows this installation's database engine."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def files() -> Path:
    """Where uploaded files lie."""
    return settings.DATA_DIR / "files"


def _note() -> Path:
    return settings.DATA_DIR / "last-backup.json"
