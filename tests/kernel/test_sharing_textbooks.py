"""Worked examples of the textbooks: towns, cement, runways, a used car, a bankrupt company, shareholders and links."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from betterpie.kernel.sharing import (
    Game,
    banzhaf,
    certificate_faults,
    core,
    myerson,
    nucleolus,
    prenucleolus,
    proportional,
    proportional_to_claims,
    shapley,
)


def listed(**worth: float) -> Game:
    """A game of letters; groups that are not named make nothing."""
    return Game(sorted(set("".join(worth))), lambda group: worth.get("".join(sorted(group)), 0.0))


def best_within(worth: Mapping[str, float]) -> Game:
    """A game in which a group makes what its most valuable named part makes."""
    return Game("12345", lambda group: max((much for part, much in worth.items() if group >= set(part)), default=0.0))


def shares_of_power(played: Game) -> Mapping[Any, float]:
    """Banzhaf's index, adding up to 1."""
    return banzhaf(played, normalized=True)


TOWNS = Game("AB", {"A": 11, "B": 7, ("A", "B"): 15}, kind="cost")
CEMENT = listed(A=30, B=22, C=5, AB=59, AC=45, BC=39, ABC=77)
FERGUSON = listed(A=1, C=1, AB=4, AC=3, BC=5, ABC=8)
COMPANY = Game.bankruptcy(36, {"A": 10, "B": 20, "C": 30})
DRUG = listed(AB=1, AC=1, ABC=1)
LAND = listed(A=10, AB=20, AC=30, ABC=30)
USED_CAR = Game.assignment([[500, 700]])
PAIRS = listed(AB=20, AC=30, BC=40, ABC=42)
LINKS = listed(AB=60, AC=60, BC=60, ABC=72)
FIVE = {"35": 3, "123": 3, "134": 9, "245": 9, "1245": 9}

EXAMPLES: list[tuple[str, Callable[[Game], Mapping[Any, float]], Game, list[float]]] = [
    ("Young 1994: two towns and one waterworks", shapley, TOWNS, [9.5, 5.5]),
    ("Young 1994: two towns, in proportion to alone", proportional, TOWNS, [55 / 6, 35 / 6]),
    ("Young 1985: the only stable split of five", nucleolus, best_within(FIVE | {"12345": 11}), [0, 1, 2, 7, 1]),
    ("Young 1985: more for all, less for two of them", nucleolus, best_within(FIVE | {"1245": 12, "12345": 12}), [3, 0, 0, 6, 3]),
    ("Raiffa 1982: the Scandinavian cement companies", shapley, CEMENT, [35.5, 28.5, 13]),
    ("Owen 1995: shareholders with 10, 20, 30, 40", shapley, Game.voting(51, [10, 20, 30, 40]), [1 / 12, 1 / 4, 1 / 4, 5 / 12]),
    ("Felsenthal and Machover 1995: before the gift", shares_of_power, Game.voting(8, [5, 3, 1, 1, 1]), [9 / 19, 7 / 19] + [1 / 19] * 3),
    ("Felsenthal and Machover 1995: the giver gains", shares_of_power, Game.voting(8, [4, 4, 1, 1, 1]), [1 / 2, 1 / 2, 0, 0, 0]),
    ("Aumann and Myerson 1988: all linked", lambda g: myerson(g, ["AB", "BC", "AC"]), LINKS, [24, 24, 24]),
    ("Aumann and Myerson 1988: one link", lambda g: myerson(g, ["AB"]), LINKS, [30, 30, 0]),
    ("Aumann and Myerson 1988: B between", lambda g: myerson(g, ["AB", "BC"]), LINKS, [14, 44, 14]),
    ("Maschler 1992: quotas that overlap", nucleolus, PAIRS, [4, 14, 24]),
    ("Maschler 1992: quotas that overlap, prenucleolus", prenucleolus, PAIRS, [4, 14, 24]),
    ("Ferguson 2014, part IV: three players", shapley, FERGUSON, [14 / 6, 17 / 6, 17 / 6]),
    ("Ferguson 2014, part IV: a company bankrupt", shapley, COMPANY, [6, 11, 19]),
    ("Ferguson 2014, part IV: a company bankrupt, nucleolus", nucleolus, COMPANY, [5, 10.5, 20.5]),
    ("Morris 1994: the used car", shapley, USED_CAR, [433 + 1 / 3, 83 + 1 / 3, 183 + 1 / 3]),
    ("Winston 2004: a formula and two makers", shapley, DRUG, [2 / 3, 1 / 6, 1 / 6]),
    ("Winston 2004: a formula and two makers, nucleolus", nucleolus, DRUG, [1, 0, 0]),
    ("Winston 2004: land worth more to others", shapley, LAND, [130 / 6, 10 / 6, 40 / 6]),
    ("Winston 2004: a runway of 100, 150 and 400 yards", shapley, Game.airport([100, 150, 400]), [100 / 3, 175 / 3, 925 / 3]),
    ("Tannenbaum 2010: 4 of 3, 2, 1", shapley, Game.voting(4, [3, 2, 1]), [2 / 3, 1 / 6, 1 / 6]),
    ("Tannenbaum 2010: 4 of 3, 2, 1, Banzhaf", shares_of_power, Game.voting(4, [3, 2, 1]), [3 / 5, 1 / 5, 1 / 5]),
    ("Tannenbaum 2010: 101 of 99, 98, 3", shares_of_power, Game.voting(101, [99, 98, 3]), [1 / 3] * 3),
]


@pytest.mark.parametrize(("solve", "played", "published"), [example[1:] for example in EXAMPLES], ids=[example[0] for example in EXAMPLES])
def test_a_textbooks_answer_is_found(solve: Callable[[Game], Mapping[Any, float]], played: Game, published: list[float]) -> None:
    assert list(solve(played).values()) == pytest.approx(published, abs=1e-9)


def test_a_bankrupt_company_pays_three_fifths_of_every_dollar_as_ferguson_2014_says() -> None:
    assert proportional_to_claims(36, {"A": 10, "B": 20, "C": 30}) == pytest.approx({"A": 6, "B": 12, "C": 18})


def test_who_has_the_formula_takes_all_in_the_core_as_winston_2004_says() -> None:
    assert core(DRUG).contains({"A": 1, "B": 0, "C": 0})
    assert core(DRUG).blocking({"A": 0.8, "B": 0.2, "C": 0}) == {frozenset("AC"): pytest.approx(0.2)}


def test_the_car_sells_for_500_to_700_and_goes_to_who_likes_it_better() -> None:
    stable = core(USED_CAR)
    assert [stable.contains({0: price, 1: 0, 2: 700 - price}) for price in (499, 500, 700, 701)] == [False, True, True, False]


def test_quotas_that_overlap_leave_no_stable_split() -> None:
    assert core(PAIRS).is_empty
    assert core(PAIRS).epsilon == pytest.approx(2)


@pytest.mark.parametrize("played", [COMPANY, DRUG, PAIRS, LAND, USED_CAR, TOWNS, CEMENT], ids=str)
def test_their_nucleolus_is_proved(played: Game) -> None:
    found = nucleolus(played)
    assert certificate_faults(played, found, found.certificate) == []
