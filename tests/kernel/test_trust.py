"""The trust score: what it is made of, what moves it and what cannot, and what it refuses."""

import math
import random
import subprocess
import sys
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betterpie.kernel.trust import DEFAULT, RATINGS, AboutOneself, BadEvidence, Evidence, Kind, Policy, Score, merged, ratings, scores

DAY = 86_400.0
NOW = 400 * DAY
NODE = ("rosa", "ben")
PEOPLE = ["rosa", "ben", "ana", "carl", "dee", "eva", "finn", "gil"]
FACTS = ["kept", "late", "broken", "told_early", "answered"]
OPINIONS = ["feedback", "praise", "referral_worked"]


def deed(about: str, by: str, kind: str = "kept", outcome: float | None = None, *, ago: float = 0.0, confirmed: bool = True) -> Evidence:
    """A deed some days ago, with the outcome its kind usually has."""
    return Evidence(about, by, DEFAULT.kinds[kind].outcome if outcome is None else outcome, kind, NOW - ago * DAY, confirmed)


def trust(evidence: list[Evidence], member: str, policy: Policy = DEFAULT) -> Score:
    """Trust in one member of a node that vouches for Rosa and Ben."""
    return scores(evidence, vouched=NODE, now=NOW, policy=policy)[member]


def total(score: Score) -> float:
    """What the contributions add up to."""
    return math.fsum(line.points for line in score.contributions)


def draw_evidence(seed: int, count: int, kinds: list[str]) -> list[Evidence]:
    """Deeds among the people, drawn at random."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        about, by = rng.sample(PEOPLE, 2)
        kind = rng.choice(kinds)
        outcome = rng.choice([-1.0, -0.3, 0.2, 0.6, 1.0]) if kind in OPINIONS else None
        found.append(deed(about, by, kind, outcome, ago=rng.uniform(0, 900), confirmed=rng.random() < 0.8))
    return found


@st.composite
def histories(draw: st.DrawFn, kinds: list[str]) -> list[Evidence]:
    return draw_evidence(draw(st.integers(0, 10**6)), draw(st.integers(0, 40)), kinds)


def test_the_florist_of_the_page_is_worked_out_by_hand() -> None:
    """Four promises kept for four vouched members and one that was late: units 1 each, prior 1.5, no counterparty above a quarter."""
    four = ("rosa", "ben", "cleo", "dora")
    evidence = [deed("florist", by) for by in four] + [deed("florist", "emil", "late")]
    score = scores(evidence, vouched=(*four, "emil"), now=NOW)["florist"]
    assert score.units == 5.0
    assert score.value == pytest.approx(5 * (4 * 1 + 0.3) / (1.5 + 5), abs=1e-12)
    assert [round(line.points, 9) for line in score.contributions] == [round(5 / 6.5, 9)] * 4 + [round(5 * 0.3 / 6.5, 9)]
    assert score.cautious < score.value
    assert score.low < score.value < score.high


def test_nobody_knows_a_newcomer_and_the_decision_is_careful() -> None:
    score = trust([], "nobody")
    deviation = 5 * math.sqrt(0.1 / 1.5)
    assert (score.value, score.units, score.contributions) == (0.0, 0.0, ())
    assert score.cautious == pytest.approx(-deviation)
    assert (score.low, score.high) == (pytest.approx(-1.28 * deviation), pytest.approx(1.28 * deviation))


@settings(max_examples=12, deadline=None)
@given(histories(FACTS + OPINIONS + ["took_part"]))
def test_contributions_add_up_to_the_score_and_to_each_facet(evidence: list[Evidence]) -> None:
    for score in scores(evidence, vouched=NODE, now=NOW).values():
        for one in (score, *score.facets.values()):
            assert abs(total(one) - one.value) < 1e-9
            assert -5 <= one.low <= one.value <= one.high <= 5
            assert -5 <= one.cautious <= one.value


@settings(max_examples=20, deadline=None)
@given(histories(FACTS + OPINIONS), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(evidence: list[Evidence], rng: random.Random) -> None:
    shuffled = list(evidence)
    rng.shuffle(shuffled)
    one, other = (scores(pieces, vouched=NODE, now=NOW) for pieces in (evidence, shuffled))
    assert set(one) == set(other)
    for member in one:
        assert one[member].value == pytest.approx(other[member].value, abs=1e-11)
        assert one[member].cautious == pytest.approx(other[member].cautious, abs=1e-11)


@settings(max_examples=100, deadline=None)
@given(histories([*FACTS, "took_part", "broken_but_told"]), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.booleans())
def test_adding_a_kept_promise_never_lowers(evidence: list[Evidence], about: str, by: str, confirmed: bool) -> None:
    if about == by:
        return
    more = [*evidence, deed(about, by, "kept", confirmed=confirmed)]
    assert trust(more, about).value >= trust(evidence, about).value - 1e-9


@settings(max_examples=100, deadline=None)
@given(histories(FACTS + OPINIONS), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
def test_adding_a_kept_promise_never_lowers_amid_opinions_either(evidence: list[Evidence], about: str, by: str) -> None:
    if about == by:
        return
    assert trust([*evidence, deed(about, by)], about).value >= trust(evidence, about).value - 1e-9


@settings(max_examples=20, deadline=None)
@given(histories(FACTS + OPINIONS), st.integers(2, 12), st.sampled_from(PEOPLE), st.sampled_from([-1.0, 1.0]))
def test_a_ring_without_inflow_moves_nothing(evidence: list[Evidence], size: int, target: str, word: float) -> None:
    fakes = [f"fake {number}" for number in range(size)]
    ring = [deed(a, b, "feedback", 1.0) for a in fakes for b in fakes if a != b]
    ring += [deed(target, fake, kind, word) for fake in fakes for kind in ("feedback", "kept")]
    ring += [deed(fake, target, "feedback", 1.0) for fake in fakes]
    before, after = (scores(pieces, vouched=NODE, now=NOW) for pieces in (evidence, evidence + ring))
    assert after[target].value == pytest.approx(before[target].value, abs=1e-9)


def test_nothing_said_of_a_member_changes_the_voices_that_speak_of_her() -> None:
    evidence = draw_evidence(7, 40, FACTS)
    before = trust(evidence, "ana")
    after = trust([*evidence, *(deed("ana", by, "broken") for by in ("carl", "dee", "eva"))], "ana")
    standing = {line.evidence: line.standing for line in before.contributions}
    assert standing
    assert all(line.standing == pytest.approx(standing.get(line.evidence, line.standing)) for line in after.contributions)


@settings(max_examples=50, deadline=None)
@given(histories([*FACTS, "broken_but_told"]), st.sampled_from(PEOPLE), st.integers(1, 30))
def test_taking_part_never_lowers(evidence: list[Evidence], about: str, times: int) -> None:
    by = "rosa" if about != "rosa" else "ben"
    more = [*evidence, *[deed(about, by, "took_part")] * times]
    assert trust(more, about).value >= trust(evidence, about).value - 1e-9


def test_one_miss_changes_little_and_a_repair_restores() -> None:
    kept = [deed("ana", by, ago=20 * number) for number, by in enumerate(["rosa", "ben", "carl", "dee"] * 3)]
    kept += [deed(by, "rosa") for by in ("ben", "carl", "dee")]
    well, missed = trust(kept, "ana").value, trust([*kept, deed("ana", "rosa", "broken")], "ana").value
    repaired = trust([*kept, deed("ana", "rosa", "broken"), deed("ana", "rosa", "repaired")], "ana").value
    assert well > 3
    assert 0.2 < well - missed < 1.5
    assert repaired > missed
    assert trust([*kept, deed("ana", "rosa", "excused")], "ana").value >= well


def test_one_counterparty_makes_up_a_quarter_at_most_however_much_she_says() -> None:
    once, hundred = trust([deed("ana", "rosa")], "ana"), trust([deed("ana", "rosa")] * 100, "ana")
    assert hundred.units == pytest.approx(0.25 * (1.5 + hundred.units))
    assert [once.value, hundred.value] == [pytest.approx(1.25), pytest.approx(1.25)]


def test_a_hundred_a_day_from_one_voice_weigh_no_more_than_two() -> None:
    well = [deed("ana", by) for by in PEOPLE if by != "ana"] * 4 + [deed(by, "rosa") for by in PEOPLE[1:]]
    flood = [deed("ana", "ben", "broken")] * 100
    before, after = trust(well, "ana"), trust(well + flood, "ana")
    weight = sum(line.weight for line in after.contributions if line.evidence and line.evidence.by == "ben")
    assert weight <= 2.0 + 1e-9
    assert before.value - after.value < 1.5


def test_beyond_three_it_takes_three_counterparties() -> None:
    policy = replace(DEFAULT, share=1.0, alike=0.0)
    two = trust([deed("ana", by) for by in ("rosa", "ben") for _ in range(20)], "ana", policy)
    assert (two.value, two.held) == (pytest.approx(3.0), True)
    assert total(two) == pytest.approx(3.0, abs=1e-12)
    third = [deed("cleo", "rosa"), deed("ana", "cleo")]
    three = trust([*(deed("ana", by) for by in ("rosa", "ben") for _ in range(20)), *third], "ana", policy)
    assert (three.independent, three.held) == (3.0, False)
    assert three.value == pytest.approx(5 * 41 / 42.5)
    bad = trust([deed("ana", by, "broken") for by in ("rosa", "ben") for _ in range(20)], "ana", policy)
    assert (bad.value, bad.held) == (pytest.approx(-3.0), True)


def test_voices_that_praise_each_other_count_as_one_for_opinions_and_in_full_for_promises() -> None:
    trio = ("carl", "dee", "eva")
    known = [deed(by, "rosa") for by in trio]
    praise = [deed(a, b, "feedback", 1.0) for a in trio for b in trio if a != b]
    told = [deed("ana", by, "feedback", 1.0) for by in trio]
    did = [deed("ana", by) for by in trio]
    assert [line.apart for line in trust([*known, *told], "ana").contributions] == [1.0] * 3
    assert [line.apart for line in trust([*known, *told, *praise], "ana").contributions] == [pytest.approx(1 / 3)] * 3
    assert [line.apart for line in trust([*known, *did, *praise], "ana").contributions] == [1.0] * 3


def town(*more: Evidence, members: int = 14) -> list[Evidence]:
    """An honest town in which everybody kept a promise to the next five, and something more."""
    names = [f"shop {number}" for number in range(members)]
    honest = [deed(names[(place + step) % members], who) for place, who in enumerate(names) for step in range(1, 6)]
    return [*honest, *(deed(name, who) for name in names[:6] for who in NODE), *more]


def round_of(names: list[str], each: int) -> list[Evidence]:
    """Promises that some members have each other confirm."""
    return [deed(a, b) for a in names for b in names if a != b for _time in range(each)]


def said_of(evidence: list[Evidence], member: str) -> float:
    """How many units of evidence in all stand behind a score."""
    return round(trust(evidence, member).units, 6)


def test_who_mostly_confirm_each_other_are_one_counterparty_for_promises_too() -> None:
    four = [f"shop {number}" for number in range(4)]
    told = [deed("ana", who) for who in four[:3] for _time in range(3)]
    apart, together = said_of(town(*told), "ana"), said_of(town(*told, *round_of(four, 9)), "ana")
    assert apart == 4.5  # what one voice says three times is worth one and a half
    assert together == 0.5  # one voice, and no more than a quarter of the whole
    alone = trust(town(*told[:3]), "ana")
    assert trust(town(*told, *round_of(four, 9)), "ana").value == pytest.approx(alone.value)


def test_an_honest_town_has_no_circle_and_a_few_promises_make_none() -> None:
    told = [deed("ana", f"shop {number}") for number in range(3)]
    for more in ([], round_of([f"shop {number}" for number in range(3)], 1)):
        assert said_of(town(*told, *more), "ana") == 3.0
    everybody = round_of(PEOPLE, 12)
    assert len({line.limit for line in trust(everybody, "ana").contributions}) == 1
    assert trust(everybody, "ana").units > 7


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 20), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
def test_adding_a_kept_promise_never_lowers_amid_circles_either(seed: int, count: int, about: str, by: str) -> None:
    rng = random.Random(seed)
    evidence = draw_evidence(seed, count, [*FACTS, "broken_but_told"]) + town(members=10)
    for _circle in range(3):
        evidence += round_of(rng.sample(PEOPLE, rng.randint(2, 4)), rng.randint(1, 12))
    evidence += [deed(rng.choice([p for p in PEOPLE if p != who]), who, "broken") for who in PEOPLE for _time in range(rng.randint(0, 3))]
    if about != by:
        assert trust([*evidence, deed(about, by)], about).value >= trust(evidence, about).value - 1e-9
        assert total(trust(evidence, about)) == pytest.approx(trust(evidence, about).value, abs=1e-9)


def test_nothing_said_of_a_member_or_by_her_makes_a_circle_that_speaks_of_her() -> None:
    four = [f"shop {number}" for number in range(4)]
    told = [deed("ana", who) for who in four[:3] for _time in range(3)]
    busy = [deed("ana", who) for who in four for _time in range(30)] + [deed(who, "ana") for who in four for _time in range(30)]
    apart, together = (len({round(line.limit, 9) for line in trust(town(*told, *more), "ana").contributions}) for more in ([], busy))
    assert (apart, together) == (1, 2)
    assert trust(town(*told, *busy), "ana").independent == 4.0


STAGED = ["answered", "followed_up", "told_truly"]


def test_what_two_could_stage_counts_once_in_a_ring_and_lifts_little_at_a_time() -> None:
    trio = ("carl", "dee", "eva")
    known = [deed(by, "rosa") for by in trio]
    ring = [deed(a, b, kind) for kind in STAGED for a in trio for b in trio if a != b]
    told = [deed("ana", by, "followed_up") for by in trio]
    assert [line.apart for line in trust([*known, *told, *ring], "ana").contributions] == [pytest.approx(1 / 3)] * 3
    staged, kept = (trust([deed("ana", by, kind) for by in NODE for _time in range(3)], "ana").value for kind in ("followed_up", "kept"))
    assert 0 < staged <= kept / 2
    assert trust([deed("ana", "rosa", "answered", -1.0)], "ana").value < -0.5


def test_light_words_of_one_voice_weigh_one_unit_at_most() -> None:
    told = [deed("ana", "rosa", kind) for kind in (*STAGED, "feedback") for _time in range(40)]
    many = [deed("ana", who) for who in ("ben", "carl", "dee", "eva", "finn", "gil")]
    known = [deed(who, by) for who in PEOPLE[3:] for by in NODE for _time in range(9)]
    lines = [line.weight for line in trust([*told, *many, *known], "ana").contributions if line.evidence and line.evidence.by == "rosa"]
    assert 0.9 < sum(lines) <= 1.0


def test_a_facet_reads_in_full_what_could_be_staged() -> None:
    told = [deed("ana", by, "answered") for by in NODE for _time in range(9)]
    score = trust(told, "ana")
    assert score.value < score.facets["communication"].value == pytest.approx(2.5)


@settings(max_examples=100, deadline=None)
@given(histories(["kept"]), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(STAGED))
def test_adding_what_could_be_staged_never_lowers_what_promises_made(evidence: list[Evidence], about: str, by: str, kind: str) -> None:
    if about == by:
        return
    assert trust([*evidence, deed(about, by, kind)], about).value >= trust(evidence, about).value - 1e-9


def test_unconfirmed_evidence_weighs_three_tenths() -> None:
    sure, unsure = (trust([deed("ana", "rosa", confirmed=confirmed)], "ana").contributions[0] for confirmed in (True, False))
    assert (sure.own, unsure.own) == (1.0, pytest.approx(0.3))


def test_a_promise_fades_by_half_in_two_years_and_never_below_a_tenth() -> None:
    own = [trust([deed("ana", "rosa", ago=days)], "ana").contributions[0].own for days in (0, 730, 1460, 36_500)]
    assert own == [1.0, pytest.approx(0.5), pytest.approx(0.25), pytest.approx(0.1)]


def test_taking_part_is_capped_and_never_lowers() -> None:
    well = [deed("ana", by) for by in ("rosa", "ben", "carl")] + [deed("carl", "rosa")]
    part = [deed("ana", by, "took_part") for by in ("rosa", "ben", "carl") for _ in range(200)]
    assert trust(well + part, "ana").value >= trust(well, "ana").value - 1e-9
    padder = trust(part, "ana")
    assert padder.units <= 1.5 + 1e-9
    assert padder.value <= 1.3


def test_what_lies_ahead_does_not_count_yet() -> None:
    evidence = [deed("ana", "rosa"), deed("ana", "ben", "broken", ago=-1)]
    assert trust(evidence, "ana").value == trust(evidence[:1], "ana").value
    assert scores(evidence, vouched=NODE, now=NOW + 2 * DAY)["ana"].value < trust(evidence, "ana").value


def test_a_departed_members_word_stays_and_a_strangers_weighs_nothing() -> None:
    evidence = [deed("carl", "rosa"), deed("ana", "carl"), deed("ana", "stranger", "broken")]
    assert [(line.evidence.by, line.points > 0) for line in trust(evidence, "ana").contributions if line.evidence] == [
        ("carl", True),
        ("stranger", False),
    ]
    assert trust(evidence, "ana").contributions[1].points == 0.0


@pytest.mark.parametrize("outcome", [1.5, -1.01, math.nan, math.inf])
def test_an_outcome_off_the_scale_is_refused(outcome: float) -> None:
    with pytest.raises(BadEvidence, match="outcome"):
        Evidence("ana", "rosa", outcome, "kept", NOW)


def test_evidence_about_oneself_without_a_time_or_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(AboutOneself):
        Evidence("ana", "ana", 1.0, "kept", NOW)
    with pytest.raises(BadEvidence, match="moment"):
        Evidence("ana", "rosa", 1.0, "kept", math.nan)
    with pytest.raises(BadEvidence, match="no kind 'rumour'"):
        trust([Evidence("ana", "rosa", 1.0, "rumour", NOW)], "ana")
    with pytest.raises(ValueError, match="now"):
        scores([], vouched=NODE, now=math.inf)


@pytest.mark.parametrize(
    "change",
    [{"clip": 0.0}, {"gate": 1.5}, {"passing": 1.0}, {"share": 0.0}, {"prior_weight": 0.0}, {"held": 6.0}, {"alike": -0.1}, {"own": -1.0}],
)
def test_a_policy_out_of_bounds_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"above 0|lies in"):
        replace(DEFAULT, **change)  # type: ignore[arg-type]  # any of several fields


@pytest.mark.parametrize("change", [{"weight": 0.0}, {"outcome": 2.0}, {"half_life": 0.0}, {"at_most": 0.0}, {"floor": 2.0}])
def test_a_kind_out_of_bounds_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        replace(Kind("honesty", 1.0, 1.0), **change)  # type: ignore[arg-type]  # any of several fields


def test_two_members_merged_lose_what_they_said_of_each_other() -> None:
    evidence = [deed("ana", "anna"), deed("anna", "rosa"), deed("ben", "anna")]
    assert merged(evidence, {"anna": "ana"}) == [deed("ana", "rosa"), deed("ben", "ana")]


def test_a_vouched_member_cannot_lift_herself_by_accounts_of_her_own() -> None:
    fakes = [f"fake {number}" for number in range(10)]
    evidence = [deed(fake, "rosa") for fake in fakes] + [deed("rosa", fake) for fake in fakes]
    assert trust(evidence, "rosa").value == pytest.approx(0.0, abs=1e-12)


def test_facets_are_scored_from_their_own_evidence() -> None:
    evidence = [deed("ana", "rosa"), deed("ana", "ben", "kept_silent"), deed("ana", "ben", "answered")]
    facets = trust(evidence, "ana").facets
    assert sorted(facets) == ["communication", "disclosure", "honesty", "participation", "reliability"]
    assert facets["reliability"].value > 0 > facets["disclosure"].value
    assert facets["communication"].value > 0 == facets["honesty"].value == facets["participation"].value
    assert [line.evidence for line in facets["disclosure"].contributions] == [evidence[1]]


def test_a_piece_comes_back_as_it_came_with_its_handle() -> None:
    piece = Evidence("ana", "rosa", 0.25, "feedback", 12345.678, True, ref=("deed", 7))
    assert [line.evidence for line in trust([piece], "ana").contributions] == [piece]


@pytest.mark.parametrize("size", [60, 700])
def test_one_member_alone_is_weighed_as_among_all(size: int) -> None:
    """Below and above the size up to which standings are exact."""
    rng = random.Random(size)
    evidence = []
    for _ in range(size * 8):
        about, by = rng.sample(range(size), 2)
        kind = rng.choice(FACTS + OPINIONS)
        evidence.append(Evidence(about, by, rng.choice([-1.0, 0.5, 1.0]), kind, rng.uniform(0, NOW), rng.random() < 0.8))
    found = scores(evidence, vouched=range(5), now=NOW)
    whole = {member: score.value for member, score in found.items()}
    for member in rng.sample(range(size), 20):
        assert total(found[member]) == pytest.approx(whole[member], abs=1e-9)
        assert scores(evidence, vouched=range(5), now=NOW)[member].value == pytest.approx(whole[member], abs=1e-9)


def test_the_standing_without_a_member_is_that_of_the_network_without_her() -> None:
    """Checked against a network from which she was really left out."""
    evidence = draw_evidence(11, 60, FACTS)
    without = [piece for piece in evidence if "ana" not in (piece.about, piece.by)]
    told = trust(evidence, "ana").contributions
    probe = [*without, *(deed("probe", by) for by in sorted({str(line.evidence.by) for line in told if line.evidence}))]
    alone = {line.evidence.by: line.standing for line in trust(probe, "probe").contributions if line.evidence}
    assert {line.evidence.by: pytest.approx(line.standing, abs=1e-9) for line in told if line.evidence} == alone


def test_large_networks_are_weighed_nearly_as_exactly_as_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    evidence = []
    for _ in range(4000):
        about, by = rng.sample(range(300), 2)
        evidence.append(Evidence(about, by, rng.choice([-1.0, 0.3, 1.0]), "kept", NOW, True))
    exact = scores(evidence, vouched=range(5), now=NOW)
    wanted = np.array([exact[member].value for member in range(300)])
    monkeypatch.setattr("betterpie.kernel.trust.standing.EXACT_UP_TO", 0)
    near = scores(evidence, vouched=range(5), now=NOW)
    assert np.abs(np.array([near[member].value for member in range(300)]) - wanted).max() < 0.05


def test_ratings_start_from_their_mean_and_say_so() -> None:
    rows = [("rosa", "ana", 10, 1.0), ("ben", "ana", -5, 2.0), ("ben", "carl", 2, 3.0), ("rosa", "ben", 1, 4.0)]
    found = scores(ratings(rows), vouched=NODE, now=10.0, policy=RATINGS)
    newcomer = found["nobody"].value
    first = found["ana"].contributions[0]
    assert newcomer != 0
    assert (first.evidence, first.points) == (None, newcomer)
    assert total(found["ana"]) == pytest.approx(found["ana"].value, abs=1e-12)
    assert [piece.confirmed for piece in ratings(rows, mutual=True)] == [False] * 4
    assert [piece.outcome for piece in ratings(rows)] == [1.0, -0.5, 0.2, 0.1]


def test_an_empty_network_and_one_without_vouched_members_give_newcomers_only() -> None:
    assert dict(scores([], vouched=(), now=NOW)) == {}
    alone = scores([deed("ana", "rosa")], vouched=(), now=NOW)
    assert {member: score.value for member, score in alone.items()} == {"ana": 0.0, "rosa": 0.0}
    assert [name in alone for name in ("ana", "zoe")] == [True, False]
    assert len(alone) == 2


def test_a_stream_is_read_once_and_needs_no_list() -> None:
    evidence = [deed("ana", "rosa"), deed("ana", "ben", "late")]
    assert trust(evidence, "ana").value == scores((piece for piece in evidence), vouched=NODE, now=NOW)["ana"].value


def test_a_web_process_that_only_imports_it_does_not_load_scipy() -> None:
    code = "import sys, betterpie.kernel.trust; print('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_an_account_tells_what_the_score_tells_for_one_and_for_all() -> None:
    pieces = [
        Evidence(about, by, DEFAULT.kinds[kind].outcome, kind, float(place), confirmed=place % 3 > 0, ref=place)
        for place, (about, by, kind) in enumerate(product(range(6), range(4, 10), DEFAULT.kinds))
        if about != by
    ]
    found = scores(pieces, vouched=[4, 5, 9], now=1000.0)
    accounts = list(found.accounts())
    assert [account.member for account in accounts] == list(found)
    for account in accounts:
        score, alone = scores(pieces, vouched=[4, 5, 9], now=1000.0)[account.member], found.account(account.member)
        assert account.score.value == pytest.approx(score.value, abs=1e-12)
        assert alone.score.value == pytest.approx(score.value, abs=1e-12)
        assert sum(points for _ref, points in account.lines) == pytest.approx(score.value, abs=1e-9)
        assert {line.evidence.ref for line in score.contributions if line.evidence} == {ref for ref, _points in account.lines}
        for facet, (part, count) in account.facets.items():
            assert part.value == pytest.approx(score.facets[facet].value, abs=1e-12)
            assert count == len(score.facets[facet].contributions)
    some = list(found.accounts([5, "nobody", 2]))
    assert [(account.member, account.lines) for account in some] == [(m, found.account(m).lines) for m in found if m in (2, 5)]
    newcomer = found.account("nobody has heard of her")
    assert (newcomer.score.value, newcomer.lines) == (0.0, [])
