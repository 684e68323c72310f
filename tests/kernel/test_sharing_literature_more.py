"""More worked examples from the literature: councils, constant-sum majorities, claims, markets, bosses and graphs."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from betterpie.kernel.sharing import (
    Game,
    banzhaf,
    certificate_faults,
    core,
    least_core,
    myerson,
    nucleolus,
    prenucleolus,
    shapley,
    tau,
)
from tests.kernel.test_sharing_literature import APEX, CANADA, EEC_1958, EEC_1973

EC_1981 = Game.voting(45, [10] * 4 + [5] * 3 + [3] * 2 + [2])
EC_1986 = Game.voting(54, [10] * 4 + [8] + [5] * 4 + [3] * 2 + [2])
EU_1995 = Game.voting(62, [10] * 4 + [8] + [5] * 4 + [4] * 2 + [3] * 3 + [2])
DEBTS = {"a": 100, "b": 200, "c": 300}


def shares_of_power(played: Game) -> Mapping[Any, float]:
    """Banzhaf's index, adding up to 1."""
    return banzhaf(played, normalized=True)


def bossed(*made: float) -> Game:
    """A boss without whom nothing is made, and workers: with k of them `made[k]`."""
    return Game(["boss", *range(1, len(made))], lambda group: made[len(group) - 1] if "boss" in group else 0.0)


EXAMPLES: list[tuple[str, Callable[[Game], Mapping[Any, float]], Game, list[float], float]] = [
    ("Felsenthal and Machover 1998: Europe of six, Banzhaf", shares_of_power, EEC_1958, [5 / 21] * 3 + [1 / 7] * 2 + [0], 1e-12),
    ("Felsenthal and Machover 1998: Europe of nine, Banzhaf", shares_of_power, EEC_1973,
     [0.167] * 4 + [0.091] * 2 + [0.066] * 2 + [0.016], 6e-4),
    ("Widgren 1994: Europe of ten", shapley, EC_1981, [0.1738] * 4 + [0.0714] * 3 + [0.0302] * 3, 6e-5),
    ("Widgren 1994: Europe of twelve", shapley, EC_1986, [0.134] * 4 + [0.111] + [0.064] * 4 + [0.043] * 2 + [0.012], 6e-4),
    ("Felsenthal and Machover 1998: Europe of twelve, Banzhaf", shares_of_power, EC_1986,
     [0.129] * 4 + [0.109] + [0.067] * 4 + [0.046] * 2 + [0.018], 6e-4),
    ("Widgren 1994: Europe of fifteen", shapley, EU_1995,
     [0.1167] * 4 + [0.0955] + [0.0552] * 4 + [0.0454] * 2 + [0.0353] * 3 + [0.0207], 6e-5),
    ("Felsenthal and Machover 1998: Europe of fifteen, Banzhaf", shares_of_power, EU_1995,
     [0.1116] * 4 + [0.0924] + [0.0587] * 4 + [0.0479] * 2 + [0.0359] * 3 + [0.0226], 6e-5),
    ("Straffin 1977: Canada, Banzhaf", shares_of_power, CANADA, [0.2178] * 2 + [0.1634] + [0.0545] * 3 + [0.0594] * 4, 6e-5),
    ("Felsenthal and Machover 1998: the apex game, Banzhaf", shares_of_power, APEX, [7 / 11] + [1 / 11] * 4, 1e-12),
    ("von Neumann and Morgenstern 1944: 3 of 2, 1, 1, 1", shapley, Game.voting(3, [2, 1, 1, 1]), [1 / 2] + [1 / 6] * 3, 1e-12),
    ("Peleg 1968: 3 of 2, 1, 1, 1", nucleolus, Game.voting(3, [2, 1, 1, 1]), [2 / 5] + [1 / 5] * 3, 1e-9),
    ("Peleg 1968: 4 of 2, 1, 1, 1, 1, 1", nucleolus, Game.voting(4, [2, 1, 1, 1, 1, 1]), [2 / 7] + [1 / 7] * 5, 1e-9),
    ("Peleg 1968: 5 of 3, 2, 1, 1, 1, 1", nucleolus, Game.voting(5, [3, 2, 1, 1, 1, 1]), [3 / 9, 2 / 9] + [1 / 9] * 4, 1e-9),
    ("Peleg 1968: the apex game of six", nucleolus, Game.voting(5, [4] + [1] * 5), [4 / 9] + [1 / 9] * 5, 1e-9),
    ("Peleg 1968: the apex game of seven", prenucleolus, Game.voting(6, [5] + [1] * 6), [5 / 11] + [1 / 11] * 6, 1e-9),
    ("Hart and Kurz 1983: the apex game of six", shapley, Game.voting(5, [4] + [1] * 5), [2 / 3] + [1 / 15] * 5, 1e-12),
    ("Hart and Kurz 1983: the apex game of seven", shapley, Game.voting(6, [5] + [1] * 6), [5 / 7] + [1 / 21] * 6, 1e-12),
    ("Curiel, Maschler and Tijs 1987: adjusted proportions, estate 100", tau, Game.bankruptcy(100, DEBTS), [100 / 3] * 3, 1e-9),
    ("Curiel, Maschler and Tijs 1987: adjusted proportions, estate 200", tau, Game.bankruptcy(200, DEBTS), [40, 80, 80], 1e-9),
    ("Curiel, Maschler and Tijs 1987: adjusted proportions, estate 400", tau, Game.bankruptcy(400, DEBTS), [60, 120, 220], 1e-9),
    ("Aumann and Maschler 1985: losses are shared, estate 400", nucleolus, Game.bankruptcy(400, DEBTS), [50, 125, 225], 1e-9),
    ("Aumann and Maschler 1985: losses are shared, estate 500", nucleolus, Game.bankruptcy(500, DEBTS), [200 / 3, 500 / 3, 800 / 3], 1e-9),
    ("Shapley and Shubik 1969: two left gloves, three right", shapley, Game.glove(2, 3), [13 / 20] * 2 + [7 / 30] * 3, 1e-12),
    ("Shapley and Shubik 1969: one left glove, three right", shapley, Game.glove(1, 3), [3 / 4] + [1 / 12] * 3, 1e-12),
    ("Shapley and Shubik 1969: two of each", nucleolus, Game.glove(2, 2), [1 / 2] * 4, 1e-9),
    ("Muto, Nakayama, Potters and Tijs 1988: a boss, tau", tau, bossed(0, 6, 10, 12), [9, 1, 1, 1], 1e-9),
    ("Muto, Nakayama, Potters and Tijs 1988: a boss, nucleolus", nucleolus, bossed(0, 6, 10, 12), [9, 1, 1, 1], 1e-9),
    ("Shapley and Shubik 1967: a landowner and three landless", shapley, bossed(0, 6, 10, 12), [7, 5 / 3, 5 / 3, 5 / 3], 1e-12),
    ("Borm, Owen and Tijs 1992: the one between is needed", lambda g: myerson(g, [(1, 2), (2, 3)]),
     Game([1, 2, 3], lambda group: float(group >= {1, 3})), [1 / 3] * 3, 1e-12),
]  # fmt: skip


@pytest.mark.parametrize(
    ("solve", "played", "published", "within"), [example[1:] for example in EXAMPLES], ids=[example[0] for example in EXAMPLES]
)
def test_a_published_answer_is_found(
    solve: Callable[[Game], Mapping[Any, float]], played: Game, published: list[float], within: float
) -> None:
    assert list(solve(played).values()) == pytest.approx(published, rel=1e-12, abs=within)


def test_where_only_pairs_create_something_three_rules_agree_as_van_den_nouweland_and_others_1996_prove() -> None:
    ties = {("A", "B"): 3, ("B", "C"): 5, ("C", "D"): 1, ("A", "D"): 2, ("A", "C"): 4}
    played = Game.synergy(dict.fromkeys("ABCD", 0), ties)
    found = shapley(played)
    assert found == {"A": 4.5, "B": 4.0, "C": 5.0, "D": 1.5}  # half the weight of her edges: Deng and Papadimitriou 1994
    for solve in (nucleolus, tau):
        assert dict(solve(played)) == pytest.approx(found, abs=1e-9)


def test_a_graphs_core_is_empty_where_some_cut_is_negative_as_deng_and_papadimitriou_1994_prove() -> None:
    square = {("A", "B"): 3, ("C", "D"): 3, ("A", "C"): -2, ("B", "D"): -2}
    assert core(Game.synergy(dict.fromkeys("ABCD", 0), square)).is_empty
    mended = square | {("A", "C"): 2}
    assert not core(Game.synergy(dict.fromkeys("ABCD", 0), mended)).is_empty


@pytest.mark.parametrize("n", [3, 5, 7, 9])
def test_simple_majorities_have_no_core_and_the_known_least_core(n: int) -> None:
    needed = n // 2 + 1
    split = least_core(Game.voting(needed, [1] * n))
    assert split.epsilon == pytest.approx(1 - needed / n)
    assert list(split.values()) == pytest.approx([1 / n] * n)


def test_who_can_veto_takes_all_in_the_core_of_a_simple_game() -> None:
    """A simple game has a core if and only if somebody can veto, and then those share all (Shapley 1962)."""
    played = Game.voting(5, {"veto": 3, "one": 1, "other": 1, "third": 1})
    found = core(played)
    assert found.is_empty is False
    assert found.contains({"veto": 1, "one": 0, "other": 0, "third": 0})
    assert not found.contains({"veto": 0.9, "one": 0.1, "other": 0, "third": 0})


@pytest.mark.parametrize("played", [EC_1981, EC_1986, bossed(0, 6, 10, 12), Game.voting(5, [3, 2, 1, 1, 1, 1])], ids=str)
def test_their_nucleolus_is_proved(played: Game) -> None:
    found = nucleolus(played)
    assert certificate_faults(played, found, found.certificate) == []
