"""What is open to two members, by what happened."""

from datetime import datetime

import pytest

from betterpie.members.permissions import Leave, may
from betterpie.trust import actions
from tests.conftest import Cast
from tests.trust.scenes import DAY, HOUR, broken, heard, kept, neighbors

STEPS = ("refer", "campaign", "lend", "credit", "steward")


def open_steps(cast: Cast, at: datetime) -> list[str]:
    """The steps that the vet may take with the trainer."""
    return [step for step in STEPS if may(cast.vet, cast.trainer, step, at=at).allowed]  # type: ignore[arg-type]  # each is a step


def test_a_newcomer_may_begin_with_what_risks_little(cast: Cast, now: datetime) -> None:
    assert open_steps(cast, now) == ["refer", "campaign"]
    assert may(cast.vet, cast.trainer, "lend", at=now) == Leave(
        allowed=False,
        reason="It is too early to tell with Maya's Good Dogs.",
        opens="It opens by itself once Maya's Good Dogs has kept a few more promises, to you or to others.",
    )


def test_what_she_saw_herself_opens_a_step_and_never_the_highest(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now, times=20)
    heard(now + 2 * HOUR)
    assert open_steps(cast, now + 2 * HOUR) == ["refer", "campaign", "lend"]
    assert may(cast.vet, cast.trainer, "lend", at=now + 2 * HOUR).reason == "Maya's Good Dogs kept their word to you."
    assert not may(cast.rival, cast.trainer, "lend", at=now + 2 * HOUR).allowed


def test_what_others_saw_opens_the_steps_after_it(cast: Cast, now: datetime) -> None:
    for one in neighbors(cast, 8):
        kept(cast.trainer, to=one, at=now, times=2)
    heard(now + 2 * HOUR)
    assert open_steps(cast, now + 2 * HOUR) == list(STEPS)
    assert may(cast.vet, cast.trainer, "credit", at=now + 2 * HOUR).reason == "Maya's Good Dogs kept their word to others."


def test_a_bad_record_closes_all_but_a_plain_referral(cast: Cast, now: datetime) -> None:
    broken(cast.trainer, to=cast.vet, at=now)
    heard(now + 3 * DAY)
    assert open_steps(cast, now + 3 * DAY) == ["refer"]


@pytest.mark.parametrize(("points", "opened"), [(-5.0, True), (5.0, False)])
def test_a_node_loosens_and_tightens_a_step(cast: Cast, now: datetime, points: float, opened: bool) -> None:
    kept(cast.trainer, to=cast.vet, at=now, times=20)
    heard(now + 2 * HOUR)
    actions.change(cast.node, reason="We lend to everybody, or to nobody.", steps={"lend": points}, by=cast.steward.pk, at=now)
    assert may(cast.vet, cast.trainer, "lend", at=now + 2 * HOUR).allowed == opened
