"""Promises, from the making to the end."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from betterpie.house import work
from betterpie.journal.facts import Regards
from betterpie.journal.models import Entry
from betterpie.promises import actions as promises
from betterpie.promises import links
from betterpie.promises.models import Promise
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import path

TWO_DAYS = timedelta(days=2)


def made(cast: Cast, now: datetime) -> Promise:
    """The trainer promised the vet a poster within two days."""
    return promises.make("Put up the poster", of=cast.trainer, to=cast.vet, due_at=now + TWO_DAYS, by=cast.maya.pk, at=now)


def live(now: datetime, *, until: timedelta) -> None:
    """Let the hours go by."""
    for hours in range(0, int(until.total_seconds() // 3600) + 1, 3):
        work.once(now + timedelta(hours=hours))


def state() -> str:
    """How the one promise is."""
    return Promise.objects.get().state


def told_of() -> list[tuple[str, str | None, float, int | None]]:
    """What the last fact says of how she did."""
    said = [word for word in Entry.objects.latest("pk").fact.says() if isinstance(word, Regards)]
    return [(word.facet, word.deed, word.strength, word.by) for word in said]


def test_nothing_is_promised_for_the_year_9999(cast: Cast, as_person: SignIn) -> None:
    form = {"what": "Put up the poster", "to": cast.vet.pk, "due_at_0": "9999-12-31", "due_at_1": "18:00"}
    answer = as_person(cast.maya).post(reverse("promises:new", args=["bixby"]), form)
    assert (answer.status_code, "too far ahead" in answer.content.decode(), Promise.objects.count()) == (422, True, 0)


def test_done_in_time_is_kept_and_after_it_late(cast: Cast, now: datetime) -> None:
    promises.keep(made(cast, now), by=None, at=now + TWO_DAYS)
    assert state() == "kept"
    Promise.objects.all().delete()
    promises.keep(made(cast, now), by=None, at=now + TWO_DAYS + timedelta(seconds=1))
    assert state() == "late"


def test_a_promise_ends_once(cast: Cast, now: datetime) -> None:
    promise = made(cast, now)
    promises.keep(promise, by=None, at=now)
    with pytest.raises(promises.Refused, match="ended already"):
        promises.keep(promise, by=None, at=now)
    with pytest.raises(promises.Refused, match="ended already"):
        promises.excuse(promise, by=None, at=now)


def test_excused_in_good_time_counts_as_kept_and_tells_early(cast: Cast, now: datetime) -> None:
    promises.excuse(made(cast, now), why="The press broke.", by=None, at=now)
    said = [word for word in Entry.objects.latest("pk").fact.says() if isinstance(word, Regards)]
    assert [(word.facet, word.strength) for word in said] == [("reliability", 1.0), ("disclosure", 1.0)]


def test_told_at_short_notice_counts_a_little_against_her_until_the_other_says_that_it_was_all_right(cast: Cast, now: datetime) -> None:
    promise = made(cast, now)
    assert promise.good_time == now + timedelta(hours=42)  # an eighth of two days before its time
    promises.excuse(promise, why="The press broke.", by=None, at=promise.good_time + timedelta(seconds=1))
    assert (state(), told_of()) == ("told", [("reliability", "broken_but_told", -0.3, cast.vet.pk)])
    promises.let_off(promise, by=None, at=now + TWO_DAYS)
    assert (state(), told_of()) == ("excused", [("reliability", "excused", 1.0, cast.vet.pk)])
    with pytest.raises(promises.Refused, match="nothing to say"):
        promises.let_off(promise, by=None, at=now + TWO_DAYS)


def test_short_notice_is_a_day_at_most_and_ends_where_good_time_ends(cast: Cast, now: datetime) -> None:
    month = promises.make("Bring chairs", of=cast.trainer, to=cast.vet, due_at=now + 30 * TWO_DAYS, by=None, at=now)
    assert month.good_time == now + 30 * TWO_DAYS - timedelta(days=1)
    promises.excuse(month, by=None, at=month.good_time)
    assert state() == "excused"


def test_what_was_told_can_be_done_after_all(cast: Cast, now: datetime) -> None:
    promise = made(cast, now)
    promises.excuse(promise, by=None, at=now + TWO_DAYS)
    promise.refresh_from_db()
    promises.keep(promise, by=None, at=now + TWO_DAYS)
    assert (state(), told_of()) == ("kept", [("reliability", "repaired", 1.0, None)])


def test_the_one_to_whom_it_was_promised_answers_short_notice_from_her_mail(cast: Cast, now: datetime, as_person: SignIn) -> None:
    promise = made(cast, now)
    promises.excuse(promise, why="The press broke.", by=None, at=now + TWO_DAYS)
    work.once(now + TWO_DAYS)
    (letter,) = [letter for letter in mail.outbox if letter.to == ["ana@example.com"] and "short notice" in letter.subject]
    assert "The press broke." in letter.body
    link, nobody = path(re.findall(r"\S+/promise-told/\S+", letter.body)[0]), Client()
    assert "all right" in nobody.get(link).content.decode()
    assert state() == "told"  # a scanner that opens the link says nothing
    assert "kind of you" in nobody.post(link).content.decode()
    assert (state(), nobody.post(link).status_code) == ("excused", 422)
    assert nobody.get(path(links.let_off(promise, reader=cast.maya.pk))).status_code == 410


def test_only_the_one_to_whom_it_was_promised_lets_her_off_on_her_page(cast: Cast, as_person: SignIn) -> None:
    now = timezone.now()
    promise = made(cast, now - TWO_DAYS)
    promises.excuse(promise, by=None, at=now)
    url = reverse("promises:let_off", args=["bixby", promise.pk])
    assert [as_person(who).post(url).status_code for who in (cast.maya, cast.sam, cast.stranger)] == [404, 404, 404]
    assert url in as_person(cast.ortiz).get(reverse("promises:list", args=["bixby"])).content.decode()
    as_person(cast.ortiz).post(url)
    assert state() == "excused"


def test_too_late_to_excuse_is_refused_kindly(cast: Cast, now: datetime) -> None:
    with pytest.raises(promises.Refused, match="Doing it late still counts"):
        promises.excuse(made(cast, now), by=None, at=now + TWO_DAYS + timedelta(minutes=1))


def test_a_promise_into_the_past_is_refused(cast: Cast, now: datetime) -> None:
    with pytest.raises(promises.Refused, match="passed already"):
        promises.make("x", of=cast.trainer, due_at=now - timedelta(minutes=1), by=None, at=now)


def test_a_reminder_comes_once_and_a_day_after_the_time_it_counts_as_broken(cast: Cast, now: datetime) -> None:
    made(cast, now)
    live(now, until=timedelta(days=6))
    assert [letter.subject.split(",")[0] for letter in mail.outbox if letter.to == ["maya@example.com"]].count("Put up the poster") == 1
    assert state() == "broken"


@pytest.mark.parametrize(("hours", "is_early"), [(41, True), (43, False)])
def test_a_reminder_names_good_time_only_while_it_lasts(cast: Cast, now: datetime, hours: int, is_early: bool) -> None:
    promise = made(cast, now)
    promises.remind(at=now + timedelta(hours=hours))  # good time ends after 42 hours
    work.once(now + timedelta(hours=hours))
    words = next(str(letter.body) for letter in mail.outbox if letter.subject.startswith("Put up the poster"))
    assert "You promised this to Bluff Park Vet by" in words
    assert ("is as good as keeping it" in words) == is_early
    assert promise.is_open


def test_nothing_is_broken_while_the_reminder_could_not_be_delivered(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_args: object, **_kwargs: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refused)
    made(cast, now)
    live(now, until=timedelta(days=6))
    assert state() == "open"


def test_a_broken_promise_can_be_repaired(cast: Cast, now: datetime) -> None:
    promise = made(cast, now)
    live(now, until=timedelta(days=6))
    promise.refresh_from_db()
    promises.keep(promise, by=None, at=now + timedelta(days=7))
    assert (state(), Entry.objects.latest("pk").data["was_broken"]) == ("late", True)


def test_hours_are_counted_in_the_promisers_own_opening_hours(cast: Cast, now: datetime) -> None:
    friday_afternoon = datetime.fromisoformat("2026-03-06T16:00:00-08:00")
    assert promises.due_after(cast.trainer, 4, at=friday_afternoon) == datetime.fromisoformat("2026-03-09T12:00:00-07:00")


def test_a_promise_ends_from_the_mail_by_a_button_and_not_by_opening_it(cast: Cast, now: datetime) -> None:
    promise = promises.make("Poster", of=cast.trainer, due_at=now + timedelta(days=4000), by=None, at=now)
    link = path(links.end(promise, "keeping", reader=cast.maya.pk))
    Client().get(link)
    assert state() == "open"
    Client().post(link)
    assert state() == "kept"


def test_only_she_who_promised_can_end_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    promise = made(cast, now)
    url = reverse("promises:keep", args=["bixby", promise.pk])
    assert [as_person(who).post(url).status_code for who in (cast.ortiz, cast.stranger)] == [404, 404]
    as_person(cast.maya).post(url)
    assert state() in ("kept", "late")


def test_the_form_keeps_what_was_typed(cast: Cast, as_person: SignIn) -> None:
    page = as_person(cast.maya).post(reverse("promises:new", args=["bixby"]), {"what": "Bring chairs", "due_at_0": "", "due_at_1": ""})
    assert page.status_code == 422
    assert 'value="Bring chairs"' in page.content.decode()


def reasons() -> list[tuple[int | None, str | None, float]]:
    """By whom the newest fact says which deed was seen, and how strongly."""
    return [(word.by, word.deed, word.strength) for word in Entry.objects.latest("pk").fact.says() if isinstance(word, Regards)]


def test_her_own_word_is_the_groups_until_the_other_thanks_her(cast: Cast, now: datetime) -> None:
    promise = made(cast, now)
    promises.keep(promise, by=cast.maya.pk, at=now)
    assert reasons() == [(None, "kept", 1.0)]
    promises.thank(promise, by=cast.ortiz.pk, at=now)
    assert reasons() == [(cast.vet.pk, "kept", 1.0)]
    with pytest.raises(promises.Refused, match="done so already"):
        promises.thank(promise, by=cast.ortiz.pk, at=now)


def test_nobody_is_thanked_for_what_is_not_done(cast: Cast, now: datetime) -> None:
    with pytest.raises(promises.Refused, match="nothing to thank for"):
        promises.thank(made(cast, now), by=cast.ortiz.pk, at=now)


def test_only_she_to_whom_it_was_promised_can_thank_for_it(cast: Cast, now: datetime, as_person: SignIn) -> None:
    promise = made(cast, now)
    promises.keep(promise, by=cast.maya.pk, at=now)
    assert "Done for me" not in as_person(cast.maya).get(reverse("promises:list", args=["bixby"])).content.decode()
    url = reverse("promises:thank", args=["bixby", promise.pk])
    assert [as_person(who).post(url).status_code for who in (cast.maya, cast.stranger)] == [404, 404]
    Promise.objects.update(ended_at=timezone.now())
    assert "Done for me" in as_person(cast.ortiz).get(reverse("promises:list", args=["bixby"])).content.decode()
    as_person(cast.ortiz).post(url)
    assert Promise.objects.get().thanked_at is not None
    assert "Done for me" not in as_person(cast.ortiz).get(reverse("promises:list", args=["bixby"])).content.decode()
