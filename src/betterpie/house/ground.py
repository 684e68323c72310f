"""Whether the tables are those that this version wants, without loading every migration."""

from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder


def is_behind() -> bool:
    """Whether a migration waits to be applied."""
    return bool(missing())


def missing() -> list[str]:
    """The migrations that wait, as `room.0001_initial`."""
    applied = _applied()
    return sorted(f"{app}.{name}" for app, name in _on_disk() if (app, name) not in applied)


def unknown() -> list[str]:
    """The migrations that a newer version has applied to this database."""
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("betterpie.")}
    return sorted(f"{app}.{name}" for app, name in _applied() - _on_disk() if app in rooms)


def on_disk() -> set[str]:
    """Every migration of this version, as `room.0001_initial`."""
    return {f"{app}.{name}" for app, name in _on_disk()}


def _applied() -> set[tuple[str, str]]:
    try:
        with transaction.atomic():
            return set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    except DatabaseError:
        with connection.cursor() as cursor:  # no table yet is no trouble, no database is
            cursor.execute("SELECT 1")
        return set()


def _on_disk() -> set[tuple[str, str]]:
    found = set()
    for config in apps.get_app_configs():
        spec = find_spec(f"{config.name}.migrations")
        for folder in (spec.submodule_search_locations or []) if spec else []:
            found |= {(config.label, file.stem) for file in Path(folder).glob("[0-9]*.py")}
    return found
