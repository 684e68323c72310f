"""`betterpie backup`: everything in one file, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from betterpie.house import backups


class Command(BaseCommand):
    """Makes a backup."""

    help = "Write everything that is stored here into one file. Nothing needs to be stopped for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="where to; a new file in the folder backups unless it is named")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        now = timezone.now()
        target = file or settings.DATA_DIR / "backups" / f"{now:%Y%m%d-%H%M%S}.betterpie"
        made = backups.make(target, at=now)
        rows = sum(made["rows"].values())
        self.stdout.write(f"{target}: {rows:,} rows in {len(made['rows'])} tables, {made['bytes'] / 1e6:.1f} MB.")
        self.stdout.write("Keep BETTERPIE_SECRET beside it, but not in it: without it the links in mails that are out do not work.")
