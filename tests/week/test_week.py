"""The week's page and the weekly letter."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from betterpie.house import work
from betterpie.journal.facts import kinds_shown_to
from betterpie.journal.models import Entry
from betterpie.promises import actions as promises
from betterpie.referrals import actions as referrals
from betterpie.week import actions as week
from betterpie.week import queries
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import sent

MONDAY = datetime.fromisoformat("2026-03-09T07:05:00-07:00")


def test_the_week_says_what_is_due_and_what_came_of_it(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    promises.make("Put up the poster", of=cast.trainer, due_at=now + timedelta(days=2), by=None, at=now)
    hers, vets = (queries.week(member, at=now + timedelta(minutes=5)) for member in (cast.trainer, cast.vet))
    assert [card.title for card in hers.cards] == ["Call Priya: puppy chews the sofa"]
    assert [promise.what for promise in hers.promises] == ["Put up the poster"]
    assert [said for _referral, said in vets.news] == ["Priya said yes. Maya's Good Dogs has it now."]
    referrals.win(referral, worth=30000, by=None, at=now)
    assert (queries.week(cast.vet, at=now).month.gave, queries.week(cast.trainer, at=now).month.got_worth) == (1, 30000)


def test_a_promise_to_call_stands_on_its_card_alone(cast: Cast, now: datetime) -> None:
    referrals.accept(sent(cast, now), by=None, at=now)
    found = queries.week(cast.trainer, at=now)
    assert (len(found.cards), found.promises) == (1, [])


@pytest.mark.parametrize(("step", "said", "days"), [("called", "You spoke with", 1), ("met", "You met", 1), ("quoted", "You made", 3)])
def test_who_has_just_gone_a_step_is_not_asked_at_once_what_became_of_it(
    cast: Cast, now: datetime, step: str, said: str, days: int
) -> None:
    referral = sent(cast, now)
    referrals.step(referral, step, by=None, at=now)
    soon, later = (queries.week(cast.trainer, at=now + timedelta(days=days, minutes=more)) for more in (-1, 0))
    assert (soon.cards, soon.things, [key for key in soon.keys if key.startswith("referral")]) == ([], 0, [])
    assert [(each.pk, words.startswith(said), words.endswith("We ask again today.")) for each, words in soon.resting] == [
        (referral.pk, True, True)
    ]
    assert ([card.title for card in later.cards], later.resting) == (["What became of Priya?"], [])


def test_the_page_says_when_it_asks_again(cast: Cast, as_person: SignIn) -> None:
    referral = sent(cast, timezone.now())
    maya = as_person(cast.maya)
    step = reverse("referrals:step", args=["bixby", referral.pk, "called"])
    page = maya.post(step, {"back": "week"}, follow=True).content.decode()
    assert "Bluff Park Vet will hear of it, and we ask you again tomorrow." in page
    assert "You spoke with Priya. We ask again tomorrow." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(rows):
        sent(cast, now)
    browser = as_person(cast.maya)
    # Who has three things to do is spared a suggestion.
    with django_assert_num_queries(12 if rows < 3 else 11):
        browser.get(reverse("week:home", args=["bixby"]))


def letters() -> list[str]:
    """The addresses that had a weekly letter."""
    return [letter.to[0] for letter in mail.outbox if "week" in letter.subject or "came of it" in letter.subject]


def test_the_letter_goes_on_monday_morning_once_and_skips_the_silent(cast: Cast) -> None:
    sent(cast, MONDAY - timedelta(days=3))
    for minutes in (-10, 0, 10, 600):
        work.once(MONDAY + timedelta(minutes=minutes))
    # The rivals have a suggestion to hear, once; the vet hears what came of Priya.
    assert sorted(letters()) == ["ana@example.com", "maya@example.com", "sam@example.com", "sid@example.com"]
    before = len(letters())
    week.send_letters(at=MONDAY + timedelta(days=7))
    work.once(MONDAY + timedelta(days=7))
    assert "sam@example.com" not in letters()[before:]


def test_everything_in_the_letter_can_be_done_without_signing_in(cast: Cast) -> None:
    sent(cast, MONDAY - timedelta(days=1))
    work.once(MONDAY)
    words = next(str(letter.body) for letter in mail.outbox if letter.to == ["maya@example.com"] and "week" in letter.subject)
    assert "/c/step/" in words


def test_a_groups_story_holds_all_that_everybody_may_read_and_nothing_else(cast: Cast, now: datetime) -> None:
    promise = promises.make("Poster", of=cast.trainer, due_at=now + timedelta(days=1), by=None, at=now)
    promises.reminded(promise.pk, at=now + timedelta(days=1))
    promises.give_up(at=now + timedelta(days=3))
    sent(cast, now)
    open_to_all = Entry.objects.filter(node=cast.node.pk, kind__in=kinds_shown_to("everybody")).order_by("-pk")
    assert [line.entry for line in queries.story(cast.node)] == list(open_to_all)
    assert 0 < len(open_to_all) < Entry.objects.filter(node=cast.node.pk).count()


def test_a_story_is_told_in_sentences_and_shames_nobody(cast: Cast, now: datetime, as_person: SignIn) -> None:
    promise = promises.make("Poster", of=cast.trainer, due_at=now + timedelta(days=1), by=None, at=now)
    promises.reminded(promise.pk, at=now + timedelta(days=1))
    promises.give_up(at=now + timedelta(days=3))
    sent(cast, now)
    url = reverse("week:story_of", args=["bixby", cast.trainer.pk])
    own, others = (as_person(who).get(url).content.decode() for who in (cast.maya, cast.ortiz))
    assert "Bluff Park Vet sent Maya&#x27;s Good Dogs a customer." in others
    assert "was not kept" in own
    assert "was not kept" not in others
