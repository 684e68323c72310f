"""Brings a backup back."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from betterpie.house import ground
from betterpie.house.backups import postgresql
from betterpie.house.backups.making import KIND, engine, files, make, migrations
from betterpie.house.packing import Broken, Pack


def restore(source: Path, *, at: datetime) -> Path | None:
    """Put what the backup holds in the place of what is here. Returns where that was set aside, or None if nothing was here.

    Refuses with Broken, before anything is touched, a file that is damaged, of another engine, or of a newer version.
    """
    with Pack(source, kind=KIND) as pack:
        _suits(pack)
        ending = "betterpie" if engine() is postgresql else "sqlite3"
        aside = settings.DATA_DIR / "aside" / f"before-{at:%Y%m%d-%H%M%S}.{ending}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        is_kept = bool(migrations())
        if is_kept and engine() is postgresql:
            make(aside, at=at)
        engine().unpack(pack, aside=aside)
        connection.close()
        _put_files(pack, aside)
    if ground.is_behind():
        call_command("migrate", interactive=False, verbosity=0)
    return aside if is_kept else None


def _suits(pack: Pack) -> None:
    made_by = pack.manifest["engine"]
    if made_by != connection.vendor:
        raise Broken(f"This backup was made of a {made_by} database; DATABASE_URL names a {connection.vendor} one.")
    rooms = {name.split(".")[0] for name in ground.on_disk()}
    if newer := [name for name in pack.manifest["migrations"] if name not in ground.on_disk() and name.split(".")[0] in rooms]:
        raise Broken(f"This backup was made by a newer Betterpie ({pack.manifest['version']}); it knows {newer[-1]}. Upgrade first.")


def _put_files(pack: Pack, aside: Path) -> None:
    if files().exists():
        shutil.move(files(), aside.with_suffix(".files"))
    for name in pack.names:
        if name.startswith("files/"):
            target = settings.DATA_DIR / name
            if not target.resolve().is_relative_to(files().resolve()):
                raise Broken(f"The backup holds a file that does not belong to it: {name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            pack.copy(name, target)
