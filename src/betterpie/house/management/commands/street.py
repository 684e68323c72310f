"""`betterpie street`: lay the demo street, if it isn't there yet."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from betterpie.house.street.lay import lay
from betterpie.members.models import Node


class Command(BaseCommand):
    """Lays the demo street."""

    help = "Lay the demo street: a made-up group with half a year of deeds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anyway", action="store_true", help="also where this is not the demo and other groups exist")

    def handle(self, *args: Any, anyway: bool, **options: Any) -> None:
        if Node.objects.filter(slug="bixby-knolls").exists():
            self.stdout.write("The street is there already.")
            return
        if Node.objects.exists() and not settings.IS_DEMO and not anyway:
            raise CommandError("There are groups here already. With --anyway the street is laid beside them.")
        # Half a year of letters is written and let go: nobody on the street has a mailbox.
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        lay(until=timezone.now())
        self.stdout.write("The street is laid.")
