"""What holds for every game: the axioms, and slow definitions worked out beside the quick ones."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import factorial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from betterpie.kernel.sharing import (
    EmptyCore,
    Game,
    NoGately,
    NoImputation,
    NoProportion,
    NoTau,
    banzhaf,
    below_alone,
    core,
    equal_profit,
    equal_split,
    equal_surplus,
    gately,
    gately_from_losses,
    is_convex,
    is_monotone,
    is_superadditive,
    least_core,
    myerson,
    nucleolus,
    owen,
    per_capita_nucleolus,
    pie,
    prenucleolus,
    proportional,
    shapley,
    tau,
    weighted_shapley,
    who_would_walk,
)
from betterpie.kernel.sharing.lattice import dividends

Solution = Callable[[Game], Mapping[Any, float]]
LINEAR: list[Solution] = [shapley, banzhaf]
POINTS: list[Solution] = [shapley, nucleolus, prenucleolus, per_capita_nucleolus, least_core, gately, equal_surplus, tau]

amounts = st.integers(-20, 60)
about = pytest.approx


@st.composite
def games(draw: st.DrawFn, *, least: int = 1, most: int = 5) -> Game:
    n = draw(st.integers(least, most))
    kind: Any = draw(st.sampled_from(["value", "cost"]))
    return Game("ABCDEFG"[:n], [0, *(draw(amounts) for _ in range(2**n - 1))], kind=kind)


def solved(solve: Solution, played: Game) -> Mapping[Any, float]:
    try:
        return solve(played)
    except (NoImputation, NoTau, NoGately):
        assume(False)
        raise


def near(found: Mapping[Any, float], expected: Mapping[Any, float]) -> bool:
    return list(found.values()) == about([expected[player] for player in found], abs=1e-6)


@given(games(), st.sampled_from(POINTS))
@settings(max_examples=150, deadline=None)
def test_what_is_shared_is_what_there_is(played: Game, solve: Solution) -> None:
    assert sum(solved(solve, played).values()) == about(played.together, abs=1e-7)


@given(games(), st.sampled_from([*POINTS, banzhaf]), st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_the_players_does_not_matter(played: Game, solve: Solution, chance: Any) -> None:
    order = list(played.players)
    chance.shuffle(order)
    assert near(solved(solve, Game(order, played.worth, kind=played.kind)), solved(solve, played))


@given(games(least=2), st.sampled_from([*POINTS, banzhaf]))
@settings(max_examples=100, deadline=None)
def test_equal_players_get_the_same(played: Game, solve: Solution) -> None:
    swap = {"A": "B", "B": "A"}
    alike = Game(played.players, lambda group: played.worth(group) + played.worth(swap.get(p, p) for p in group), kind=played.kind)
    found = solved(solve, alike)
    assert found["A"] == about(found["B"], abs=1e-6)


@given(games(most=4), amounts, st.sampled_from([shapley, banzhaf, nucleolus, prenucleolus, tau, gately, equal_surplus]))
@settings(max_examples=120, deadline=None)
def test_who_adds_only_her_own_gets_only_that(played: Game, own: int, solve: Solution) -> None:
    assume(solve not in (nucleolus, prenucleolus, tau, gately) or not core(played).is_empty)
    joined = Game([*played.players, "Z"], lambda group: played.worth(group - {"Z"}) + own * ("Z" in group), kind=played.kind)
    if solve is equal_surplus:
        assume(pie(played).gain == 0)
    assert solved(solve, joined)["Z"] == about(own, abs=1e-6)


@given(games(), st.data())
@settings(max_examples=60, deadline=None)
def test_two_games_played_at_once_are_shared_one_by_one(played: Game, data: st.DataObject) -> None:
    second = Game(played.players, [0, *(data.draw(amounts) for _ in range(2**played.n - 1))], kind=played.kind)
    both = Game(played.players, played.table + second.table, kind=played.kind)
    for solve in LINEAR:
        one, other, joint = solve(played), solve(second), solve(both)
        assert near(joint, {player: one[player] + other[player] for player in joint})


@given(games(), st.integers(1, 5), st.data(), st.sampled_from([*POINTS, banzhaf]))
@settings(max_examples=120, deadline=None)
def test_another_unit_and_gifts_change_only_the_unit_and_the_gifts(played: Game, unit: int, data: st.DataObject, solve: Solution) -> None:
    gift = {player: data.draw(amounts) for player in played.players}
    changed = Game(played.players, lambda group: unit * played.worth(group) + sum(gift[p] for p in group), kind=played.kind)
    found = solved(solve, played)
    assert near(solved(solve, changed), {player: unit * share + gift[player] for player, share in found.items()})


@given(games(most=6))
@settings(max_examples=60, deadline=None)
def test_the_nucleolus_is_stable_wherever_anything_is(played: Game) -> None:
    stable = core(played)
    if stable.is_empty:
        with pytest.raises(EmptyCore):
            _ = stable.split
    else:
        assert stable.contains(nucleolus(played))
        assert stable.contains(per_capita_nucleolus(played))
        assert stable.contains(least_core(played))
        assert stable.contains(stable.split)
        assert stable.blocking(nucleolus(played)) == {}
        assert least_core(played).epsilon <= 1e-7


@given(games(least=2, most=5), st.data())
@settings(max_examples=80, deadline=None)
def test_no_other_split_treats_the_worst_off_groups_better_than_the_nucleolus(played: Game, data: st.DataObject) -> None:
    found = solved(prenucleolus, played)
    moves = [data.draw(st.floats(-3, 3, allow_nan=False)) for _ in played.players[1:]]
    moves.append(-sum(moves))
    other = {player: share + move for (player, share), move in zip(found.items(), moves, strict=True)}
    assert worst_first(played, found) <= [missing + 1e-6 for missing in worst_first(played, other)]


def worst_first(played: Game, split: Mapping[Any, float]) -> list[float]:
    groups = [group for size in range(1, played.n) for group in combinations(played.players, size)]
    left = [played.sign * (played.worth(group) - sum(split[p] for p in group)) for group in groups]
    return [round(missing, 6) for missing in sorted(left, reverse=True)]


@given(games())
@settings(max_examples=60, deadline=None)
def test_shapley_is_the_average_over_all_orders(played: Game) -> None:
    total = dict.fromkeys(played.players, Fraction(0))
    for order in permutations(played.players):
        for place, player in enumerate(order):
            total[player] += Fraction(played.worth(order[: place + 1])) - Fraction(played.worth(order[:place]))
    assert near(shapley(played), {player: float(amount / factorial(played.n)) for player, amount in total.items()})


@given(games())
@settings(max_examples=60, deadline=None)
def test_banzhaf_is_the_average_over_all_groups_of_the_others(played: Game) -> None:
    def average(player: Any) -> float:
        others = [p for p in played.players if p != player]
        groups = [group for size in range(played.n) for group in combinations(others, size)]
        return sum(played.worth([*group, player]) - played.worth(group) for group in groups) / len(groups)

    assert near(banzhaf(played), {player: average(player) for player in played.players})


@given(games(least=2, most=5), st.data())
@settings(max_examples=60, deadline=None)
def test_owen_is_the_average_over_the_orders_in_which_no_union_is_torn(played: Game, data: st.DataObject) -> None:
    label = {player: data.draw(st.integers(0, 2)) for player in played.players}
    unions = [[p for p in played.players if label[p] == k] for k in range(3) if k in label.values()]
    orders = [order for order in permutations(played.players) if sum(label[a] != label[b] for a, b in pairwise(order)) == len(unions) - 1]
    total = dict.fromkeys(played.players, 0.0)
    for order in orders:
        for place, player in enumerate(order):
            total[player] += (played.worth(order[: place + 1]) - played.worth(order[:place])) / len(orders)
    assert near(owen(played, unions), total)


@given(games())
@settings(max_examples=40, deadline=None)
def test_unions_of_one_and_of_all_and_equal_weights_and_all_talking_are_plain_shapley(played: Game) -> None:
    plain = shapley(played)
    assert near(owen(played, [[player] for player in played.players]), plain)
    assert near(owen(played, [played.players]), plain)
    assert near(weighted_shapley(played, dict.fromkeys(played.players, 3)), plain)
    assert near(myerson(played, combinations(played.players, 2)), plain)


@given(games(), st.data())
@settings(max_examples=60, deadline=None)
def test_weights_share_each_groups_own_extra(played: Game, data: st.DataObject) -> None:
    weight = {player: data.draw(st.integers(1, 9)) for player in played.players}
    shares = dict.fromkeys(played.players, 0.0)
    for mask, extra in enumerate(dividends(played.table)):
        for player in played.coalition(mask):
            shares[player] += float(extra) * weight[player] / sum(weight[p] for p in played.coalition(mask))
    assert near(weighted_shapley(played, weight), shares)


@given(games(least=2), st.data())
@settings(max_examples=60, deadline=None)
def test_a_link_is_worth_the_same_to_both_ends(played: Game, data: st.DataObject) -> None:
    links = [link for link in combinations(played.players, 2) if link == ("A", "B") or data.draw(st.booleans())]
    with_link, without = myerson(played, links), myerson(played, links[1:])
    assert with_link["A"] - without["A"] == about(with_link["B"] - without["B"], abs=1e-7)


@given(games())
@settings(max_examples=60, deadline=None)
def test_pairs_of_groups_and_steps_decide_what_a_game_is_called(played: Game) -> None:
    groups = [frozenset(group) for size in range(1, played.n + 1) for group in combinations(played.players, size)]
    gain = {group: played.sign * played.worth(group) for group in groups} | {frozenset(): 0.0}
    assert is_superadditive(played) is all(gain[a | b] >= gain[a] + gain[b] for a in groups for b in groups if not a & b)
    assert is_convex(played) is all(gain[a | b] + gain[a & b] >= gain[a] + gain[b] for a in groups for b in groups)
    assert is_monotone(played) is all(played.worth(b) >= played.worth(a) for a in [frozenset(), *groups] for b in groups if a <= b)


@given(games())
@settings(max_examples=60, deadline=None)
def test_in_a_convex_game_shapleys_split_is_stable(played: Game) -> None:
    grown = Game(
        played.players,
        played.sign * 100.0 * np.array([mask.bit_count() ** 2 for mask in range(2**played.n)]) + played.table,
        kind=played.kind,
    )
    assume(is_convex(grown))
    assert core(grown).contains(shapley(grown))
    assert is_superadditive(grown)


@given(games(least=2, most=5))
@settings(max_examples=60, deadline=None)
def test_tau_lies_between_floors_and_ceilings(played: Game) -> None:
    found = solved(tau, played)
    for player in played.players:
        ceiling = played.losses[player]
        groups = [group for size in range(1, played.n + 1) for group in combinations(played.players, size) if player in group]
        floor = max(played.sign * (played.worth(g) - sum(played.losses[p] for p in g if p != player)) for g in groups) * played.sign
        low, high = sorted((floor, ceiling))
        assert low - 1e-6 <= found[player] <= high + 1e-6


def test_the_few_number_splits_are_what_their_formulas_say() -> None:
    trio = Game("ABC", {"A": 10, "B": 20, "C": 30, ("A", "B"): 50, ("A", "C"): 60, ("B", "C"): 80, ("A", "B", "C"): 120})
    assert equal_split(trio) == {"A": 40.0, "B": 40.0, "C": 40.0}
    assert equal_surplus(trio) == {"A": 30.0, "B": 40.0, "C": 50.0}
    assert equal_surplus(trio, {"A": 1, "B": 2, "C": 0}) == {"A": 30.0, "B": 60.0, "C": 30.0}
    assert proportional(trio) == about({"A": 20.0, "B": 40.0, "C": 60.0})
    assert trio.losses == {"A": 40.0, "B": 60.0, "C": 70.0}
    assert gately(trio) == about({"A": 10 + 60 * 30 / 110, "B": 20 + 60 * 40 / 110, "C": 30 + 60 * 40 / 110})
    assert gately_from_losses(trio.alone, 120, trio.losses) == gately(trio)


def test_equal_profit_gives_all_the_same_percentage_where_that_is_stable() -> None:
    firms = Game("ABC", {"A": 10, "B": 20, "C": 30, ("A", "B"): 28, ("A", "C"): 38, ("B", "C"): 47, ("A", "B", "C"): 54}, kind="cost")
    assert equal_profit(firms) == about({"A": 9.0, "B": 18.0, "C": 27.0})
    tight = Game("ABC", {"A": 10, "B": 20, "C": 30, ("A", "B"): 30, ("A", "C"): 40, ("B", "C"): 40, ("A", "B", "C"): 50}, kind="cost")
    found = equal_profit(tight)
    assert found == about({"A": 10.0, "B": 16.0, "C": 24.0})
    assert core(tight).contains(found)


def test_what_has_no_solution_says_so_in_a_sentence() -> None:
    shrinking = Game("AB", {"A": 3, "B": 4, ("A", "B"): 5})
    for solve in (nucleolus, per_capita_nucleolus):
        with pytest.raises(NoImputation, match="Together there is 5, and the sum of what each has alone is 7"):
            solve(shrinking)
    with pytest.raises(EmptyCore, match="some group would do at least 1 better"):
        _ = core(shrinking).split
    majority = Game.voting(2, [1, 1, 1])
    with pytest.raises(NoTau, match="no compromise"):
        tau(majority)
    with pytest.raises(NoGately, match="nobody's leaving would spoil"):
        gately(majority)
    with pytest.raises(NoImputation, match="2 less than what each has alone"):
        gately(shrinking)
    with pytest.raises(NoGately, match="adds less to the others"):
        gately(Game("ABC", {"A": 5, "B": 0, "C": 0, ("A", "B"): 5, ("A", "C"): 5, ("B", "C"): 9, ("A", "B", "C"): 10}))
    with pytest.raises(NoProportion, match="one sign"):
        proportional(Game("AB", {"A": -3, "B": 4, ("A", "B"): 5}))
    with pytest.raises(NoProportion, match="above 0 alone"):
        equal_profit(majority)
    with pytest.raises(EmptyCore, match="No split is stable"):
        equal_profit(shrinking)


def test_a_pie_that_shrinks_is_told_with_the_two_groups_that_would_do_better() -> None:
    shrinking = pie(Game("ABC", {"A": 3, "B": 4, "C": 2, ("A", "B"): 9, ("A", "C"): 5, ("B", "C"): 5, ("A", "B", "C"): 10}))
    assert (shrinking.together, shrinking.apart, shrinking.gain, shrinking.grows) == (10.0, 9.0, 1.0, False)
    assert shrinking.best_two == (frozenset("AB"), frozenset("C"))
    assert shrinking.gain_over_two == -1.0
    dearer = pie(Game("AB", {"A": 3, "B": 4, ("A", "B"): 9}, kind="cost"))
    assert (dearer.gain, dearer.gain_over_two, dearer.grows) == (-2.0, -2.0, False)


def test_who_would_walk_names_the_most_aggrieved_first_and_never_everybody() -> None:
    played = Game("ABC", {"A": 0, "B": 0, "C": 0, ("A", "B"): 80, ("A", "C"): 50, ("B", "C"): 30, ("A", "B", "C"): 90})
    assert who_would_walk(played, {"A": 30, "B": 30, "C": 30}, most=2) == {frozenset("AB"): 20.0, frozenset("AC"): -10.0}
    assert core(played).blocking({"A": 30, "B": 30, "C": 30}) == {frozenset("AB"): 20.0}
    assert core(played).blocking({"A": 30, "B": 30, "C": 20}) == {frozenset("AB"): 20.0, frozenset("ABC"): 10.0}
    assert not core(played).contains({"A": 60, "B": 30, "C": 20})
    assert below_alone(Game("AB", {"A": 5, "B": 0, ("A", "B"): 9}), {"A": 3, "B": 6}) == {"A": 2.0}
    assert below_alone(Game("AB", {"A": 5, "B": 2, ("A", "B"): 6}, kind="cost"), {"A": 3, "B": 3}) == {"B": 1.0}


def test_one_player_gets_everything() -> None:
    alone = Game(["Ann"], {"Ann": 7})
    for solve in (shapley, nucleolus, prenucleolus, per_capita_nucleolus, least_core, tau, gately, equal_surplus, banzhaf, proportional):
        assert solve(alone) == about({"Ann": 7.0})
    assert core(alone).contains({"Ann": 7})
    assert not core(alone).is_empty
    assert is_convex(alone)
    assert is_superadditive(alone)
    assert pie(alone).best_two is None
