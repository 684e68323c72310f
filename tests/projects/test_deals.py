"""The few numbers, what is read from them, and what is refused."""

import sys
import time
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from betterpie.journal.models import Entry
from betterpie.kernel.sharing import Game, Uncertified
from betterpie.projects import actions, panels, queries
from betterpie.projects.actions import Reply
from betterpie.projects.models import MOST, Answer, Figure, Input, Partner, Project
from tests.conftest import Cast, seat
from tests.projects.conftest import Club, answer_all


def read(club: Club, rule: str = "") -> queries.Deal:
    """The deal as it stands."""
    return queries.deal(club.project, club.partners, queries.figures(club.project), hours=queries.hours(club.project), rule=rule)


def test_three_shops_see_five_ways_that_all_share_everything(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.choose_rule(club.project, "own", own={1: 4000, 2: 4500, 3: 1500})
    found = read(club, "fair")
    assert (found.together, found.apart, found.gain) == (740_000, 490_000, 250_000)
    assert {rule: way.extras for rule, way in found.ways.items()} == {
        "fair": {1: 91_667, 2: 91_667, 3: 66_666},
        "steady": {1: 100_000, 2: 100_000, 3: 50_000},
        "hours": {1: 119_048, 2: 95_238, 3: 35_714},
        "equal": {1: 83_334, 2: 83_333, 3: 83_333},
        "own": {1: 86_000, 2: 103_000, 3: 61_000},
    }
    assert all(sum(way.shares.values()) == 740_000 for way in found.ways.values())
    assert found.holds


def test_a_split_that_leaves_two_better_off_without_the_third_names_them(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.choose_rule(club.project, "own", own={1: 3000, 2: 3500, 3: 3500})
    found = read(club)
    assert (found.holds, found.walkers) == (False, ((1, 2), 139_000))
    assert found.below == {}


def test_the_number_on_which_it_hangs_is_named_with_its_limit(club: Club, now: datetime) -> None:
    answer_all(club, now)
    broken = read(club).breaks
    assert broken is not None
    assert (broken.figure.kind, broken.figure.about, broken.is_below, broken.walkers) == ("loss", "3", True, (1, 2))
    figure = next(row for row in queries.figures(club.project) if (row.kind, row.about) == ("loss", "3"))
    actions.settle_on(club.project, figure, amount=broken.limit - 100, seen=1)
    assert not read(club).holds
    figure.refresh_from_db()
    actions.settle_on(club.project, figure, amount=broken.limit + 100, seen=2)
    assert read(club).holds


def test_nobody_sees_the_numbers_before_all_have_answered(club: Club, now: datetime) -> None:
    first = club.partner(1)
    actions.answer(
        club.project, first, [Reply(kind="alone", about="1", amount=5), Reply(kind="together", about="", amount=9)], by=None, at=now
    )
    club.project.refresh_from_db()
    assert (club.project.round_closed_at, Figure.objects.count()) == (None, 0)


def test_whoever_closes_early_is_told_what_is_missing(club: Club, now: datetime) -> None:
    actions.answer(club.project, club.partner(1), [Reply(kind="alone", about="1", amount=5)], by=None, at=now)
    with pytest.raises(actions.Refused, match=r"Still missing: what Fourth St Wine, Petal & Stem would make alone\."):
        actions.close_round(club.project, by=None, at=now)
    for number in (2, 3):
        actions.answer(
            club.project, club.partner(number), [Reply(kind="alone", about=str(number), amount=5)], is_last=False, by=None, at=now
        )
    with pytest.raises(actions.Refused, match=r"Still missing: what all would make together\."):
        actions.close_round(club.project, by=None, at=now)


def test_the_number_all_work_with_is_the_mean_and_as_wide_as_they_are_apart(club: Club, now: datetime) -> None:
    for partner, together in zip(club.partners, (700_000, 740_000, 780_000), strict=True):
        replies = [
            Reply(kind="alone", about=str(partner.number), amount=100, sure=5),
            Reply(kind="together", about="", amount=together, sure=5),
        ]
        actions.answer(club.project, partner, replies, by=None, at=now)
    row = Figure.objects.get(project=club.project, kind="together")
    assert (row.amount, row.spread) == (740_000, 77_000)


def test_two_who_change_one_number_at_once_are_not_both_right(club: Club, now: datetime) -> None:
    answer_all(club, now)
    row = Figure.objects.get(project=club.project, kind="together")
    actions.settle_on(club.project, row, amount=760_000, seen=1)
    with pytest.raises(actions.Refused, match=r"Somebody changed this number while you were looking\. Please look again\."):
        actions.settle_on(club.project, row, amount=720_000, seen=1)
    row.refresh_from_db()
    assert (row.amount, row.version) == (760_000, 2)


@pytest.mark.parametrize(
    ("kind", "amount", "sentence"),
    [
        ("alone", -100, "Alone one can always do nothing, so that is at least 0."),
        ("together", float("nan"), "Please write an amount, like 250."),
        ("together", float("inf"), "Please write an amount, like 250."),
        ("together", 10**15, "Please write an amount between nothing and ten billion."),
        ("pair", 100, "That is not asked yet."),
    ],
)
def test_numbers_that_are_none_are_refused(club: Club, now: datetime, kind: str, amount: int, sentence: str) -> None:
    with pytest.raises(actions.Refused) as refused:
        actions.answer(club.project, club.partner(1), [Reply(kind=kind, about="1", amount=amount)], by=None, at=now)
    assert (str(refused.value), Answer.objects.count()) == (sentence, 0)


def test_a_shrinking_pie_is_told_kindly_and_nothing_can_be_drawn(club: Club, now: datetime) -> None:
    answer_all(club, now, together={0: 460_000})
    found = read(club)
    assert (found.gain, found.ways["steady"].trouble) == (-30_000, "shrinks")
    with pytest.raises(actions.Refused, match=r"Apart you would make \$300 more, so there is nothing to split yet\."):
        actions.draw(club.project, by=None, at=now)


def test_a_negative_pie_is_read_and_refused_in_the_same_words(club: Club, now: datetime) -> None:
    answer_all(club, now, together={0: -10_000})
    with pytest.raises(actions.Refused, match=r"Apart you would make \$5,000 more"):
        actions.draw(club.project, by=None, at=now)


def test_somebody_without_whom_the_others_do_better_is_named(club: Club, now: datetime) -> None:
    answer_all(club, now, losses={3: 20_000})
    assert read(club).burdens == {3: 30_000}


def test_numbers_that_contradict_each_other_are_named(club: Club, now: datetime) -> None:
    actions.leave(club.project, club.partner(3), by=None, at=now)
    for number in (1, 2):
        replies = [Reply(kind="alone", about=str(number), amount=1000), Reply(kind="together", about="", amount=5000)]
        actions.answer(club.project, club.partner(number), replies, by=None, at=now)
    actions.ask_more(club.project, by=None, at=now)
    for number, special in ((1, 9000), (2, 9000)):
        actions.answer(club.project, club.partner(number), [Reply(kind="pair", about="1-2", amount=special)], by=None, at=now)
    club.project.refresh_from_db()
    found = read(club)
    assert [(row.kind, row.about, off) for row, off in found.misfits] == [("pair", "1-2", 6000)]
    assert found.ways["fair"].shares == {1: 2500, 2: 2500}


def test_one_alone_makes_no_deal(shops: list[tuple[object, object]], club: Club, now: datetime) -> None:
    for number in (2, 3):
        actions.leave(club.project, club.partner(number), by=None, at=now)
    with pytest.raises(actions.Refused, match=r"Making something together takes at least two\."):
        actions.begin_asking(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"Making something together takes at least two\."):
        actions.draw(club.project, by=None, at=now)


def test_the_twenty_sixth_is_refused(cast: Cast, club: Club, now: datetime) -> None:
    trades = iter(("bakery", "bookstore", "toy_store", "jeweler", "butcher", "locksmith", "plumber", "electrician", "roofer", "painter"))
    while len(club.partners) < MOST:
        member = seat(cast.node, f"Shop {len(club.partners)}", next(trades, "bakery"), cast.stranger)
        actions.ask(club.project, member, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"A deal holds up to 25 partners\."):
        actions.ask(club.project, seat(cast.node, "One more", "bakery", cast.stranger), by=None, at=now)


def test_a_partner_who_leaves_takes_her_numbers_along_and_all_are_asked_anew(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.leave(club.project, club.partner(3), by=club.people[3].pk, at=now)
    club.project.refresh_from_db()
    assert [one.number for one in club.partners] == [1, 2]
    assert (club.project.round_closed_at, Figure.objects.count()) == (None, 0)
    assert set(Answer.objects.values_list("kind", "about")) == {("alone", "1"), ("alone", "2")}
    assert Input.objects.filter(partner__number=3).count() == 0


def test_the_manager_cannot_just_leave(club: Club, now: datetime) -> None:
    with pytest.raises(actions.Refused, match=r"Whoever manages can't leave\."):
        actions.leave(club.project, club.partner(1), by=None, at=now)
    actions.hand_over(club.project, club.partner(2), by=None, at=now)
    actions.leave(club.project, club.partner(1), by=None, at=now)
    assert [one.number for one in club.partners] == [2, 3]


def test_rivals_are_asked_for_no_figure_and_what_was_said_before_is_forgotten(cast: Cast, club: Club, now: datetime) -> None:
    answer_all(club, now)
    rival = seat(cast.node, "Corner Wine", "wine_shop", cast.stranger)
    actions.ask(club.project, rival, by=None, at=now)
    club.project.refresh_from_db()
    assert (club.project.has_rivals, club.project.rule, Answer.objects.count(), Figure.objects.count()) == (True, "equal", 0, 0)
    with pytest.raises(actions.Refused, match="nobody is asked for figures"):
        actions.begin_asking(club.project, by=None, at=now)
    with pytest.raises(actions.Refused, match=r"The numbers are in already\."):
        actions.answer(club.project, club.partner(1), [Reply(kind="alone", about="1", amount=5)], by=None, at=now)
    with pytest.raises(actions.Refused, match="only a split by hours, equally, or by your own percentages"):
        actions.choose_rule(club.project, "fair")


def test_a_regulated_trade_brings_no_audience_not_even_past_the_house(cast: Cast, club: Club, now: datetime) -> None:
    lawyer = seat(cast.node, "Knolls Title", "title_company", cast.stranger)
    partner = actions.ask(club.project, lawyer, by=None, at=now)
    assert (club.project.has_regulated, club.project.rule) == (True, "equal")
    due_at = now + timedelta(days=3)
    with pytest.raises(actions.Refused, match="nobody pay for customers you send"):
        actions.put_in(club.project, partner, kind="audience", what="Our list", due_at=due_at, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Input.objects.create(project=club.project, partner=partner, kind="audience", what="x", due_at=due_at, is_regulated=True)


@pytest.mark.parametrize("own", [{1: 5000, 2: 4000, 3: 500}, {1: 10_000}, {1: 12_000, 2: -1000, 3: -1000}])
def test_percentages_that_make_no_whole_are_refused(club: Club, own: dict[int, int]) -> None:
    with pytest.raises(actions.Refused):
        actions.choose_rule(club.project, "own", own=own)
    assert Project.objects.get(pk=club.project.pk).rule == "fair"


def test_all_partners_hear_that_they_are_asked_and_that_the_numbers_are_in(club: Club, now: datetime) -> None:
    actions.begin_asking(club.project, by=None, at=now)
    answer_all(club, now)
    kinds = list(Entry.objects.filter(kind__startswith="projects.Answers").values_list("kind", flat=True).order_by("pk"))
    assert kinds == ["projects.AnswersWanted"] * 3 + ["projects.AnswersIn"] * 3


def test_money_from_another_group_does_not_mix(cast: Cast, club: Club, now: datetime) -> None:
    with pytest.raises(actions.Refused, match=r"Only members of this group can take part\."):
        actions.ask(club.project, cast.outsider, by=None, at=now)


def test_a_split_that_cannot_be_proved_is_left_out_and_the_others_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def unproved(_game: Game) -> None:
        raise Uncertified

    monkeypatch.setattr(sys.modules["betterpie.projects.queries.deal"], "nucleolus", unproved)
    project, partners = Project(rule="fair"), [Partner(number=number) for number in (1, 2)]
    figures = [Figure(kind="alone", about=str(number), amount=10_000) for number in (1, 2)] + [
        Figure(kind="together", about="", amount=30_000)
    ]
    found = queries.deal(project, partners, figures, hours={})
    assert (found.ways["steady"].trouble, found.ways["fair"].shares) == ("unproved", {1: 15_000, 2: 15_000})


def test_a_deal_of_twenty_five_is_read_while_somebody_waits() -> None:
    numbers = range(1, MOST + 1)
    project, partners = Project(rule="fair"), [Partner(number=number) for number in numbers]
    figures = [Figure(kind="alone", about=str(number), amount=10_000, spread=1_000) for number in numbers]
    figures += [Figure(kind="loss", about=str(number), amount=20_000, spread=4_000) for number in numbers]
    figures.append(Figure(kind="together", about="", amount=400_000, spread=20_000))
    began = time.perf_counter()
    found = queries.deal(project, partners, figures, hours={})
    seen = panels.holds(found, {number: str(number) for number in numbers}, "USD")
    assert (found.gain, found.breaks, found.best_two, found.ways["steady"].trouble) == (150_000, None, None, "many")
    assert set(found.ways["fair"].shares.values()) == {16_000}
    assert seen.words == "With this split nobody would do better alone. With so many of you, groups are not tried."
    assert time.perf_counter() - began < 5
