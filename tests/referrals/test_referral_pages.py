"""Referrals as people meet them: on a phone, from a mail, and on the customer's private page."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from betterpie.house import work
from betterpie.referrals import actions as referrals
from betterpie.referrals import links, queries
from betterpie.referrals.actions.giving import Details
from betterpie.referrals.models import Customer, Referral
from tests.conftest import Cast, SignIn

PRIYA = Details(name="Priya Shah", phone="+15625550142", email="priya@example.com")


def given(cast: Cast, now: datetime) -> Referral:
    """Priya, told about the trainer by the vet."""
    return referrals.give(cast.vet, cast.trainer, need="puppy chews the sofa", customer=PRIYA, by=None, at=now)


def sent(cast: Cast, now: datetime) -> Referral:
    """Priya, who said yes."""
    referral = given(cast, now)
    referrals.say_yes(referral, choice="call_me", at=now)
    return referral


def path(url: str) -> str:
    """An address without its host."""
    return re.sub(r"^https?://[^/]+", "", url)


def test_the_need_alone_is_answered_with_those_who_suit(cast: Cast, as_person: SignIn) -> None:
    page = as_person(cast.ortiz).get(reverse("referrals:new", args=["bixby"]), {"need": "my dog trainer"})
    assert [one.member for one in page.context["suited"]] == [cast.trainer, cast.rival]


def test_a_referral_is_given_in_one_form(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.ortiz)
    form = {"need": "puppy training", "receiver": cast.trainer.pk, "name": "Priya", "phone": "562 555 0142", "asked": "on"}
    answer = browser.post(reverse("referrals:new", args=["bixby"]), form)
    referral = Referral.objects.get()
    assert answer.headers["Location"] == reverse("referrals:card", args=["bixby", referral.pk])
    assert (referral.giver, referral.receiver, referral.trade, referral.customer.phone) == (
        cast.vet,
        cast.trainer,
        "dog_trainer",
        "+15625550142",
    )


def test_what_was_typed_stays_when_something_is_missing(cast: Cast, as_person: SignIn) -> None:
    form = {"need": "puppy training", "receiver": cast.trainer.pk, "name": "Priya", "phone": "12"}
    page = as_person(cast.ortiz).post(reverse("referrals:new", args=["bixby"]), form)
    words = page.content.decode()
    assert page.status_code == 422
    assert 'value="puppy training"' in words
    assert 'value="12"' in words
    assert "Please ask her first" in words
    assert not Referral.objects.exists()


def test_a_card_needs_no_details(cast: Cast, as_person: SignIn) -> None:
    form = {"need": "puppy training", "receiver": cast.trainer.pk, "by_card": "on", "name": "Priya", "phone": "562 555 0142"}
    as_person(cast.ortiz).post(reverse("referrals:new", args=["bixby"]), form)
    assert Referral.objects.get().by_card
    assert not Customer.objects.exists()


def test_the_customer_says_yes_on_her_page_and_only_then_the_trainer_sees_her_number(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = given(cast, now)
    trainers = as_person(cast.maya)
    page = reverse("referrals:referral", args=["bixby", referral.pk])
    assert "555-0142" not in trainers.get(page).content.decode()
    customer = Client()
    assert "Bluff Park Vet" in customer.get(path(links.customer(referral))).content.decode()
    customer.post(
        reverse("referrals_open:call", args=[referral.token]),
        {"choice": "call_me", "name": "Priya Shah", "phone": "562 555 0142", "email": ""},
    )
    assert "555-0142" in trainers.get(page).content.decode()
    assert "555-0142" not in as_person(cast.ortiz).get(page).content.decode()


def test_she_who_calls_by_herself_keeps_her_number(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = given(cast, now)
    Client().post(reverse("referrals_open:call", args=[referral.token]), {"choice": "will_call"})
    assert "555-0142" not in as_person(cast.maya).get(reverse("referrals:referral", args=["bixby", referral.pk])).content.decode()


def test_someone_else_begins_anew_and_the_first_loses_sight_of_her(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = sent(cast, now)
    answer = Client().post(reverse("referrals_open:others", args=[referral.token]), {"receiver": cast.rival.pk})
    successor = Referral.objects.latest("pk")
    assert path(answer.headers["Location"]) == path(links.customer(successor))
    assert (successor.receiver, successor.state, successor.giver) == (cast.rival, "given", cast.vet)
    assert "555-0142" not in as_person(cast.maya).get(reverse("referrals:referral", args=["bixby", referral.pk])).content.decode()


def test_no_thanks_erases_her_and_her_words(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    page = Client().post(reverse("referrals_open:ending", args=[referral.token]), follow=False)
    assert page.status_code == 302
    assert not Customer.objects.exists()
    assert (Referral.objects.get().state, Referral.objects.get().need) == ("stopped", "")


def test_opening_a_link_from_a_mail_changes_nothing_and_the_button_does(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    link = path(links.step(referral, "called", reader=cast.maya.pk))
    assert Client().get(link).status_code == 200
    assert Client().head(link).status_code == 200
    assert Referral.objects.get().state == "sent"
    Client().post(link)
    assert Referral.objects.get().state == "called"


def test_a_link_does_one_thing_only_and_not_when_it_is_bent(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    link = path(links.step(referral, "called", reader=cast.maya.pk))
    assert Client().post(link[:-4] + "xx/").status_code == 410
    Client().post(link)
    Client().post(link)
    assert Referral.objects.get().state == "called"


def test_the_result_is_written_down_from_the_mail_with_its_worth(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    referrals.step(referral, "called", by=None, at=now + timedelta(hours=1))
    link = path(links.step(referral, "won", reader=cast.maya.pk))
    said = {"worth": "$1,250.50", "is_new_customer": "true", "thanks": "Thank you."}
    other_money = Client().post(link, said | {"worth": "€1,250.50"})
    assert (other_money.status_code, "Amounts are in USD here." in other_money.content.decode()) == (422, True)
    Client().post(link, said)
    row = Referral.objects.get()
    assert (row.state, row.worth, row.is_new_customer, row.thanks) == ("won", 125050, True, "Thank you.")


def test_each_hears_what_concerns_her_by_mail(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    referrals.step(referral, "called", by=cast.maya.pk, at=now + timedelta(hours=1))
    referrals.win(referral, worth=30000, thanks="Thank you.", by=cast.maya.pk, at=now + timedelta(days=1))
    work.once(now + timedelta(days=1))
    heard = [(letter.to[0], letter.subject) for letter in mail.outbox if "Priya" in letter.subject or "suggests" in letter.subject]
    assert heard == [
        ("priya@example.com", "Bluff Park Vet suggests Maya's Good Dogs"),
        ("maya@example.com", "Bluff Park Vet sends you Priya"),
        ("ana@example.com", "About Priya, whom you sent to Maya's Good Dogs"),
        ("ana@example.com", "About Priya, whom you sent to Maya's Good Dogs"),
    ]
    assert "555" not in "".join(
        str(letter.body) for letter in mail.outbox if letter.to == ["maya@example.com"] and "sends you" in letter.subject
    )


def test_ninety_days_after_the_outcome_she_is_forgotten(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    referrals.lose(referral, why="price", by=None, at=now + timedelta(days=2))
    referrals.erase_due(at=now + timedelta(days=91))
    assert Customer.objects.exists()
    referrals.erase_due(at=now + timedelta(days=92, minutes=1))
    assert not Customer.objects.exists()


def test_a_rival_may_take_the_overflow_when_the_customer_agrees(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = sent(cast, now)
    as_person(cast.maya).post(reverse("referrals:step", args=["bixby", referral.pk, "passing"]), {"receiver": cast.rival.pk})
    successor = Referral.objects.latest("pk")
    assert (successor.giver, successor.receiver, successor.state) == (cast.trainer, cast.rival, "given")


def test_a_customer_sent_back_is_linked_to_the_first(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = sent(cast, now)
    referrals.win(referral, worth=100, by=None, at=now)
    form = {"need": "vet for a limp", "receiver": cast.vet.pk, "by_card": "on"}
    as_person(cast.maya).post(reverse("referrals:new", args=["bixby"]), form)
    assert Referral.objects.latest("pk").returns == referral


@pytest.mark.parametrize("who", ["stranger", "sam"])
def test_a_stranger_and_an_uninvolved_neighbor_find_nothing(cast: Cast, now: datetime, as_person: SignIn, who: str) -> None:
    referral = sent(cast, now)
    browser = as_person(getattr(cast, who))
    assert browser.get(reverse("referrals:referral", args=["bixby", referral.pk])).status_code == 404
    assert browser.post(reverse("referrals:step", args=["bixby", referral.pk, "called"])).status_code == 404


def test_the_giver_cannot_take_the_receivers_steps(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = sent(cast, now)
    assert as_person(cast.ortiz).post(reverse("referrals:step", args=["bixby", referral.pk, "called"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(rows):
        sent(cast, now)
    browser = as_person(cast.maya)
    with django_assert_num_queries(5):
        browser.get(reverse("referrals:list", args=["bixby"]))


def test_nobody_sends_a_customer_to_herself(cast: Cast, now: datetime) -> None:
    with pytest.raises(referrals.Refused, match="to yourself"):
        referrals.give(cast.vet, cast.vet, need="x", by=None, at=now)


def test_the_customer_can_say_once_whether_it_went_well(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    verdict = reverse("referrals_open:verdict", args=[referral.token])
    assert Client().post(verdict, {"went_well": "yes"}).status_code == 422
    referrals.step(referral, "called", by=None, at=now)
    Client().post(verdict, {"went_well": "no"})
    Client().post(verdict, {"went_well": "yes"})
    assert Referral.objects.get().went_well is False


def test_afterwards_she_can_say_once_whether_she_bought(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    verdict, page = (reverse(f"referrals_open:{name}", args=[referral.token]) for name in ("verdict", "customer"))
    assert Client().post(verdict, {"bought": "yes"}).status_code == 422
    referrals.step(referral, "called", by=None, at=now)
    assert "Did you buy" not in Client().get(page).content.decode()
    Client().post(verdict, {"went_well": "yes"})
    assert "Did you buy" in Client().get(page).content.decode()
    Client().post(verdict, {"bought": "yes"})
    Client().post(verdict, {"bought": "no"})
    assert Referral.objects.get().bought is True
    assert "Did you buy" not in Client().get(page).content.decode()


def test_those_who_were_tried_are_not_asked_again(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    referrals.choose_other(referral, cast.rival, at=now)
    assert queries.next_who_suits(Referral.objects.latest("pk"), at=now) is None


def test_the_code_on_the_screen_leads_to_her_page(cast: Cast, now: datetime) -> None:
    referral = given(cast, now)
    drawn = Client().get(reverse("referrals_open:qr", args=[referral.token]))
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert b'xmlns="http://www.w3.org/2000/svg"' in drawn.content
