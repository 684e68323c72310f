"""Trust nudges who fits with whom, where there is enough evidence for it, and says nothing aloud."""

from datetime import datetime

import pytest

from betterpie.partners import queries
from betterpie.trust.models import Standing
from tests.conftest import Cast


def weighed(cast: Cast, now: datetime, cautious: float, *, deeds: int = 10, voices: float = 3.0) -> None:
    """Let the trainer have come to this value."""
    fields = {"value": cautious, "cautious": cautious, "deeds": deeds, "voices": voices, "weighed_at": now}
    Standing.objects.update_or_create(member=cast.trainer.pk, node=cast.node.pk, defaults=fields)


def strength(cast: Cast) -> float:
    """How strongly the vet's customers need the trainer."""
    return queries.board(cast.node.pk).need(cast.vet.pk, cast.trainer.pk)


def test_who_does_right_by_others_fits_a_little_better_and_nobody_is_told_why(cast: Cast, now: datetime) -> None:
    plain, said = strength(cast), queries.fits(queries.board(cast.node.pk), cast.vet.pk)
    weighed(cast, now, 3.0)
    good = strength(cast)
    weighed(cast, now, -3.0)
    ill, told = strength(cast), queries.fits(queries.board(cast.node.pk), cast.vet.pk)
    assert 0 < ill < plain < good < 1
    assert {one.neighbor.pk: (one.reasons, one.warnings) for one in told} == {one.neighbor.pk: (one.reasons, one.warnings) for one in said}


@pytest.mark.parametrize(("deeds", "voices"), [(9, 9.0), (99, 2.9)])
def test_too_little_evidence_changes_nothing(cast: Cast, now: datetime, deeds: int, voices: float) -> None:
    plain = strength(cast)
    weighed(cast, now, -5.0, deeds=deeds, voices=voices)
    assert (strength(cast), queries.board(cast.node.pk).neighbors[cast.trainer.pk].trust) == (plain, None)


def test_what_fades_by_a_hair_does_not_have_the_board_worked_out_anew(cast: Cast, now: datetime) -> None:
    weighed(cast, now, 3.01)
    first = queries.board(cast.node.pk)
    weighed(cast, now, 2.99)
    assert queries.board(cast.node.pk) is first
