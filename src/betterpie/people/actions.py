"""The verbs of people."""

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

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


@transaction.atomic
def prove_address(person: Person) -> None:
    """Write down that a mail to her address reached her."""
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})


def note_session(request: HttpRequest) -> None:
    """Write down that she is signed in here, in case she came in by another way than the door, such as the demo's."""
    UserSession.objects.create_from_request(request)


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
