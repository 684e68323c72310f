"""The board of a node after deeds: what it tells is what one made from nothing would tell."""

import random
from datetime import datetime, timedelta

import pytest

from betterpie.events import actions as events
from betterpie.partners import queries
from betterpie.partners.models import Tally
from betterpie.partners.queries.board import Board, Seen, laid
from betterpie.trust.models import Standing
from tests.conftest import seat
from tests.partners.conftest import Street


def told(here: Board) -> list[object]:
    """Everything that a board tells of every pair."""
    pairs = [(one, other) for one in here.neighbors for other in here.neighbors if one != other]
    said = [here.between(*pair) for pair in pairs]
    return [
        [(pair, here.need(*pair), here.strength(*pair), here.know_each_other(*pair)) for pair in pairs],
        [(one.strength, one.reasons, one.warnings, one.moment) for one in said],
        [list(here.fits(one).items()) for one in here.neighbors],
        [here.circle(one) for one in here.neighbors],
    ]


def anew(here: Board) -> Board:
    """A board made from nothing of what `here` knows."""
    tallies = tuple((*pair, *counts) for pair, counts in here.tallies.items())
    return laid(Seen(tuple(here.neighbors.values()), tallies, here.acquainted, ""))


@pytest.mark.parametrize("seed", range(3))
def test_a_board_that_heard_deeds_tells_what_one_made_anew_tells(street: Street, now: datetime, seed: int) -> None:
    draw, node = random.Random(seed), street.cast.node.pk
    seat(street.cast.node, "Shore Groomers", "pet_groomer", street.cast.steward)
    members = list(queries.board(node).neighbors)
    first = queries.board(node).matcher
    for _deed in range(25):
        giver, receiver = draw.sample(members, 2)
        tally, _made = Tally.objects.get_or_create(node=node, giver=giver, receiver=receiver)
        for counter in draw.sample(["sent", "accepted", "won", "lost", "declined"], 2):
            setattr(tally, counter, getattr(tally, counter) + 1)
        tally.save()
        if draw.random() < 0.3:
            value = draw.uniform(-4, 4)
            fields = {"value": value, "cautious": value, "deeds": 20, "voices": 4.0, "weighed_at": now}
            Standing.objects.update_or_create(member=receiver, node=node, defaults=fields)
        here = queries.board(node)
        assert here.matcher.board.services is first.board.services  # heard, not made anew
        assert told(here) == told(anew(here))


def test_a_coffee_changes_who_knows_whom_and_works_out_nothing(street: Street, now: datetime) -> None:
    vet, trainer = street.cast.vet, street.cast.trainer
    before = queries.board(street.cast.node.pk)
    events.ask(vet, trainer, times=[now + timedelta(days=3)], place="", by=None, at=now)
    after = queries.board(street.cast.node.pk)
    assert (before.know_each_other(vet.pk, trainer.pk), after.know_each_other(vet.pk, trainer.pk)) == (False, True)
    assert after.matcher is before.matcher


def test_a_new_neighbor_has_the_board_made_anew(street: Street) -> None:
    before = queries.board(street.cast.node.pk)
    fresh = seat(street.cast.node, "Shore Groomers", "pet_groomer", street.cast.steward)
    after = queries.board(street.cast.node.pk)
    assert fresh.pk not in before.neighbors
    assert (fresh.pk in after.neighbors, after.fits(fresh.pk) != {}) == (True, True)
