"""Stopping letters, from the mail and on one's own page."""

from datetime import datetime

import pytest
from django.test import Client

from betterpie.notices import actions, links
from betterpie.notices.models import Wish
from tests.conftest import Cast, SignIn


@pytest.fixture
def url(cast: Cast) -> str:
    """The address at the foot of a letter to Maya."""
    return links.stop(cast.node.pk, "maya@example.com", "week").removeprefix("http://localhost:8000")


def wishes() -> list[tuple[str, str]]:
    """Who does not want what."""
    return list(Wish.objects.order_by("stop").values_list("email", "stop"))


def test_a_scanner_that_reads_the_link_stops_nothing(url: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answers = [strict.get(url), strict.head(url)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Stop these mails?" in answers[0].content.decode()
    assert "Bixby Knolls" in answers[0].content.decode()
    assert wishes() == []


def test_one_button_stops_and_another_takes_it_back(url: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    stopped = strict.post(url, {"do": "stop"})
    assert (stopped.status_code, wishes()) == (200, [("maya@example.com", "week")])
    assert "Stopped" in stopped.content.decode()
    assert "Stopped" in strict.get(url).content.decode()
    assert "They come again" in strict.post(url, {"do": "resume"}).content.decode()
    assert wishes() == []


def test_a_mail_program_stops_by_itself_in_one_click(url: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, wishes()) == (200, [("maya@example.com", "week")])


def test_a_link_that_was_changed_leads_nowhere(url: str, client: Client) -> None:
    assert [client.get(bad).status_code for bad in (url[:-3] + "x/", "/u/no/", "/u/WzEsMl0:x/")] == [404, 404, 404]
    assert client.post(url[:-3] + "x/").status_code == 404
    assert wishes() == []


def test_a_link_signed_for_something_else_leads_nowhere(cast: Cast, client: Client) -> None:
    from django.core import signing

    other = signing.Signer(salt="elsewhere").sign_object([cast.node.pk, "maya@example.com", "week"])
    assert client.post(f"/u/{other}/").status_code == 404


def test_on_her_own_page_she_chooses_for_each_group(cast: Cast, as_person: SignIn) -> None:
    maya = as_person(cast.maya)
    page = maya.get("/people/me/").content.decode()
    assert page.count('name="wanted"') == 4
    assert page.count(" checked") == 4
    answer = maya.post(f"/u/wishes/{cast.node.pk}/", {"wanted": ["steps"]})
    assert (answer.status_code, answer["Location"]) == (302, "/people/me/#mail")
    assert wishes() == [("maya@example.com", "lines"), ("maya@example.com", "nudges"), ("maya@example.com", "week")]
    assert maya.get("/people/me/").content.decode().count(" checked") == 1


def test_for_a_strangers_group_there_is_nothing_to_choose(cast: Cast, as_person: SignIn) -> None:
    assert as_person(cast.stranger).post(f"/u/wishes/{cast.node.pk}/", {}).status_code == 404
    assert as_person(None).post(f"/u/wishes/{cast.node.pk}/", {}).status_code == 302
    assert wishes() == []


def test_what_was_stopped_from_the_mail_shows_on_her_page(cast: Cast, as_person: SignIn, now: datetime) -> None:
    actions.stop(cast.node.pk, "maya@example.com", "week", at=now)
    page = as_person(cast.maya).get("/people/me/").content.decode()
    assert '<input type="checkbox" name="wanted" value="week">' in page
    assert '<input type="checkbox" name="wanted" value="steps" checked>' in page
