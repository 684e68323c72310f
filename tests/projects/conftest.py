"""Three shops on the demo street who make something together: cheese, wine and flowers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from betterpie.members.models import Member
from betterpie.people.models import Person
from betterpie.projects import actions, queries
from betterpie.projects.actions import Reply
from betterpie.projects.models import Agreement, Partner, Project
from tests.conftest import Cast, seat

ALONE = {1: 210_000, 2: 230_000, 3: 50_000}
TOGETHER = 740_000
LOSSES = {1: 330_000, 2: 350_000, 3: 120_000}


@dataclass(frozen=True)
class Club:
    """A supper club and its people."""

    project: Project
    cheese: Member
    wine: Member
    flowers: Member
    people: Mapping[int, Person]

    @property
    def partners(self) -> list[Partner]:
        """The partners, by number."""
        return queries.partners(self.project)

    def partner(self, number: int) -> Partner:
        """One of them."""
        return next(one for one in self.partners if one.number == number)


@pytest.fixture
def shops(cast: Cast) -> list[tuple[Member, Person]]:
    """Cheese, wine and flowers, with their owners."""
    rows = []
    for name, trade, owner in (
        ("Knolls Cheese Bar", "cheese_shop", "Kim"),
        ("Fourth St Wine", "wine_shop", "Will"),
        ("Petal & Stem", "florist", "Flora"),
    ):
        person = Person.objects.create_user(f"{owner.lower()}@example.com", name=owner)
        rows.append((seat(cast.node, name, trade, person), person))
    return rows


@pytest.fixture
def club(shops: list[tuple[Member, Person]], now: datetime) -> Club:
    """The idea, with three partners and what each puts in."""
    (cheese, kim), (wine, will), (flowers, flora) = shops
    project = actions.propose(
        "Fourth Street Supper Club", of=cheese, idea="Cheese, wine and flowers, four evenings.", shape="supper_club",
        ends_on=date(2026, 5, 1), by=kim.pk, at=now,
    )  # fmt: skip
    for member in (wine, flowers):
        actions.ask(project, member, by=kim.pk, at=now)
    found = Club(project, cheese, wine, flowers, {1: kim, 2: will, 3: flora})
    due_at = now + timedelta(days=30)
    for number, hours in ((1, 20), (2, 16), (3, 6)):
        actions.put_in(project, found.partner(number), kind="hours", what="Evenings", amount=hours, due_at=due_at, at=now)
    return found


def answer_all(club: Club, now: datetime, **other: Mapping[int, int]) -> None:
    """Everybody answers the same, but for her own amount alone."""
    alone, losses = {**ALONE, **other.get("alone", {})}, {**LOSSES, **other.get("losses", {})}
    together = other.get("together", {}).get(0, TOGETHER)
    for partner in club.partners:
        replies = [Reply(kind="alone", about=str(partner.number), amount=alone[partner.number], sure=5)]
        replies.append(Reply(kind="together", about="", amount=together, sure=5))
        replies += [Reply(kind="loss", about=str(number), amount=amount, sure=5) for number, amount in losses.items()]
        actions.answer(club.project, partner, replies, by=club.people[partner.number].pk, at=now)
    club.project.refresh_from_db()


def agree(club: Club, now: datetime) -> Agreement:
    """The paper is drawn, and all sign."""
    drawn = actions.draw(club.project, by=None, at=now)
    for partner in club.partners:
        actions.sign(drawn, partner, person=club.people[partner.number].pk, by=club.people[partner.number].pk, at=now)
    club.project.refresh_from_db()
    drawn.refresh_from_db()
    return drawn
