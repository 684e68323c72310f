"""How a game is told, and what is refused."""

from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from betterpie.kernel.sharing import (
    BadGame,
    BadSplit,
    Game,
    TooManyPlayers,
    banzhaf,
    core,
    myerson,
    nucleolus,
    owen,
    shapley,
    weighted_shapley,
)
from betterpie.kernel.sharing.leximin import least_excess

FULL = {"A": 1, "B": 2, ("A", "B"): 5}


def test_a_mapping_a_function_and_a_table_tell_the_same_game() -> None:
    mapping = {frozenset("A"): 1, frozenset("B"): 2, frozenset("C"): 3, ("A", "B"): 4, ("A", "C"): 5, ("B", "C"): 6, ("A", "B", "C"): 9}
    told = Game("ABC", mapping)
    asked = Game("ABC", lambda group: mapping.get(group) or mapping.get(tuple(sorted(group)), mapping.get(frozenset(group))))
    listed = Game("ABC", [0, 1, 2, 4, 3, 5, 6, 9])
    assert told.table.tolist() == asked.table.tolist() == listed.table.tolist() == [0, 1, 2, 4, 3, 5, 6, 9]
    assert told.worth("CA") == 5.0
    assert told.coalition(0b101) == frozenset("AC")
    assert told.mask("AC") == 0b101
    assert told.alone == {"A": 1.0, "B": 2.0, "C": 3.0}
    assert told.losses == {"A": 3.0, "B": 4.0, "C": 5.0}
    assert told.together == 9.0
    assert repr(told) == "<Game of 3 players, value>"


def test_numbers_may_be_decimals_fractions_and_truths() -> None:
    assert Game("AB", {"A": Decimal("1.5"), "B": Fraction(1, 4), ("A", "B"): True}).table.tolist() == [0, 1.5, 0.25, 1]


def test_a_table_is_copied_and_cannot_be_changed() -> None:
    table = np.array([0.0, 1.0, 2.0, 3.0])
    played = Game("AB", table)
    table[1] = 9.0
    assert played.worth("A") == 1.0
    with pytest.raises(ValueError, match="read-only"):
        played.table[1] = 9.0


@pytest.mark.parametrize(
    ("players", "values", "said"),
    [
        ("", {}, "at least one player"),
        ("AA", FULL, "named only once"),
        ("AB", {"A": 1, "B": 2}, "1 group has no number: A, B."),
        ("ABCD", {"A": 1, "B": 2}, "13 groups have no number: A, B; C; A, C and more."),
        ("AB", {**FULL, ("B", "A"): 6}, "A, B has two numbers: 5 and 6"),
        ("AB", {**FULL, "C": 6}, "C does not play in this game"),
        ("AB", {**FULL, "A": nan}, "A needs a finite number"),
        ("AB", {**FULL, "A": inf}, "A needs a finite number"),
        ("AB", {**FULL, "A": None}, "A needs a number, not None"),
        ("AB", {**FULL, "A": "3"}, "A needs a number, not '3'"),
        ("AB", {**FULL, frozenset(): 4}, "nobody has two numbers: 0 and 4"),
        ("AB", [0, 1, 2], "needs 4 numbers"),
        ("AB", [0, 1, 2, nan], "must be finite"),
        ("AB", [0, 1, 2, 1e308], r"must be at most 1e\+100"),
        ("AB", {**FULL, "A": -1e308}, r"A needs a number up to 1e\+100, not -1e\+308"),
        ("AB", [1, 1, 2, 3], "With nobody in it a group is worth 0"),
        ("AB", lambda group: nan, "Each group needs a finite number"),
        (range(26), lambda group: 1.0, "26 players are more than the 25 a table holds"),
        (range(26), {}, "26 players are more than the 25 a table holds"),
    ],
)
def test_what_is_no_game_is_refused_in_a_sentence(players: Any, values: Any, said: str) -> None:
    with pytest.raises(BadGame, match=said):
        Game(players, values)


def test_another_kind_than_value_and_cost_is_refused() -> None:
    with pytest.raises(BadGame, match="of kind"):
        Game("AB", FULL, kind="loss")  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("split", "said"),
    [
        ({"A": 1}, "missing: B; unknown: nobody"),
        ({"A": 1, "B": 2, "C": 3}, "missing: nobody; unknown: C"),
        ({"A": 1, "B": nan}, "the share of B needs a finite number"),
    ],
)
def test_what_is_no_split_is_refused_in_a_sentence(split: Any, said: str) -> None:
    with pytest.raises(BadSplit, match=said):
        core(Game("AB", FULL)).contains(split)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Game.synergy({"A": 1}, {("A", "A"): 3}), "at least two different players"),
        (lambda: Game.synergy({"A": 1, "B": 1}, {("A", "B"): 3, ("B", "A"): 4}), "A, B has two numbers"),
        (lambda: Game.synergy({"A": 1, "B": 1}, {("A", "C"): 3}), "C does not play"),
        (lambda: Game.airport([3, -1]), "cannot be below 0"),
        (lambda: Game.airport([]), "at least one player"),
        (lambda: Game.bankruptcy(-1, [1, 2]), "between 0 and the sum of the claims"),
        (lambda: Game.bankruptcy(4, [1, 2]), "between 0 and the sum of the claims"),
        (lambda: Game.voting(0, [1, 2]), "above 0 and at most"),
        (lambda: Game.voting(4, [1, 2]), "above 0 and at most"),
        (lambda: Game.glove("AB", "BC"), "named only once"),
        (lambda: Game.spanning_tree([[0, 1], [2, 0]]), "same in both directions"),
        (lambda: Game.spanning_tree([[0, 1, 2]]), "square"),
        (lambda: Game.spanning_tree([[0, -1], [-1, 0]]), "0 or more"),
        (lambda: Game.spanning_tree({(0, "A"): 1, (0, "B"): 2}), "Every two places"),
        (lambda: Game.spanning_tree({("A", "B"): 1}), "source 0 has no link"),
        (lambda: Game.spanning_tree({(0, "A"): 1, ("A", 0): 2}), "two numbers"),
        (lambda: Game.assignment([1, 2]), "rectangle"),
        (lambda: Game.from_results([((), 3)]), "at least one player"),
        (lambda: Game.from_results([("A", 1), ((), 3)]), "through somebody"),
        (lambda: owen(Game("AB", FULL), ["A"]), "exactly one union"),
        (lambda: owen(Game("AB", FULL), ["AB", "B"]), "exactly one union"),
        (lambda: weighted_shapley(Game("AB", FULL), {"A": 1, "B": 0}), "above 0"),
    ],
)
def test_a_formula_that_makes_no_game_is_refused_in_a_sentence(make: Any, said: str) -> None:
    with pytest.raises(BadGame, match=said):
        make()


def test_the_constructors_make_the_games_of_their_names() -> None:
    assert Game.airport([1, 3, 2]).table.tolist() == [0, 1, 3, 3, 2, 2, 3, 3]
    assert Game.bankruptcy(200, {"A": 100, "B": 200, "C": 300}).table.tolist() == [0, 0, 0, 0, 0, 0, 100, 200]
    assert Game.voting(3, [2, 1, 1]).table.tolist() == [0, 0, 0, 1, 0, 1, 0, 1]
    assert Game.glove(1, 2).table.tolist() == [0, 0, 0, 1, 0, 1, 0, 1]
    assert Game.glove("L", "RS").worth("LS") == 1.0
    assert Game.spanning_tree([[0, 4, 5], [4, 0, 2], [5, 2, 0]]).table.tolist() == [0, 4, 5, 6]
    assert Game.spanning_tree({("mill", "A"): 4, ("mill", "B"): 5, ("A", "B"): 2}, source="mill").worth("AB") == 6.0
    assert Game.assignment([[3, 1], [2, 2]]).table.tolist() == [0, 0, 0, 0, 0, 3, 2, 3, 0, 1, 2, 2, 0, 3, 2, 5]
    assert Game.assignment({("Ann", "cup"): 3, ("Bea", "jug"): 2}).worth(["Ann", "Bea", "cup", "jug"]) == 5.0
    assert Game.from_results([(("A", "B"), 10), (("A", "B"), 5), ("C", 3)]).table.tolist() == [0, 0, 0, 15, 3, 3, 3, 18]
    assert Game.synergy({"A": 10, "B": 5}, {("A", "B"): 4}).table.tolist() == [0, 10, 5, 19]
    assert Game.synergy([1, 1, 1], {(0, 1): 2}, [((0, 1, 2), 6)]).table.tolist() == [0, 1, 1, 4, 1, 2, 2, 11]
    assert Game.synergy([1, 1, 1], {(0, 1): 2}, {frozenset({0, 1, 2}): 6}).together == 11.0
    assert [Game.airport([1, 3]).kind, Game.spanning_tree([[0, 1], [1, 0]]).kind, Game.voting(1, [1]).kind] == ["cost", "cost", "value"]


@pytest.mark.parametrize(
    "played",
    [
        Game.airport([5, 1, 4, 4]),
        Game.bankruptcy(200, [100, 200, 300]),
        Game.voting(5, [3, 2, 2, 1, 0]),
        Game.glove(2, 3),
        Game.spanning_tree([[0, 4, 5, 9], [4, 0, 2, 3], [5, 2, 0, 8], [9, 3, 8, 0]]),
        Game.assignment([[3, 1, 4], [2, 2, -5]]),
        Game.from_results([((0, 2), 10), ((1,), 5), ((0, 1, 2), 3)]),
        Game.synergy([1, 2, 3], {(0, 1): -2, (1, 2): 7}, [((0, 1, 2), 6)]),
    ],
    ids=lambda played: type(played._form).__name__,
)
def test_one_group_asked_alone_and_the_whole_table_agree_and_so_do_formula_and_folding(played: Game) -> None:
    groups = [played.coalition(mask) for mask in range(2**played.n)]
    assert played.table.tolist() == [played.worth(group) for group in groups]
    again = Game(played.players, played.table, kind=played.kind)
    assert shapley(played) == pytest.approx(shapley(again), abs=1e-9)
    assert played.alone == again.alone
    assert played.losses == pytest.approx(again.losses)


def test_formulas_have_no_limit_of_players_and_tables_do() -> None:
    town = Game.synergy(dict.fromkeys(range(200), 10.0), {(i, i + 1): 2.0 for i in range(199)})
    shares = shapley(town)
    assert (shares[0], shares[100], sum(shares.values())) == (11.0, 12.0, pytest.approx(2398.0))
    assert town.together == 2398.0
    with pytest.raises(TooManyPlayers, match="200 players are more than the 25"):
        nucleolus(town)
    with pytest.raises(TooManyPlayers):
        shapley(Game.spanning_tree(np.ones((27, 27)) - np.eye(27)))


def test_many_votes_are_counted_by_their_sums() -> None:
    weights = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3]
    small = Game.voting(43, weights)
    assert shapley(small) == pytest.approx(shapley(Game(range(18), small.table)), abs=1e-12)
    large = shapley(Game.voting(1001, [2 * i for i in range(1, 45)]))
    assert sum(large.values()) == pytest.approx(1.0)
    assert list(large.values()) == sorted(large.values())


def test_folding_in_blocks_and_at_once_agree() -> None:
    chance = np.random.default_rng(5)
    own, extra = chance.normal(50, 20, 16), {(i, j): float(chance.normal(5, 5)) for i in range(16) for j in range(i)}
    formula = Game.synergy(own, extra)
    assert shapley(Game(range(16), formula.table)) == pytest.approx(shapley(formula), abs=1e-9)
    assert least_excess(Game(range(16), formula.table))[0] == pytest.approx(least_excess(formula)[0])


def test_players_read_from_sets_come_in_one_order_however_the_program_started() -> None:
    names = ["vet", "trainer", "groomer", "walker", "sitter"]
    assert Game.from_results({frozenset(names): 5}).players == ("groomer", "sitter", "trainer", "vet", "walker")
    assert Game.from_results([(names, 5)]).players == tuple(names)


def test_weights_may_be_a_row_and_unions_may_have_names() -> None:
    played = Game("ABC", lambda group: float(len(group) ** 2))
    assert weighted_shapley(played, [1, 2, 3]) == weighted_shapley(played, {"A": 1, "B": 2, "C": 3})
    assert owen(played, {"north": "AB", "south": "C"}) == owen(played, ["AB", "C"])
    with pytest.raises(BadGame, match=r"3 players need 3 weights, not 2\."):
        weighted_shapley(played, [1, 2])


@pytest.mark.parametrize("n", [26, 40])
def test_rules_that_need_every_groups_number_say_so_before_they_reach_for_memory(n: int) -> None:
    played = Game.synergy(dict.fromkeys(range(n), 1.0), {(0, 1): 4.0})
    for rule in (
        lambda: owen(played, [range(n)]),
        lambda: myerson(played, [(0, 1)]),
        lambda: weighted_shapley(played, [1.0] * n),
        lambda: banzhaf(played),
    ):
        with pytest.raises(TooManyPlayers, match=f"{n} players are more than the 25"):
            rule()


def test_one_union_of_many_is_shapleys_split_and_takes_no_longer() -> None:
    played = Game.synergy({i: float(i) for i in range(18)}, {(0, 1): 4.0})
    assert owen(played, [range(18)]) == pytest.approx(shapley(played))
    assert owen(played, [[i] for i in range(18)]) == pytest.approx(shapley(played))


@pytest.mark.parametrize("rows", [lambda: Game("AB", "many"), lambda: Game("AB", [0, 1, "two", 3]), lambda: Game("AB", [0, [1], 2, 3])])
def test_a_row_of_what_is_no_number_is_refused_in_a_sentence(rows: Any) -> None:
    with pytest.raises(BadGame, match="Every group needs a number"):
        rows()


def test_uneven_rows_are_refused_in_a_sentence() -> None:
    with pytest.raises(BadGame, match="a row for each seller"):
        Game.assignment([[1, 2], [3]])
    with pytest.raises(BadGame, match="a square of numbers"):
        Game.spanning_tree([[0, 1], [1]])
