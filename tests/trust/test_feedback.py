"""How it was to work together: said by each, read by both at the same moment."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from betterpie.house import work
from betterpie.promises import actions as promises
from betterpie.referrals import actions as referrals
from betterpie.trust import links
from betterpie.trust.actions import Refused, feedback
from betterpie.trust.models import Evidence, Feedback
from betterpie.trust.queries import feedback as said
from betterpie.week import queries as week
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import path, sent
from tests.week.test_week import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def won(cast: Cast, now: datetime) -> tuple[Feedback, Feedback]:
    """The vet's customer bought at the trainer's: what the vet is asked, and what the trainer is."""
    referrals.win(sent(cast, now), worth=30000, by=None, at=now)
    return Feedback.objects.get(by=cast.vet), Feedback.objects.get(by=cast.trainer)


def test_both_sides_of_an_outcome_are_asked_once_in_ninety_days(cast: Cast, now: datetime) -> None:
    vets, trainers = won(cast, now)
    assert (vets.about, trainers.about, vets.occasion) == (cast.trainer, cast.vet, trainers.occasion)
    referrals.lose(sent(cast, now + DAY), why="price", by=None, at=now + DAY)
    assert Feedback.objects.count() == 2
    referrals.lose(sent(cast, now + 91 * DAY), why="price", by=None, at=now + 91 * DAY)
    assert Feedback.objects.count() == 4


def test_a_promise_that_was_thanked_for_is_an_occasion_and_the_call_to_a_customer_is_none(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    referrals.accept(referral, by=None, at=now)
    referrals.step(referral, "called", by=None, at=now)
    to_all = promises.make("Bring chairs", of=cast.trainer, due_at=now + DAY, by=None, at=now)
    promises.keep(to_all, by=None, at=now)
    assert not Feedback.objects.exists()
    to_vet = promises.make("Bring chairs", of=cast.trainer, to=cast.vet, due_at=now + DAY, by=None, at=now)
    promises.keep(to_vet, by=None, at=now)
    assert not Feedback.objects.exists()
    promises.thank(to_vet, by=None, at=now)
    assert Feedback.objects.count() == 2


def test_nothing_is_shown_or_counted_before_both_have_spoken(cast: Cast, now: datetime) -> None:
    vets, trainers = won(cast, now)
    feedback.say(vets, again=100, told=100, words="Lovely.", by=None, at=now + DAY)
    work.once(now + DAY)
    assert said.other_side(trainers) is None
    assert not Evidence.objects.filter(kind="feedback").exists()
    feedback.say(trainers, again=50, told=-50, by=None, at=now + 2 * DAY)
    work.once(now + 2 * DAY)
    other = said.other_side(trainers)
    assert other is not None
    assert (other.words, other.closed_at) == ("Lovely.", now + 2 * DAY)
    rows = Evidence.objects.filter(kind="feedback").order_by("about").values_list("about", "by", "outcome")
    assert list(rows) == sorted([(cast.trainer.pk, cast.vet.pk, 1.0), (cast.vet.pk, cast.trainer.pk, 0.0)])


def test_after_fourteen_days_what_was_said_is_shown_and_nothing_more_is_taken(cast: Cast, now: datetime) -> None:
    vets, trainers = won(cast, now)
    feedback.say(vets, again=-100, told=-100, by=None, at=now + DAY)
    feedback.close_due(at=now + 14 * DAY - HOUR)
    assert said.other_side(trainers) is None
    with pytest.raises(Refused, match="two weeks are over"):
        feedback.say(trainers, again=-100, told=-100, by=None, at=now + 14 * DAY)
    assert feedback.close_due(at=now + 14 * DAY) == 2
    work.once(now + 14 * DAY)
    other = said.other_side(trainers)
    assert other is not None
    assert list(Evidence.objects.filter(kind="feedback").values_list("about", "outcome")) == [(cast.trainer.pk, -1.0)]
    assert feedback.close_due(at=now + 15 * DAY) == 0
    with pytest.raises(Refused, match="answered already"):
        feedback.say(trainers, again=100, told=100, by=None, at=now + 13 * DAY)


def test_nobody_speaks_twice(cast: Cast, now: datetime) -> None:
    vets, _trainers = won(cast, now)
    feedback.say(vets, again=100, told=100, by=None, at=now)
    with pytest.raises(Refused, match="answered already"):
        feedback.say(vets, again=-100, told=-100, by=None, at=now)
    vets.refresh_from_db()
    assert vets.again == 100


def test_it_is_said_from_the_mail_by_a_button_and_not_by_opening_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    vets, _trainers = won(cast, datetime.now(tz=now.tzinfo))
    link, nobody = path(links.feedback(vets, reader=cast.ortiz.pk)), as_person(None)
    assert nobody.get(link).status_code == 200
    vets.refresh_from_db()
    assert vets.said_at is None
    assert nobody.post(link, {"again": "100"}).status_code == 422
    assert nobody.post(link, {"again": "100", "told": "40", "words": "Fine."}).status_code == 302
    vets.refresh_from_db()
    assert (vets.again, vets.told, vets.words) == (100, 40, "Fine.")
    assert "two weeks are over" in nobody.get(link).content.decode()
    assert nobody.post(link, {"again": "-100", "told": "-100"}).status_code == 422
    assert nobody.get(link[:-3] + "x/").status_code == 410


def test_only_the_one_who_is_asked_finds_the_page_and_the_other_only_once_it_is_shown(cast: Cast, now: datetime, as_person: SignIn) -> None:
    vets, trainers = won(cast, datetime.now(tz=now.tzinfo))
    url = reverse("trust:feedback", args=["bixby", vets.pk])
    assert [as_person(who).get(url).status_code for who in (cast.ortiz, cast.maya, cast.sam, cast.stranger)] == [200, 404, 404, 404]
    assert as_person(cast.ortiz).post(url, {"again": "100", "told": "100", "words": "Lovely."}).status_code == 302
    assert as_person(cast.maya).get(url).status_code == 404
    feedback.say(trainers, again=100, told=100, words="Likewise.", by=None, at=datetime.now(tz=now.tzinfo))
    page = as_person(cast.maya).get(url).content.decode()
    assert "Lovely." in page
    assert "Likewise." in page
    assert as_person(cast.maya).post(url, {"again": "-100", "told": "-100"}).status_code == 200
    assert as_person(cast.sam).get(url).status_code == 404


def test_the_week_asks_once_and_the_letter_leads_to_a_page_without_signing_in(cast: Cast, now: datetime, as_person: SignIn) -> None:
    vets, _trainers = won(cast, now)
    found = week.week(cast.vet, at=now + DAY)
    assert found.suggestion is not None
    assert (found.suggestion.title, found.suggestion.actions[0].url) == (
        "How was it with Maya's Good Dogs?",
        reverse("trust:feedback", args=["bixby", vets.pk]),
    )
    work.once(MONDAY)
    letters = [str(letter.body) for letter in mail.outbox if letter.to == ["ana@example.com"]]
    assert sum("/in/feedback/" in letter for letter in letters) == 1
    work.once(MONDAY + 7 * DAY)
    letters = [str(letter.body) for letter in mail.outbox if letter.to == ["ana@example.com"]]
    assert sum("/in/feedback/" in letter for letter in letters) == 1
    feedback.say(vets, again=100, told=100, by=None, at=now + 2 * DAY)
    after = week.week(cast.vet, at=now + 2 * DAY).suggestion
    assert after is None or "How was it" not in after.title
