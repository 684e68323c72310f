"""Which trades a node lacks, and who of the list would fill them."""

from datetime import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from betterpie.members import actions as members
from betterpie.partners import queries
from tests.conftest import Cast, SignIn, listed


def test_a_trade_that_customers_need_and_nobody_has_is_missing(cast: Cast) -> None:
    groomer = next(gap for gap in queries.gaps(cast.node) if gap.trade == "pet_groomer")
    assert groomer.members == 3
    assert groomer.said.startswith("3 members see ")
    assert "nobody here takes care of" in groomer.said


def test_guests_of_the_list_who_fit_are_named_and_chains_are_not(cast: Cast, now: datetime) -> None:
    with_mail = listed(cast.node, "Zoe Grooms", "pet_groomer", email="zoe@example.com")
    listed(cast.node, "Ann Grooms", "pet_groomer")
    chain = listed(cast.node, "Mega Groom", "pet_groomer")
    type(chain.business).objects.filter(pk=chain.business_id).update(is_chain=True)
    gap = next(gap for gap in queries.gaps(cast.node) if gap.trade == "pet_groomer")
    assert [(guest.name, guest.is_asked) for guest in gap.guests] == [("Zoe Grooms", False), ("Ann Grooms", False)]
    members.invite(with_mail, email="zoe@example.com", by=cast.steward, at=now)
    gap = next(gap for gap in queries.gaps(cast.node) if gap.trade == "pet_groomer")
    assert [(guest.name, guest.is_asked) for guest in gap.guests] == [("Ann Grooms", False), ("Zoe Grooms", True)]


def test_a_trade_that_joined_is_missing_no_more(cast: Cast, now: datetime) -> None:
    groomer = listed(cast.node, "Zoe Grooms", "pet_groomer")
    members.join(groomer, person=cast.steward, at=now)
    assert "pet_groomer" not in {gap.trade for gap in queries.gaps(cast.node)}


def test_what_another_trade_here_does_as_well_is_no_gap(cast: Cast, now: datetime) -> None:
    for gap in queries.gaps(cast.node, limit=40):
        steps = [step for one in queries.knowledge_of("").occasions if one.people == gap.people for step in one.steps]
        served = {slug for step in steps if step.name == gap.step for slug in step.trades}
        assert served & {"veterinarian", "dog_trainer"} == set()


def test_a_node_without_trades_misses_nothing(cast: Cast, as_person: SignIn) -> None:
    cast.node.members.update(tier="guest", joined_at=None)
    assert queries.gaps(cast.node) == []
    assert "Nothing is missing" in as_person(cast.steward).get(reverse("partners:gaps", args=["bixby"])).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        listed(cast.node, f"Groom {number}", "pet_groomer")
    browser = as_person(cast.steward)
    with django_assert_num_queries(10):
        page = browser.get(reverse("partners:gaps", args=["bixby"]))
    assert "Groom 0" in page.content.decode()
