"""What can be asked about a member's trust."""

from datetime import datetime

from betterpie.journal.models import Entry
from betterpie.kernel.trust import DEFAULT
from betterpie.trust import actions, queries
from betterpie.trust.models import Evidence, Standing
from betterpie.trust.queries.standings import SAID
from tests.conftest import Cast
from tests.trust.scenes import DAY, HOUR, broken, heard, kept, neighbors


def test_every_kind_of_deed_has_a_sentence() -> None:
    assert set(SAID) == set(DEFAULT.kinds)


def test_it_is_too_early_until_three_neighbors_have_seen_ten_deeds(cast: Cast, now: datetime) -> None:
    assert queries.is_too_early(None)
    kept(cast.trainer, to=cast.vet, at=now, times=12)
    heard(now + 2 * HOUR)
    standing = queries.standing_of(cast.trainer.pk)
    assert queries.is_too_early(standing)
    assert queries.raises(standing)[0] == "A promise kept to somebody new: it takes three neighbors who have seen what you do."
    for one in neighbors(cast, 4):
        kept(cast.trainer, to=one, at=now, times=2)
    heard(now + 3 * HOUR)
    assert not queries.is_too_early(queries.standing_of(cast.trainer.pk))


def test_who_has_done_little_hears_how_much_is_missing(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now)
    heard(now + 2 * HOUR)
    standing = queries.standing_of(cast.trainer.pk)
    assert standing is not None
    assert standing.deeds == 2  # the promise, and her word on the house rules
    assert queries.raises(standing)[0] == "8 more deeds, and there is enough to go by."


def test_a_steward_sees_who_slipped_lately_and_how_by_name(cast: Cast, now: datetime) -> None:
    broken(cast.trainer, to=cast.vet, at=now)
    broken(cast.rival, to=cast.vet, at=now - 80 * DAY)
    heard(now + 3 * DAY)
    calls = queries.whom_to_call(cast.node.pk, at=now + 3 * DAY)
    assert [(member.pk, [(line.kind, line.by) for line in lines]) for member, lines in calls] == [
        (cast.trainer.pk, [("broken", "Bluff Park Vet")])
    ]
    assert queries.whom_to_call(cast.other_node.pk, at=now + 3 * DAY) == []


def test_a_line_that_was_removed_counts_no_more_and_one_that_was_weakened_three_tenths(cast: Cast, now: datetime) -> None:
    promise = broken(cast.trainer, to=cast.vet, at=now)
    at = now + 3 * DAY
    heard(at)
    entry = Entry.objects.get(kind="promises.PromiseBroken", data__promise=promise.pk).pk

    def points(state: str) -> float:
        actions.settle(entry=entry, place=0, state=state)
        heard(at)
        return sum(line.points for line in queries.lines_of(cast.trainer.pk) if line.kind == "broken")

    full, weakened, removed = (points(state) for state in ("counts", "weakened", "removed"))
    assert full < weakened < removed == 0
    assert [line.state for line in queries.lines_of(cast.trainer.pk) if line.kind == "broken"] == ["removed"]


def test_points_add_up_to_the_score_for_everybody(cast: Cast, now: datetime) -> None:
    for number, one in enumerate(neighbors(cast, 5)):
        kept(cast.trainer, to=one, at=now, times=number + 1)
        kept(one, to=cast.vet, at=now)
        broken(one, to=cast.rival, at=now)
    heard(now + 3 * DAY)
    assert Evidence.objects.count() > 30
    for standing in Standing.objects.all():
        assert abs(sum(line.points for line in queries.lines_of(standing.member)) - standing.value) < 1e-9
