"""A node takes its trust along."""

from datetime import datetime
from pathlib import Path

import pytest

from betterpie.house.carry.bringing import bring
from betterpie.house.carry.taking import take
from betterpie.journal import actions as journal
from betterpie.members import actions as members
from betterpie.members.models import Member
from betterpie.referrals import actions as referrals
from betterpie.trust import actions, queries
from betterpie.trust.models import Evidence, History
from tests.conftest import Cast
from tests.trust.scenes import DAY, HOUR, broken, heard, kept, neighbors


def scores(node: int) -> dict[str, float]:
    """Everybody's score, by name."""
    rows = Member.objects.filter(node=node).select_related("business")
    found = queries.standings_of(row.pk for row in rows)
    return {row.business.name: found[row.pk].value for row in rows if row.pk in found}


def test_the_same_scores_come_out_elsewhere(cast: Cast, now: datetime, tmp_path: Path) -> None:
    for one in neighbors(cast, 3):
        kept(cast.trainer, to=one, at=now)
    broken(cast.rival, to=cast.vet, at=now)
    heard(now + 3 * DAY)
    actions.change(cast.node, reason="We are patient.", kinds={"broken": {"weight": 1.0}}, by=cast.steward.pk, at=now)
    actions.weigh(cast.node.pk, at=now + 3 * DAY)
    before, weeks = scores(cast.node.pk), History.objects.count()

    take(cast.node, tmp_path / "node.pie", at=now + 3 * DAY)
    there = bring(tmp_path / "node.pie", slug="elsewhere", at=now + 3 * DAY)
    actions.weigh(there.pk, at=now + 3 * DAY)
    assert scores(there.pk) == pytest.approx(before, abs=1e-9)
    assert History.objects.count() == 2 * weeks
    books = set(Evidence.objects.filter(node=there.pk).values_list("entry", "about", "by", "kind", "thing"))
    journal.replay(["trust"])
    assert set(Evidence.objects.filter(node=there.pk).values_list("entry", "about", "by", "kind", "thing")) == books


def test_what_a_linked_group_saw_outlives_a_replay_where_its_journal_is_not(cast: Cast, now: datetime, tmp_path: Path) -> None:
    members.ask_link(cast.node, cast.other_node, at=now)
    members.ask_link(cast.other_node, cast.node, at=now)
    referral = referrals.give(cast.vet, cast.outsider, need="puppy", by=None, at=now)
    referrals.say_yes(referral, choice="will_call", at=now)
    referrals.accept(referral, by=None, at=now)
    heard(now + HOUR)
    take(cast.other_node, tmp_path / "node.pie", at=now + HOUR)
    there = bring(tmp_path / "node.pie", slug="elsewhere", at=now + HOUR)
    journal.replay(["trust"])
    brought = Evidence.objects.filter(node=there.pk, kind="answered")
    assert [(piece.entry, piece.by_node) for piece in brought] == [(None, None)]
