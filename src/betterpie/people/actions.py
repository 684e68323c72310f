"""The verbs of people."""

from collections.abc import Callable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from betterpie.people.models import Person

Farewell = Callable[..., None]

FAREWELLS: list[Farewell] = []
"""What other rooms do before a person goes, given (person, at=): forget her, or refuse with a sentence. Filled by the house's wiring."""


class Refused(Exception):
    """Something that can't be done, with a sentence fit for the reader."""


def describe(person: Person, *, name: str, language: str) -> None:
    """Write down what she is called and which language she reads."""
    person.name, person.language = " ".join(name.split()), language
    person.save(update_fields=["name", "language"])


def end_session(session: UserSession) -> None:
    """Sign out wherever this session was open."""
    session.end()


@transaction.atomic
def forget(person: Person, *, at: datetime) -> None:
    """Delete her account with everything that names her. Refused while somebody depends on her, such as a group's last steward.

    What her businesses did stays in the journal, which knows her by a number only.
    """
    for farewell in FAREWELLS:
        farewell(person, at=at)
    for session in UserSession.objects.filter(user=person):
        session.end()
    person.delete()
