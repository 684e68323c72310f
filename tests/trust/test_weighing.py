"""From deeds to a standing, line by line."""

from datetime import datetime, timedelta
from random import Random

import pytest

from betterpie.house import work
from betterpie.promises import actions as promises
from betterpie.referrals import actions as referrals
from betterpie.trust import actions, queries
from betterpie.trust.models import Evidence, Standing
from tests.conftest import Cast
from tests.trust.scenes import broken, kept, neighbors

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_kept_promise_shows_in_the_score_with_its_line(cast: Cast, now: datetime) -> None:
    promise = promises.make("Bring the banner", of=cast.trainer, to=cast.vet, due_at=now + DAY, by=cast.maya.pk, at=now)
    promises.keep(promise, by=cast.maya.pk, at=now + HOUR)
    promises.thank(promise, by=cast.ortiz.pk, at=now + HOUR)
    work.once(now + HOUR)

    standing = queries.standing_of(cast.trainer.pk)
    assert standing is not None
    assert standing.value > 1
    lines = [line for line in queries.lines_of(cast.trainer.pk) if line.kind == "kept"]
    assert [(line.by, line.facet, line.state) for line in lines] == [("Bluff Park Vet", "reliability", "counts")]
    assert abs(sum(line.points for line in queries.lines_of(cast.trainer.pk)) - standing.value) < 1e-9


def test_a_late_answer_is_told_by_the_giver(cast: Cast, now: datetime) -> None:
    referral = referrals.give(cast.vet, cast.trainer, need="puppy", by=cast.ortiz.pk, at=now)
    referrals.say_yes(referral, choice="will_call", at=now)
    referrals.accept(referral, by=cast.maya.pk, at=now + 3 * DAY)
    work.once(now + 3 * DAY)
    assert list(Evidence.objects.filter(kind="answered").values_list("about", "by", "outcome", "thing")) == [
        (cast.trainer.pk, cast.vet.pk, -0.5, f"referral:{referral.pk}")
    ]


def test_what_is_weighed_at_once_is_what_the_night_weighs(cast: Cast, now: datetime) -> None:
    for number in range(4):
        promise = promises.make("Bring chairs", of=cast.trainer, to=cast.vet, due_at=now + DAY, by=cast.maya.pk, at=now)
        promises.keep(promise, by=cast.maya.pk, at=now + (number + 1) * HOUR)
    work.once(now + 5 * HOUR, clocks=False)
    at_once = Standing.objects.get(member=cast.trainer.pk)
    work.once(now + 5 * HOUR)
    at_night = Standing.objects.get(member=cast.trainer.pk)
    assert at_once.value == pytest.approx(at_night.value, abs=1e-9)
    assert dict(at_once.lines) == pytest.approx(dict(at_night.lines), abs=1e-9)


def test_a_node_is_weighed_at_night_and_when_it_has_waited_too_long(cast: Cast, now: datetime) -> None:
    def weighed(at: datetime) -> int:
        return actions.weigh_due(at=at)

    midnight = now.replace(hour=8)  # in Long Beach, on the day before
    assert weighed(now) == 2  # never weighed before
    assert weighed(now + 21 * HOUR) == 0  # the next morning there
    assert weighed(midnight + DAY + 2 * HOUR) == 0  # night, but not a day later
    assert weighed(midnight + 2 * DAY + 2 * HOUR) == 2
    assert weighed(midnight + 3 * DAY + 12 * HOUR) == 2  # whoever slept through the night


def test_incremental_and_nightly_agree_over_a_year_of_deeds(cast: Cast, now: datetime) -> None:
    shops = [cast.vet, cast.trainer, cast.rival, *neighbors(cast, 3)]
    for day in range(0, 360, 24):
        at, draw = now + day * DAY, Random(day)
        one, other = draw.sample(shops, 2)
        (broken if draw.random() < 0.3 else kept)(one, to=other, at=at)
        work.once(at + 2 * DAY, clocks=False)
        current = {row.member: (row.value, row.low, row.cautious) for row in Standing.objects.filter(member=one.pk)}
        actions.weigh(cast.node.pk, at=at + 2 * DAY)
        nightly = {row.member: (row.value, row.low, row.cautious) for row in Standing.objects.filter(member=one.pk)}
        assert current[one.pk] == pytest.approx(nightly[one.pk], abs=1e-9)
