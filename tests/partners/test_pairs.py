"""Everything between two businesses, on one page."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from betterpie.events import actions as events
from betterpie.journal import actions as journal
from betterpie.members import actions as members
from betterpie.members.actions import Profile
from betterpie.partners import queries
from betterpie.partners.models import Tally
from betterpie.partners.queries.pairs import Way
from betterpie.promises import actions as promises
from betterpie.referrals import actions as referrals
from betterpie.referrals.models import KEPT_AFTER
from tests.conftest import Cast, SignIn
from tests.partners.conftest import Street
from tests.referrals.test_referral_pages import sent


def pair(cast: Cast) -> queries.Pair:
    """What lies between the vet and the trainer, told to the vet."""
    found = queries.pair(cast.vet, cast.trainer.pk)
    assert found is not None
    return found


def test_strangers_are_told_what_opens_the_next_step(cast: Cast) -> None:
    found = pair(cast)
    assert (found.step.key, [state for _name, state in found.bar]) == ("strangers", ["now", "todo", "todo", "todo", "todo"])
    assert found.next is not None
    assert found.next.opens_by == "Meet once, over a coffee."


def test_strangers_begin_with_a_coffee_and_others_with_a_customer(cast: Cast, now: datetime) -> None:
    assert pair(cast).meets_first
    one = events.ask(cast.vet, cast.trainer, times=[now + timedelta(days=2)], by=None, at=now)
    assert not pair(cast).meets_first
    events.decline(one, by=None, at=now)
    sent(cast, now)
    assert not pair(cast).meets_first


def test_steps_open_by_what_happened_and_never_by_clicks(cast: Cast, now: datetime, as_person: SignIn) -> None:
    for _each in range(3):
        as_person(cast.ortiz).get(reverse("partners:pair", args=["bixby", cast.trainer.pk]))
    assert pair(cast).step.key == "strangers"
    referral = sent(cast, now)
    assert pair(cast).step.key == "networking"
    favor = promises.make("Lend the folding table", of=cast.trainer, to=cast.vet, due_at=now + timedelta(days=1), by=None, at=now)
    assert pair(cast).step.key == "networking"
    promises.keep(favor, by=None, at=now)
    assert pair(cast).step.key == "networking", "nobody is a witness for herself"
    favor.refresh_from_db()
    promises.thank(favor, by=None, at=now)
    assert (pair(cast).step.key, pair(cast).step.because) == ("sharing", "A promise between you was kept and thanked for.")
    referrals.accept(referral, by=None, at=now)
    assert (pair(cast).step.key, pair(cast).step.because) == ("cooperation", "A customer was taken on between you.")


def test_both_ways_are_shown_each_for_itself(cast: Cast, now: datetime) -> None:
    won = sent(cast, now)
    referrals.win(won, worth=30000, by=None, at=now)
    back = referrals.give(cast.trainer, cast.vet, need="shots", returns=won, by=None, at=now)
    referrals.say_yes(back, choice="will_call", at=now)
    found = pair(cast)
    assert found.there == Way(sent=1, taken=1, won=1, worth=30000, returned=1)
    assert found.here == Way(sent=1, taken=0, won=0, worth=0, returned=0)
    other = queries.pair(cast.trainer, cast.vet.pk)
    assert other is not None
    assert (other.there, other.here) == (found.here, found.there)


def test_customers_kept_are_said_once_there_are_enough(cast: Cast, now: datetime, as_person: SignIn) -> None:
    browser, page = as_person(cast.ortiz), reverse("partners:pair", args=["bixby", cast.trainer.pk])
    for word, went_well in (("yes", True), ("no", False), ("yes", True)):
        assert (pair(cast).there.again, pair(cast).there.happy) == ("", "")
        referral = sent(cast, now)
        referrals.win(referral, by=None, at=now)
        referrals.judge(referral, went_well=went_well, at=now)
        referrals.tell_again(referral, word, by=None, at=now + KEPT_AFTER)
    assert (pair(cast).there.again, pair(cast).there.happy, pair(cast).here.again) == ("2 of 3", "2 of 3", "")
    shown = browser.get(page).content.decode()
    assert all(word in shown for word in ("Came again", "Say it went well", "2 of 3", "too early"))
    complained = sent(cast, now)
    referrals.win(complained, by=None, at=now)
    without = queries.board(cast.node.pk).need(cast.vet.pk, cast.trainer.pk)
    referrals.judge(complained, went_well=False, at=now)
    assert queries.board(cast.node.pk).need(cast.vet.pk, cast.trainer.pk) < without


def test_what_is_counted_of_customers_comes_again_from_the_journal(cast: Cast, now: datetime) -> None:
    for word in ("yes", "no", "once"):
        referral = sent(cast, now)
        referrals.win(referral, by=None, at=now)
        referrals.judge(referral, went_well=word != "no", at=now)
        referrals.tell_again(referral, word, by=None, at=now + KEPT_AFTER)
    before = list(Tally.objects.values("sent", "won", "kept", "gone", "pleased", "unhappy"))
    assert before == [{"sent": 3, "won": 3, "kept": 1, "gone": 1, "pleased": 2, "unhappy": 1}]
    journal.replay()
    assert list(Tally.objects.values("sent", "won", "kept", "gone", "pleased", "unhappy")) == before


def test_the_page_says_no_balance(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referrals.win(sent(cast, now), worth=30000, by=None, at=now)
    page = as_person(cast.ortiz).get(reverse("partners:pair", args=["bixby", cast.trainer.pk])).content.decode()
    assert "$300" in page
    assert "Nobody owes anybody for this" in page
    assert "owes you" not in page
    assert "You owe" not in page


def test_rivals_see_the_ways_that_fit_and_no_price(cast: Cast, now: datetime, as_person: SignIn) -> None:
    for member, level in ((cast.trainer, 1), (cast.rival, 4)):
        profile = Profile(name=member.business.name, trades=["dog_trainer"], zip="90807", price_level=level)
        members.describe(member.business, profile, by=None, at=now)
    overflow = referrals.give(cast.trainer, cast.rival, need="too full", by=None, at=now)
    referrals.say_yes(overflow, choice="will_call", at=now)
    referrals.win(overflow, worth=77700, by=None, at=now)
    page = as_person(cast.maya).get(reverse("partners:pair", args=["bixby", cast.rival.pk])).content.decode()
    assert all(word in page for word in ("Overflow:", "Holidays:", "Larger jobs:", "Answers:"))
    assert "777" not in page
    assert "prices are far apart" not in page
    assert "level" not in page.split("<main")[1]


def test_a_guest_a_stranger_and_oneself_have_no_such_page(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.ortiz)
    codes = [
        browser.get(reverse("partners:pair", args=["bixby", pk])).status_code
        for pk in (cast.guest.pk, cast.outsider.pk, cast.vet.pk, 987654)
    ]
    assert codes == [302, 404, 404, 404]


def test_what_was_promised_to_others_is_not_between_the_two(cast: Cast, now: datetime) -> None:
    promises.make("For the rival", of=cast.trainer, to=cast.rival, due_at=now + timedelta(days=1), by=None, at=now)
    promises.make("For the vet", of=cast.trainer, to=cast.vet, due_at=now + timedelta(days=1), by=None, at=now)
    assert [promise.what for promise in pair(cast).promises] == ["For the vet"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    street: Street, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        sent(street.cast, now)
        promises.make(f"Chair {number}", of=street.cast.vet, to=street.cast.trainer, due_at=now + timedelta(days=1), by=None, at=now)
    browser = as_person(street.cast.ortiz)
    with django_assert_num_queries(12):
        browser.get(reverse("partners:pair", args=["bixby", street.cast.trainer.pk]))
