"""One's own page: name, language, address, sessions, what is known, and goodbye."""

import re
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from betterpie.journal.models import Entry
from betterpie.members.models import Staff, Steward
from betterpie.notices import actions as notices
from betterpie.notices.models import Letter, Wish
from betterpie.people import actions
from betterpie.people.devices import device
from betterpie.people.models import Person
from betterpie.ui.messages import Message
from tests.conftest import Cast, SignIn
from tests.people.test_signing_in import ask, code, who

PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def nobody_tried_yet(db: None) -> None:
    """The counters of the rate limits start at nothing."""
    cache.clear()


def enter(email: str, agent: str = "") -> Client:
    """A browser in which she signed in with a code."""
    client = Client(headers={"user-agent": agent} if agent else {})
    ask(client, email)
    client.post("/account/login/code/", {"code": code()})
    return client


def test_name_and_language_are_kept_and_spoken(cast: Cast, as_person: SignIn) -> None:
    maya = as_person(cast.maya)
    answer = maya.post("/people/me/", {"name": "  Maya   Bueno ", "language": "es"})
    assert (answer.status_code, answer.cookies["django_language"].value) == (302, "es")
    person = Person.objects.get(pk=cast.maya.pk)
    assert (person.name, person.language) == ("Maya Bueno", "es")


@pytest.mark.parametrize(("name", "language"), [("x" * 121, "en"), ("Maya", "xx"), ("Maya\0", "en")])
def test_what_cannot_be_kept_is_said_and_nothing_is_changed(cast: Cast, as_person: SignIn, name: str, language: str) -> None:
    answer = as_person(cast.maya).post("/people/me/", {"name": name, "language": language})
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.content.decode()
    assert Person.objects.values_list("name", "language").get(pk=cast.maya.pk) == ("Maya Good", "en")


def test_the_page_shows_who_where_and_which_groups(cast: Cast) -> None:
    maya = enter("maya@example.com", PHONE)
    page = maya.get("/people/me/").content.decode()
    for words in ("maya@example.com", "Maya Good", "Bixby Knolls", "Chrome, Android", "127.0.0.1"):
        assert words in page
    assert "Belmont Shore" not in page


def test_a_session_elsewhere_is_ended_from_here(cast: Cast) -> None:
    desk, phone = enter("maya@example.com"), enter("maya@example.com", PHONE)
    session = UserSession.objects.get(user_agent=PHONE)
    assert desk.post(f"/people/me/sessions/{session.pk}/end/")["Location"] == "/people/me/#sessions"
    assert (who(desk), who(phone)) == ("maya@example.com", "")
    assert phone.get("/people/me/").status_code == 302


def test_all_other_sessions_are_ended_at_once(cast: Cast) -> None:
    desk, phone, till = (enter("maya@example.com") for _each in range(3))
    desk.post("/people/me/sessions/others/end/")
    assert [who(each) for each in (desk, phone, till)] == ["maya@example.com", "", ""]


def test_nobody_ends_a_neighbors_session(cast: Cast) -> None:
    maya, ana = enter("maya@example.com"), enter("ana@example.com")
    theirs = UserSession.objects.get(user=cast.maya)
    assert ana.post(f"/people/me/sessions/{theirs.pk}/end/").status_code == 404
    assert who(maya) == "maya@example.com"


def test_a_new_address_counts_once_it_is_proved(cast: Cast, now: datetime) -> None:
    maya = enter("maya@example.com")
    notices.stop(cast.node.pk, "maya@example.com", "week", at=now)
    asked = maya.post("/account/address/", {"email": "Maya@New.example", "action_add": "1"})
    assert asked["Location"] == "/account/address/code/"
    assert Person.objects.get(pk=cast.maya.pk).email == "maya@example.com"
    assert mail.outbox[-1].to == ["maya@new.example"]
    assert maya.post("/account/address/code/", {"code": code()})["Location"] == "/people/me/"
    assert Person.objects.get(pk=cast.maya.pk).email == "maya@new.example"
    assert list(EmailAddress.objects.filter(user=cast.maya).values_list("email", "verified", "primary")) == [
        ("maya@new.example", True, True)
    ]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["maya@example.com"], "How you sign in to Betterpie was changed")
    assert list(Wish.objects.values_list("email", flat=True)) == ["maya@new.example"]


def test_a_neighbors_address_is_not_taken_over_nor_told(cast: Cast) -> None:
    maya = enter("maya@example.com")
    answer = maya.post("/account/address/", {"email": "ana@example.com", "action_add": "1"})
    assert answer["Location"] == "/account/address/code/"
    assert maya.post("/account/address/code/", {"code": code()}).status_code == 200
    assert Person.objects.get(pk=cast.maya.pk).email == "maya@example.com"


def test_an_open_phone_on_the_counter_is_asked_once_more(cast: Cast, as_person: SignIn) -> None:
    lying_open = as_person(cast.maya)
    for url in ("/account/address/", "/account/passkeys/new/", "/people/me/goodbye/"):
        for answer in (lying_open.get(url), lying_open.post(url)):
            assert answer["Location"].startswith("/people/me/confirmation/?next=")
    assert Person.objects.filter(pk=cast.maya.pk).exists()


def test_a_mailed_code_shows_once_more_who_she_is(cast: Cast, as_person: SignIn) -> None:
    maya = as_person(cast.maya)
    url = maya.get("/people/me/goodbye/")["Location"]
    assert "Mail me a code" in maya.get(url).content.decode()
    maya.post(url)
    assert (mail.outbox[-1].to, f"/people/me/confirmation/?code={code()}" in str(mail.outbox[-1].body)) == (["maya@example.com"], True)
    wrong = maya.post(url, {"code": "0000-0000"})
    assert "not the code we sent last" in wrong.content.decode()
    assert maya.post(url, {"code": code()})["Location"] == "/people/me/goodbye/"
    assert maya.get("/people/me/goodbye/").status_code == 200


def test_three_wrong_codes_need_a_new_mail(cast: Cast, as_person: SignIn) -> None:
    maya = as_person(cast.maya)
    url = maya.get("/people/me/goodbye/")["Location"]
    maya.post(url)
    right = code()
    for _try in range(3):
        maya.post(url, {"code": "0000-0000"})
    assert maya.post(url, {"code": right}).status_code == 200
    assert maya.get("/people/me/goodbye/")["Location"] == url


def test_confirming_is_limited_as_signing_in_is(cast: Cast, as_person: SignIn) -> None:
    maya = as_person(cast.maya)
    assert [maya.post("/people/me/confirmation/").status_code for _time in range(4)] == [302, 302, 302, 429]


def test_she_takes_home_what_is_known_about_her(cast: Cast, now: datetime) -> None:
    maya = enter("maya@example.com", PHONE)
    notices.post(Message(subject="Hello", opening="x"), email="maya@example.com", node=cast.node.pk, kind="k", key="k", at=now)
    notices.stop(cast.node.pk, "maya@example.com", "week", at=now)
    answer = maya.get("/people/me/data/")
    known = answer.json()
    assert answer["Content-Disposition"] == 'attachment; filename="betterpie-about-me.json"'
    assert {name: known["you"][name] for name in ("email", "name", "language")} == {
        "email": "maya@example.com",
        "name": "Maya Good",
        "language": "en",
    }
    assert [each["browser"] for each in known["you"]["sessions"]] == [PHONE]
    assert known["groups"]["businesses"] == [{"business__name": "Maya's Good Dogs", "is_owner": True, "since": "2026-03-03T18:00:00Z"}]
    assert known["mails"]["not_wanted"] == [{"node": cast.node.pk, "stop": "week", "at": "2026-03-03T18:00:00Z"}]
    assert "Hello" in [letter["subject"] for letter in known["mails"]["letters"]]
    assert {deed["kind"] for deed in known["deeds"]} == set(Entry.objects.filter(by=cast.maya.pk).values_list("kind", flat=True))
    for stranger in ("ana@example.com", "Bluff Park Vet", "stella"):
        assert stranger not in answer.content.decode()


def test_goodbye_leaves_nothing_that_names_her(cast: Cast, now: datetime) -> None:
    desk, phone = enter("maya@example.com"), enter("maya@example.com", PHONE)
    notices.post(Message(subject="Hello", opening="x"), email="maya@example.com", node=cast.node.pk, kind="k", key="k", at=now)
    notices.stop(cast.node.pk, "maya@example.com", "week", at=now)
    deeds = Entry.objects.filter(by=cast.maya.pk).count()
    assert "Delete your account?" in desk.get("/people/me/goodbye/").content.decode()
    assert desk.post("/people/me/goodbye/")["Location"] == "/"
    assert not Person.objects.filter(email="maya@example.com").exists()
    counts = [
        Letter.objects.filter(email="maya@example.com").count(),
        Wish.objects.filter(email="maya@example.com").count(),
        EmailAddress.objects.filter(email="maya@example.com").count(),
        UserSession.objects.filter(user_id=cast.maya.pk).count(),
        Staff.objects.filter(person_id=cast.maya.pk).count(),
    ]
    assert counts == [0, 0, 0, 0, 0]
    assert Entry.objects.filter(by=cast.maya.pk).count() == deeds
    assert [each.get("/people/me/").status_code for each in (desk, phone)] == [302, 302]


def test_the_last_steward_is_asked_to_hand_over_first(cast: Cast, now: datetime) -> None:
    stella = enter("stella@example.com")
    answer = stella.post("/people/me/goodbye/")
    assert answer.status_code == 409
    assert "You are the only steward of Bixby Knolls" in answer.content.decode()
    assert Person.objects.filter(email="stella@example.com").exists()
    Steward.objects.create(node=cast.node, person=cast.ortiz, since=now)
    assert stella.post("/people/me/goodbye/").status_code == 302
    assert not Person.objects.filter(email="stella@example.com").exists()


def test_a_refused_goodbye_has_forgotten_nothing(cast: Cast, now: datetime) -> None:
    notices.stop(cast.node.pk, "stella@example.com", "week", at=now)
    with pytest.raises(actions.Refused):
        actions.forget(cast.steward, at=now)
    assert Wish.objects.filter(email="stella@example.com").count() == 1


def test_strangers_are_sent_to_the_door(db: None, client: Client) -> None:
    for url in (
        "/people/me/",
        "/people/me/data/",
        "/people/me/goodbye/",
        "/people/me/confirmation/",
        "/account/address/",
        "/account/passkeys/new/",
    ):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"),
        ("curl/8", "this device"),
        ("", "this device"),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert device(agent) == words


def test_one_address_is_one_person(db: None) -> None:
    Person.objects.create_user(" Maya@Example.com ")
    assert re.fullmatch("maya@example.com", Person.objects.get().email)


NO_PASSKEYS = {
    "a number of 5,000 digits": "9" * 5000,
    "such a number within": f'{{"id": {"9" * 5000}}}',
    "brackets without end": "[" * 100_000,
    "a list": "[]",
    "nothing it needs": '{"id": 1}',
    "a negative id": '{"id": -1, "rawId": -1, "type": "public-key", "response": {}}',
    "another id below": '{"id": "aaaa", "rawId": "bbbb", "type": "public-key", "response": {}}',
    "bytes that are none": '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "attestationObject": "eA"}}',
    "no words": "not json",
    "a NUL": '{"id": "\\u0000", "rawId": "\\ud800"}',
}


@pytest.mark.parametrize("said", NO_PASSKEYS.values(), ids=NO_PASSKEYS.keys())
def test_what_no_device_says_is_a_passkey_that_did_not_work(cast: Cast, said: str) -> None:
    maya, nobody = enter("maya@example.com"), Client()
    for browser, page in ((maya, "/account/passkeys/new/"), (nobody, "/account/passkeys/login/")):
        browser.get(page)
        answer = browser.post(page, {"credential": said, "name": "My phone"}, follow=True)
        assert (answer.status_code, "That passkey did not work here." in answer.content.decode()) == (200, True), page
    assert Authenticator.objects.count() == 0
