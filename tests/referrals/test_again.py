"""Whether customers who bought came again: asked once, two months later, of the one who had them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from betterpie.members.models import Member
from betterpie.referrals import actions as referrals
from betterpie.referrals import links
from betterpie.referrals.models import KEPT_AFTER, Referral
from betterpie.week import queries as week
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import path, sent

DAY = timedelta(days=1)


@pytest.fixture
def won(cast: Cast, now: datetime) -> Referral:
    """Priya bought at the trainer's."""
    referral = sent(cast, now)
    referrals.win(referral, worth=30000, by=None, at=now)
    return referral


def asked(member: Member, at: datetime) -> str:
    """What a member's week suggests when it asks after a customer."""
    found = week.week(member, at=at)
    return found.suggestion.title if found.suggestion and found.suggestion_key.startswith("again:") else ""


def test_it_is_asked_after_two_months_and_for_two_weeks(cast: Cast, now: datetime, won: Referral) -> None:
    days = [now + KEPT_AFTER - DAY, now + KEPT_AFTER, now + KEPT_AFTER + 13 * DAY, now + KEPT_AFTER + 14 * DAY]
    assert [asked(cast.trainer, at) for at in days] == ["", "Has Priya come again?", "Has Priya come again?", ""]
    assert asked(cast.vet, now + KEPT_AFTER) == ""
    shown = week.week(cast.trainer, at=now + KEPT_AFTER)
    assert shown.suggestion is not None
    assert [action.label for action in shown.suggestion.actions] == ["Yes, she has", "Not so far", "It was for one time only"]
    assert [shown.cards, shown.resting] == [[], []]


@pytest.mark.parametrize("word", ["yes", "no", "once"])
def test_the_word_is_taken_once(cast: Cast, now: datetime, won: Referral, word: str) -> None:
    referrals.tell_again(won, word, by=None, at=now + KEPT_AFTER)
    won.refresh_from_db()
    assert won.again == word
    with pytest.raises(referrals.Refused, match="You have told us already"):
        referrals.tell_again(won, "yes", by=None, at=now + KEPT_AFTER)
    assert asked(cast.trainer, now + KEPT_AFTER) == ""


def test_too_early_and_who_did_not_buy_are_refused(cast: Cast, now: datetime, won: Referral) -> None:
    with pytest.raises(referrals.Refused, match="too early"):
        referrals.tell_again(won, "yes", by=None, at=now + KEPT_AFTER - DAY)
    lost = sent(cast, now)
    referrals.lose(lost, why="price", by=None, at=now)
    with pytest.raises(referrals.Refused):
        referrals.tell_again(lost, "yes", by=None, at=now + KEPT_AFTER)
    with pytest.raises(ValueError, match="often"):
        referrals.tell_again(won, "often", by=None, at=now + KEPT_AFTER)


def test_it_is_told_from_the_page_and_from_the_mail(cast: Cast, won: Referral, as_person: SignIn) -> None:
    long_ago = won.given_at - KEPT_AFTER - 2 * DAY
    Referral.objects.filter(pk=won.pk).update(given_at=long_ago, sent_at=long_ago, ended_at=long_ago, stepped_at=long_ago)
    browser = as_person(cast.maya)
    page = reverse("referrals:referral", args=["bixby", won.pk])
    assert "Has Priya come again?" in browser.get(page).content.decode()
    assert "Has Priya come again?" not in as_person(cast.ortiz).get(page).content.decode()
    browser = as_person(cast.maya)
    mailed = path(links.step(won, "again-yes", reader=cast.maya.pk))
    assert "Yes, she has" in Client().get(mailed).content.decode()
    assert Referral.objects.get().again == ""
    Client().post(mailed)
    assert Referral.objects.get().again == "yes"
    assert "came again" in browser.get(page).content.decode()
    assert Client().get(mailed).status_code == 200
    stranger = as_person(cast.ortiz).post(reverse("referrals:step", args=["bixby", won.pk, "again-no"]))
    assert stranger.status_code == 404
