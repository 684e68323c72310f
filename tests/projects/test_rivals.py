"""Rivals in one project: what each learns of the other from the pages, and what she doesn't."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from betterpie.house import work
from betterpie.people.models import Person
from betterpie.projects import actions, links, queries
from betterpie.projects.actions import Entry
from tests.conftest import Cast, SignIn, seat
from tests.projects.conftest import Club, agree, answer_all
from tests.projects.test_project_pages import agree_all, there, words

DAY = date(2026, 3, 3)
HERS = ("12,345.67", "432.11", "My cellar price")
"""What came in to the other wine shop, and what it paid."""
TOTALS = ("19,345.67", "881.11")
"""In all, of which the other wine shop's is a subtraction away: everything else is known."""


@pytest.fixture
def rivals(cast: Cast, club: Club, now: datetime) -> Club:
    """The club with a second wine shop, all four at work, each with something written down."""
    actions.ask(club.project, seat(cast.node, "Corner Wine", "wine_shop", cast.maya), by=None, at=now)
    club.project.refresh_from_db()
    agree_all(club, cast.maya, now)
    actions.start(club.project, at=now)
    for number, kind, what, amount in (
        (1, "takings", "Tickets", 700_000), (2, "cost", "Ice", 44_900),
        (4, "takings", "Bar", 1_234_567), (4, "cost", "My cellar price", 43_211),
    ):  # fmt: skip
        actions.book(club.project, club.partner(number), [Entry(kind=kind, what=what, amount=amount, on=DAY)], by=None, at=now)
    return club


def told(club: Club, who: int, as_person: SignIn, *pages: str) -> str:
    """What partner `who` reads on these pages."""
    browser = as_person(club.people[who])
    return " ".join(words(browser.get(there(page, club)).content) for page in pages)


def finished(club: Club, now: datetime) -> None:
    """The work is done and the sheets are drawn."""
    actions.finish(club.project, by=None, at=now)
    actions.draw_sheets(club.project, by=None, at=now)


def test_before_the_sheets_a_rival_reads_neither_lines_nor_sums_nor_what_they_are_a_part_of(
    rivals: Club, now: datetime, as_person: SignIn
) -> None:
    hers = told(rivals, 2, as_person, "money", "project", "deal")
    assert [figure for figure in (*HERS, *TOTALS) if figure in hers] == []
    assert (
        "You serve the same need as Corner Wine. So what is written down there is not shown to you, nor a sum that it is a part of." in hers
    )
    assert "Tickets" in hers
    assert "Ice" in hers
    neither = told(rivals, 1, as_person, "money", "project", "deal")
    assert [figure for figure in (*HERS, *TOTALS) if figure not in neither] == []


def test_on_the_sheets_and_in_the_mail_a_rival_reads_what_is_shared_alone(rivals: Club, now: datetime, as_person: SignIn) -> None:
    finished(rivals, now)
    settlement = queries.settlement(rivals.project)
    assert settlement is not None
    address = links.sheet(settlement.pk, rivals.partner(2), reader=rivals.people[2].pk).removeprefix("http://localhost:8000")
    work.once(now)
    letters = " ".join(str(one.body) for one in mail.outbox if one.to == ["will@example.com"])
    hers = told(rivals, 2, as_person, "sheet", "money", "project") + words(as_person(None).get(address).content)
    assert [figure for figure in (*HERS, *TOTALS) if figure in hers + letters] == []
    assert "When all was paid back, $18,464.56 was left to share as agreed." in hers
    said = (
        "You serve the same need as Corner Wine. So you don’t see what came in there, nor what was paid there. "
        "You see the share, and what is given or got, since all have to add it up: from that the difference of the two can be reckoned."
    )
    assert said in hers
    neither = told(rivals, 1, as_person, "sheet")
    assert '<dt>You give to the others</dt><dd class="num"><b>$2,383.86</b></dd>' in neither
    assert "You serve the same need" not in neither
    assert [figure for figure in (*HERS[:2], *TOTALS) if figure not in neither] == []
    # The sentence is true: the difference can be reckoned, the two cannot.
    row = next(row for row in queries.sheets(settlement) if row.partner.number == 4)
    assert row.share + row.managing - row.balance == 1_234_567 - 43_211


def test_a_rivals_lines_stay_hers_when_she_has_left(rivals: Club, now: datetime, as_person: SignIn) -> None:
    actions.reopen(rivals.project, by=None, at=now)
    actions.leave(rivals.project, rivals.partner(4), by=None, at=now)
    answer_all(rivals, now)
    agree(rivals, now)
    finished(rivals, now)
    hers = told(rivals, 2, as_person, "money", "project", "sheet")
    assert [figure for figure in (*HERS, *TOTALS) if figure in hers] == []


def test_who_joined_later_is_led_to_no_paper_drawn_before(cast: Cast, club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    agree(club, now)
    link = reverse("projects:paper", args=["bixby", club.project.pk])
    assert link in told(club, 2, as_person, "project")
    actions.reopen(club.project, by=None, at=now)
    answer_paper = actions.draw(club.project, by=None, at=now)
    baker = Person.objects.create_user("leo@example.com", name="Leo")
    late = actions.ask(club.project, seat(cast.node, "Loaf & Crumb", "bakery", baker), by=None, at=now + timedelta(days=1))
    browser = as_person(baker)
    page = words(browser.get(there("project", club)).content)
    assert "Fourth Street Supper Club" in page
    assert link not in page
    assert browser.get(link).status_code == 404
    assert browser.get(f"{link}?number={answer_paper.number}").status_code == 404
    assert (late.number, link in told(club, 2, as_person, "project")) == (4, True)
