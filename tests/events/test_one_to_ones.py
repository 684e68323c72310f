"""A coffee of two members, from the first times offered to what both said afterwards."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from betterpie.events import actions, letters, links, queries
from betterpie.events.models import OneToOne
from betterpie.house import work
from betterpie.journal.models import Entry
from betterpie.members import actions as members
from betterpie.members.models import Member
from betterpie.partners import queries as partners
from betterpie.promises.models import Promise
from betterpie.week import queries as week
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import path

DAY = timedelta(days=1)


def asked(cast: Cast, now: datetime) -> OneToOne:
    """The vet asks the trainer."""
    times = [now + 2 * DAY, now + 3 * DAY]
    return actions.ask(cast.vet, cast.trainer, times=times, place="Second Cup", line="I'd love to see a class.", by=None, at=now)


def agreed(cast: Cast, now: datetime) -> OneToOne:
    """They meet in two days."""
    one = asked(cast, now)
    actions.agree(one, one.times[0], by=None, at=now)
    return one


def states(one: OneToOne) -> tuple[str, list[str]]:
    """How it stands, and how the promises stand that were made for it."""
    one.refresh_from_db()
    return one.state, sorted(Promise.objects.filter(thing=one.thing).values_list("state", flat=True))


def test_from_the_question_to_both_saying_that_they_met(cast: Cast, now: datetime) -> None:
    one = agreed(cast, now)
    assert states(one) == ("agreed", ["open", "open"])
    after = now + 2 * DAY + timedelta(hours=3)
    actions.say(one, cast.vet, has_met=True, by=None, at=after)
    assert states(one) == ("agreed", ["kept", "open"])
    actions.say(one, cast.trainer, has_met=True, by=None, at=after)
    assert states(one) == ("met", ["kept", "kept"])
    assert Entry.objects.filter(kind="events.OneToOneMet").count() == 1
    found = partners.pair(cast.vet, cast.trainer.pk)
    assert found is not None
    assert (found.step.key, found.step.because) == ("networking", "You met over a coffee.")


def test_one_word_alone_opens_nothing(cast: Cast, now: datetime) -> None:
    one = agreed(cast, now)
    actions.say(one, cast.vet, has_met=True, by=None, at=now + 3 * DAY)
    for day in (3, 10):
        actions.wake_due(at=now + day * DAY)
    assert states(one) == ("missed", ["kept", "released"])
    found = partners.pair(cast.vet, cast.trainer.pk)
    assert found is not None
    assert found.step.key == "strangers"


def test_who_does_not_come_is_not_blamed(cast: Cast, now: datetime) -> None:
    one = agreed(cast, now)
    actions.say(one, cast.vet, has_met=False, by=None, at=now + 3 * DAY)
    actions.say(one, cast.trainer, has_met=False, by=None, at=now + 3 * DAY)
    assert states(one) == ("missed", ["released", "released"])


def test_called_off_in_good_time_is_as_good_as_coming(cast: Cast, now: datetime) -> None:
    one = agreed(cast, now)
    actions.call_off(one, cast.trainer, by=None, at=now + DAY)
    assert states(one) == ("called_off", ["excused", "released"])
    with pytest.raises(actions.Refused):
        actions.call_off(one, cast.trainer, by=None, at=now + DAY)


def test_what_can_not_be_is_refused(cast: Cast, now: datetime) -> None:
    def ask(other: object, *times: datetime) -> None:
        actions.ask(cast.vet, other, times=times, by=None, at=now)  # type: ignore[arg-type]  # whoever it is

    for other, times in (
        (cast.vet, [now + DAY]),
        (cast.guest, [now + DAY]),
        (cast.outsider, [now + DAY]),
        (cast.trainer, []),
        (cast.trainer, [now - DAY]),
        (cast.trainer, [now + n * DAY for n in range(1, 5)]),
    ):
        with pytest.raises(actions.Refused):
            ask(other, *times)
    one = asked(cast, now)
    with pytest.raises(actions.Refused, match="one open already"):
        actions.ask(cast.trainer, cast.vet, times=[now + DAY], by=None, at=now)
    with pytest.raises(actions.Refused):
        actions.agree(one, now + 9 * DAY, by=None, at=now)
    with pytest.raises(actions.Refused):
        actions.say(one, cast.vet, has_met=True, by=None, at=now)
    actions.decline(one, by=None, at=now)
    with pytest.raises(actions.Refused):
        actions.agree(one, one.times[0], by=None, at=now)


def test_nobody_answers_and_it_lapses(cast: Cast, now: datetime) -> None:
    one = asked(cast, now)
    actions.wake_due(at=now + 2 * DAY)
    assert states(one)[0] == "asked"
    actions.wake_due(at=now + 4 * DAY)
    assert states(one) == ("lapsed", [])


def test_the_mail_offers_each_time_and_opening_it_changes_nothing(cast: Cast, now: datetime) -> None:
    one = asked(cast, now)
    work.once(now)
    letter = next(letter for letter in mail.outbox if letter.to == ["maya@example.com"] and "A coffee with" in letter.subject)
    assert "Thursday" in str(letter.body)
    link = path(links.answer(one, cast.trainer, "time-1", reader=cast.maya.pk))
    browser = Client()
    assert browser.get(link).status_code == 200
    assert states(one)[0] == "asked"


def test_one_tap_in_the_mail_agrees_and_both_have_it_for_the_calendar(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    one = asked(cast, now)
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: now)
    link = path(links.answer(one, cast.trainer, "time-1", reader=cast.maya.pk))
    assert Client().post(link).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.meets_at) == ("agreed", one.times[1])
    work.once(now + timedelta(minutes=1))
    sent = {letter.to[0]: letter for letter in mail.outbox if letter.subject.startswith("You meet")}
    assert set(sent) == {"ana@example.com", "maya@example.com"}
    name, text, kind = sent["ana@example.com"].attachments[0]
    event = Calendar.from_ical(str(text)).events[0]
    assert (name, kind) == ("appointment.ics", "text/calendar")
    assert (event.start, event["summary"], event["location"]) == (one.meets_at, "Coffee with Maya's Good Dogs", "Second Cup")
    page = Client().get(link).content.decode()
    assert "Before you meet Bluff Park Vet" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_a_link_does_only_what_it_is_for(cast: Cast, now: datetime) -> None:
    one = asked(cast, now)
    for_asker = path(links.answer(one, cast.vet, "time-0", reader=cast.ortiz.pk))
    Client().post(for_asker)
    assert states(one)[0] == "asked"
    assert Client().get(for_asker.replace("coffee/", "coffee/x")).status_code == 410


def test_a_link_is_over_for_one_who_no_longer_acts_for_the_member(cast: Cast, now: datetime) -> None:
    one = asked(cast, now)
    for link in (links.answer(one, cast.trainer, "time-0", reader=cast.sam.pk), links.ask(cast.trainer, cast.vet, reader=0)):
        assert Client().post(path(link)).status_code == 410
    assert states(one)[0] == "asked"


def test_a_coffee_can_be_asked_for_from_the_mail(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: now)
    link = path(links.ask(cast.vet, cast.trainer, reader=cast.ortiz.pk))
    page = Client().get(link)
    assert (page.status_code, OneToOne.objects.count()) == (200, 0)
    form = {"time0_0": "2026-03-05", "time0_1": "10:00", "place": "Here"}
    assert Client().post(link, form).status_code == 302
    assert [one.times for one in OneToOne.objects.all()] == [[datetime.fromisoformat("2026-03-05T10:00:00-08:00")]]


def test_a_reminder_comes_a_day_before_and_a_question_after(cast: Cast, now: datetime) -> None:
    agreed(cast, now)
    for hours in (1, 25, 26, 47, 49, 51, 60):
        work.once(now + timedelta(hours=hours))
    subjects = [letter.subject for letter in mail.outbox if letter.to == ["maya@example.com"]]
    assert sum("coffee with Bluff Park Vet" in subject for subject in subjects) == 1
    assert sum(subject == "Did you meet Bluff Park Vet?" for subject in subjects) == 1


def test_the_appointment_is_taken_back_when_it_is_called_off(cast: Cast, now: datetime) -> None:
    one = agreed(cast, now)
    actions.call_off(one, cast.vet, by=None, at=now)
    event = Calendar.from_ical(letters.appointment(one, cast.trainer)).events[0]
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    work.once(now)
    letter = next(letter for letter in mail.outbox if "can't come" in letter.subject)
    assert (letter.to, len(letter.attachments)) == (["maya@example.com"], 1)


def test_the_week_asks_what_waits_and_takes_the_answer(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asked(cast, now)
    assert [card.title for card in week.week(cast.trainer, at=now).cards] == ["A coffee with Bluff Park Vet?"]
    assert week.week(cast.vet, at=now).cards == []
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: now)
    browser = as_person(cast.maya)
    assert 'name="do" value="time-0"' in browser.get(reverse("week:home", args=["bixby"])).content.decode()
    answer = browser.post(reverse("events:answer", args=["bixby", one.pk]), {"do": "time-0", "back": "week"})
    assert (answer.headers["Location"], states(one)[0]) == ("/bixby/", "agreed")
    assert week.week(cast.trainer, at=now).things == 0
    later = now + 3 * DAY
    assert [card.title for card in week.week(cast.vet, at=later).cards] == ["Did you meet Maya's Good Dogs?"]


def noted(one: OneToOne, member: Member) -> tuple[str, int, str]:
    """What is noted for both, as the how manieth, and what `member` noted for herself."""
    one.refresh_from_db()
    last = next(iter(queries.notes(one)), None)
    return (last.words, last.number, one.note_of(member)) if last else ("", 0, one.note_of(member))


def test_who_says_it_last_is_not_told_to_wait_for_the_other(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = agreed(cast, now)
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: now + 3 * DAY)
    address = reverse("events:answer", args=["bixby", one.pk])
    first, last = (as_person(who).post(address, {"do": "met"}, follow=True).content.decode() for who in (cast.ortiz, cast.maya))
    assert ("When they say so too" in first, "Good Dogs is asked too." in first) == (True, True)
    assert ("When they say so too" in last, "Now both of you have said so." in last) == (False, True)
    assert ["Before you meet" in page for page in (first, last)] == [False, False]


def test_own_notes_are_hers_alone(cast: Cast, now: datetime, as_person: SignIn) -> None:
    one = agreed(cast, now)
    address = reverse("events:notes", args=["bixby", one.pk])
    as_person(cast.ortiz).post(address, {"own": "talks a lot", "shared": "try a class in May"})
    page = as_person(cast.maya).get(reverse("events:one", args=["bixby", one.pk])).content.decode()
    assert ("talks a lot" in page, "try a class in May" in page) == (False, True)


def test_every_note_for_both_is_kept_with_its_writer(cast: Cast, now: datetime, as_person: SignIn) -> None:
    one = agreed(cast, now)
    actions.note(one, cast.vet, own="", shared="Cards.", at=now)
    actions.note(one, cast.trainer, own="", shared="Cards and flyers.", at=now + DAY)
    actions.note(one, cast.vet, own="Ask again.", shared="Cards and flyers.", at=now + 2 * DAY)
    assert list(one.notes.order_by("number").values_list("number", "by", "words", "at")) == [
        (1, cast.vet.pk, "Cards.", now),
        (2, cast.trainer.pk, "Cards and flyers.", now + DAY),
    ]
    page = as_person(cast.ortiz).get(reverse("events:one", args=["bixby", one.pk])).content.decode()
    assert ("What was written before" in page, "Cards.<br>" in page) == (True, True)


def test_a_stale_page_overwrites_nothing_and_loses_nothing(cast: Cast, now: datetime, as_person: SignIn) -> None:
    one = agreed(cast, now)
    address = reverse("events:notes", args=["bixby", one.pk])
    actions.note(one, cast.vet, own="", shared="Cards.", at=now)
    as_person(cast.maya).post(address, {"own": "", "shared": "Cards and flyers.", "seen": "1"})
    stale = as_person(cast.ortiz).post(address, {"own": "Nice.", "shared": "Cards, on Friday.", "seen": "1"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert all(words in page for words in ("Cards and flyers.", "Cards, on Friday.", "Nice.", 'name="seen" value="2"'))
    assert noted(one, cast.vet) == ("Cards and flyers.", 2, "")
    as_person(cast.ortiz).post(address, {"own": "Nice.", "shared": "Cards on Friday, and flyers.", "seen": "2"})
    assert noted(one, cast.vet) == ("Cards on Friday, and flyers.", 3, "Nice.")


def test_who_changed_only_her_own_note_on_a_stale_page_overwrites_nothing(cast: Cast, now: datetime, as_person: SignIn) -> None:
    one = agreed(cast, now)
    actions.note(one, cast.vet, own="", shared="Cards.\nOn Friday.", at=now)
    actions.note(one, cast.trainer, own="", shared="Flyers.", at=now)
    address = reverse("events:notes", args=["bixby", one.pk])
    answer = as_person(cast.ortiz).post(address, {"own": "Nice.", "shared": "Cards.\r\nOn Friday.", "seen": "1"})
    assert (answer.status_code, noted(one, cast.vet)) == (302, ("Flyers.", 2, "Nice."))


def test_nothing_is_noted_while_no_time_is_agreed(cast: Cast, now: datetime, as_person: SignIn) -> None:
    one = asked(cast, now)
    for person in (cast.ortiz, cast.maya):
        as_person(person).post(reverse("events:notes", args=["bixby", one.pk]), {"own": "Nice.", "shared": "Cards."})
    assert (one.notes.count(), noted(one, cast.vet), noted(one, cast.trainer)) == (0, ("", 0, ""), ("", 0, ""))


def test_what_they_noted_stays_with_them_where_it_did_not_come_about(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = agreed(cast, now)
    actions.note(one, cast.vet, own="Ask about puppies.", shared="Cards.", at=now)
    actions.wake_due(at=now + 30 * DAY)
    page = as_person(cast.ortiz).get(reverse("events:one", args=["bixby", one.pk])).content.decode()
    assert (states(one)[0], "Ask about puppies." in page, "Cards." in page) == ("missed", True, True)


@pytest.mark.django_db(transaction=True)
def test_words_of_an_unknown_writer_become_the_first_note(cast: Cast, now: datetime) -> None:
    one = agreed(cast, now)
    back = MigrationExecutor(connection)
    before = back.migrate([("events", "0004_first_notes")]).apps.get_model("events", "OneToOne")
    before.objects.filter(pk=one.pk).update(shared_note="Cards.")
    ahead = MigrationExecutor(connection)
    ahead.migrate(ahead.loader.graph.leaf_nodes())
    actions.note(one, cast.vet, own="", shared="Cards and flyers.", at=now)
    assert list(one.notes.order_by("number").values_list("number", "words", "by", "at")) == [
        (1, "Cards.", None, None),
        (2, "Cards and flyers.", cast.vet.pk, now),
    ]
    assert [(note.words, note.by) for note in queries.notes(one)] == [("Cards and flyers.", cast.vet), ("Cards.", None)]


def test_the_next_step_becomes_a_promise(cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    one = agreed(cast, now)
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: now + 3 * DAY)
    form = {"what": "Send three cards over", "due_at_0": "2026-03-12", "due_at_1": "18:00"}
    answer = as_person(cast.ortiz).post(reverse("events:promise", args=["bixby", one.pk]), form)
    assert answer.status_code == 302
    assert list(Promise.objects.filter(thing="").values_list("what", "by", "to")) == [
        ("Send three cards over", cast.vet.pk, cast.trainer.pk)
    ]
    late = as_person(cast.ortiz).post(reverse("events:promise", args=["bixby", one.pk]), form | {"due_at_0": "2026-03-01"})
    assert late.status_code == 422


def test_no_next_step_is_promised_before_they_meet_nor_to_one_who_left(
    cast: Cast, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = agreed(cast, now)
    form = {"what": "Send three cards over", "due_at_0": "2026-03-12", "due_at_1": "18:00"}
    early = as_person(cast.ortiz).post(reverse("events:promise", args=["bixby", one.pk]), form)
    members.leave(cast.trainer, by=cast.steward, at=now)
    monkeypatch.setattr("betterpie.house.middleware.timezone.now", lambda: now + 3 * DAY)
    late = as_person(cast.ortiz).post(reverse("events:promise", args=["bixby", one.pk]), form)
    assert (early.status_code, late.status_code, Promise.objects.filter(thing="").count()) == (422, 422, 0)


def test_nobody_promises_to_meet_one_who_has_left(cast: Cast, now: datetime) -> None:
    one = asked(cast, now)
    members.leave(one.asker, by=cast.steward, at=now)
    with pytest.raises(actions.Refused, match="no longer in this group"):
        actions.agree(queries.whole(one.pk) or one, one.times[0], by=None, at=now)
    assert not Promise.objects.exists()


def test_it_is_not_there_for_others(cast: Cast, now: datetime, as_person: SignIn) -> None:
    one = agreed(cast, now)
    for person in (cast.sam, cast.stranger):
        assert as_person(person).get(reverse("events:one", args=["bixby", one.pk])).status_code == 404
    assert as_person(cast.ortiz).get(reverse("events:new", args=["bixby", cast.guest.pk])).status_code == 404


def test_times_are_suggested_on_working_days_away_from_what_is_taken(cast: Cast, now: datetime) -> None:
    first = queries.suggest_times(cast.vet, cast.trainer, at=now)
    assert [(time.strftime("%a"), time.hour) for time in first] == [("Thu", 10), ("Fri", 15), ("Mon", 8)]
    one = actions.ask(cast.vet, cast.rival, times=[first[0]], by=None, at=now)
    actions.agree(one, first[0], by=None, at=now)
    assert queries.suggest_times(cast.vet, cast.trainer, at=now)[0] != first[0]


def test_who_left_is_not_met_from_an_old_mail(cast: Cast, now: datetime) -> None:
    one = asked(cast, now)
    members.leave(cast.trainer, by=cast.steward, at=now)
    assert Client().post(path(links.answer(one, cast.trainer, "time-0", reader=cast.maya.pk))).status_code == 410


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(rows):
        then = now - (each + 1) * 40 * DAY
        actions.decline(asked(cast, then), by=None, at=then)
    asked(cast, now)
    browser = as_person(cast.ortiz)
    with django_assert_num_queries(6):
        browser.get(reverse("events:list", args=["bixby"]))
