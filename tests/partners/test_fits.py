"""Who fits with whom, and in which words."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from betterpie.members import actions as members
from betterpie.members.actions import Profile
from betterpie.members.models import BusinessTrade, Member
from betterpie.partners import queries
from betterpie.partners.models import Tally
from betterpie.people.models import Person
from betterpie.referrals import actions as referrals
from tests.conftest import DAILY, Cast, SignIn, listed, seat
from tests.partners.conftest import Street
from tests.referrals.test_referral_pages import sent


def fits(member: Member) -> list[queries.Fit]:
    """Who fits with `member`."""
    return queries.fits(queries.board(member.node_id), member.pk)


def test_those_who_serve_the_same_customers_fit_and_say_why(street: Street) -> None:
    found = fits(street.cast.vet)
    assert {fit.neighbor.pk for fit in found} == {street.cast.trainer.pk, street.cast.rival.pk, street.groomer.pk, street.walker.pk}
    trainer = next(fit for fit in found if fit.neighbor.pk == street.cast.trainer.pk)
    assert trainer.reasons[0].startswith("You both see families with a new dog: you for ")
    assert trainer.moment.startswith("Think of them for ")


def test_the_best_whom_she_does_not_know_yet_comes_first(street: Street, now: datetime) -> None:
    first = fits(street.cast.vet)[0].neighbor
    referral = referrals.give(street.cast.vet, Member.objects.get(pk=first.pk), need="puppy", by=None, at=now)
    referrals.say_yes(referral, choice="will_call", at=now)
    found = fits(street.cast.vet)
    assert found[0].neighbor.pk != first.pk
    assert [fit.is_explored for fit in found if fit.neighbor.pk == first.pk] == [True]


def test_what_customers_ask_for_is_a_reason(street: Street, now: datetime) -> None:
    asking = Profile(name="Bluff Park Vet", trades=["veterinarian"], zip="90807", hours=DAILY, asked_for="nail trimming and nails")
    members.describe(street.cast.vet.business, asking, by=None, at=now)
    groomer = next(fit for fit in fits(street.cast.vet) if fit.neighbor.pk == street.groomer.pk)
    assert "Your customers ask for nail trimming and nails, which they do." in groomer.reasons


def test_who_does_what_customers_ask_for_is_shown_to_both_though_no_customer_comes_back(street: Street, now: datetime) -> None:
    barber = seat(street.cast.node, "Clip Joint", "barber", street.cast.steward, services="haircuts, hot shaves")
    grocer = seat(street.cast.node, "Corner Greens", "grocer", street.cast.steward)
    assert fits(grocer) == fits(barber) == []
    asking = Profile(name="Corner Greens", trades=["grocer"], zip="90807", hours=DAILY, asked_for="haircuts")
    members.describe(grocer.business, asking, by=None, at=now)
    shown = [[(fit.neighbor.pk, fit.reasons[0]) for fit in fits(member)] for member in (grocer, barber)]
    assert shown == [
        [(barber.pk, "Your customers ask for haircuts, which they do.")],
        [(grocer.pk, "Their customers ask for haircuts, which you do.")],
    ]


def test_a_regulated_trade_is_said_to_be_one(street: Street, now: datetime) -> None:
    buyer = seat(street.cast.node, "Key Homes", "real_estate_agent", street.cast.steward)
    lawyer = next(fit for fit in fits(buyer) if fit.neighbor.pk == street.lawyer.pk)
    assert any("no fee, gift, point or reward" in warning for warning in lawyer.warnings)


def test_deeds_are_counted_at_their_furthest_step_and_again_from_the_journal(cast: Cast, now: datetime) -> None:
    from betterpie.journal import actions as journal

    for end in ("accept", "decline", "win", "none"):
        referral = sent(cast, now)
        if end != "none":
            getattr(referrals, end)(referral, by=None, at=now)
    referrals.lose(sent(cast, now), why="price", by=None, at=now)
    key = {"node": cast.node.pk, "giver": cast.vet.pk, "receiver": cast.trainer.pk}
    counted = {"sent": 5, "accepted": 1, "won": 1, "lost": 1, "declined": 1}
    assert Tally.objects.values(*key, *counted).get() == key | counted
    journal.replay(["partners"])
    assert Tally.objects.values(*key, *counted).get() == key | counted


def test_who_fits_a_little_with_many_suits_no_circle(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    here = queries.board(street.cast.node.pk)
    circle = [street.cast.vet.pk, street.cast.trainer.pk, street.lawyer.pk]
    groomer, walker = street.groomer.pk, street.walker.pk
    strengths = {(member, groomer): 0.4 for member in circle} | {(circle[0], walker): 0.5}
    monkeypatch.setattr(type(here), "strength", lambda _here, one, other: strengths.get((one, other), 0.0))
    monkeypatch.setattr(
        type(here), "fits", lambda _here, one: {other: strength for (by, other), strength in strengths.items() if by == one}
    )
    monkeypatch.setattr(type(here), "need", lambda _here, one, other: strengths.get((one, other), 0.0))
    assert [fit.neighbor.pk for fit in queries.welcome(here, circle)] == [walker]


def test_what_came_of_referrals_moves_the_strength(street: Street, now: datetime) -> None:
    def strength() -> float:
        return queries.board(street.cast.node.pk).between(street.cast.vet.pk, street.cast.trainer.pk).strength

    before = strength()
    for _each in range(6):
        referrals.win(sent(street.cast, now), by=None, at=now)
    assert strength() > before


def test_the_board_is_kept_until_something_changes(street: Street, now: datetime) -> None:
    node = street.cast.node.pk
    first = queries.board(node)
    assert queries.board(node) is first
    members.describe(street.groomer.business, Profile(name="Knolls Groom", trades=["pet_groomer"]), by=None, at=now)
    assert queries.board(node) is not first
    assert queries.board(node).neighbors[street.groomer.pk].name == "Knolls Groom"


def test_guests_strangers_and_those_who_left_are_no_neighbors(street: Street, now: datetime) -> None:
    members.leave(street.groomer, by=street.cast.steward, at=now)
    here = queries.board(street.cast.node.pk).neighbors
    assert {street.cast.guest.pk, street.cast.outsider.pk, street.groomer.pk} & set(here) == set()


TEN = ["veterinarian", "dog_trainer", "pet_groomer", "pet_store", "bakery", "florist", "caterer", "dentist", "plumber", "bookkeeper"]
ODD = {
    "no trade": Profile(name="Odd One"),
    "ten trades": Profile(name="Odd One", trades=TEN),
    "no ZIP": Profile(name="Odd One", trades=["pet_groomer"]),
    "abroad": Profile(name="Odd One", trades=["pet_groomer"], zip="SW1A 1AA", city="London"),
    "a name twice": Profile(name="Bluff Park Vet", trades=["pet_groomer"], zip="90807"),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_businesses_harm_nobody(street: Street, now: datetime, as_person: SignIn, odd: str) -> None:
    member = members.list_business(street.cast.node, ODD[odd], by=None, at=now)
    members.join(member, person=street.cast.steward, at=now)
    browser = as_person(street.cast.steward)
    assert browser.get(reverse("partners:list", args=["bixby"])).status_code == 200
    assert browser.get(reverse("partners:pair", args=["bixby", street.cast.vet.pk])).status_code == 200
    assert as_person(street.cast.ortiz).get(reverse("partners:pair", args=["bixby", member.pk])).status_code == 200
    # who names ten trades fits with nobody well enough to be worth an hour
    assert (member.pk in {fit.neighbor.pk for fit in fits(street.cast.vet)}) is (odd not in ("no trade", "ten trades"))


def test_a_made_up_trade_is_left_out_of_account(street: Street) -> None:
    BusinessTrade.objects.filter(business=street.groomer.business_id).update(slug="unicorn_breeder")
    assert street.groomer.pk not in {fit.neighbor.pk for fit in fits(street.cast.vet)}


def test_another_language_is_told_from_the_same_occasion(street: Street) -> None:
    with override("es"):
        fit = fits(street.cast.vet)[0]
    assert fit.reasons[0].startswith("Los dos atienden a familias con un perro nuevo: ")
    assert "vacunas y primera revisión del cachorro (semanas 1 a 8)" in fit.reasons[0]
    assert fit.moment.startswith("Piensa en ellos para ")


def test_rivals_stand_apart(street: Street, as_person: SignIn) -> None:
    page = as_person(street.cast.maya).get(reverse("partners:list", args=["bixby"]))
    assert [one.pk for one in page.context["rivals"]] == [street.cast.rival.pk]
    assert street.cast.rival.pk not in {fit.neighbor.pk for fit in page.context["fits"]}


def test_a_member_without_a_trade_is_asked_for_it(street: Street, now: datetime, as_person: SignIn) -> None:
    members.describe(street.cast.vet.business, Profile(name="Bluff Park Vet"), by=None, at=now)
    page = as_person(street.cast.ortiz).get(reverse("partners:list", args=["bixby"])).content.decode()
    assert "What is your trade?" in page


@pytest.mark.parametrize(
    ("said", "helps"),
    [({"services": "soups"}, True), ({"asked_for": "tables"}, True), ({"services": "soups", "asked_for": "tables"}, False)],
)
def test_whom_nobody_fits_reads_what_would_help_and_has_a_coffee_all_the_same(
    street: Street, now: datetime, as_person: SignIn, said: dict[str, str], helps: bool
) -> None:
    person = Person.objects.create_user("dora@example.com", name="Dora")
    member = seat(street.cast.node, "Dora's Dumplings", "fast_food", person, **said)
    answer = as_person(person).get(reverse("partners:list", args=["bixby"]))
    page = answer.content.decode()
    assert answer.context["fits"] == []
    assert ("Two lines help most" in page) is helps
    assert (reverse("members:edit", args=["bixby", member.pk]) + "#id_services" in page) is helps
    assert len(answer.context["next"]) > 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        groomer = listed(cast.node, f"Groom {number}", "pet_groomer")
        members.join(groomer, person=cast.steward, at=groomer.listed_at)
    browser = as_person(cast.ortiz)
    with django_assert_num_queries(9):
        browser.get(reverse("partners:list", args=["bixby"]))


def test_of_strangers_a_page_names_two_of_a_trade_and_all_whom_she_knows(street: Street, now: datetime) -> None:
    groomers = [seat(street.cast.node, f"Groomer {number}", "pet_groomer", street.cast.steward) for number in range(4)]
    everybody = [street.groomer, *groomers]
    shown = {fit.neighbor.pk for fit in fits(street.cast.vet)} & {one.pk for one in everybody}
    assert len(shown) == queries.ALIKE == 2
    for other in everybody:
        referral = referrals.give(street.cast.vet, other, need="a bath", by=None, at=now)
        referrals.say_yes(referral, choice="will_call", at=now)
    assert {one.pk for one in everybody} < {fit.neighbor.pk for fit in fits(street.cast.vet)}


def test_which_two_of_a_trade_is_drawn_by_lot_and_the_same_each_time(street: Street) -> None:
    groomers = [seat(street.cast.node, f"Groomer {number}", "pet_groomer", street.cast.steward) for number in range(6)]
    members = [street.cast.vet, street.cast.trainer, street.walker]
    alike = {one.pk for one in (street.groomer, *groomers)}
    shown = [{fit.neighbor.pk for fit in fits(member)} & alike for member in members]
    assert [len(those) for those in shown] == [2, 2, 2]
    assert len(set().union(*shown)) > 2
    assert shown == [{fit.neighbor.pk for fit in fits(member)} & alike for member in members]


def test_what_does_not_read_true_is_not_shown(street: Street) -> None:
    here = queries.board(street.cast.node.pk)
    weak = [other for other, strength in here.fits(street.cast.vet.pk).items() if strength < queries.LEAST]
    shown = {fit.neighbor.pk for fit in fits(street.cast.vet)}
    assert street.lawyer.pk in weak
    assert shown.isdisjoint(weak)
    assert all(fit.strength >= queries.LEAST for fit in fits(street.cast.vet))


def test_nobody_in_her_main_trade_is_shown_as_one_who_fits(street: Street, now: datetime) -> None:
    rival = seat(street.cast.node, "Spa & Vet", "veterinarian", street.cast.steward)
    BusinessTrade.objects.create(business=rival.business, slug="pet_boarding", rank=1)
    assert rival.pk not in {fit.neighbor.pk for fit in fits(street.cast.vet)}
    assert rival.pk not in queries.candidates(queries.board(street.cast.node.pk), street.cast.vet.pk, "complementor", at=now)
    assert rival.pk in {one.pk for one in queries.rivals(queries.board(street.cast.node.pk), street.cast.vet.pk)}
