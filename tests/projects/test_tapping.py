"""Takings that count themselves: what a fact says came of a pact or a campaign, where those concerned said so."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, Fact, MemberId, Moves, Word
from betterpie.members.models import Member
from betterpie.pacts import actions as pacts
from betterpie.pacts.models import Pact
from betterpie.projects import actions, panels, queries
from betterpie.projects.models import Line, Tap
from betterpie.value.models import Flow
from tests.conftest import Cast, SignIn
from tests.pacts.test_pacts import SHELF
from tests.projects.conftest import Club
from tests.projects.test_project_pages import there, words
from tests.projects.test_settlement import settled, worked

__all__ = ["worked"]


@dataclass(frozen=True, kw_only=True)
class CodeRedeemed(Fact):
    """A customer came with a campaign's code and bought: what the room of campaigns will say."""

    shop: MemberId
    worth: int
    currency: Code

    def says(self) -> tuple[Word, ...]:
        return (
            Moves(
                provider=None, receiver=self.shop, resource="sale", quantity=self.worth, unit=self.currency, is_new=True, thing="campaign:7"
            ),
        )


def redeemed(club: Club, shop: Member, worth: int, now: datetime, unit: str = "USD") -> None:
    """A code was shown at `shop`."""
    fact = CodeRedeemed(node=club.project.node_id, shop=MemberId(shop.pk), worth=worth, currency=Code(unit))
    journal.record(fact, by=None, at=now)


def shelf(one: Member, other: Member, now: datetime) -> Pact:
    """Goods of `other` on the shelf of `one`, four of them sold."""
    pact = pacts.propose(one, other, SHELF, by=None, at=now)
    pacts.agree(pact, by=None, at=now)
    pacts.count(pact, kind="brought", quantity=10, member=other, by=None, at=now)
    pacts.count(pact, kind="sold", quantity=4, member=one, by=None, at=now)
    return pact


def counted(club: Club) -> list[tuple[int, str, str, int]]:
    """What was written down by itself."""
    return sorted((row.partner.number, row.kind, row.what, row.amount) for row in queries.lines(club.project) if row.source == "fact")


def test_a_redemption_counts_where_the_shop_said_so(worked: Club, now: datetime) -> None:
    actions.tap(worked.project, worked.partner(1), thing="campaign:7", what="Spring cards")
    redeemed(worked, worked.cheese, 4_500, now)
    redeemed(worked, worked.wine, 9_900, now)  # she did not say so
    redeemed(worked, worked.cheese, 1_000, now, unit="EUR")  # not the project's currency
    assert counted(worked) == [(1, "takings", "Spring cards", 4_500)]


def test_between_two_partners_both_have_to_say_so(worked: Club, now: datetime) -> None:
    pact = shelf(worked.cheese, worked.wine, now)
    actions.tap(worked.project, worked.partner(2), thing=pact.thing, what="The shelf")
    pacts.count(pact, kind="settled", quantity=600, member=worked.wine, by=None, at=now)
    assert counted(worked) == []
    actions.tap(worked.project, worked.partner(1), thing=pact.thing, what="The shelf")
    pacts.count(pact, kind="settled", quantity=1_800, member=worked.wine, by=None, at=now)
    assert counted(worked) == [(1, "cost", "The shelf", 1_800), (2, "takings", "The shelf", 1_800)]


def test_with_somebody_outside_the_project_her_own_word_is_enough(worked: Club, cast: Cast, now: datetime) -> None:
    pact = shelf(cast.trainer, worked.wine, now)
    actions.tap(worked.project, worked.partner(2), thing=pact.thing, what="The shelf")
    pacts.count(pact, kind="settled", quantity=2_400, member=worked.wine, by=None, at=now)
    assert counted(worked) == [(2, "takings", "The shelf", 2_400)]


def test_what_was_told_when_it_came_in_does_not_move_twice(worked: Club, now: datetime) -> None:
    actions.tap(worked.project, worked.partner(1), thing="campaign:7", what="Spring cards")
    redeemed(worked, worked.cheese, 100_000, now)
    drawn = settled(worked, now)
    shares = sum(row.quantity for row in Flow.objects.filter(resource="money"))
    sales = sum(row.quantity for row in Flow.objects.filter(resource="sale"))
    assert (drawn.to_share, shares + sales) == (810_001, 810_001)


def test_once_sheets_are_drawn_nothing_more_counts_itself(worked: Club, now: datetime) -> None:
    actions.tap(worked.project, worked.partner(1), thing="campaign:7", what="Spring cards")
    settled(worked, now)
    before = Line.objects.count()
    redeemed(worked, worked.cheese, 4_500, now)
    assert Line.objects.count() == before
    with pytest.raises(actions.Refused, match=r"once the work has begun\."):
        actions.tap(worked.project, worked.partner(2), thing="campaign:7", what="Spring cards")


def test_nothing_is_shared_twice(worked: Club, now: datetime) -> None:
    actions.tap(worked.project, worked.partner(1), thing="campaign:7", what="Spring cards")
    with pytest.raises(actions.Refused, match=r"counted here already\."):
        actions.tap(worked.project, worked.partner(1), thing="campaign:7", what="Spring cards")
    settled(worked, now)
    again = actions.again(worked.project, of=worked.cheese, name="Autumn", ends_on=None, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"once the work has begun\."):
        actions.tap(again, queries.partners(again)[0], thing="campaign:7", what="Spring cards")


def test_a_referral_never_counts_itself_for_pay_must_not_hang_on_customers_sent(worked: Club, now: datetime) -> None:
    assert [thing for ask in panels.BRINGS_IN for thing, _other, _what in ask(worked.wine)] == []


def test_the_page_of_the_money_offers_it(worked: Club, now: datetime, as_person: SignIn) -> None:
    pact = shelf(worked.cheese, worked.wine, now)
    client = as_person(worked.people[2])
    assert "Shelf with Knolls Cheese Bar: Treat bags" in words(client.get(there("money", worked)).content)
    client.post(there("tap", worked), {"thing": pact.thing})
    assert "Counts once Knolls Cheese Bar says so too." in words(client.get(there("money", worked)).content)
    as_person(worked.people[1]).post(there("tap", worked), {"thing": pact.thing})
    assert "Counts itself." in words(client.get(there("money", worked)).content)
    assert client.post(there("tap", worked), {"thing": "pact:999999"}).status_code == 404
    row = Tap.objects.get(partner__number=2)
    client.post(there("tap", worked) + f"{row.pk}/end/")
    assert Tap.objects.filter(partner__number=2).count() == 0


def test_what_counted_itself_is_not_struck_out_and_written_anew(worked: Club, now: datetime, as_person: SignIn) -> None:
    actions.tap(worked.project, worked.partner(1), thing="campaign:7", what="Spring cards")
    redeemed(worked, worked.cheese, 4_500, now)
    row = Line.objects.get(source="fact")
    browser = as_person(worked.people[1])
    address = reverse("projects:line_end", args=["bixby", worked.project.pk, row.pk])
    assert address not in browser.get(there("money", worked)).content.decode()
    page = words(browser.post(address, follow=True).content)
    assert "This counted itself, so it stays. If it is wrong, write the difference down beside it." in page
    assert Line.objects.filter(pk=row.pk).exists()


def test_nothing_begins_to_count_beside_sheets_that_are_being_drawn(worked: Club, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        row = actions.tap(worked.project, worked.partner(1), thing="campaign:7", what="Cards")
        actions.close_tap(row)
    locks = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"] and "projects_project" in query["sql"]]
    # SQLite lets one write at a time; elsewhere both wait for whoever draws the sheets.
    assert len(locks) == (2 if connection.features.has_select_for_update else 0)
    settled(worked, now)
    with pytest.raises(actions.Refused, match=r"once the work has begun\."):
        actions.tap(worked.project, worked.partner(1), thing="campaign:8", what="Cards")
