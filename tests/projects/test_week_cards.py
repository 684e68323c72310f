"""What the week says of projects: only what waits for a word of hers."""

from datetime import datetime

from betterpie.projects import actions, panels
from betterpie.projects.models import Partner
from tests.projects.conftest import Club, answer_all


def cards(club: Club, number: int, now: datetime) -> list[tuple[str, str]]:
    """Keys and titles of a partner's cards."""
    member = Partner.objects.select_related("member__node").get(project=club.project, number=number).member
    return [(key, card.title) for key, card in panels.cards(member, at=now)]


def test_the_week_asks_for_numbers_then_for_a_yes_then_for_the_sheet(club: Club, now: datetime) -> None:
    project = f"project:{club.project.pk}"
    assert cards(club, 2, now) == [(f"{project}:numbers:1", "A few numbers for Fourth Street Supper Club")]
    answer_all(club, now)
    assert cards(club, 2, now) == []
    paper = actions.draw(club.project, by=None, at=now)
    assert cards(club, 2, now) == [(f"{project}:paper:{paper.deal_version}", "Your yes to Fourth Street Supper Club")]
    actions.sign(paper, club.partner(2), person=None, by=None, at=now)
    assert cards(club, 2, now) == []
    for number in (1, 3):
        actions.sign(paper, club.partner(number), person=None, by=None, at=now)
    actions.start(club.project, at=now)
    actions.book(club.project, club.partner(1), [actions.Entry(kind="takings", what="Tickets", amount=900, on=now.date())], by=None, at=now)
    actions.finish(club.project, by=None, at=now)
    drawn = actions.draw_sheets(club.project, by=None, at=now)
    assert cards(club, 2, now) == [(f"{project}:sheet:0", "Your sheet for Fourth Street Supper Club")]
    for sheet in drawn.sheets.all():
        actions.approve(drawn, sheet, person=None, by=None, at=now)
    assert cards(club, 2, now) == []


def test_an_idea_without_partners_nags_nobody(club: Club, now: datetime) -> None:
    for number in (2, 3):
        actions.leave(club.project, club.partner(number), by=None, at=now)
    assert cards(club, 1, now) == []


def test_in_a_mail_the_paper_opens_without_signing_in(club: Club, now: datetime) -> None:
    answer_all(club, now)
    actions.draw(club.project, by=None, at=now)
    member = club.partner(2).member
    (_key, card), *_rest = panels.cards(member, at=now, reader=club.people[2].pk)
    assert "/in/paper/" in card.actions[0].url
