"""`betterpie import-node`: bring up a group that was exported elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from betterpie.house import carry
from betterpie.house.packing import Broken


class Command(BaseCommand):
    """Imports a node."""

    help = "Bring up a group from a file that `betterpie export` wrote. All of it goes in, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="slug", metavar="SLUG", default="", help="another address than it had")

    def handle(self, *args: Any, file: Path, slug: str, **options: Any) -> None:
        try:
            node = carry.bring(file, slug=slug, at=timezone.now())
        except (Broken, carry.Refused) as trouble:
            raise CommandError(f"{trouble} Nothing was changed.") from None
        self.stdout.write(f"{node.name} is at /{node.slug}/ with {node.members.count():,} members and guests.")
