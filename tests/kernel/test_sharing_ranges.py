"""What is uncertain, what would change the answer, what is sampled, and what is learned."""

from itertools import product
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betterpie.kernel.sharing import (
    BadGame,
    EmptyCore,
    Game,
    NoImputation,
    NoSolution,
    Room,
    TooManyPlayers,
    blend,
    blend_counts,
    core,
    from_known,
    is_superadditive,
    nucleolus,
    range_of,
    room_of_coalition,
    room_of_core,
    room_of_shapley,
    sensitivity,
    shapley,
    shapley_by_orders,
    shapley_by_strata,
    shapley_error,
    shapley_range,
    who_might_walk,
)

LOW = Game("ABC", {"A": 1, "B": 2, "C": 3, ("A", "B"): 6, ("A", "C"): 7, ("B", "C"): 8, ("A", "B", "C"): 15})
HIGH = Game("ABC", {"A": 2, "B": 2, "C": 5, ("A", "B"): 7, ("A", "C"): 9, ("B", "C"): 10, ("A", "B", "C"): 15})


def test_a_shares_range_is_reached_at_its_ends_and_never_left() -> None:
    tables = [[low, high] if low < high else [low] for low, high in zip(LOW.table.tolist(), HIGH.table.tolist(), strict=True)]
    every = [shapley(Game("ABC", list(corner))) for corner in product(*tables)]
    ranges = shapley_range(LOW, HIGH)
    for player, (least, most) in ranges.items():
        assert least == pytest.approx(min(split[player] for split in every))
        assert most == pytest.approx(max(split[player] for split in every))


def test_numbers_that_are_known_make_a_range_of_one_point() -> None:
    assert all(
        least == pytest.approx(most) == pytest.approx(shapley(LOW)[player]) for player, (least, most) in shapley_range(LOW, LOW).items()
    )


def test_independent_errors_add_up_as_squares() -> None:
    weights = list(sensitivity(LOW, "A").values())
    assert shapley_error(LOW, 2.0)["A"] == pytest.approx(2 * sqrt(sum(w * w for w in weights)))
    only_pair = Game("ABC", lambda group: 3.0 if group == frozenset("AB") else 0.0)
    assert shapley_error(LOW, only_pair) == pytest.approx({"A": 0.5, "B": 0.5, "C": 1.0})


def test_sensitivity_is_what_one_more_does() -> None:
    for group, change in sensitivity(LOW, "B").items():
        raised = Game("ABC", lambda other, group=group: LOW.worth(other) + (other == group))
        assert shapley(raised)["B"] - shapley(LOW)["B"] == pytest.approx(change)


def test_any_rules_range_holds_its_middle_and_needs_some_solution() -> None:
    middle = Game("ABC", (LOW.table + HIGH.table) / 2)
    ranges = range_of(LOW, HIGH, nucleolus, draws=60)
    assert all(low <= nucleolus(middle)[player] <= high for player, (low, high) in ranges.items())
    assert ranges == range_of(LOW, HIGH, nucleolus, draws=60)
    shrinking = Game("AB", [0, 5, 5, 7])
    with pytest.raises(NoSolution, match="none of the games"):
        range_of(shrinking, shrinking, nucleolus, draws=3)
    with pytest.raises(NoImputation):
        nucleolus(shrinking)


def test_ranges_the_wrong_way_round_or_of_different_players_are_refused() -> None:
    with pytest.raises(BadGame, match="lower number"):
        shapley_range(HIGH, LOW)
    with pytest.raises(BadGame, match="same players"):
        shapley_range(LOW, Game("AB", [0, 1, 2, 3]))


def test_unknown_groups_lie_between_their_known_parts_and_what_known_wholes_leave() -> None:
    low, high = from_known("ABC", {"A": 10, "B": 5, ("A", "B"): 20, ("A", "B", "C"): 50})
    assert low.table.tolist() == [0, 10, 5, 20, 0, 10, 5, 50]
    assert high.table.tolist() == [0, 10, 5, 20, 30, 45, 40, 50]
    assert is_superadditive(low)
    surely, might = who_might_walk(low, high, {"A": 5, "B": 5, "C": 40})
    assert surely == [frozenset("A"), frozenset("AB")]
    assert might == []
    assert who_might_walk(low, high, {"A": 20, "B": 20, "C": 10}) == ([], [frozenset("C"), frozenset("AC"), frozenset("BC")])
    with pytest.raises(BadGame, match="all make together"):
        from_known("AB", {"A": 1})
    with pytest.raises(BadGame, match="less than its known parts"):
        from_known("AB", {"A": 5, "B": 5, ("A", "B"): 7})
    with pytest.raises(BadGame, match="less than 0"):
        from_known("AB", {"A": -5, ("A", "B"): 7})


def test_costs_that_might_be_lower_make_a_group_that_might_walk() -> None:
    low = Game("AB", {"A": 4, "B": 6, ("A", "B"): 9}, kind="cost")
    high = Game("AB", {"A": 7, "B": 6, ("A", "B"): 9}, kind="cost")
    assert who_might_walk(low, high, {"A": 5, "B": 4}) == ([], [frozenset("A")])
    assert who_might_walk(low, high, {"A": 2, "B": 7}) == ([frozenset("B")], [])


@given(st.integers(2, 5), st.integers(0, 10**6), st.sampled_from(["value", "cost"]))
@settings(max_examples=60, deadline=None)
def test_the_answer_changes_at_the_edge_of_the_room_and_not_before(n: int, seed: int, kind: str) -> None:
    chance = np.random.default_rng(seed)
    table = chance.integers(0, 20, 2**n) + 6 * np.array([m.bit_count() ** 2 for m in range(2**n)]) * (1 if kind == "value" else -1)
    table[0] = 0
    played = Game(range(n), table, kind=kind)  # type: ignore[arg-type]  # one of the two kinds
    group = played.coalition(int(chance.integers(1, 2**n)))
    room = room_of_coalition(played, group)
    before = core(played).contains(shapley(played))

    def after(step: float) -> bool:
        moved = Game(range(n), lambda other: played.worth(other) + step * (other == group), kind=played.kind)
        return core(moved).contains(shapley(moved))

    for edge, sign in ((room.up, 1), (room.down, -1)):
        if edge == inf:
            assert after(sign * 1e4) is before
        else:
            inside, beyond = edge - 1e-3, edge + 1e-3
            assert edge >= 0
            assert inside < 0 or after(sign * inside) is before
            assert after(sign * beyond) is not before


def test_an_answer_that_changes_at_one_single_value_does_not_change() -> None:
    played = Game(range(3), np.array([0, 25, 6, 34, 10, 31, 40, 65]))
    assert not core(played).contains(shapley(played))
    touched = Game(range(3), np.array([0, 25, 6, 34, 10, 32, 40, 65]))
    assert core(touched).contains(shapley(touched))
    assert room_of_coalition(played, {0, 2}) == Room(inf, inf)
    assert room_of_coalition(touched, {0, 2}) == Room(0.0, 0.0)


def test_a_synergy_can_fall_until_its_pair_or_the_rest_would_rather_walk() -> None:
    played = Game.synergy({"A": 10, "B": 10, "C": 10}, {("A", "B"): 6, ("A", "C"): 4, ("B", "C"): -2})
    pair = Game.synergy({"A": 0, "B": 0, "C": 0}, {("B", "C"): 1})
    assert room_of_shapley(played, pair) == Room(pytest.approx(2.0), inf)
    assert room_of_core(played, pair) == Room(pytest.approx(2.0), inf)
    with pytest.raises(EmptyCore):
        room_of_core(Game.voting(2, [1, 1, 1]), Game.voting(2, [1, 1, 1]))


def test_the_core_of_a_cost_game_has_room_too() -> None:
    played = Game("AB", {"A": 5, "B": 5, ("A", "B"): 8}, kind="cost")
    total = Game("AB", {"A": 0, "B": 0, ("A", "B"): 1}, kind="cost")
    assert room_of_core(played, total) == Room(inf, pytest.approx(2.0))
    assert room_of_shapley(played, total) == Room(inf, pytest.approx(2.0))
    assert core(played).contains({"A": 4, "B": 4})


def test_an_order_and_its_reverse_are_exact_where_only_pairs_count() -> None:
    chance = np.random.default_rng(1)
    town = Game.synergy(chance.normal(50, 9, 40), {(i, j): float(chance.normal(0, 5)) for i in range(40) for j in range(i)})
    found = shapley_by_orders(range(40), town.worth, orders=2, seed=0)
    assert found.shares == pytest.approx(shapley(town))
    assert max(found.errors.values()) < 1e-9
    assert found.evaluations == 2 * 2 * 40


def test_sampled_shares_are_within_their_error_and_a_control_takes_its_part_exactly() -> None:
    town = Game.airport([3, 8, 8, 20, 21, 40, 41, 41, 60, 75])
    exact = shapley(town)
    for found in (
        shapley_by_orders(town.players, town.worth, orders=300, seed=3),
        shapley_by_strata(town.players, town.worth, draws=40, seed=3),
    ):
        off = [abs(found.shares[p] - exact[p]) / found.errors[p] for p in town.players if found.errors[p] > 0]
        assert max(off) < 4
        assert sqrt(sum(z * z for z in off) / len(off)) < 1.8
    controlled = shapley_by_orders(town.players, town.worth, orders=2, seed=3, control=town)
    assert controlled.shares == pytest.approx(exact)
    assert set(controlled.errors.values()) == {0.0}
    again = [shapley_by_orders(town.players, town.worth, orders=5, seed=8).shares for _ in range(2)]
    assert again[0] == again[1]


def test_sampling_refuses_too_little() -> None:
    with pytest.raises(BadGame, match="two orders"):
        shapley_by_orders("AB", len, orders=1, seed=0)
    with pytest.raises(BadGame, match="two draws"):
        shapley_by_strata([], len, draws=3, seed=0)
    with pytest.raises(BadGame, match="formula"):
        shapley_by_orders("ABC", len, orders=2, seed=0, control=LOW)


def test_more_than_18_players_are_called_superadditive_only_where_it_can_be_shown() -> None:
    squares = np.bitwise_count(np.arange(2**19)).astype(float) ** 2
    assert is_superadditive(Game(range(19), squares))
    short = squares.copy()
    short[-1] = 1.0
    assert not is_superadditive(Game(range(19), short))
    bent = squares.copy()
    bent[0b111] = 0.0
    with pytest.raises(TooManyPlayers, match="up to 18"):
        is_superadditive(Game(range(19), bent))


def test_a_measured_figure_outweighs_a_guess_by_as_much_as_it_is_surer() -> None:
    blended = blend(60, 30, 20, 10)
    assert (blended.mean, blended.spread, blended.measured) == (pytest.approx(24), pytest.approx(sqrt(90)), pytest.approx(0.9))
    counted = blend_counts(3, 4, 20, 6)
    assert (counted.mean, counted.measured) == (pytest.approx(3.2), pytest.approx(0.6))
    for wrong in (lambda: blend(1, 0, 1, 1), lambda: blend_counts(1, 0, 1, 1), lambda: blend_counts(-1, 1, 1, 1)):
        with pytest.raises(BadGame):
            wrong()
