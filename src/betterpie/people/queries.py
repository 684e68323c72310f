"""What can be asked about people."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from betterpie.people.models import Person

Knows = Callable[[Person], Any]

KNOWN: dict[str, Knows] = {}
"""What other rooms know of a person, by the heading under which she reads it. Filled by the house's wiring."""


def sessions(person: Person) -> list[UserSession]:
    """Where she is signed in, the newest first. Sessions that have run out are dropped on the way."""
    return sorted(UserSession.objects.purge_and_list(person), key=lambda session: session.created_at, reverse=True)


def passkeys(person: Person) -> list[Authenticator]:
    """Her passkeys, the oldest first."""
    return list(Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).order_by("created_at"))


def known_of(person: Person) -> dict[str, Any]:
    """Everything that is known about her, ready to be written as JSON. Secrets of her passkeys are left out."""
    mine: dict[str, Any] = {
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "joined_at": person.joined_at,
        "last_signed_in_at": person.last_login,
        "addresses": [
            {"email": address.email, "is_proved": address.verified} for address in EmailAddress.objects.filter(user=person).order_by("pk")
        ],
        "passkeys": [
            {"name": str(passkey), "added_at": passkey.created_at, "last_used_at": passkey.last_used_at} for passkey in passkeys(person)
        ],
        "sessions": [{"since": session.created_at, "address": session.ip, "browser": session.user_agent} for session in sessions(person)],
    }
    return {"you": mine, **{heading: knows(person) for heading, knows in KNOWN.items()}}
