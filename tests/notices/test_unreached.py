"""The steward sees which mail did not arrive, and sends it again."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from betterpie.notices.models import Letter
from tests.conftest import Cast, SignIn
from tests.notices.test_sending import put

PAGE = "/bixby/steward/mail/"
REFUSED = "SMTPRecipientsRefused({'x': (550, b'No such user')})"


def lost(email: str, at: datetime, cast: Cast, *, stop: str = "week", trouble: str = REFUSED) -> Letter:
    """A letter of Bixby Knolls that was given up."""
    letter = put(email, at, node=cast.node.pk)
    Letter.objects.filter(pk=letter.pk).update(given_up_at=at, trouble=trouble, stop=stop, tries=3)
    return letter


def test_the_desk_counts_what_did_not_arrive_and_leads_to_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    steward = as_person(cast.steward)
    assert "Everything went out" in steward.get("/bixby/steward/").content.decode()
    assert "Everything went out" in steward.get(PAGE).content.decode()
    for letter in range(2):
        lost("maya@example.com", now + timedelta(days=letter), cast)
    lost("gone@example.com", now, cast)
    desk = steward.get("/bixby/steward/").content.decode()
    assert (f'href="{PAGE}"' in desk, "2 addresses" in desk) == (True, True)


def test_the_page_says_who_is_not_reached_and_tries_again(cast: Cast, now: datetime, as_person: SignIn) -> None:
    lost("maya@example.com", now, cast)
    lost("gone@example.com", now, cast, trouble="ValueError()")
    steward = as_person(cast.steward)
    page = steward.get(PAGE).content.decode()
    for said in (
        "Maya Good",
        "maya@example.com",
        "gone@example.com",
        "The address does not take mail.",
        "Our mail server could not send it.",
    ):
        assert said in page
    page = steward.post(f"{PAGE}sending/", follow=True).content.decode()
    assert ("2 letters are on their way again." in page, "maya@example.com" in page) == (True, False)
    assert set(Letter.objects.values_list("given_up_at", "tries")) == {(None, 0)}
    assert "There was nothing to send." in steward.post(f"{PAGE}sending/", follow=True).content.decode()


def test_a_customers_address_is_not_shown_to_a_steward(cast: Cast, now: datetime, as_person: SignIn) -> None:
    lost("priya@example.com", now, cast, stop="customers")
    page = as_person(cast.steward).get(PAGE).content.decode()
    assert ("priya@example.com" in page, "One customer could not be reached by mail." in page) == (False, True)


def test_another_groups_mail_stays_with_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    lost("maya@example.com", now, cast)
    assert "Everything went out" in as_person(cast.stranger).get("/belmont/steward/mail/").content.decode()
    as_person(cast.stranger).post("/belmont/steward/mail/sending/")
    assert Letter.objects.filter(given_up_at__isnull=False).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(rows: int, cast: Cast, now: datetime, as_person: SignIn) -> None:
    for row in range(rows):
        lost(f"gone{row}@example.com", now, cast)
    steward = as_person(cast.steward)
    with CaptureQueriesContext(connection) as counted:
        steward.get(PAGE)
    assert len(counted) == 8, "\n".join(each["sql"] for each in counted)
