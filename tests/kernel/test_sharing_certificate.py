"""A nucleolus is believed only with its proof."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betterpie.kernel.sharing import (
    Certificate,
    Game,
    Level,
    NoImputation,
    Nucleolus,
    certificate_faults,
    nucleolus,
    per_capita_nucleolus,
    prenucleolus,
)
from betterpie.kernel.sharing.span import Span

TALMUD = Game.bankruptcy(200, {"A": 100, "B": 200, "C": 300})


def faults(played: Game, found: Nucleolus, **changed: Any) -> list[str]:
    return certificate_faults(played, found, replace(found.certificate, **changed))


@given(st.integers(2, 7), st.integers(0, 10**6), st.sampled_from(["few", "many", "real", "votes"]))
@settings(max_examples=80, deadline=None)
def test_every_nucleolus_is_proved(n: int, seed: int, sort: str) -> None:
    chance = np.random.default_rng(seed)
    tables = {
        "few": chance.integers(0, 3, 2**n),
        "many": chance.integers(-9, 100, 2**n),
        "real": chance.normal(0, 1, 2**n),
        "votes": chance.integers(0, 2, 2**n),
    }
    table = tables[sort].astype(float)
    table[0] = 0.0
    played = Game(range(n), table)
    for solve in (nucleolus, per_capita_nucleolus, prenucleolus):
        try:
            found = solve(played)
        except NoImputation:
            assert table[-1] < sum(played.alone.values())
            continue
        assert certificate_faults(played, found, found.certificate) == []


@given(st.integers(2, 6), st.integers(0, 10**6), st.data())
@settings(max_examples=60, deadline=None)
def test_no_certificate_proves_another_split(n: int, seed: int, data: st.DataObject) -> None:
    table = np.random.default_rng(seed).integers(0, 50, 2**n).astype(float)
    table[0] = 0.0
    played = Game(range(n), table)
    found = prenucleolus(played)
    taker, giver = data.draw(st.permutations(range(n)))[:2]
    moved = dict(found) | {taker: found[taker] + 0.5, giver: found[giver] - 0.5}
    assert certificate_faults(played, moved, found.certificate)


def test_the_talmuds_certificate_names_its_two_levels() -> None:
    found = nucleolus(TALMUD)
    first, second = found.certificate.levels
    assert (first.excess, second.excess) == (pytest.approx(-50), pytest.approx(-75))
    assert set(first.weights) == {frozenset("A"), frozenset("BC")}
    assert set(second.weights) <= {frozenset("B"), frozenset("C"), frozenset("AB"), frozenset("AC")}


def test_a_split_that_leaves_something_over_or_somebody_below_alone_is_named() -> None:
    found = nucleolus(TALMUD)
    assert certificate_faults(TALMUD, {"A": 50, "B": 75, "C": 74}, found.certificate)[0] == "The shares do not add up to what there is."
    pelegs = Game("ABC", lambda group: {frozenset("AB"): 10.0, frozenset("ABC"): 2.0}.get(group, 0.0))
    below = prenucleolus(pelegs)
    assert faults(pelegs, below, floored=True) == ["Somebody gets less than alone."]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda levels: levels[:1], "The levels do not determine every share."),
        (lambda levels: levels[::-1], "The levels are not in order."),
        (lambda levels: (replace(levels[0], excess=-40.0), levels[1]), "Level 1: a group is not as badly off as it says."),
        (
            lambda levels: (replace(levels[0], weights=dict.fromkeys(levels[0].weights, -1.0)), levels[1]),
            "Level 1: its weights are not all above 0.",
        ),
        (lambda levels: (replace(levels[0], weights={frozenset("A"): 1.0}), levels[1]), "Level 1: its weights do not balance."),
        (lambda levels: (replace(levels[0], floors={"B": 1.0}), levels[1]), "Level 1: a floor is named for somebody above it."),
        (lambda levels: (*levels, Level(-90.0, {}, {"A": 1.0})), "Level 3: it says how badly off nobody is."),
        (lambda levels: levels[1:], "A group that is worse off than a level was overlooked."),
    ],
)
def test_a_certificate_that_was_tampered_with_is_found_out(change: Callable[[tuple[Level, ...]], tuple[Level, ...]], fault: str) -> None:
    found = nucleolus(TALMUD)
    assert fault in certificate_faults(TALMUD, found, Certificate(change(found.certificate.levels)))


def test_floors_do_not_count_where_there_are_none() -> None:
    flat = Game("AB", {"A": 3, "B": 4, ("A", "B"): 7})
    found = nucleolus(flat)
    assert found == pytest.approx({"A": 3.0, "B": 4.0})
    assert found.certificate.levels == (Level(inf, {}, {"A": 1.0, "B": 1.0}),)
    assert "Level 1: it names floors, and there are none." in faults(flat, found, floored=False)


def test_a_per_capita_certificate_does_not_prove_the_plain_nucleolus() -> None:
    played = Game("ABC", {"A": 0, "B": 0, "C": 0, ("A", "B"): 6, ("A", "C"): 2, ("B", "C"): 1, ("A", "B", "C"): 9})
    found = per_capita_nucleolus(played)
    assert certificate_faults(played, found, found.certificate) == []
    assert faults(played, found, per_capita=False) != []


def test_linear_dependence_is_exact() -> None:
    span = Span(4)
    assert [span.add(mask) for mask in (0b1111, 0b0011, 0b1100, 0b0101, 0b1010)] == [True, True, False, True, False]
    assert span.rank == 3
    assert [mask for mask in range(16) if mask in span] == [0b0000, 0b0011, 0b0101, 0b1010, 0b1100, 0b1111]
    assert span.outside(np.arange(16)).tolist() == [mask for mask in range(16) if mask not in span]
