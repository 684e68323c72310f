"""`betterpie export`: take one group away whole, as one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from betterpie.house import carry
from betterpie.members.models import Node


class Command(BaseCommand):
    """Exports a node."""

    help = "Write one group with all that belongs to it into one file. It stays here as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("node", metavar="NODE", help="its address, such as bixby-knolls")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, node: str, file: Path, **options: Any) -> None:
        found = Node.objects.filter(slug=node).first()
        if found is None:
            there = ", ".join(Node.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "no group at all"
            raise CommandError(f"There is no group at '{node}'. There is: {there}.")
        counts = carry.take(found, file, at=timezone.now())
        said = ", ".join(f"{counts[label]:,} {word}" for label, word in SAID.items())
        self.stdout.write(f"{file}: {found.name} with {said}.")


SAID = {
    "members.Member": "members and guests",
    "people": "people",
    "referrals.Referral": "referrals",
    "promises.Promise": "promises",
    "journal.Entry": "facts",
}
