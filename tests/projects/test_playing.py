"""What if somebody left, or came in."""

from datetime import datetime

import pytest

from betterpie.members.models import Member
from betterpie.projects import actions, panels, queries
from betterpie.projects.models import Figure
from betterpie.projects.queries import Newcomer
from tests.conftest import Cast, SignIn, seat
from tests.projects.conftest import Club, answer_all
from tests.projects.test_deals import read
from tests.projects.test_project_pages import there, words


def test_without_one_the_rest_share_what_is_left_and_she_has_what_she_makes_alone(club: Club, now: datetime) -> None:
    answer_all(club, now)
    found = queries.play(read(club), without=[3])
    assert (found.after, found.newcomer) == ({1: 300_000, 2: 320_000, 3: 50_000}, None)
    assert (found.gain_before, found.gain_after) == (250_000, 180_000)
    assert sum(found.after.values()) == 620_000 + 50_000


def test_each_gets_half_of_what_she_creates_with_somebody_new(club: Club, now: datetime) -> None:
    answer_all(club, now)
    newcomer = Newcomer(alone=30_000, extras={1: 20_000, 2: 0, 3: 4_000}, cost=8_000)
    found = queries.play(read(club), newcomer=newcomer)
    assert {number: found.change(number) for number in (1, 2, 3)} == {1: 8_000, 2: -2_000, 3: 0}
    assert (found.newcomer, found.gain_after, newcomer.brings) == (40_000, 266_000, 16_000)


def test_somebody_who_costs_more_than_she_creates_shrinks_the_pie(club: Club, now: datetime) -> None:
    answer_all(club, now)
    newcomer = Newcomer(alone=0, extras={1: 1_000}, cost=5_000)
    assert (queries.play(read(club), newcomer=newcomer).gain_after, newcomer.brings) == (246_000, -4_000)


def test_somebody_has_to_stay(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    with pytest.raises(ValueError, match="nobody would be left"):
        queries.play(read(club), without=[1, 2, 3])
    page = as_person(club.people[1]).get(there("what_if", club), {"without": ["1", "2", "3"]})
    assert (page.status_code, "Somebody has to stay." in words(page.content)) == (422, True)


def test_the_page_says_what_it_would_do_and_keeps_nothing(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    before = list(Figure.objects.values_list("amount", "version"))
    page = words(as_person(club.people[1]).get(there("what_if", club), {"without": "3", "alone": "300", "with_1": "200"}).content)
    assert "The extra shrinks by $500" in page
    assert "It pays to have her in" in page
    assert list(Figure.objects.values_list("amount", "version")) == before


def test_whoever_fits_the_circle_best_is_named_and_no_rival_of_it(cast: Cast, club: Club) -> None:
    caterer = seat(cast.node, "Long Table", "caterer", cast.maya)
    seat(cast.node, "Corner Wine", "wine_shop", cast.sam)
    found = [name for name, _why in panels.would_help(club.project.node_id, [one.member_id for one in club.partners])]
    assert caterer.business.name in found
    assert not {"Corner Wine", *(one.member.business.name for one in club.partners)} & set(found)


def test_rivals_and_the_regulated_have_no_numbers_to_play_with(cast: Cast, club: Club, as_person: SignIn) -> None:
    rival: Member = seat(cast.node, "Corner Wine", "wine_shop", cast.maya)
    actions.ask(club.project, rival, by=None, at=club.project.made_at)
    assert as_person(club.people[1]).get(there("what_if", club)).headers["Location"] == there("deal", club)


def test_with_too_many_to_work_out_quickly_nothing_is_played_with_and_it_is_said_why(
    club: Club, now: datetime, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(club, now)
    monkeypatch.setattr(queries, "PLAYED_UP_TO", 2)
    browser = as_person(club.people[1])
    said = "With more than 2 of you, trying out numbers takes too long to work out. Talk about a number, and change it for all."
    page = words(browser.get(there("deal", club), {"try_together": "8000"}).content)
    assert ("A fair split of the extra $2,500" in page, "Only you see these numbers." in page, 'name="try_together"' in page) == (
        True, False, False,
    )  # fmt: skip
    assert said in page
    away = words(browser.get(there("what_if", club), follow=True).content)
    assert said in away
