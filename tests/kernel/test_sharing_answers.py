"""A game from the few answers that people can give."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betterpie.kernel.sharing import BadGame, Game, from_answers, shapley

a, b, c, d = (frozenset(name) for name in "abcd")
CLUB = {
    ("alone", a): 2100,
    ("alone", b): 2300,
    ("alone", c): 500,
    ("together", a | b | c): 7400,
    ("loss", a): 3500,
    ("loss", b): 3600,
    ("loss", c): 1200,
}


def test_three_players_are_known_whole_from_seven_answers() -> None:
    found = from_answers(CLUB)
    table = {"a": 2100, "b": 2300, "c": 500, ("a", "b"): 6200, ("a", "c"): 3800, ("b", "c"): 3900, ("a", "b", "c"): 7400}
    assert np.allclose(found.game.table, Game("abc", table).table)
    assert found.misfits == {}
    assert {who: round(share, 2) for who, share in found.shapley.items()} == {"a": 3066.67, "b": 3216.67, "c": 1116.67}


def test_with_amounts_alone_and_together_only_the_extra_is_shared_equally() -> None:
    found = from_answers({("alone", a): 10, ("alone", b): 20, ("alone", c): 0, ("alone", d): 0, ("together", a | b | c | d): 70})
    assert {who: round(share, 6) for who, share in found.shapley.items()} == {"a": 20, "b": 30, "c": 10, "d": 10}


def test_two_who_answer_for_a_pair_get_half_each() -> None:
    assert from_answers({("alone", a): 1, ("alone", b): 2, ("together", a | b): 4}).shapley == {"a": 1.5, "b": 2.5}


def test_what_contradicts_the_rest_is_named_and_the_total_holds() -> None:
    found = from_answers({("alone", a): 1, ("alone", b): 2, ("together", a | b): 4, ("loss", a): 9})
    assert found.misfits == pytest.approx({("loss", a): 7.0})
    assert found.game.together == 4


def test_a_group_that_might_do_it_without_the_rest_is_worth_what_was_said() -> None:
    four = {("alone", one): 100 for one in (a, b, c, d)} | {("together", a | b | c | d): 1000, ("group", a | b): 450}
    found = from_answers(four)
    assert found.game.worth("ab") == pytest.approx(450)
    assert found.misfits == {}


def test_one_more_of_an_answer_moves_the_shares_by_its_slope() -> None:
    found = from_answers(CLUB)
    more = from_answers(CLUB | {("loss", a): 3600})
    moved = {who: more.shapley[who] - found.shapley[who] for who in "abc"}
    assert moved == pytest.approx({who: 100 * found.slopes["loss", a][who] for who in "abc"})
    assert np.allclose(more.game.table - found.game.table, 100 * found.moves["loss", a].table)


def test_spreads_add_like_independent_errors() -> None:
    found = from_answers(CLUB)
    slopes = found.slopes
    spread = found.spread({("together", a | b | c): 30, ("loss", a): 40})
    whole = a | b | c
    assert spread == pytest.approx({who: math.hypot(30 * slopes["together", whole][who], 40 * slopes["loss", a][who]) for who in "abc"})


def test_the_room_of_an_answer_ends_where_somebody_would_walk() -> None:
    found = from_answers(CLUB)
    room = found.room(("together", a | b | c))
    assert room.up == pytest.approx(250)
    beyond = from_answers(CLUB | {("together", a | b | c): 7651})
    gaps = [beyond.game.worth(pair) - sum(beyond.shapley[who] for who in pair) for pair in ("ab", "ac", "bc")]
    assert max(gaps) > 0


@given(st.integers(2, 6), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_closed_form_is_the_shapley_value_of_the_game_and_shares_everything(n: int, random: "np.random.Generator") -> None:
    players = [frozenset([i]) for i in range(n)]
    answers = {("alone", one): random.uniform(0, 100) for one in players} | {("together", frozenset(range(n))): random.uniform(0, 900)}
    answers |= {("loss", one): random.uniform(0, 300) for one in players} | {("pair", frozenset([0, 1])): random.uniform(-50, 50)}
    found = from_answers(answers)
    slow = shapley(Game(range(n), found.game.table.copy()))
    assert found.shapley == pytest.approx(slow, abs=1e-6)
    assert sum(found.shapley.values()) == pytest.approx(answers["together", frozenset(range(n))], abs=1e-6)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "A deal needs at least two players, each with what she makes alone."),
        ({("alone", a): 1}, "A deal needs at least two players, each with what she makes alone."),
        ({("alone", a): 1, ("alone", b): 1}, "What all make together must be known, and what each makes alone."),
        ({("alone", a): math.nan, ("alone", b): 1}, "The answer alone needs a finite number, not nan."),
        ({("alone", a): 1, ("alone", b): 1, ("together", a): 1}, "What all make together must be known, and what each makes alone."),
        ({("alone", a): 1, ("alone", b): 1, ("together", a | b): 1, ("loss", c): 1},
         "The answer loss is about nobody who plays, or about the wrong number of players."),
        ({("alone", a): 1, ("alone", b): 1, ("together", a | b): 1, ("mood", a): 1}, "Nobody asks for 'mood'."),
    ],
)  # fmt: skip
def test_answers_that_tell_no_game_are_refused(answers: dict[tuple[str, frozenset[str]], float], sentence: str) -> None:
    with pytest.raises(BadGame) as refused:
        from_answers(answers)
    assert str(refused.value) == sentence
