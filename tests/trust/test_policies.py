"""A node's own rules for weighing."""

from datetime import datetime
from typing import Any

import pytest

from betterpie.journal.models import Entry
from betterpie.kernel.trust import DEFAULT
from betterpie.trust import actions, queries
from betterpie.trust.models import PolicyChange
from tests.conftest import Cast
from tests.trust.scenes import DAY, HOUR, broken, heard, kept, neighbors, value


def test_a_change_shows_beforehand_whom_it_would_move_and_then_moves_them(cast: Cast, now: datetime) -> None:
    for one in neighbors(cast, 3):
        kept(cast.trainer, to=one, at=now)
    broken(cast.rival, to=cast.vet, at=now)
    at = now + 3 * DAY
    heard(at)
    before = value(cast.rival)
    moved = actions.preview(cast.node, {"broken": {"weight": 0.375}}, at=at)
    assert [one.member for one in moved] == [cast.rival.pk]
    assert (moved[0].before, moved[0].by > 0) == (pytest.approx(before, abs=1e-9), True)

    change = actions.change(cast.node, reason="We are patient.", kinds={"broken": {"weight": 0.375}}, by=cast.steward.pk, at=at)
    heard(at)
    assert value(cast.rival) == pytest.approx(moved[0].after, abs=1e-9)
    assert queries.policy_of(cast.node.pk).kinds["broken"].weight == 0.375
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.data, entry.by) == ("trust.TrustPolicyChanged", {"node": cast.node.pk, "policy": change.pk}, cast.steward.pk)


def test_what_is_left_out_of_a_change_stays_as_it_is(cast: Cast, now: datetime) -> None:
    actions.change(cast.node, reason="a", kinds={"kept": {"half_life": 365.0}}, by=None, at=now)
    actions.change(cast.node, reason="b", steps={"lend": 1.5}, by=None, at=now)
    actions.change(cast.node, reason="c", detail="number", by=None, at=now)
    newest = queries.change_of(cast.node.pk)
    assert (newest.kinds, newest.steps, newest.detail) == ({"kept": {"half_life": 365.0}}, {"lend": 1.5}, "number")
    assert queries.steps_of(cast.node.pk) == {"refer": -5.0, "campaign": 1.0, "lend": 1.5, "credit": 3.0, "steward": 4.0}
    assert queries.policy_of(cast.other_node.pk) == DEFAULT


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kinds": {"kept": {"weight": 4.1}}}, "Between 0.25 and 4"),
        ({"kinds": {"kept": {"half_life": 1.0}}}, "Between 182.5 and 2920"),
        ({"kinds": {"kept": {"weight": float("nan")}}}, "Between"),
        ({"kinds": {"likes": {"weight": 1.0}}}, "no such kind"),
        ({"kinds": {"kept": {"outcome": 1.0}}}, "no such kind"),
        ({"steps": {"marry": 1.0}}, "no such step"),
        ({"steps": {"lend": 6.0}}, "between −5 and"),
        ({"detail": "everything"}, "no such choice"),
        ({"reason": "  "}, "say why"),
    ],
)
def test_rules_beyond_the_bounds_are_refused(cast: Cast, now: datetime, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(actions.Refused, match=sentence):
        actions.change(cast.node, **{"reason": "So.", **change}, by=None, at=now)
    assert not PolicyChange.objects.exists()


def test_a_half_life_fades_what_lies_back(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now)
    heard(now + HOUR * 2)
    at = now + 365 * DAY
    moved = actions.preview(cast.node, {"kept": {"half_life": 182.5}}, at=at)
    assert [(one.member, one.by < 0) for one in moved] == [(cast.trainer.pk, True)]
