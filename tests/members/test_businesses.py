"""A business's page and what is written about it: read by neighbors, edited by its own, kept as typed when something is wrong."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from betterpie.journal.models import Entry
from betterpie.members import actions, panels
from betterpie.members.actions import Profile, Refused
from betterpie.members.forms import ProfileForm
from betterpie.members.models import Business, Member, Word
from betterpie.members.queries import Seat
from tests.conftest import NOW, Cast, SignIn, seat

FILLED = {
    "name": "Maya's Better Dogs",
    "trade": "dog trainer",
    "trade_2": "Pet groomer",
    "blurb": "Puppies and rescue dogs.",
    "services": "puppy classes",
    "asked_for": "grooming at home",
    "phone": "(562) 555-0142",
    "email": "maya@gooddogs.example",
    "web": "gooddogs.example/puppies",
    "street": "4105 Atlantic Ave",
    "city": "Long Beach",
    "zip": "90807",
    "price_level": "2",
    "legal_name": "Good Dogs LLC",
    "answer_hours": "6",
    "hours_mon_from": "09:00",
    "hours_mon_to": "12:30",
    "hours_mon_again": "13:30",
    "hours_mon_until": "18:00",
    "hours_like": "on",
    "hours_sat_from": "10:00",
    "hours_sat_to": "14:00",
}


def test_what_is_written_is_kept_whole_and_found_by_its_words(cast: Cast, as_person: SignIn) -> None:
    answer = as_person(cast.maya).post(f"/bixby/members/{cast.trainer.pk}/edit/", FILLED)
    assert answer.status_code == 302, answer.content.decode()
    member = Member.objects.select_related("business").get(pk=cast.trainer.pk)
    business = member.business
    split = [["09:00", "12:30"], ["13:30", "18:00"]]
    assert business.hours == dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), split) | {"sat": [["10:00", "14:00"]]}
    assert (business.name, business.trade_slugs, business.phone, business.web) == (
        "Maya's Better Dogs",
        ["dog_trainer", "pet_groomer"],
        "+15625550142",
        "https://gooddogs.example/puppies",
    )
    assert (business.price_level, business.legal_name, member.answer_hours, member.sort_name) == (
        2,
        "Good Dogs LLC",
        6,
        "maya's better dogs",
    )
    assert Word.objects.filter(member=member, word="groomer").exists()
    assert not Word.objects.filter(member=member, word="rescue").exists()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "This field is required."),
        ("trade", "dog whisperer zzz", "Did you mean"),
        ("trade", "qqqq", "Please choose the trade that comes nearest."),
        ("trade_2", "xyzzy", "Please choose the trade that comes nearest."),
        ("phone", "call me", "That doesn&#x27;t look like a phone number."),
        ("phone", "12", "too short or too long"),
        ("phone", "555 0142", "The area code is missing. Try it like (201) 555-0123."),
        ("phone", "000 000 0000", "No number begins like that here."),
        ("web", "not a page", "Try it like example.com."),
        ("web", "javascript:alert(1)", "Try it like example.com."),
        ("web", "ftp://example.com", "Try it like example.com."),
        ("zip", "9080", "five digits"),
        ("email", "maya at home", "Enter a valid email address."),
        ("answer_hours", "0", "greater than or equal to 1"),
        ("answer_hours", "81", "less than or equal to 80"),
        ("price_level", "9", "Select a valid choice"),
        ("hours_sat_to", "", "Saturday: please write both"),
        ("hours_sat_to", "09:00", "Saturday: it should close after it opens"),
        ("hours_mon_again", "11:00", "Monday: it should close after it opens"),
        ("hours_mon_from", "nine", "Monday: it should close after it opens"),
        ("name", "x" * 121, "at most 120"),
        ("services", "null\0byte", "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_nothing_typed_is_lost(
    field: str, typed: str, sentence: str, cast: Cast, as_person: SignIn
) -> None:
    answer = as_person(cast.maya).post(f"/bixby/members/{cast.trainer.pk}/edit/", FILLED | {field: typed})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True), page
    kept = {
        "services": "puppy classes</textarea>",
        "street": 'value="4105 Atlantic Ave"',
        "hours": 'value="18:00"',
        "trade": 'value="dog trainer"',
    }
    for words in (words for name, words in kept.items() if name != field):
        assert words in page
    assert Business.objects.get(pk=cast.trainer.business_id).name == "Maya's Good Dogs"


def test_a_form_that_is_saved_unchanged_changes_nothing(cast: Cast, as_person: SignIn) -> None:
    form = ProfileForm.of(Member.objects.select_related("business").get(pk=cast.trainer.pk))
    before = Business.objects.values().get(pk=cast.trainer.business_id)
    typed: dict[str, Any] = {name: form[name].value() for name in form.fields if name != "hours" and form[name].value() is not None}
    for day, stretches in before["hours"].items():
        typed |= {f"hours_{day}_from": stretches[0][0], f"hours_{day}_to": stretches[0][1]}
    answer = as_person(cast.maya).post(f"/bixby/members/{cast.trainer.pk}/edit/", typed)
    assert answer.status_code == 302, answer.content.decode()
    assert Business.objects.values().get(pk=cast.trainer.business_id) == before


def test_a_steward_edits_a_listed_business_but_not_a_joined_one(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.steward)
    assert client.get(f"/bixby/members/{cast.trainer.pk}/edit/").status_code == 404
    Business.objects.filter(pk=cast.guest.business_id).update(is_chain=True)
    typed = {name: value for name, value in FILLED.items() if name != "answer_hours"}
    assert client.post(f"/bixby/members/{cast.guest.pk}/edit/", typed).status_code == 302
    business = Business.objects.get(pk=cast.guest.business_id)
    assert (business.name, business.is_chain) == ("Maya's Better Dogs", True)


def test_the_page_says_who_they_are_and_how_to_reach_them(cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: NOW)
    page = as_person(cast.ortiz).get(f"/bixby/members/{cast.trainer.pk}/").content.decode()
    for said in (
        "Maya&#x27;s Good Dogs",
        "Dog trainer",
        "member since March 2026",
        "puppy classes, rescue dogs, evenings",
        "Open now until 5 pm",
        'href="tel:+15625550100"',
        "within 4 opening hours",
        "Maya Good",
        f"/bixby/referrals/new/?to={cast.trainer.pk}",
    ):
        assert said in page
    assert f"/bixby/members/{cast.trainer.pk}/edit/" not in page

    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: NOW + timedelta(hours=10))
    page = as_person(cast.maya).get(f"/bixby/members/{cast.trainer.pk}/").content.decode()
    assert "Closed now, opens tomorrow at 9 am" in page
    assert f"/bixby/members/{cast.trainer.pk}/edit/" in page
    assert "referrals/new/?to=" not in page


def test_other_rooms_show_their_panels_on_the_page(cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def panel(seat: Seat, member: Member) -> str:
        return f"{seat.person.first_name} looks at {member.pk} <b>"

    monkeypatch.setattr(panels, "BUSINESS_PANELS", [panel])
    page = as_person(cast.ortiz).get(f"/bixby/members/{cast.trainer.pk}/").content.decode()
    assert f"Ana looks at {cast.trainer.pk} &lt;b&gt;" in page


def test_a_business_page_asks_the_same_questions_however_many_work_there(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.ortiz)
    for person in (cast.sam, cast.steward, cast.stranger):
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/bixby/members/{cast.trainer.pk}/")
        assert len(counted) == 8, "\n".join(each["sql"] for each in counted)
        actions.take_on(cast.trainer, person=person, at=NOW)


def test_the_people_page_asks_the_same_questions_however_many_work_there(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.maya)
    for person in (cast.sam, cast.steward, cast.stranger):
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/bixby/members/{cast.trainer.pk}/people/")
        assert len(counted) == 7, "\n".join(each["sql"] for each in counted)
        actions.take_on(cast.trainer, person=person, at=NOW)
        actions.invite_helper(cast.trainer, email=f"helper{person.pk}@example.com", by=cast.maya, at=NOW)


def test_somebody_with_two_businesses_chooses_for_which_she_acts(cast: Cast, as_person: SignIn) -> None:
    boarding = seat(cast.node, "Ortiz Boarding", "pet_boarding", cast.ortiz)
    client = as_person(cast.ortiz)
    assert client.get("/bixby/members/").context["seat"].member == cast.vet
    assert "Act for this business" in client.get(f"/bixby/members/{boarding.pk}/").content.decode()
    client.post("/bixby/seat/", {"member": boarding.pk})
    assert client.get("/bixby/members/").context["seat"].member == boarding
    client.post("/bixby/seat/", {"member": cast.trainer.pk})
    assert client.get("/bixby/members/").context["seat"].member == boarding


def test_a_member_leaves_after_being_asked_and_may_be_listed_again(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.sam)
    url = f"/bixby/members/{cast.rival.pk}/departure/"
    assert "Leave Bixby Knolls?" in client.get(url).content.decode()
    assert Member.objects.get(pk=cast.rival.pk).left_at is None
    assert client.post(url)["Location"] == "/"
    assert client.get("/bixby/members/").status_code == 404
    again = actions.seat_business(cast.node, cast.rival.business, by=cast.steward, at=NOW)
    assert (again.pk, again.tier, again.left_at, again.joined_at) == (cast.rival.pk, "guest", None, None)
    assert client.get("/bixby/members/").status_code == 404


def test_a_second_seat_in_a_group_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="Bluff Park Vet is on the list already"):
        actions.seat_business(cast.node, cast.vet.business, by=None, at=NOW)


def test_an_unknown_trade_is_refused_and_nothing_is_listed(cast: Cast) -> None:
    with pytest.raises(Refused, match="There is no trade called juggler"):
        actions.list_business(cast.node, Profile(name="Joe", trades=["juggler"]), by=None, at=NOW)
    assert not Business.objects.filter(name="Joe").exists()


def changes(member: Member) -> list[tuple[int | None, str]]:
    """Who changed what is written about `member`, and which parts of it."""
    return [(entry.by, entry.data["what"]) for entry in Entry.objects.filter(kind="members.BusinessChanged", mentions__member=member.pk)]


def test_a_changed_business_says_which_parts_and_nothing_of_what_it_says(cast: Cast, as_person: SignIn) -> None:
    edit = f"/bixby/members/{cast.trainer.pk}/edit/"
    for _twice in range(2):
        as_person(cast.maya).post(edit, FILLED)
    assert changes(cast.trainer) == [(cast.maya.pk, "name-trades-words-price-hours-reach")]
    as_person(cast.maya).post(edit, FILLED | {"hours_sat_to": "13:00"})
    assert changes(cast.trainer)[1:] == [(cast.maya.pk, "hours")]
    assert not any(word in str(entry.data) for entry in Entry.objects.all() for word in ("Better Dogs", "5550142"))
    assert "Maya&#x27;s Better Dogs changed what is written about it." in as_person(cast.steward).get("/bixby/story/").content.decode()


def test_a_change_is_told_wherever_the_business_has_a_seat(cast: Cast) -> None:
    elsewhere = actions.seat_business(cast.other_node, cast.vet.business, by=cast.stranger, at=NOW)
    actions.leave(elsewhere, by=cast.stranger, at=NOW)
    actions.describe(
        cast.vet.business, Profile(name="Bluff Park Vet", trades=["veterinarian"], phone="+15625550199"), by=cast.ortiz, at=NOW
    )
    assert (changes(cast.vet), changes(elsewhere)) == ([(cast.ortiz.pk, "hours-reach")], [])
