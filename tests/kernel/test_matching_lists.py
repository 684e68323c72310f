"""The knowledge against published lists of referral partners, where they can be had."""

import itertools

import pytest
from bench import matching as bench

from betterpie.kernel.matching import DEFAULT

pytestmark = pytest.mark.skipif(not bench.LISTS.exists(), reason=f"skipped: {bench.LISTS} absent")


def test_published_pairs_score_above_others_and_stand_among_the_first_ten() -> None:
    named = frozenset().union(*bench.published().values())
    trades = sorted({slug for pair in named for slug in pair})
    others = [pair for pair in map(frozenset, itertools.combinations(trades, 2)) if pair not in named]
    score = bench.symmetric(DEFAULT.affinity.between)
    assert bench.auc(score, named, others) >= 0.93
    assert min(bench.first_ten(score, named, list(DEFAULT.trades))) >= 0.6
