"""One cast for all tests: two neighbours who send each other customers, a rival, a steward, and a stranger who must see nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import hypothesis
import pytest
from django.db import connections
from django.test import Client
from django.utils import translation

from betterpie.house import work
from betterpie.journal import signals
from betterpie.members import actions as members
from betterpie.members.actions import Profile
from betterpie.members.models import Member, Node
from betterpie.people.models import Person

# A busy machine makes no test wrong: how long an example takes to be made or tried is nothing that is tested here.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")

NOW = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Long Beach."""

DAILY = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True)
class Cast:
    """The people and businesses of the tests."""

    node: Node
    other_node: Node
    steward: Person
    ortiz: Person
    maya: Person
    sam: Person
    stranger: Person
    vet: Member
    trainer: Member
    rival: Member
    outsider: Member
    guest: Member


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database in a file, as in real life: one in memory locks whole tables between a browser and its scene."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def no_work_behind_the_scene(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done after a response is done in tests only where the scene says so."""
    monkeypatch.setattr(work, "wake", lambda: None)
    monkeypatch.setattr(signals, "LISTENERS", [])


@pytest.fixture(autouse=True)
def every_scene_speaks_english() -> Iterator[None]:
    """A page in Spanish leaves its language behind in the thread; the next scene begins in English all the same."""
    with translation.override("en"):
        yield


@pytest.fixture
def now() -> datetime:
    """The moment at which the scene is set."""
    return NOW


@pytest.fixture
def cast(db: None) -> Cast:
    """Bixby Knolls with a vet, a dog trainer, her rival and a listed guest; and another node with a stranger."""
    steward, ortiz, maya, sam, stranger = (
        Person.objects.create_user(f"{name.lower()}@example.com", name=f"{name} {last}")
        for name, last in (("Stella", "Ward"), ("Ana", "Ortiz"), ("Maya", "Good"), ("Sam", "Side"), ("Sid", "Strange"))
    )
    node = members.start_node("Bixby Knolls", slug="bixby", by=steward, at=NOW, rules="We call back.", zips=["90807"], area_codes=["562"])
    other = members.start_node("Belmont Shore", slug="belmont", by=stranger, at=NOW)
    return Cast(
        node=node,
        other_node=other,
        steward=steward,
        ortiz=ortiz,
        maya=maya,
        sam=sam,
        stranger=stranger,
        vet=seat(node, "Bluff Park Vet", "veterinarian", ortiz),
        trainer=seat(node, "Maya's Good Dogs", "dog_trainer", maya, services="puppy classes, rescue dogs, evenings"),
        rival=seat(node, "Seaside Canine", "dog_trainer", sam),
        outsider=seat(other, "Shore Dogs", "dog_trainer", stranger),
        guest=listed(node, "Knolls Cheese", "cheese_shop"),
    )


def seat(node: Node, name: str, trade: str, person: Person, **profile: str) -> Member:
    """A member of `node` for whom `person` acts, open on weekdays from nine to five."""
    member = listed(node, name, trade, **profile)
    members.join(member, person=person, at=NOW)
    return member


def listed(node: Node, name: str, trade: str, **profile: str) -> Member:
    """A guest of `node`."""
    described = Profile(name=name, trades=[trade], zip="90807", city="Long Beach", hours=DAILY, phone="+15625550100", **profile)
    return members.list_business(node, described, by=None, at=NOW)


@pytest.fixture
def as_person() -> "SignIn":
    """Gives a browser in which somebody is signed in."""
    return SignIn()


class SignIn:
    """A browser for somebody."""

    def __call__(self, person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client
