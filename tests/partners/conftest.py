"""A street for the tests of partners: five who share customers, and one whom nobody needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from betterpie.members.models import Member
from betterpie.people.models import Person
from tests.conftest import Cast, seat


@dataclass(frozen=True)
class Street:
    """The cast with more neighbors."""

    cast: Cast
    groomer: Member
    walker: Member
    lawyer: Member


@pytest.fixture
def street(cast: Cast) -> Street:
    """Bixby Knolls with a groomer, a dog walker and a divorce lawyer besides."""
    people = [Person.objects.create_user(f"{name}@example.com", name=name.title()) for name in ("gil", "wanda", "lena")]
    return Street(
        cast=cast,
        groomer=seat(cast.node, "Knolls Groom & Go", "pet_groomer", people[0], services="nails, first groom"),
        walker=seat(cast.node, "Wanda Walks", "pet_sitter", people[1]),
        lawyer=seat(cast.node, "Lena Law", "estate_attorney", people[2]),
    )


def later(now: datetime, **much: float) -> datetime:
    """Some time on."""
    return now + timedelta(**much)
