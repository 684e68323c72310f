"""`betterpie person`: make somebody steward of a group, when nobody can get in any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from betterpie.members import actions as members
from betterpie.members.models import Node
from betterpie.people.models import Person


class Command(BaseCommand):
    """Rescues a node whose stewards are gone."""

    help = "Make the person with this e-mail address steward of a group. She signs in as always, with a mailed code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--steward", metavar="NODE", required=True, help="the group's address, such as bixby-knolls")

    def handle(self, *args: Any, email: str, steward: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"'{email}' is no e-mail address.") from None
        node = Node.objects.filter(slug=steward).first()
        if node is None:
            raise CommandError(f"There is no group at '{steward}'.")
        person = Person.objects.filter(email__iexact=email).first() or Person.objects.create_user(email)
        try:
            members.name_steward(node, email=person.email, by=person, at=timezone.now())
        except members.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{person.email} looks after {node.name} now.")
