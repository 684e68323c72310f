"""One event at a time, and how far one would trust another: both agree with everything at once."""

import random

import pytest

from betterpie.kernel.trust import DEFAULT, RATINGS, BadEvidence, Evidence, Ledger, pair_scores, ratings, scores

DAY = 86_400.0
KINDS = list(DEFAULT.kinds)


def history(seed: int, count: int = 150) -> list[Evidence]:
    """Deeds of all kinds among twelve members over two years."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        about, by = rng.sample(range(12), 2)
        kind = rng.choice(KINDS)
        found.append(Evidence(about, by, DEFAULT.kinds[kind].outcome, kind, rng.uniform(0, 730) * DAY, rng.random() < 0.7))
    return found


def assert_same(ledger: Ledger, evidence: list[Evidence], now: float) -> None:
    """The ledger says what all the evidence at once says."""
    whole = scores(evidence, vouched=(0, 1), now=now)
    for member in range(12):
        one = ledger.score(member)
        assert one.value == pytest.approx(whole[member].value, abs=1e-9)
        assert one.cautious == pytest.approx(whole[member].cautious, abs=1e-9)
        assert sum(line.points for line in one.contributions) == pytest.approx(one.value, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_one_at_a_time_is_all_at_once(seed: int) -> None:
    evidence, now = history(seed), 730 * DAY
    ledger = Ledger(evidence[:50], vouched=(0, 1), now=now)
    for piece in evidence[50:]:
        ledger.add(piece, now=now)
        ledger.score(piece.about)
    assert_same(ledger, evidence, now)


def test_a_deed_corrected_later_counts_as_if_it_had_always_been_so() -> None:
    evidence, now = history(5), 730 * DAY
    ledger = Ledger(evidence, vouched=(0, 1), now=now)
    wrong = evidence[20]
    right = Evidence(wrong.about, wrong.by, 1.0, "kept", wrong.when, True)
    ledger.score(wrong.about)
    ledger.remove(wrong)
    ledger.add(right)
    assert_same(ledger, [*evidence[:20], right, *evidence[21:]], now)
    with pytest.raises(BadEvidence, match="not in the ledger"):
        ledger.remove(Evidence("nobody", 3, 1.0, "kept", 0.0))


def test_what_lies_ahead_waits_until_the_clock_gets_there() -> None:
    kept, ahead = Evidence(5, 0, 1.0, "kept", DAY, True), Evidence(5, 1, -1.0, "broken", 9 * DAY, True)
    ledger = Ledger([kept], vouched=(0, 1))
    ledger.add(ahead, now=2 * DAY)
    assert ledger.score(5).value > 0
    ledger.advance(DAY)
    assert ledger.score(5).value > 0
    ledger.advance(9 * DAY)
    assert ledger.score(5).value == pytest.approx(0.0, abs=1e-12)
    with pytest.raises(ValueError, match="finite"):
        ledger.advance(float("nan"))


def test_the_clock_follows_the_evidence_and_a_newcomer_to_the_ledger_is_scored() -> None:
    ledger = Ledger(vouched=(0, 1))
    assert ledger.score("anyone").value == 0.0
    ledger.add(Evidence("anyone", 0, 1.0, "kept", 5 * DAY, True))
    assert ledger.score("anyone").value == pytest.approx(1.25)
    assert ledger.scores()["anyone"].value == pytest.approx(1.25)


def test_vouching_for_one_more_gives_her_a_voice() -> None:
    ledger = Ledger([Evidence(5, 7, 1.0, "kept", DAY, True)], vouched=(0, 1))
    assert ledger.score(5).value == 0.0
    ledger.vouch(7)
    ledger.vouch(7)
    assert ledger.score(5).value == pytest.approx(1.25)


def test_a_refused_piece_leaves_the_ledger_as_it_was() -> None:
    ledger = Ledger([Evidence(5, 0, 1.0, "kept", DAY, True)], vouched=(0, 1))
    with pytest.raises(BadEvidence, match="no kind"):
        ledger.add(Evidence(5, 0, 1.0, "rumour", DAY, True))
    assert ledger.score(5).value == pytest.approx(1.25)


@pytest.mark.parametrize("seed", range(3))
def test_the_ledgers_pair_scores_are_those_of_all_at_once(seed: int) -> None:
    evidence, now = history(seed), 730 * DAY
    ledger = Ledger(evidence, vouched=(0, 1), now=now)
    pairs = [(u, v) for u in range(12) for v in range(12) if u != v] + [("new", 3), (3, "new"), ("new", "newer")]
    wanted = pair_scores(evidence, pairs, vouched=(0, 1), now=now)
    assert [ledger.pair(u, v) for u, v in pairs] == [pytest.approx(score, abs=1e-9) for score in wanted]
    assert all(-5 <= score <= 5 for score in wanted)
    ledger.score(3)
    assert ledger.pair(4, 3) == pytest.approx(wanted[pairs.index((4, 3))], abs=1e-9)


def test_nobody_has_a_pair_score_with_herself() -> None:
    with pytest.raises(ValueError, match="herself"):
        pair_scores([], [("ana", "ana")], vouched=(), now=DAY)
    with pytest.raises(ValueError, match="herself"):
        Ledger(vouched=()).pair("ana", "ana")


def test_two_newcomers_are_trusted_like_anyone_and_no_pairs_give_no_scores() -> None:
    assert pair_scores([], [("ana", "ben")], vouched=(), now=DAY) == [0.0]
    assert pair_scores(history(1), [], vouched=(0,), now=DAY) == []


def test_what_one_has_seen_oneself_weighs_most() -> None:
    seen = [Evidence("ana", "ben", -1.0, "broken", DAY, True) for _ in range(3)]
    praise = [Evidence("ana", by, 1.0, "kept", DAY, True) for by in (0, 1)] + [Evidence("ben", 0, 1.0, "kept", DAY, True)]
    ben, other = pair_scores(seen + praise, [("ben", "ana"), (0, "ana")], vouched=(0, 1), now=DAY)
    assert ben < -2 < other


def test_friends_who_fared_worse_than_the_rest_warn() -> None:
    """Ben trusts Cleo, not Dora; Cleo found Ana worse than the others did."""
    rows = [("ben", "cleo", 10, 1.0), ("cleo", "ana", -8, 2.0), ("dora", "ana", 6, 3.0), ("emil", "ana", 6, 4.0), ("finn", "ana", 6, 5.0)]
    rows.append(("zoe", "dora", 10, 6.0))
    warned, sure = pair_scores(ratings(rows), [("ben", "ana"), ("zoe", "ana")], vouched=("ben", "zoe"), now=9.0, policy=RATINGS)
    assert warned < sure - 1


def test_an_answer_in_advance_says_more_than_the_rest() -> None:
    rows = [("rosa", "ana", 5, 1.0), ("rosa", "ben", 5, 1.0), ("ben", "ana", 10, 2.0), ("cleo", "ana", -10, 2.0), ("rosa", "cleo", 5, 1.0)]
    liked, disliked = pair_scores(ratings(rows), [("ana", "ben"), ("ana", "cleo")], vouched=("rosa",), now=9.0, policy=RATINGS)
    assert liked > disliked + 2
