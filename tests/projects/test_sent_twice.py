"""What is sent twice, by an impatient thumb or by going back, is written down once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from betterpie.house import work
from betterpie.members.models import Member
from betterpie.people.models import Person
from betterpie.projects import actions
from betterpie.projects.actions import Entry, Upload
from betterpie.projects.models import Agreement, Input, Lasting, Line, LogLine, Project, Step
from betterpie.promises.models import Promise
from tests.conftest import SignIn
from tests.house.test_attacks import at_once
from tests.projects.conftest import Club, agree, answer_all
from tests.projects.test_project_pages import there, words

DAY = date(2026, 3, 3)
SENT: dict[str, tuple[str, dict[str, str], type, str]] = {
    "put in": ("input_new", {"kind": "hours", "what": "Posters", "hours": "4", "due_on": "2036-05-01"}, Input, "That stands here already."),
    "step": ("step_new", {"what": "Ask the band", "partner": "1", "due_on": "2036-05-01"}, Step, "That stands here already."),
    "lasting": ("lasting_new", {"what": "The recipes", "owner": ""}, Lasting, "That stands here already."),
    "note": ("note", {"words": "Who has chairs?"}, LogLine, "You wrote that down already."),
}


@pytest.mark.parametrize("what", SENT)
def test_a_form_of_the_plan_sent_twice_is_one_row(club: Club, as_person: SignIn, what: str) -> None:
    name, typed, model, sentence = SENT[what]
    browser = as_person(club.people[1])
    before = model.objects.count()
    browser.post(there(name, club), typed)
    page = words(browser.post(there(name, club), typed, follow=True).content)
    assert (model.objects.count(), sentence in page) == (before + 1, True)


def test_a_project_begun_twice_is_begun_once(shops: list[tuple[Member, Person]], as_person: SignIn) -> None:
    (_cheese, kim), (wine, will), _flowers = shops
    browser = as_person(kim)
    typed = {"name": "Wine and cheese", "shape": "supper_club", "idea": "Four evenings", "ask": str(wine.pk)}
    browser.post(f"/bixby/projects/new/?with={wine.pk}", typed)
    page = words(browser.post(f"/bixby/projects/new/?with={wine.pk}", typed).content)
    assert "You have begun “Wine and cheese” already. You find it among your projects." in page
    assert "</a>: You have begun" not in page  # it is the name that is known, not the day that is wrong
    assert Project.objects.count() == 1
    as_person(will).post("/bixby/projects/new/", typed | {"ask": ""})  # somebody else may have the same idea
    assert Project.objects.count() == 2


def test_takings_sent_twice_are_written_down_once_by_hand_and_from_a_list(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    agree(club, now)
    actions.start(club.project, at=now)
    browser = as_person(club.people[2])
    typed = {"kind": "takings", "what": "Tickets", "amount": "7,000", "on": "2026-03-03"}
    for _twice in range(2):
        page = words(browser.post(there("money", club), typed, follow=True).content)
    said = "“Tickets” of that day, to the cent, is written down already. If it came a second time, say so in its words."
    assert (Line.objects.count(), said in page) == (1, True)
    text = b"date,what,amount\n2026-03-03,Coffee,4\n2026-03-03,Coffee,4\n2026-03-04,Bar,-5\n"
    for _twice in range(2):
        browser.post(there("money_list", club), {"file": SimpleUploadedFile("till.csv", text)})
    assert Line.objects.count() == 4  # two coffees at one price are two, in one list
    as_person(club.people[1]).post(there("money", club), typed)  # hers are not his
    assert Line.objects.count() == 5


def test_a_paper_written_down_twice_is_one_paper_until_something_changed(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.draw(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"It is written down like that already\."):
        actions.draw(club.project, by=None, at=now)
    actions.will_last(club.project, what="The recipes", owner=None)
    actions.draw(club.project, by=None, at=now)
    assert Agreement.objects.count() == 2


def test_all_are_asked_for_their_numbers_once_and_who_has_answered_not_again(club: Club, now: datetime) -> None:
    actions.begin_asking(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"Everybody was asked already\. Give them two days\."):
        actions.begin_asking(club.project, by=None, at=now + timedelta(hours=1))
    work.once(now)
    mail.outbox.clear()
    hers = [actions.Reply(kind="alone", about="2", amount=5), actions.Reply(kind="together", about="", amount=9)]
    actions.answer(club.project, club.partner(2), hers, by=None, at=now)
    actions.begin_asking(club.project, by=None, at=now + timedelta(days=2))
    work.once(now + timedelta(days=2))
    assert {one.to[0] for one in mail.outbox if "A few numbers" in one.subject} == {"kim@example.com", "flora@example.com"}


def test_who_is_asked_more_or_anew_is_not_asked_once_more_right_after(club: Club, now: datetime) -> None:
    answer_all(club, now)
    stale = Project.objects.get(pk=club.project.pk)
    actions.ask_more(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"There is nothing more to ask now\."):
        actions.ask_more(stale, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"Everybody was asked already\. Give them two days\."):
        actions.begin_asking(club.project, by=None, at=now + timedelta(hours=1))


def test_the_same_words_a_week_later_are_written_down_again(club: Club, now: datetime) -> None:
    for days in (0, 7):
        actions.note(club.project, club.cheese, words="The glasses are washed.", at=now + timedelta(days=days))
    assert LogLine.objects.count() == 2


def test_two_things_promised_in_the_same_words_are_two_promises(club: Club, now: datetime) -> None:
    due_at, maker = now + timedelta(days=30), club.partner(2)
    actions.put_in(club.project, maker, kind="space", what="Evenings", due_at=due_at, at=now)
    step = actions.plan_step(club.project, maker, planner=maker, what="Evenings", due_at=due_at, by=None, at=now)
    answer_all(club, now)
    agree(club, now)
    actions.strike_step(club.project, Step.objects.get(pk=step.pk), at=now)
    hers = Input.objects.filter(partner=maker, what="Evenings").values_list("promise__state", flat=True)
    assert (list(hers), Promise.objects.filter(by=club.wine, what="Evenings").count()) == (["open", "open"], 3)


def test_two_files_with_the_same_words_are_two_lines(club: Club, now: datetime) -> None:
    for name in ("one.txt", "two.txt", "two.txt"):
        try:
            actions.note(club.project, club.cheese, words="Photos", file=Upload(name=name, kind="text/plain", content=b"x"), at=now)
        except actions.Refused:
            assert name == "two.txt"
    assert LogLine.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_thumbs_at_the_same_moment_write_it_down_once(club: Club, now: datetime) -> None:
    due_at = now + timedelta(days=9)

    def put(project: Project) -> Callable[[], object]:
        return partial(actions.put_in, project, club.partner(1), kind="space", what="The yard", due_at=due_at, at=now)

    one, two = (Project.objects.select_related("node").get(pk=club.project.pk) for _twice in range(2))
    assert at_once(put(one), put(two)) == ["done", "refused"]
    begin = partial(actions.propose, "Baskets", of=club.cheese, by=None, at=now)
    assert at_once(begin, begin) == ["done", "refused"]
    for row in (one, two):
        row.state = Project.State.UNDER_WAY
        row.save(update_fields=["state"])
    entry = Entry(kind="cost", what="Ice", amount=5, on=DAY)
    book = partial(actions.book, partner=club.partner(1), entries=[entry], by=None, at=now)
    assert at_once(partial(book, one), partial(book, two)) == ["done", "refused"]
