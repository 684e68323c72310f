"""Coming by the poster: one's shop is on the list, is known from elsewhere, or is new."""

import pytest
from django.test import Client

from betterpie.journal.facts import Tells
from betterpie.journal.models import Entry
from betterpie.members import actions, panels, queries
from betterpie.members.actions import Refused
from betterpie.members.models import Business, Claim, Member, Staff
from betterpie.people.models import Person
from tests.conftest import NOW, Cast, SignIn

SHOP = {"name": "Brick and Bloom", "trade": "Florist", "phone": "562 555 0177", "zip": "90807"}


@pytest.fixture
def rosa(db: None) -> Person:
    """Somebody whom nobody knows yet."""
    return Person.objects.create_user("rosa@example.com", "Rosa Brie")


def test_anybody_finds_her_shop_on_the_list_and_says_that_it_is_hers(cast: Cast, rosa: Person, client: Client, as_person: SignIn) -> None:
    join = f"/join/{cast.node.join_code}/"
    assert "this is mine" in client.get(join, {"q": "cheese"}).content.decode()
    shop = f"{join}{cast.guest.pk}/"
    assert client.post(shop)["Location"] == f"/account/signup/?next={shop}"
    assert Claim.objects.count() == 0

    hers = as_person(rosa)
    assert hers.get(shop).status_code == 200
    hers.post(shop, {"note": "I own it."})
    claim = Claim.objects.get()
    assert (claim.member, claim.person, claim.state, claim.note) == (cast.guest, rosa, "open", "I own it.")
    assert Member.objects.get(pk=cast.guest.pk).is_guest
    assert "waits for a steward" in hers.get(join).content.decode()


def test_the_stewards_hear_of_it_and_her_yes_seats_the_one_who_asked(cast: Cast, rosa: Person, as_person: SignIn) -> None:
    claim = actions.claim_seat(cast.guest, person=rosa, note="I own it.", at=NOW)
    assert claim is not None
    entry = Entry.objects.get(kind="members.SeatClaimed")
    (written,) = panels.WRITERS[entry.kind](entry, entry.fact, Tells())
    assert (written.email, written.message.subject) == ("stella@example.com", "Rosa Brie would like to join with Knolls Cheese")

    steward = as_person(cast.steward)
    assert "I own it." in steward.get("/bixby/steward/").content.decode()
    steward.post(f"/bixby/steward/claims/{claim.pk}/answer/", {"answer": "yes"})
    claim.refresh_from_db()
    assert (claim.state, Member.objects.get(pk=cast.guest.pk).tier) == ("granted", "full")
    assert as_person(rosa).get("/bixby/members/").status_code == 200
    assert steward.post(f"/bixby/steward/claims/{claim.pk}/answer/", {"answer": "yes"}).status_code == 404


def test_a_no_is_told_kindly_and_seats_nobody(cast: Cast, rosa: Person, as_person: SignIn) -> None:
    claim = actions.claim_seat(cast.guest, person=rosa, at=NOW)
    assert claim is not None
    as_person(cast.steward).post(f"/bixby/steward/claims/{claim.pk}/answer/", {"answer": "no"})
    entry = Entry.objects.get(kind="members.ClaimRefused")
    (written,) = panels.WRITERS[entry.kind](entry, entry.fact, Tells())
    assert (written.email, Member.objects.get(pk=cast.guest.pk).tier) == ("rosa@example.com", "guest")


def test_a_member_cannot_answer_a_claim_nor_a_steward_of_another_node(cast: Cast, rosa: Person, as_person: SignIn) -> None:
    claim = actions.claim_seat(cast.guest, person=rosa, at=NOW)
    assert claim is not None
    for person in (cast.ortiz, cast.stranger, rosa):
        assert as_person(person).post(f"/bixby/steward/claims/{claim.pk}/answer/", {"answer": "yes"}).status_code == 404
    assert as_person(cast.stranger).post(f"/belmont/steward/claims/{claim.pk}/answer/", {"answer": "yes"}).status_code == 404
    claim.refresh_from_db()
    assert claim.state == "open"


def test_who_signs_in_with_the_address_on_the_list_is_in_at_once(cast: Cast, rosa: Person, as_person: SignIn) -> None:
    Business.objects.filter(seats=cast.guest).update(email="Rosa@Example.com")
    answer = as_person(rosa).post(f"/join/{cast.node.join_code}/{cast.guest.pk}/", {"note": ""})
    assert (answer["Location"], Member.objects.get(pk=cast.guest.pk).tier, Claim.objects.count()) == ("/bixby/", "full", 0)


def test_a_seat_that_is_taken_cannot_be_claimed(cast: Cast, rosa: Person) -> None:
    with pytest.raises(Refused, match="has joined already"):
        actions.claim_seat(cast.vet, person=rosa, at=NOW)


def test_a_new_shop_is_listed_only_when_a_steward_says_yes(cast: Cast, rosa: Person, as_person: SignIn) -> None:
    before = Business.objects.count()
    answer = as_person(rosa).post(f"/join/{cast.node.join_code}/new/", SHOP | {"note": "Since 2011."})
    assert answer.status_code == 302
    assert Business.objects.count() == before
    claim = Claim.objects.get()
    assert claim.business_name == "Brick and Bloom"
    member = actions.grant(claim, by=cast.steward, at=NOW)
    assert (member.business.name, member.business.phone, member.business.trade_slugs, member.tier) == (
        "Brick and Bloom",
        "+15625550177",
        ["florist"],
        "full",
    )
    assert Staff.objects.get(business=member.business).person == rosa


def test_a_new_shop_that_is_known_by_its_phone_is_proposed_and_never_merged(cast: Cast, rosa: Person, as_person: SignIn) -> None:
    client, url = as_person(rosa), f"/join/{cast.other_node.join_code}/new/"
    twin = SHOP | {"name": "The Bluff Vet", "phone": "(562) 555-0100", "note": ""}
    page = client.post(url, twin).content.decode()
    assert "Is it the same?" in page
    assert "Bluff Park Vet" in page
    assert 'value="The Bluff Vet"' in page
    assert Claim.objects.count() == 0
    client.post(url, twin | {"known": str(cast.vet.business_id)})
    assert Claim.objects.get().business == cast.vet.business
    client.post(url, twin | {"known": "new"})
    assert Claim.objects.latest("pk").profile["name"] == "The Bluff Vet"


def test_one_business_joins_a_second_group_without_writing_anything_twice(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.ortiz)
    join = f"/join/{cast.other_node.join_code}/"
    assert "Join with it" in client.get(join).content.decode()
    client.post(f"{join}business/{cast.vet.business_id}/")
    claim = Claim.objects.get()
    member = actions.grant(claim, by=cast.stranger, at=NOW)
    assert (member.node, member.business, member.tier) == (cast.other_node, cast.vet.business, "full")
    assert [node.slug for node, _steward in queries.seats_of(cast.ortiz)] == ["belmont", "bixby"]
    assert client.post(f"{join}business/{cast.trainer.business_id}/").status_code == 404


def test_a_business_put_on_another_groups_list_opens_no_door_before_it_joined(cast: Cast, as_person: SignIn) -> None:
    actions.seat_business(cast.other_node, cast.vet.business, by=cast.stranger, at=NOW)
    assert as_person(cast.ortiz).get("/belmont/members/").status_code == 404


def test_an_unknown_code_leads_nowhere_and_a_get_of_a_deed_to_its_page(cast: Cast, rosa: Person, as_person: SignIn) -> None:
    client = as_person(rosa)
    assert client.get("/join/nosuchcode/").status_code == 404
    reloaded = client.get(f"/join/{cast.node.join_code}/business/{cast.vet.business_id}/")
    assert (reloaded.status_code, reloaded.headers["Location"]) == (302, f"/join/{cast.node.join_code}/")
    assert client.get(f"/join/{cast.node.join_code}/{cast.outsider.pk}/").status_code == 404


def test_a_new_code_makes_the_old_poster_lead_nowhere(cast: Cast, client: Client, as_person: SignIn) -> None:
    old = cast.node.join_code
    as_person(cast.steward).post("/bixby/steward/poster/code/")
    cast.node.refresh_from_db()
    assert client.get(f"/join/{old}/").status_code == 404
    assert client.get(f"/join/{cast.node.join_code}/").status_code == 200
