"""Formulas against the games they are the answer to."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betterpie.kernel.sharing import (
    BadGame,
    BadSplit,
    Game,
    along_tree,
    bird,
    bulk_shapley,
    core,
    fixed_and_own,
    in_cents,
    joint_ordering,
    measured,
    nucleolus,
    owen,
    random_arrival,
    same_unit_price,
    shapley,
    staged,
    staged_nucleolus,
    talmud,
    weighted_shapley,
)

costs = st.lists(st.integers(0, 60), min_size=1, max_size=7)
about = pytest.approx


def price(quantity: float) -> float:
    return 10.0 if quantity < 50 else 8.0 if quantity < 100 else 6.5


@given(costs)
@settings(max_examples=60, deadline=None)
def test_stages_are_the_airport_games_shapley_value_and_nucleolus(needs: list[int]) -> None:
    played = Game.airport(needs)
    told = Game(played.players, played.table, kind="cost")
    assert list(staged(needs).values()) == about(list(shapley(told).values()), abs=1e-9)
    assert list(staged_nucleolus(needs).values()) == about(list(nucleolus(told).values()), abs=1e-6)


@given(costs, st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_the_talmuds_rule_is_the_bankruptcy_games_nucleolus_and_random_arrival_its_shapley_value(owed: list[int], part: float) -> None:
    estate = float(int(sum(owed) * part))
    played = Game.bankruptcy(estate, owed)
    assert list(talmud(estate, owed).values()) == about(list(nucleolus(played).values()), abs=1e-6)
    assert random_arrival(estate, owed) == shapley(played)


@given(st.floats(0, 500), costs)
@settings(max_examples=40, deadline=None)
def test_a_fixed_cost_and_ones_own_are_shared_as_shapley_would(fixed: float, own: list[int]) -> None:
    played = Game(range(len(own)), lambda group: fixed + sum(own[i] for i in group), kind="cost")
    assert list(fixed_and_own(fixed, own).values()) == about(list(shapley(played).values()), abs=1e-9)
    assert core(played).contains(fixed_and_own(fixed, own))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_the_same_unit_price_is_stable_and_bulk_shapley_rewards_who_lifts_the_group_over_a_break(quantities: list[int]) -> None:
    played = Game.of_totals(quantities, lambda totals: np.array([price(q) * q for q in totals]), kind="cost")
    told = Game(played.players, played.table, kind="cost")
    even = {player: price(sum(quantities)) * quantities[player] for player in range(len(quantities))}
    assert same_unit_price(quantities, price) == about(even)
    if all(price(q + 1) * (q + 1) >= price(q) * q for q in range(sum(quantities))):
        assert core(told).contains(even)
    assert list(bulk_shapley(quantities, price).values()) == about(list(shapley(told).values()), abs=1e-8)


@given(costs)
@settings(max_examples=40, deadline=None)
def test_joint_ordering_is_stable(own: list[int]) -> None:
    played = Game(range(len(own)), lambda group: sum(own[i] ** 2 for i in group) ** 0.5, kind="cost")
    shares = joint_ordering(own)
    assert sum(shares.values()) == about(played.together)
    assert core(played).contains(shares)


def test_a_branch_is_paid_by_those_beyond_it() -> None:
    parents = {"hub": None, "bakery": "hub", "florist": "hub", "tea": "florist"}
    branch = {"hub": 8, "bakery": 3, "florist": 4, "tea": 5}
    assert along_tree(parents, branch) == {"hub": 2.0, "bakery": 5.0, "florist": 4.0, "tea": 9.0}

    def whole(group: frozenset[Any]) -> float:
        used, places = set(), list(group)
        while places:
            place = places.pop()
            if place is not None:
                used.add(place)
                places.append(parents[place])
        return float(sum(branch[place] for place in used))

    played = Game(parents, whole, kind="cost")
    assert along_tree(parents, branch) == about(shapley(played))
    assert core(played).contains(along_tree(parents, branch))


@given(st.integers(1, 6), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_birds_share_of_the_cheapest_tree_is_stable(n: int, seed: int) -> None:
    links = np.random.default_rng(seed).integers(1, 30, (n + 1, n + 1)).astype(float)
    links = np.triu(links, 1) + np.triu(links, 1).T
    played = Game.spanning_tree(links)
    shares = bird(links)
    assert sum(shares.values()) == about(played.together)
    assert core(played).contains(shares)


def test_a_sale_is_split_among_those_it_came_through() -> None:
    sales = [({"vet", "trainer"}, 100), ({"vet"}, 40), ({"vet", "trainer", "groomer"}, 90)]
    assert measured(sales) == {"vet": 120.0, "trainer": 80.0, "groomer": 30.0}
    assert measured(sales) == shapley(Game.from_results(sales))
    assert core(Game.from_results(sales)).contains(measured(sales))
    anchor = {"vet": 2, "trainer": 1, "groomer": 1}
    assert measured(sales, weights=anchor) == about(weighted_shapley(Game.from_results(sales), anchor))
    chapters = [["vet", "groomer"], ["trainer"]]
    assert measured(sales, tree=chapters) == about(owen(Game.from_results(sales), chapters))
    assert measured([({"A", "B", "C", "D"}, 80)], tree=[["A", ["B", "C"]], "D"]) == {"A": 20.0, "B": 10.0, "C": 10.0, "D": 40.0}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: along_tree({"A": "B", "B": "A"}, {"A": 1, "B": 1}), "no way to the source"),
        (lambda: along_tree({"A": "Z"}, {"A": 1}), "no way to the source"),
        (lambda: along_tree({"A": None}, {}), "branch of A needs a number"),
        (lambda: bird({(0, "A"): 1, (0, "B"): 1}), "Every two places"),
        (lambda: bulk_shapley([1.5], price), "whole"),
        (lambda: same_unit_price([3], lambda q: float("nan")), "finite"),
        (lambda: talmud(7, [1, 2]), "between 0 and"),
        (lambda: measured([((), 3)]), "through somebody"),
        (lambda: measured([({"A"}, 3)], weights={"A": 0}), "above 0"),
        (lambda: measured([({"A"}, 3)], weights={}), "weight of A needs a number"),
        (lambda: measured([({"A"}, 3)], tree=["B"]), "every player once"),
        (lambda: measured([({"A"}, 3)], tree=["A"], weights={"A": 1}), "either weights or a tree"),
        (lambda: bulk_shapley([10**7] * 20, price), "too many steps"),
    ],
)
def test_what_a_formula_cannot_take_is_refused_in_a_sentence(make: Any, said: str) -> None:
    with pytest.raises(BadGame, match=said):
        make()


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=9))
def test_cents_add_up_exactly_and_nobody_is_a_cent_off(shares: list[float]) -> None:
    total = round(sum(shares))
    told = dict(enumerate(shares))
    found = in_cents(told, total)
    assert sum(found.values()) == total
    assert all(abs(found[i] - told[i]) < 1 + 0.5 / len(shares) for i in told)


def test_left_over_cents_go_to_the_largest_remainders_and_of_equals_to_the_first() -> None:
    assert in_cents({"A": 33.333, "B": 33.333, "C": 33.334}, 100) == {"A": 33, "B": 33, "C": 34}
    assert in_cents({"A": 0.5, "B": 0.5}, 1) == {"A": 1, "B": 0}
    assert in_cents({"A": -0.5, "B": 2.5}, 2) == {"A": 0, "B": 2}
    with pytest.raises(BadSplit, match="add up to 90, not to 100"):
        in_cents({"A": 90.0}, 100)
    with pytest.raises(BadSplit, match="finite"):
        in_cents({"A": float("nan")}, 100)
