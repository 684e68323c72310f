"""The front door: what a stranger sees, and where it leads the others."""

from typing import Any

import pytest
from django.test import Client

from betterpie.members.models import Staff, Steward
from betterpie.people.models import Person
from tests.conftest import Cast, SignIn


def test_a_stranger_reads_what_it_is_for_and_how_to_start(db: None, client: Client) -> None:
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for part in ('href="/account/login/"', 'href="/start/"', "Send a customer in 30 seconds", '<meta name="robots" content="index">'):
        assert part in page
    assert "demo" not in page


def test_the_demo_says_that_it_is_one(db: None, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.IS_DEMO = True
    assert "This is the demo" in client.get("/").content.decode()


def test_who_has_one_group_is_led_to_its_week(cast: Cast, as_person: SignIn) -> None:
    assert as_person(cast.maya).get("/")["Location"] == "/bixby/"
    assert as_person(cast.steward).get("/")["Location"] == "/bixby/"


def test_who_has_several_groups_chooses(cast: Cast, as_person: SignIn, now: Any) -> None:
    Staff.objects.create(business=cast.outsider.business, person=cast.maya, since=now)
    answer = as_person(cast.maya).get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [part in page for part in ('href="/bixby/"', 'href="/belmont/"')] == [True, True]


def test_who_has_none_is_told_what_can_be_done(db: None, as_person: SignIn) -> None:
    lonely = Person.objects.create_user("lonely@example.com", name="Lone Some")
    page = as_person(lonely).get("/").content.decode()
    assert "Welcome, Lone" in page
    assert 'href="/start/"' in page


@pytest.mark.parametrize("groups", [2, 4])
def test_the_choice_takes_the_same_few_questions_however_many_groups(
    cast: Cast, as_person: SignIn, now: Any, groups: int, django_assert_num_queries: Any
) -> None:
    from betterpie.members import actions as members

    for n in range(groups - 1):
        node = members.start_node(f"Group {n}", by=cast.stranger, at=now)
        Steward.objects.create(node=node, person=cast.maya, since=now)
    maya = as_person(cast.maya)
    with django_assert_num_queries(3):  # session, person, groups
        assert maya.get("/").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_front_door_is_only_read(db: None, client: Client, method: str) -> None:
    assert getattr(client, method)("/").status_code == 405


def test_the_house_says_that_it_stands(db: None, client: Client) -> None:
    assert client.get("/health/").json() == {"ok": True}


def test_a_browser_that_asks_for_an_icon_gets_one(db: None, client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".png")
