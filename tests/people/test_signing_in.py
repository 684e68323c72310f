"""Coming in by a mailed code, from the first address to the last session."""

import re
from email.message import Message as Mail
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from betterpie.people.models import Person
from tests.conftest import Cast

CODE = re.compile(r"\b\d{4}-\d{4}\b")


@pytest.fixture(autouse=True)
def nobody_tried_yet(db: None) -> None:
    """The counters of the rate limits start at nothing."""
    cache.clear()


def ask(client: Client, email: str, **more: str) -> Any:
    """Ask for a code."""
    return client.post("/account/login/", {"email": email, **more})


def code() -> str:
    """The code in the newest mail."""
    found = CODE.search(str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def who(client: Client) -> str:
    """Who is signed in."""
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key).email if key else ""


def test_a_code_lets_her_in_to_where_she_wanted_to_go(cast: Cast, client: Client) -> None:
    assert client.get("/people/me/")["Location"] == "/account/login/?next=/people/me/"
    asked = ask(client, "Maya@Example.com", next="/people/me/")
    assert (asked.status_code, asked["Location"]) == (302, "/account/login/code/?next=%2Fpeople%2Fme%2F")
    assert mail.outbox[-1].to == ["maya@example.com"]
    entered = client.post(asked["Location"], {"code": code()})
    assert (entered.status_code, entered["Location"], who(client)) == (302, "/people/me/", "maya@example.com")
    assert client.get("/people/me/").status_code == 200
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == ("maya@example.com", True, True)
    assert len(mail.outbox) == 1


def test_the_code_may_be_typed_without_its_dash(cast: Cast, client: Client) -> None:
    ask(client, "maya@example.com")
    client.post("/account/login/code/", {"code": f" {code().replace('-', ' ')} "})
    assert who(client) == "maya@example.com"


def test_the_mails_link_fills_the_code_in_but_lets_nobody_in_by_itself(cast: Cast, client: Client) -> None:
    ask(client, "maya@example.com", next="/people/me/")
    link = re.search(r"http://testserver(\S+code=\S+)", str(mail.outbox[-1].body))
    assert link is not None
    page = client.get(link[1]).content.decode()
    assert f'value="{code()}"' in page
    assert who(client) == ""
    entered = client.post("/account/login/code/?next=/people/me/", {"code": code()})
    assert (entered["Location"], who(client)) == ("/people/me/", "maya@example.com")


def test_the_link_opened_in_another_browser_shows_the_code_to_type_in_the_first(cast: Cast, client: Client) -> None:
    ask(client, "maya@example.com")
    other = Client()
    answer = other.get(f"/account/login/code/?code={code()}")
    assert answer.status_code == 200
    assert code() in answer.content.decode()
    assert other.get("/account/login/code/?code=<b>call+0900</b>")["Location"] == "/account/login/"
    assert other.post("/account/login/code/", {"code": code()})["Location"] == "/account/login/"
    assert who(other) == ""


def test_a_wrong_code_is_said_kindly_and_the_third_ends_it(cast: Cast, client: Client) -> None:
    ask(client, "maya@example.com")
    right = code()
    for _try in range(2):
        page = client.post("/account/login/code/", {"code": "0000-0000"})
        assert page.status_code == 200
        assert "not the code we sent last" in page.content.decode()
    assert client.post("/account/login/code/", {"code": "0000-0000"})["Location"] == "/account/login/"
    assert client.post("/account/login/code/", {"code": right})["Location"] == "/account/login/"
    assert who(client) == ""


def test_a_new_code_takes_the_place_of_the_old(cast: Cast, client: Client) -> None:
    ask(client, "maya@example.com")
    old = code()
    client.post("/account/login/code/", {"action": "resend"})
    assert len(mail.outbox) == 2
    if old != code():
        client.post("/account/login/code/", {"code": old})
        assert who(client) == ""
    client.post("/account/login/code/", {"code": code()})
    assert who(client) == "maya@example.com"


def test_nobody_learns_whether_an_address_is_known(cast: Cast) -> None:
    answers = [seen(Client(), "/account/login/", email) for email in ("maya@example.com", "nobody@example.com")]
    assert answers[0] == answers[1]
    assert [sent.to for sent in mail.outbox] == [["maya@example.com"], ["nobody@example.com"]]
    assert "don't know it yet" in str(mail.outbox[1].body)
    assert "http://testserver/account/signup/?email=nobody%40example.com" in str(mail.outbox[1].body)


def test_nobody_learns_it_by_starting_anew_either(cast: Cast) -> None:
    answers = [seen(Client(), "/account/signup/", email) for email in ("maya@example.com", "fresh@example.com")]
    assert answers[0] == answers[1]
    assert "known here: just sign in" in str(mail.outbox[0].body)
    assert "http://testserver/account/login/" in str(mail.outbox[0].body)
    assert Person.objects.filter(email="maya@example.com").count() == 1


def seen(client: Client, url: str, email: str) -> list[Any]:
    """What somebody at the door sees, from the address to a wrong code, without what differs from page to page."""
    asked = client.post(url, {"email": email})
    page = client.get(asked["Location"])
    wrong = client.post(asked["Location"], {"code": "0000-0000"})
    return [asked.status_code, asked["Location"], *(plain(each, email) for each in (page, wrong)), sorted(client.cookies)]


def plain(answer: Any, email: str) -> tuple[int, str]:
    """Status and page, without the address and the tokens against forgery."""
    return answer.status_code, re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode()).replace(email, "")


def test_somebody_new_starts_with_her_address_alone(db: None, client: Client) -> None:
    client.cookies["django_language"] = "es"
    started = client.post("/account/signup/", {"email": "New@Example.com", "next": "/people/me/"})
    assert (started.status_code, started["Location"]) == (302, "/account/address/code/")
    page = client.get(f"{started['Location']}?code={code()}").content.decode()
    assert f'value="{code()}"' in page
    entered = client.post(started["Location"], {"code": code()})
    assert (entered["Location"], who(client)) == ("/people/me/", "new@example.com")
    person = Person.objects.get()
    assert (person.email, person.language, person.has_usable_password()) == ("new@example.com", "es", False)


def test_whoever_has_not_proved_the_address_is_not_in(db: None, client: Client) -> None:
    client.post("/account/signup/", {"email": "new@example.com"})
    assert client.get("/people/me/").status_code == 302
    assert client.post("/account/address/code/", {"code": "0000-0000"}).status_code == 200
    assert who(client) == ""


@pytest.mark.parametrize("bad", ["", "maya", "maya@", "a b@example.com", "x" * 300 + "@example.com"])
def test_what_is_no_address_is_said_beside_the_field(db: None, client: Client, bad: str) -> None:
    for url in ("/account/login/", "/account/signup/"):
        answer = client.post(url, {"email": bad})
        assert answer.status_code == 200
        assert 'class="errorlist"' in answer.content.decode()
    assert mail.outbox == []


def test_codes_are_asked_for_three_times_a_minute_and_then_a_kind_page_comes(cast: Cast) -> None:
    answers = [ask(Client(), "maya@example.com") for _time in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "A little too often" in answers[3].content.decode()
    assert len(mail.outbox) == 3
    assert ask(Client(), "ana@example.com").status_code == 302


def test_the_limit_holds_for_an_unknown_address_too(db: None) -> None:
    assert [ask(Client(), "nobody@example.com").status_code for _time in range(4)] == [302, 302, 302, 429]


def test_a_reader_is_not_sent_to_another_site(cast: Cast, client: Client) -> None:
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        asked = ask(client, "maya@example.com", next=bad)
        assert asked["Location"] == "/account/login/code/"
        entered = client.post("/account/login/code/", {"code": code(), "next": bad})
        assert entered["Location"] == "/"
        client.post("/account/logout/")
        cache.clear()


def test_forms_from_other_sites_are_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/account/login/", {"email": "maya@example.com"}).status_code == 403
    strict.force_login(cast.maya)
    for url in ("/account/logout/", "/people/me/", "/people/me/sessions/others/end/", f"/u/wishes/{cast.node.pk}/"):
        assert strict.post(url, {}).status_code == 403
    assert mail.outbox == []


def test_there_is_no_page_for_passwords(cast: Cast, client: Client) -> None:
    names = ("change_password", "set_password", "reset_password", "reset_password_done", "reset_password_from_key_done")
    for name in names:
        with pytest.raises(NoReverseMatch):
            reverse(f"account_{name}")
    client.force_login(cast.maya)
    for path in ("change", "set", "reset", "reset/done", "reset/key/done", "reset/key/1-set-password"):
        assert client.get(f"/account/password/{path}/").status_code == 404
    assert client.get("/account/reauthenticate/").status_code == 404


def test_no_password_lets_anybody_in(cast: Cast, client: Client) -> None:
    cast.maya.set_password("hunter2hunter2")
    cast.maya.save()
    for data in ({"login": "maya@example.com", "password": "hunter2hunter2"}, {"email": "maya@example.com", "password": "hunter2hunter2"}):
        client.post("/account/login/", data)
        assert who(client) == ""


def test_somebody_whose_way_in_was_closed_gets_no_code(cast: Cast, client: Client) -> None:
    Person.objects.filter(pk=cast.maya.pk).update(is_active=False)
    ask(client, "maya@example.com")
    assert CODE.search(str(mail.outbox[-1].body)) is None


def test_signing_in_again_asks_for_no_second_mail_and_signing_out_ends_it(cast: Cast, client: Client) -> None:
    ask(client, "maya@example.com")
    client.post("/account/login/code/", {"code": code()})
    assert client.get("/account/login/")["Location"] == "/"
    assert client.get("/account/logout/").status_code == 200
    assert who(client) == "maya@example.com"
    assert client.post("/account/logout/")["Location"] == "/"
    assert who(client) == ""


def test_each_mail_has_a_text_and_a_page_and_nothing_to_stop(cast: Cast, client: Client) -> None:
    ask(client, "maya@example.com")
    sent: Any = mail.outbox[-1]
    message: Mail = sent.message()
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert message["List-Unsubscribe"] is None
    assert code() in sent.alternatives[0].content
    assert sent.subject == f"{code()} is your code for Betterpie"


def test_where_mail_is_down_she_reads_so(cast: Cast, client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = ask(client, "maya@example.com")
    assert answer.status_code == 503
    assert "Our mail is out of order" in answer.content.decode()


def test_the_browser_speaks_her_language_once_she_is_in(cast: Cast, client: Client) -> None:
    Person.objects.filter(pk=cast.maya.pk).update(language="es")
    ask(client, "maya@example.com")
    client.post("/account/login/code/", {"code": code()})
    assert client.cookies["django_language"].value == "es"
    assert '<html lang="es"' in client.get("/people/me/").content.decode()
