"""The steward's desk: the group is started, figures are right, what was done can be undone, and somebody always looks after it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from betterpie.journal.facts import Tells
from betterpie.journal.models import Entry
from betterpie.members import actions, panels, queries
from betterpie.members.actions import Refused
from betterpie.members.models import Business, Invitation, Member, Node, NodeLink, Steward
from betterpie.members.queries import Figures
from betterpie.people.models import Person
from tests.conftest import NOW, Cast, SignIn, listed, seat

GROUP = {
    "name": "Los Cerritos",
    "slug": "",
    "blurb": "Neighbors",
    "area_codes": "562; 310 562",
    "zips": "90807 90808",
    "rules": "We call back.\r\nWe tell.",
    "time_zone": "America/Los_Angeles",
    "language": "es",
    "is_listed": "on",
}


def test_whoever_starts_a_group_is_its_steward_at_once(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.maya)
    assert "We are neighbors first." in client.get("/start/").content.decode()
    answer = client.post("/start/", GROUP)
    assert answer["Location"] == "/los-cerritos/steward/"
    node = Node.objects.get(slug="los-cerritos")
    assert (node.area_codes, node.zips, node.rules, node.language) == (["562", "310"], ["90807", "90808"], "We call back.\nWe tell.", "es")
    assert list(Steward.objects.filter(node=node).values_list("person", flat=True)) == [cast.maya.pk]
    assert client.get("/los-cerritos/steward/").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("slug", "bixby", "This address is taken."),
        ("slug", "account", "This address is taken."),
        ("slug", "Bad Address", "Use small letters"),
        ("name", "Bixby", "This address is taken."),
        ("name", "???", "Use small letters"),
        ("name", "", "This field is required."),
        ("area_codes", "5621", "should have 3 digits"),
        ("zips", "9080x", "should have 5 digits"),
        ("time_zone", "Mars/Olympus", "There is no such time zone."),
    ],
)
def test_a_group_that_cannot_be_is_refused_in_a_sentence(field: str, typed: str, sentence: str, cast: Cast, as_person: SignIn) -> None:
    answer = as_person(cast.maya).post("/start/", GROUP | {field: typed})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "We call back.\n" in page.replace("\r", "")) == (422, True, True), page
    assert Node.objects.count() == 2


def test_the_figures_count_what_they_say(cast: Cast) -> None:
    Business.objects.filter(pk=cast.guest.business_id).update(email="cheese@example.com")
    other = listed(cast.node, "Listed", "florist", email="florist@example.com")
    actions.invite(other, email="florist@example.com", by=cast.steward, at=NOW)
    Person.objects.filter(pk=cast.ortiz.pk).update(last_login=NOW)
    actions.leave(cast.rival, by=cast.sam, at=NOW)
    Member.objects.filter(pk=cast.vet.pk).update(joined_at=NOW - timedelta(days=100))
    assert queries.figures(cast.node, at=NOW) == Figures(members=2, guests=2, joined=1, asked=1, reachable=1, asleep=1)


def test_a_quarter_begins_at_midnight_of_the_place() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    assert queries.quarter_of(datetime(2026, 7, 1, 6, 59, tzinfo=ZoneInfo("UTC")), zone) == datetime(2026, 4, 1, tzinfo=zone)
    assert queries.quarter_of(datetime(2026, 7, 1, 7, 0, tzinfo=ZoneInfo("UTC")), zone) == datetime(2026, 7, 1, tzinfo=zone)


def test_all_guests_with_an_address_are_asked_once_and_chains_are_left_out(cast: Cast, as_person: SignIn) -> None:
    for name, email, is_chain in (
        ("A", "a@example.com", False),
        ("B", "a@example.com", False),
        ("C", "c@example.com", True),
        ("D", "", False),
    ):
        member = listed(cast.node, name, "florist", email=email)
        Business.objects.filter(pk=member.business_id).update(is_chain=is_chain)
    client = as_person(cast.steward)
    assert "Invite 2 owners by mail?" in client.get("/bixby/steward/invitations/all/").content.decode()
    client.post("/bixby/steward/invitations/all/")
    assert [invitation.email for invitation in Invitation.objects.all()] == ["a@example.com"]
    assert Invitation.objects.get().member.business.name == "A"


def test_a_guest_is_taken_off_the_list_after_being_asked_for(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.steward)
    actions.invite(cast.guest, email="cheese@example.com", by=cast.steward, at=NOW)
    url = f"/bixby/members/{cast.guest.pk}/departure/"
    assert "Take Knolls Cheese off the list?" in client.get(url).content.decode()
    assert client.post(url)["Location"] == "/bixby/steward/guests/"
    assert (Invitation.objects.get().state, client.get(f"/bixby/members/{cast.guest.pk}/").status_code) == ("withdrawn", 404)


def test_a_business_added_by_hand_that_is_known_elsewhere_is_proposed_and_never_merged(cast: Cast, as_person: SignIn) -> None:
    typed = {"name": "Shore Dogs", "trade": "Dog trainer", "phone": "", "zip": "90803"}
    client = as_person(cast.steward)
    page = client.post("/bixby/members/new/", typed).content.decode()
    assert "Is it the same?" in page
    assert Member.objects.filter(node=cast.node, business__name="Shore Dogs").count() == 0
    client.post("/bixby/members/new/", typed | {"known": str(cast.outsider.business_id)})
    assert Member.objects.get(node=cast.node, business__name="Shore Dogs").business == cast.outsider.business
    client.post("/bixby/members/new/", typed | {"known": "new"})
    assert Business.objects.filter(name="Shore Dogs").count() == 2


def test_changed_rules_are_accepted_again_at_the_door(cast: Cast, as_person: SignIn) -> None:
    as_person(cast.steward).post("/bixby/steward/rules/", {"rules": "We call back within a day."})
    client = as_person(cast.ortiz)
    assert client.get("/bixby/members/")["Location"] == "/bixby/rules/"
    page = client.get("/bixby/rules/").content.decode()
    assert "We call back within a day." in page
    assert client.get("/bixby/members/").status_code == 302
    client.post("/bixby/rules/")
    assert client.get("/bixby/members/").status_code == 200
    as_person(cast.steward).post("/bixby/steward/rules/", {"rules": "We call back within a day."})
    assert client.get("/bixby/members/").status_code == 200
    assert [entry.kind for entry in Entry.objects.filter(kind="members.RulesChanged")] == ["members.RulesChanged"]


def test_a_steward_names_another_who_hears_of_it_and_the_last_one_stays(cast: Cast, as_person: SignIn) -> None:
    with pytest.raises(Refused, match="A group needs a steward"):
        actions.dismiss_steward(Steward.objects.get(node=cast.node), by=cast.steward, at=NOW)
    client = as_person(cast.steward)
    client.post("/bixby/steward/stewards/", {"email": "New.Steward@example.com"})
    new = Person.objects.get(email="new.steward@example.com")
    assert as_person(new).get("/bixby/steward/").status_code == 200
    entry = Entry.objects.get(kind="members.StewardNamed")
    (written,) = panels.WRITERS[entry.kind](entry, entry.fact, Tells())
    assert (written.email, written.message.subject) == ("new.steward@example.com", "You are a steward of Bixby Knolls")

    own = Steward.objects.get(node=cast.node, person=cast.steward)
    assert client.post(f"/bixby/steward/stewards/{own.pk}/end/")["Location"] == "/"
    assert client.get("/bixby/steward/").status_code == 404


def test_two_groups_are_linked_when_both_stewards_said_so_and_part_when_one_does(cast: Cast, as_person: SignIn) -> None:
    here, there = as_person(cast.steward), as_person(cast.stranger)
    here.post("/bixby/steward/neighbors/", {"slug": "belmont"})
    link = NodeLink.objects.get()
    assert here.post(f"/bixby/steward/neighbors/{link.pk}/agreement/").status_code == 404
    assert queries.linked_nodes(cast.node) == []
    there.post(f"/belmont/steward/neighbors/{link.pk}/agreement/")
    assert queries.linked_nodes(cast.node) == [cast.other_node]
    assert "Part from Bixby Knolls?" in there.get(f"/belmont/steward/neighbors/{link.pk}/end/").content.decode()
    there.post(f"/belmont/steward/neighbors/{link.pk}/end/")
    assert (queries.linked_nodes(cast.node), Entry.objects.filter(kind="members.NodesParted").count()) == ([], 2)


@pytest.mark.parametrize(("slug", "sentence"), [("bixby", "linked with itself"), ("nowhere", "There is no group at that address")])
def test_a_link_that_cannot_be_is_refused(slug: str, sentence: str, cast: Cast, as_person: SignIn) -> None:
    answer = as_person(cast.steward).post("/bixby/steward/neighbors/", {"slug": slug})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_steward_changes_the_kind_of_membership_but_never_to_guest(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.steward)
    client.post(f"/bixby/members/{cast.vet.pk}/tier/", {"tier": "networking"})
    client.post(f"/bixby/members/{cast.vet.pk}/tier/", {"tier": "guest"})
    client.post(f"/bixby/members/{cast.guest.pk}/tier/", {"tier": "full"})
    assert [Member.objects.get(pk=member.pk).tier for member in (cast.vet, cast.guest)] == ["networking", "guest"]
    assert client.post(f"/bixby/members/{cast.vet.pk}/tier/", {"tier": "king"}).status_code == 404


def test_settings_are_changed_and_wrong_ones_said(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.steward)
    good = {"name": "Knolls", "zips": "90807", "time_zone": "America/Denver", "language": "en"}
    assert client.post("/bixby/steward/settings/", good | {"zips": "9"}).status_code == 422
    assert client.post("/bixby/steward/settings/", good).status_code == 302
    cast.node.refresh_from_db()
    assert (cast.node.name, cast.node.zips, cast.node.time_zone, cast.node.is_listed) == ("Knolls", ["90807"], "America/Denver", False)


def test_the_poster_carries_the_way_in(cast: Cast, as_person: SignIn) -> None:
    page = as_person(cast.steward).get("/bixby/steward/poster/").content.decode()
    assert f"/join/{cast.node.join_code}/" in page
    assert "<svg" in page
    assert 'class="qr"' in page


@pytest.mark.parametrize(
    ("page", "asked"),
    [("steward/", 11), ("steward/guests/", 7), ("steward/invitations/", 6), ("steward/stewards/", 5), ("steward/neighbors/", 5)],
)
def test_a_stewards_page_asks_the_same_questions_however_long_its_lists(page: str, asked: int, cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.steward)
    for number in range(3):
        member = listed(cast.node, f"Shop {number}", "florist", email=f"shop{number}@example.com")
        actions.invite(member, email=f"shop{number}@example.com", by=cast.steward, at=NOW)
        newcomer = Person.objects.create_user(f"new{number}@example.com")
        actions.claim_seat(member, person=newcomer, at=NOW)
        seat(cast.node, f"Asleep {number}", "florist", newcomer)
        actions.name_steward(cast.node, email=f"steward{number}@example.com", by=cast.steward, at=NOW)
        other = actions.start_node(f"Group {number}", by=cast.stranger, at=NOW)
        actions.ask_link(cast.node, other, at=NOW)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(f"/bixby/{page}").status_code == 200
        assert len(counted) == asked, "\n".join(each["sql"][:150] for each in counted)


def test_only_those_whom_the_host_named_start_a_group(cast: Cast, as_person: SignIn, settings: Settings) -> None:
    settings.FOUNDERS = ["stella@example.com"]
    typed = {"name": "Signal Hill", "time_zone": "America/Los_Angeles", "language": "en", "currency": "USD"}
    maya, stella = as_person(cast.maya), as_person(cast.steward)
    for answer in (maya.get("/start/"), maya.post("/start/", typed)):
        assert (answer.status_code, "Groups are started by your host here" in answer.content.decode()) == (403, True)
    assert (stella.get("/start/").status_code, Node.objects.filter(slug="signal-hill").count()) == (200, 0)
    assert stella.post("/start/", typed)["Location"] == "/signal-hill/steward/"
    assert "Start a group" not in as_person(None).get("/").content.decode()
    newcomer = as_person(Person.objects.create_user("new@example.com"))
    assert "/start/" not in newcomer.get("/").content.decode()
    settings.FOUNDERS = []
    assert "/start/" in newcomer.get("/").content.decode()
    assert "Start a group" in as_person(None).get("/").content.decode()
