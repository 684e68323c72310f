"""Rivals who meet: what they talk about, what stays out of it, and the minutes."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from betterpie.events import actions, links
from betterpie.events.models import OneToOne, Topic
from betterpie.house import work
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import path

DAY = timedelta(days=1)
CARE = "leave prices, costs, wages, bids, plans and customer lists out of it, however small the group."


def asked(cast: Cast, now: datetime) -> OneToOne:
    """The trainer asks her rival."""
    return actions.ask(cast.trainer, cast.rival, times=[now + 2 * DAY], by=None, at=now)


def agreed(cast: Cast, now: datetime) -> OneToOne:
    """They meet in two days."""
    one = asked(cast, now)
    actions.agree(one, one.times[0], by=None, at=now)
    return one


def at_door(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let it be `now` for whoever comes in."""
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: now)


def page_of(browser: Client, one: OneToOne) -> str:
    """The page of a one-to-one."""
    return browser.get(reverse("events:one", args=["bixby", one.pk])).content.decode()


def test_the_page_of_rivals_has_an_agenda_and_says_what_stays_out_of_it(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_door(monkeypatch, now)
    page = page_of(as_person(cast.maya), agreed(cast, now))
    assert all(word in page for word in ("Overflow:", "Holidays:", "Larger jobs:", "Answers:", CARE, "Your agenda"))
    assert "Who is your best customer" not in page


def test_each_label_on_the_page_of_rivals_leads_to_its_own_field(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_door(monkeypatch, now)
    ids = re.findall(r' id="([^"]+)"', page_of(as_person(cast.maya), agreed(cast, now)))
    assert [each for each in set(ids) if ids.count(each) > 1] == []


def test_two_who_are_no_rivals_are_told_nothing_of_it(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_door(monkeypatch, now)
    one = actions.ask(cast.trainer, cast.vet, times=[now + 2 * DAY], by=None, at=now)
    page = page_of(as_person(cast.maya), one)
    assert [word in page for word in ("Who is your best customer", CARE, "Your agenda")] == [True, False, False]
    work.once(now)
    assert [CARE in str(letter.body) for letter in mail.outbox if "A coffee with" in letter.subject] == [False]


def test_the_invitation_the_appointment_and_the_reminder_say_so_too(cast: Cast, now: datetime) -> None:
    one = asked(cast, now)
    work.once(now)
    actions.agree(one, one.times[0], by=None, at=now)
    work.once(now + timedelta(minutes=1))
    work.once(now + timedelta(hours=25))
    work.once(now + timedelta(hours=26))
    work.once(now + 2 * DAY + timedelta(hours=3))
    told = [
        (letter.subject.split(" ")[0], " ".join(str(letter.body).split()))
        for letter in mail.outbox
        if letter.to == [cast.sam.email] and ("coffee" in letter.subject or "meet" in letter.subject)
    ]
    assert [CARE in body and "Overflow:" in body for _first, body in told] == [True, True, True, False], [first for first, _body in told]


def test_what_either_ticks_or_adds_is_the_agenda_of_both(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_door(monkeypatch, now)
    one = agreed(cast, now)
    address = reverse("events:agenda", args=["bixby", one.pk])
    as_person(cast.sam).post(address, {"topics": ["holidays"], "own": "A class together at the fair"})
    one.refresh_from_db()
    assert one.agenda == [Topic.HOLIDAYS.label, "A class together at the fair"]
    mailed = Client().get(path(links.answer(one, cast.trainer, "see", reader=cast.maya.pk))).content.decode()
    assert [word in mailed for word in ("Holidays:", "A class together", CARE, "Overflow:")] == [True, True, True, False]
    for wrong in ({"topics": ["prices"]}, {"own": "x" * 201}):
        as_person(cast.sam).post(address, wrong)
        one.refresh_from_db()
        assert one.topics == ["holidays"]
    as_person(cast.sam).post(address, {})
    one.refresh_from_db()
    assert one.agenda == [str(topic.label) for topic in Topic]


def test_an_agenda_is_for_the_two_and_only_before_they_have_met(cast: Cast, now: datetime, as_person: SignIn) -> None:
    one = agreed(cast, now)
    address = reverse("events:agenda", args=["bixby", one.pk])
    assert [as_person(person).post(address, {}).status_code for person in (cast.ortiz, cast.stranger)] == [404, 404]
    for member in (cast.trainer, cast.rival):
        actions.say(one, member, has_met=True, by=None, at=now + 3 * DAY)
    with pytest.raises(actions.Refused):
        actions.choose_topics(one, ["answers"], own="", at=now + 3 * DAY)


def test_an_agenda_is_refused_once_its_time_has_come_and_to_those_who_are_no_rivals(cast: Cast, now: datetime, as_person: SignIn) -> None:
    rivals = agreed(cast, now)
    others = actions.ask(cast.trainer, cast.vet, times=[now + 2 * DAY], by=None, at=now)
    with pytest.raises(actions.Refused, match="Its time has come"):
        actions.choose_topics(rivals, ["answers"], own="", at=now + 2 * DAY)
    as_person(cast.maya).post(reverse("events:agenda", args=["bixby", others.pk]), {"topics": ["answers"], "own": "Bids"})
    assert list(OneToOne.objects.order_by("pk").values_list("topics", "own_topic")) == [([], ""), ([], "")]


def test_minutes_that_are_too_long_are_still_minutes(cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    one = agreed(cast, now)
    at_door(monkeypatch, now + 3 * DAY)
    answer = as_person(cast.maya).post(reverse("events:notes", args=["bixby", one.pk]), {"own": "", "shared": "x" * 4001})
    page = answer.content.decode()
    assert (answer.status_code, "Minutes, for both of you" in page, "x" * 4001 in page) == (422, True, True)


def test_after_the_meeting_the_shared_note_is_the_minutes_with_day_and_writer(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = agreed(cast, now)
    at_door(monkeypatch, now)
    assert "Minutes, for both of you" not in page_of(as_person(cast.maya), one)
    at_door(monkeypatch, now + 3 * DAY)
    address = reverse("events:notes", args=["bixby", one.pk])
    as_person(cast.sam).post(address, {"own": "", "shared": "We stand in for each other in August."})
    page = page_of(as_person(cast.maya), one)
    day = f"{now + 3 * DAY:%B} {(now + 3 * DAY).day}"
    words = ("Minutes, for both of you", "We stand in for each other", f"Written for both by Seaside Canine on {day}.", CARE)
    assert [word in page for word in words] == [True] * 4
    as_person(cast.maya).post(address, {"own": "mine", "shared": "We stand in for each other in August."})
    assert list(one.notes.values_list("by", "at")) == [(cast.rival.pk, now + 3 * DAY)], "who changes nothing in them has not written them"
