"""`betterpie restore`: bring a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from betterpie.house import backups
from betterpie.house.packing import Broken
from betterpie.members.models import Node


class Command(BaseCommand):
    """Restores a backup."""

    help = "Put what a backup holds in the place of what is here. What is here is set aside first."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            aside = backups.restore(file, at=timezone.now())
        except Broken as trouble:
            raise CommandError(f"{trouble} Nothing was changed.") from None
        names = ", ".join(Node.objects.order_by("name").values_list("name", flat=True)[:10]) or "no group yet"
        self.stdout.write(f"Restored: {names}.")
        if aside is not None:
            self.stdout.write(f"What was here before is kept at {aside}.")
