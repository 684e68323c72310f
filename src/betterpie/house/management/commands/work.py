"""`betterpie work`: the worker alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betterpie.house import ground, serving


class Command(BaseCommand):
    """Runs the worker."""

    help = "Do what is due in the background, until it is stopped: bring facts, send letters, remind, erase."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if ground.is_behind():
            raise CommandError("The tables are older than this version. First run: betterpie migrate")
        serving.worker()
