"""Doing it again: same partners, same things put in, and last time's numbers moved toward what was measured."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from betterpie.journal.models import Entry as JournalEntry
from betterpie.members import actions as members
from betterpie.projects import actions, panels, queries
from betterpie.projects.models import Answer, Figure, Input, Lasting, Line, Project, Step
from tests.conftest import Cast, SignIn
from tests.projects.conftest import Club, agree
from tests.projects.test_project_pages import there, words
from tests.projects.test_settlement import DAY, came, settled, worked

__all__ = ["worked"]


def once_more(club: Club, now: datetime, *, ends_on: date | None = date(2026, 11, 1)) -> Project:
    """The same club in autumn, begun by the wine shop."""
    return actions.again(club.project, of=club.wine, name="Supper club, autumn", ends_on=ends_on, by=club.people[2].pk, at=now)


def test_partners_terms_and_what_goes_in_come_along_and_dates_move(worked: Club, now: datetime) -> None:
    Project.objects.filter(pk=worked.project.pk).update(ends_on=date(2026, 5, 1))
    settled(worked, now)
    new = once_more(worked, now)
    assert (new.state, new.manager, new.before, new.shape, new.manager_pay, new.if_off) == (
        "draft", worked.wine, worked.project, "supper_club", 20_000, "equal",
    )  # fmt: skip
    assert [(one.number, one.member) for one in queries.partners(new)] == [(1, worked.cheese), (2, worked.wine), (3, worked.flowers)]
    moved = date(2026, 11, 1) - date(2026, 5, 1)
    zone = new.node.zone
    for model, fields in ((Input, ("partner__number", "kind", "what", "amount")), (Step, ("partner__number", "what"))):
        rows = model.objects.filter(project=worked.project).values_list(*fields, "due_at")
        old = [(*row[:-1], datetime.combine(row[-1].astimezone(zone).date() + moved, time(18), zone)) for row in rows]
        assert sorted(model.objects.filter(project=new).values_list(*fields, "due_at")) == sorted(old)
    assert Lasting.objects.filter(project=new).count() == Lasting.objects.filter(project=worked.project).count() > 0
    assert Input.objects.filter(project=new, promise__isnull=False).count() == 0


def test_its_first_numbers_are_the_measured_ones_and_it_can_be_signed_at_once(worked: Club, now: datetime) -> None:
    settled(worked, now)
    new = once_more(worked, now)
    fields = ("kind", "about", "amount", "spread", "measured")
    old = [(kind, about, round(amount, -2), *rest) for kind, about, amount, *rest in worked.project.figures.values_list(*fields)]
    assert sorted(Figure.objects.filter(project=new).values_list(*fields)) == sorted(old)
    assert ("together", "", 713_900, 13_257, 87) in old
    agree(Club(new, worked.cheese, worked.wine, worked.flowers, worked.people), now)
    new.refresh_from_db()
    assert (new.state, Answer.objects.filter(partner__project=new).count()) == ("agreed", 0)


def test_the_others_hear_of_it_and_the_old_one_stays_as_it_was(worked: Club, now: datetime) -> None:
    settled(worked, now)
    before = list(Figure.objects.filter(project=worked.project).values_list("pk", "amount"))
    new = once_more(worked, now)
    told = JournalEntry.objects.filter(kind="projects.PartnerAsked", data__project=new.pk)
    assert {entry.data["partner"] for entry in told} == {worked.cheese.pk, worked.flowers.pk}
    worked.project.refresh_from_db()
    assert worked.project.state == "settled"
    assert list(Figure.objects.filter(project=worked.project).values_list("pk", "amount")) == before


def test_asked_anew_last_times_numbers_are_set_aside(worked: Club, now: datetime) -> None:
    settled(worked, now)
    new = once_more(worked, now)
    actions.ask_anew(new, by=None, at=now)
    new.refresh_from_db()
    assert (new.is_asking, Figure.objects.filter(project=new).count()) == (True, 0)
    assert {one.answered_round for one in queries.partners(new)} == {0}
    with pytest.raises(actions.Refused, match=r"There is nothing more to ask now\."):
        actions.ask_anew(new, by=None, at=now)


def test_who_has_left_the_group_is_not_in_it_and_numbers_are_asked_anew(worked: Club, now: datetime) -> None:
    settled(worked, now)
    members.leave(worked.flowers, by=None, at=now)
    new = once_more(worked, now)
    assert [one.number for one in queries.partners(new)] == [1, 2]
    assert (new.is_asking, Figure.objects.filter(project=new).count()) == (True, 0)
    assert not Input.objects.filter(project=new, partner__number=3).exists()


def test_rivals_by_now_are_asked_for_no_figures(worked: Club, now: datetime) -> None:
    settled(worked, now)
    trade = worked.wine.business.trades.get()
    trade.slug = "cheese_shop"
    trade.save()
    new = once_more(worked, now)
    assert (new.has_rivals, new.rule, Figure.objects.filter(project=new).count()) == (True, "equal", 0)
    with pytest.raises(actions.Refused, match=r"There is nothing more to ask now\."):
        actions.ask_anew(new, by=None, at=now)


def test_without_dates_things_are_due_in_a_month(worked: Club, now: datetime) -> None:
    settled(worked, now)
    new = once_more(worked, now, ends_on=None)
    on = now.astimezone(new.node.zone).date() + timedelta(days=30)
    assert {row.due_at for row in Input.objects.filter(project=new)} == {datetime.combine(on, time(18), new.node.zone)}


def test_what_is_not_settled_is_not_done_again(worked: Club, now: datetime, cast: Cast) -> None:
    with pytest.raises(actions.Refused, match=r"Only what is settled can be done again"):
        once_more(worked, now)
    settled(worked, now)
    with pytest.raises(actions.Refused, match=r"Only those who took part can do it again\."):
        actions.again(worked.project, of=cast.vet, name="Mine", ends_on=None, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"That day has passed already\."):
        once_more(worked, now, ends_on=date(2020, 1, 1))
    assert Project.objects.count() == 1


def test_the_button_stands_on_the_look_back(worked: Club, now: datetime, as_person: SignIn) -> None:
    settled(worked, now)
    client = as_person(worked.people[2])
    page = words(client.get(there("sheet", worked)).content)
    assert "Do it again with these numbers" in page
    assert "87% measured" in page
    assert "Last time" not in page
    answer = client.post(there("again", worked), {"name": "Autumn", "ends_on": ""})
    new = Project.objects.get(name="Autumn")
    assert answer.headers["Location"] == reverse("projects:project", args=[new.node.slug, new.pk])
    assert "Last time" in words(client.get(answer.headers["Location"]).content)
    deal = words(client.get(reverse("projects:deal", args=[new.node.slug, new.pk])).content)
    assert "The numbers from last time" in deal
    assert "Ask everybody anew" in deal
    client.post(reverse("projects:ask_anew", args=[new.node.slug, new.pk]))
    new.refresh_from_db()
    assert new.is_asking


def test_measured_counts_more_than_invoiced(worked: Club, now: datetime) -> None:
    Line.objects.filter(kind="takings").delete()
    actions.book(
        worked.project,
        worked.partner(1),
        [actions.Entry(kind="takings", what="Tickets", amount=877_001, on=DAY, source="fact")],
        by=None,
        at=now,
    )
    settled(worked, now)
    row = Figure.objects.get(project=worked.project, kind="together")
    assert (row.amount, row.measured) == (710_556, 98)
    assert came("x", 1).source == "hand"


def test_new_customers_are_expected_from_all_times_that_somebody_counted(worked: Club, now: datetime) -> None:
    settled(worked, now)  # twelve came
    once = "12 new customers came this time; expect about 12 the next time, give or take 3."
    assert panels.customers(worked.project) == once
    second = once_more(worked, now)
    assert panels.customers(second) == ""
    second.customers_gained = 6
    assert panels.customers(second) == "6 new customers came this time; expect about 9 the next time, give or take 3."
    assert queries.gained(second) == [12, 6]


def close_again(project: Project, now: datetime) -> None:
    """Everybody answers with the same two numbers, and the round closes."""
    for one in queries.partners(project):
        replies = [
            actions.Reply(kind="alone", about=str(one.number), amount=70_000),
            actions.Reply(kind="together", about="", amount=900_000),
        ]
        actions.answer(project, one, replies, by=None, at=now)
    project.refresh_from_db()


def test_an_old_page_asks_nobody_anew_once_all_have_answered(worked: Club, now: datetime, as_person: SignIn) -> None:
    settled(worked, now)
    new = once_more(worked, now)
    actions.ask_anew(new, by=None, at=now)
    close_again(new, now)
    stale = Project.objects.get(pk=new.pk)
    with pytest.raises(actions.Refused, match=r"There is nothing more to ask now\."):
        actions.ask_anew(stale, by=None, at=now)
    assert Figure.objects.get(project=new, kind="together").amount == 900_000
    assert Answer.objects.filter(partner__project=new).count() == 6
    deal = words(as_person(worked.people[2]).get(reverse("projects:deal", args=[new.node.slug, new.pk])).content)
    assert "What each of you said" in deal
    assert "Ask everybody anew" not in deal


def test_asked_about_pairs_the_rest_still_comes_from_last_time_and_the_pairs_stand_side_by_side(
    worked: Club, now: datetime, as_person: SignIn
) -> None:
    settled(worked, now)
    new = once_more(worked, now)
    actions.ask_more(new, by=None, at=now)
    for one in queries.partners(new):
        actions.answer(new, one, [actions.Reply(kind="pair", about="1-2", amount=10_000 * one.number)], by=None, at=now)
    new.refresh_from_db()
    deal = words(as_person(worked.people[2]).get(reverse("projects:deal", args=[new.node.slug, new.pk])).content)
    assert "The numbers from last time" in deal
    assert "Ask everybody anew" in deal
    assert [f">${amount}<" in deal for amount in (100, 200, 300)] == [True] * 3
    actions.ask_anew(new, by=None, at=now)
    assert Answer.objects.filter(partner__project=new, kind="pair").count() == 3  # what somebody said this time stays


@pytest.mark.parametrize(
    ("change", "sentence", "offer"),
    [
        ("", "Same partners, same things put in, and last time’s numbers, moved toward what was measured.", True),
        ("rivals", "Same partners and same things put in. Two of you serve the same need, so nobody is asked for figures.", False),
        ("left", "Same partners but for Petal &amp; Stem, and same things put in. Everybody is asked for her numbers anew.", False),
        ("none", "Same partners and same things put in. Everybody is asked for her numbers anew.", False),
    ],
)
def test_beforehand_it_is_said_what_comes_along(
    worked: Club, now: datetime, as_person: SignIn, change: str, sentence: str, *, offer: bool
) -> None:
    settled(worked, now)
    if change == "rivals":
        worked.wine.business.trades.update(slug="cheese_shop")
    if change == "left":
        members.leave(worked.flowers, by=None, at=now)
    if change == "none":
        Figure.objects.filter(project=worked.project).delete()
    browser = as_person(worked.people[2])
    page = words(browser.get(there("again", worked)).content)
    sheet = words(browser.get(there("sheet", worked)).content)
    assert f"{sentence} All of it can be changed." in page
    assert f"{sentence} Nothing is agreed before all sign." in sheet
    assert ("Do it again with these numbers" in sheet) == offer
    new = once_more(worked, now)
    assert Figure.objects.filter(project=new).exists() == offer
