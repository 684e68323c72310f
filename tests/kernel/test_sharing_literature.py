"""Worked examples whose answers are published, each with its source."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from betterpie.kernel.sharing import (
    Game,
    banzhaf,
    certificate_faults,
    core,
    equal_awards,
    equal_losses,
    gately,
    least_core,
    myerson,
    nucleolus,
    owen,
    per_capita_nucleolus,
    prenucleolus,
    proportional_to_claims,
    random_arrival,
    shapley,
    staged,
    staged_nucleolus,
    talmud,
    tau,
    weighted_shapley,
)


def game(values: Mapping[str, float], kind: Any = "value") -> Game:
    """A game whose players are letters; groups not named are worth 0."""
    players = sorted(set("".join(values)))
    named = {frozenset(group): worth for group, worth in values.items()}
    return Game(players, lambda group: named.get(group, 0.0), kind=kind)


def two_chambers(group: frozenset[str]) -> float:
    """Victoria scheme of Canada's constitution: both large provinces, two of the Atlantic, and BC with a prairie or all prairies."""
    atlantic, prairie = len(group & {"NB", "NS", "PE", "NF"}), len(group & {"AB", "SK", "MB"})
    west = ("BC" in group and prairie >= 1) or prairie == 3
    return float({"ON", "QC"} <= group and atlantic >= 2 and west)


PROVINCES = ["ON", "QC", "BC", "AB", "SK", "MB", "NB", "NS", "PE", "NF"]
CANADA = Game(PROVINCES, two_chambers)
EEC_1958 = Game.voting(12, {"DE": 4, "FR": 4, "IT": 4, "BE": 2, "NL": 2, "LU": 1})
EEC_1973 = Game.voting(41, {"DE": 10, "FR": 10, "IT": 10, "UK": 10, "BE": 5, "NL": 5, "DK": 3, "IE": 3, "LU": 2})
COUNCIL = Game.voting(39, [7] * 5 + [1] * 10)
OLD_COUNCIL = Game.voting(27, [5] * 5 + [1] * 6)
NASSAU = Game.voting(58, [31, 31, 28, 21, 2, 2])
APEX = Game.voting(4, [3, 1, 1, 1, 1])
MAJORITY = Game.voting(2, [1, 1, 1])
FERGUSON = game({"A": -1, "B": 0, "C": 1, "AB": 3, "AC": 4, "BC": 2, "ABC": 5})
PELEG = game({"AB": 10, "ABC": 2})
TEST_67 = game({"A": 2, "B": 6, "C": 5, "AB": 15, "AC": 1, "BC": 18, "ABC": 14})
FOUR = game({"AB": 5, "AC": 5, "AD": 8, "BC": 9, "BD": 10, "CD": 8, "ABC": 13, "ABD": 15, "ACD": 16, "BCD": 17, "ABCD": 21})
LEMAIRE = game({"A": 46125, "B": 17437.5, "C": 5812.5, "AB": 69187.5, "AC": 53812.5, "BC": 30750, "ABC": 90000})
TVA = game({"N": 163520, "F": 140826, "P": 250096, "NF": 301607, "NP": 378821, "FP": 367370, "NFP": 412584}, "cost")
MYERSON = game({"AC": 6, "BC": 6, "AB": 12, "ABC": 12})
ICE_CREAM = game({"CM": 750, "CP": 750, "MP": 500, "CMP": 1000})
SELLERS, BUYERS = [10, 11, 15, 17, 20, 21.5, 25, 26], [30, 28, 26, 24, 22, 21, 20, 18, 17, 15]
HORSES = Game.assignment(np.array([[max(0.0, buyer - seller) for buyer in BUYERS] for seller in SELLERS]))
HOUSES = Game.assignment([[5, 8, 2], [7, 9, 6], [2, 3, 0]])
SKANE_COSTS = (
    "A 21.95 H 17.08 K 10.91 L 15.88 M 20.81 T 21.98 AH 34.69 AK 32.86 AL 37.83 AM 42.76 AT 43.93 HK 22.96 HL 25.00 HM 37.89 HT 39.06 "
    "KL 26.79 KM 31.45 KT 32.89 LM 31.10 LT 37.86 MT 39.41 AHK 40.74 AHL 43.22 AHM 55.50 AHT 56.67 AKL 48.74 AKM 53.40 AKT 54.84 ALM 53.05 "
    "ALT 59.81 AMT 61.36 HKL 27.26 HKM 42.55 HKT 44.94 HLM 45.81 HLT 46.98 HMT 56.49 KLM 42.01 KLT 48.77 KMT 50.32 LMT 51.46 AHKL 48.95 "
    "AHKM 60.25 AHKT 62.72 AHLM 64.03 AHLT 65.20 AHMT 74.10 AKLM 63.96 AKLT 70.72 AKMT 72.27 ALMT 73.41 HKLM 48.07 HKLT 49.24 HKMT 59.35 "
    "HLMT 64.41 KLMT 56.61 AHKLM 69.76 AHKLT 70.93 AHKMT 77.42 AHLMT 83.00 AKLMT 73.97 HKLMT 66.46 AHKLMT 83.82 "
)
SKANE = game({group: float(cost) for group, cost in zip(SKANE_COSTS.split()[::2], SKANE_COSTS.split()[1::2], strict=True)}, "cost")
AIRCRAFT = {  # movements a year and the cost of a runway long enough
    "Fokker Friendship 27": (42, 65899),
    "Viscount 800": (9555, 76725),
    "Hawker Siddeley Trident": (288, 95200),
    "Britannia": (303, 97200),
    "Caravelle VI R": (151, 97436),
    "BAC 111 (500)": (1315, 98142),
    "Vanguard 953": (505, 102496),
    "Comet 4B": (1128, 104849),
    "Britannia 300": (151, 113322),
    "Convair Coronado": (112, 115440),
    "Boeing 707": (22, 117676),
}
DEBTS = [100, 200, 300]
third = 1 / 3

EXAMPLES: list[tuple[str, Callable[[Game], Mapping[Any, float]], Game, list[float], float]] = [
    ("Aumann and Maschler 1985: the Talmud, estate 100", nucleolus, Game.bankruptcy(100, DEBTS), [100 / 3] * 3, 1e-9),
    ("Aumann and Maschler 1985: the Talmud, estate 200", nucleolus, Game.bankruptcy(200, DEBTS), [50, 75, 75], 1e-9),
    ("Aumann and Maschler 1985: the Talmud, estate 300", nucleolus, Game.bankruptcy(300, DEBTS), [50, 100, 150], 1e-9),
    ("Mishna, Baba Metzia 2a: two hold a garment", nucleolus, Game.bankruptcy(1, [1, 0.5]), [0.75, 0.25], 1e-9),
    ("Thomson 2003: random arrival, estate 100", shapley, Game.bankruptcy(100, DEBTS), [100 / 3] * 3, 1e-9),
    ("Thomson 2003: random arrival, estate 200", shapley, Game.bankruptcy(200, DEBTS), [100 / 3, 250 / 3, 250 / 3], 1e-9),
    ("Thomson 2003: random arrival, estate 300", shapley, Game.bankruptcy(300, DEBTS), [50, 100, 150], 1e-9),
    ("Aumann 2010: Ibn Ezra's inheritance", shapley, Game.airport([120, 60, 40, 30]), [80 + 5 / 6, 20 + 5 / 6, 10 + 5 / 6, 7.5], 1e-9),
    ("Shapley and Shubik 1954: council of 11", shapley, OLD_COUNCIL, [76 / 385] * 5 + [1 / 462] * 6, 1e-12),
    ("Straffin 1993: council of 15", shapley, COUNCIL, [421 / 2145] * 5 + [4 / 2145] * 10, 1e-12),
    ("Straffin 1993: council of 15, Banzhaf", lambda g: banzhaf(g, normalized=True), COUNCIL, [106 / 635] * 5 + [21 / 1270] * 10, 1e-12),
    ("Brams and Affuso 1976: Europe of six", shapley, EEC_1958, [7 / 30] * 3 + [3 / 20] * 2 + [0], 1e-12),
    (
        "Brams and Affuso 1976: Europe of six, Banzhaf",
        lambda g: banzhaf(g, normalized=True),
        EEC_1958,
        [5 / 21] * 3 + [1 / 7] * 2 + [0],
        1e-12,
    ),
    ("Brams and Affuso 1976: Europe of nine", shapley, EEC_1973, [0.1786] * 4 + [0.0810] * 2 + [0.0571] * 2 + [0.0095], 5e-5),
    (
        "Brams and Affuso 1976: Europe of nine, Banzhaf",
        lambda g: banzhaf(g, normalized=True),
        EEC_1973,
        [0.167] * 4 + [0.091] * 2 + [0.066] * 2 + [0.016],
        5.1e-4,
    ),
    ("Banzhaf 1965: Nassau County", lambda g: banzhaf(g, normalized=True), NASSAU, [third] * 3 + [0] * 3, 1e-12),
    ("Straffin 1977: Canada", shapley, CANADA, [0.3155] * 2 + [0.1250] + [0.0417] * 3 + [0.0298] * 4, 5e-5),
    (
        "Straffin 1977: Canada, Banzhaf",
        lambda g: banzhaf(g, normalized=True),
        CANADA,
        [0.2178] * 2 + [0.1634] + [0.0545] * 3 + [0.0594] * 4,
        5e-5,
    ),
    ("Straffin 1993: 5 of 3, 2, 1, 1", shapley, Game.voting(5, [3, 2, 1, 1]), [7 / 12, 1 / 4, 1 / 12, 1 / 12], 1e-12),
    (
        "Straffin 1993: 5 of 3, 2, 1, 1, Banzhaf",
        lambda g: banzhaf(g, normalized=True),
        Game.voting(5, [3, 2, 1, 1]),
        [0.5, 0.3, 0.1, 0.1],
        1e-12,
    ),
    ("Brams 1975: 51 of 50, 49, 1", shapley, Game.voting(51, [50, 49, 1]), [2 / 3, 1 / 6, 1 / 6], 1e-12),
    ("Brams 1975: 51 of 50, 49, 1, Banzhaf", lambda g: banzhaf(g, normalized=True), Game.voting(51, [50, 49, 1]), [0.6, 0.2, 0.2], 1e-12),
    ("Brams 1975: 52 of 50, 49, 1, Banzhaf", lambda g: banzhaf(g, normalized=True), Game.voting(52, [50, 49, 1]), [0.5, 0.5, 0], 1e-12),
    ("Gambarelli 2011: Banzhaf", banzhaf, game({"AB": 1, "AC": 2, "BC": 1, "ABC": 3}), [1.25, 0.75, 1.25], 1e-12),
    ("Shapley 1953: two of three", shapley, MAJORITY, [third] * 3, 1e-12),
    ("Wiese 2005: one left glove, two right", shapley, Game.glove(1, 2), [2 / 3, 1 / 6, 1 / 6], 1e-12),
    ("Wiese 2005: one left glove, nine right", shapley, Game.glove(1, 9), [0.9] + [1 / 90] * 9, 1e-12),
    ("Wiese 2005: three left gloves, one right", shapley, Game.glove(3, 1), [1 / 12] * 3 + [0.75], 1e-12),
    ("Shapley and Shubik 1969: the scarce glove takes all", nucleolus, Game.glove(2, 3), [1, 1, 0, 0, 0], 1e-9),
    ("Hart and Kurz 1983: the apex game", shapley, APEX, [0.6] + [0.1] * 4, 1e-12),
    ("Peleg 1968: the apex game", nucleolus, APEX, [3 / 7] + [1 / 7] * 4, 1e-9),
    ("Peleg 1968: 4 of 2, 2, 1, 1, 1", nucleolus, Game.voting(4, [2, 2, 1, 1, 1]), [2 / 7] * 2 + [1 / 7] * 3, 1e-9),
    ("Peleg 1968: 5 of 3, 2, 2, 1, 1", nucleolus, Game.voting(5, [3, 2, 2, 1, 1]), [3 / 9, 2 / 9, 2 / 9, 1 / 9, 1 / 9], 1e-9),
    ("Peleg and Sudholter 2007, 5.5.12", nucleolus, PELEG, [1, 1, 0], 1e-9),
    ("Peleg and Sudholter 2007, 5.5.12: prenucleolus", prenucleolus, PELEG, [3, 3, -4], 1e-9),
    ("Ferguson 2014, part IV", nucleolus, FERGUSON, [8 / 3, 2 / 3, 5 / 3], 1e-9),
    ("Staudacher and Anwander 2021: three players", nucleolus, TEST_67, [2, 7, 5], 1e-9),
    ("Staudacher and Anwander 2021: three players, prenucleolus", prenucleolus, TEST_67, [-1, 13, 2], 1e-9),
    ("Staudacher and Anwander 2021: four players", nucleolus, FOUR, [3.5, 4.5, 5.5, 7.5], 1e-9),
    ("Lemaire 1991: three investors", shapley, LEMAIRE, [51750, 25875, 12375], 1e-9),
    ("Lemaire 1991: three investors, nucleolus", nucleolus, LEMAIRE, [52687.5, 24468.75, 12843.75], 1e-9),
    ("Lemaire 1991: three investors, Gately", gately, LEMAIRE, [51900, 25687.5, 12412.5], 1e-9),
    ("Lemaire 1991: three investors, tau", tau, LEMAIRE, [51900, 25687.5, 12412.5], 1e-9),
    ("Straffin and Heaney 1981: Tennessee Valley", shapley, TVA, [100756.5, 117829, 193998.5], 1e-9),
    ("Straffin and Heaney 1981: Tennessee Valley, nucleolus", nucleolus, TVA, [93540, 116234, 202810], 1e-9),
    ("Straffin and Heaney 1981: Tennessee Valley, remaining benefits", gately, TVA, [99157, 117476, 195951], 0.51),
    ("Young, Okada and Hashimoto 1982: Skane", shapley, SKANE, [20.01, 10.71, 6.61, 10.37, 16.94, 19.18], 0.0061),
    ("Young, Okada and Hashimoto 1982: Skane, nucleolus", nucleolus, SKANE, [20.35, 12.06, 5.00, 8.61, 18.32, 19.49], 0.0051),
    (
        "Young, Okada and Hashimoto 1982: Skane, weak nucleolus",
        per_capita_nucleolus,
        SKANE,
        [20.03, 12.52, 3.94, 9.07, 18.54, 19.71],
        0.0051,
    ),
    (
        "Shapley and Shubik 1971, Nunez and Rafels 2005: horses at 21.25",
        nucleolus,
        HORSES,
        [max(0, 21.25 - s) if s < 21.25 else 0 for s in SELLERS] + [max(0, b - 21.25) for b in BUYERS],
        1e-9,
    ),
    ("Myerson 1977: all talk", lambda g: myerson(g, ["AB", "AC", "BC"]), MYERSON, [5, 5, 2], 1e-9),
    ("Myerson 1977: two talk", lambda g: myerson(g, ["AB"]), MYERSON, [6, 6, 0], 1e-9),
    ("Myerson 1977: B between", lambda g: myerson(g, ["AB", "BC"]), MYERSON, [4, 7, 1], 1e-9),
    ("Myerson 1977: C between", lambda g: myerson(g, ["AC", "BC"]), MYERSON, [3, 3, 6], 1e-9),
    ("Owen 1977: two of three unite", lambda g: owen(g, [[0, 1], [2]]), MAJORITY, [0.5, 0.5, 0], 1e-12),
    ("Kalai and Samet 1987: unanimity", lambda g: weighted_shapley(g, {"A": 1, "B": 2, "C": 5}), game({"ABC": 8}), [1, 2, 5], 1e-12),
]


@pytest.mark.parametrize(
    ("solve", "played", "published", "within"), [example[1:] for example in EXAMPLES], ids=[example[0] for example in EXAMPLES]
)
def test_a_published_answer_is_found(
    solve: Callable[[Game], Mapping[Any, float]], played: Game, published: list[float], within: float
) -> None:
    found = solve(played)
    assert list(found) == list(played.players)
    assert list(found.values()) == pytest.approx(published, rel=1e-12, abs=within)


@pytest.mark.parametrize("played", [FERGUSON, PELEG, TEST_67, FOUR, LEMAIRE, TVA, SKANE, HORSES, APEX, CANADA, COUNCIL, HOUSES], ids=str)
def test_the_published_games_nucleolus_is_proved(played: Game) -> None:
    for solve in (nucleolus, prenucleolus, per_capita_nucleolus):
        found = solve(played)
        assert certificate_faults(played, found, found.certificate) == []


def test_birmingham_charges_a_landing_as_littlechild_and_thompson_1977_print_it() -> None:
    movements = {(kind, i): cost for kind, (count, cost) in AIRCRAFT.items() for i in range(count)}
    fees = staged(movements)
    published = [4.86, 5.66, 10.30, 10.85, 10.92, 11.13, 13.40, 15.07, 44.80, 60.61, 162.24]
    assert [round(fees[kind, 0], 2) for kind in AIRCRAFT] == published
    assert sum(fees.values()) == pytest.approx(117676)
    assert shapley(Game.airport(movements)) == fees


def test_birminghams_nucleolus_charges_the_small_aircraft_alike_as_littlechild_1974_prints_it() -> None:
    movements = {(kind, i): cost for kind, (count, cost) in AIRCRAFT.items() for i in range(count)}
    fees = staged_nucleolus(movements)
    assert [round(fees[kind, 0], 2) for kind in AIRCRAFT] == [7.89] * 8 + [40.15] * 2 + [103.46]


def test_a_holder_of_two_fifths_among_600_small_ones_has_two_thirds_of_the_power_as_shapley_and_shubik_1954_say() -> None:
    power = shapley(Game.voting(501, [400] + [1] * 600))
    assert power[0] == pytest.approx(400 / 601, rel=1e-12)
    assert sum(power.values()) == pytest.approx(1)


@pytest.mark.parametrize(("estate", "paid"), [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])])
def test_the_talmuds_rule_pays_its_three_estates(estate: int, paid: list[float]) -> None:
    assert list(talmud(estate, DEBTS).values()) == pytest.approx(paid)


@pytest.mark.parametrize(
    ("rule", "paid"),
    [
        (equal_awards, [[100 / 3] * 3, [200 / 3] * 3, [100] * 3]),
        (equal_losses, [[0, 0, 100], [0, 50, 150], [0, 100, 200]]),
        (proportional_to_claims, [[100 / 6, 100 / 3, 50], [100 / 3, 200 / 3, 100], [50, 100, 150]]),
        (random_arrival, [[100 / 3] * 3, [100 / 3, 250 / 3, 250 / 3], [50, 100, 150]]),
    ],
)
def test_the_other_rules_for_the_talmuds_estates_are_thomsons_2003(
    rule: Callable[..., Mapping[int, float]], paid: list[list[float]]
) -> None:
    assert [list(rule(estate, DEBTS).values()) for estate in (100, 200, 300)] == [pytest.approx(row) for row in paid]


def test_horses_trade_stably_between_21_and_21_50_and_at_no_other_price() -> None:
    def at(price: float) -> dict[int, float]:
        profits = [max(0, price - s) for s in SELLERS] + [max(0, b - price) for b in BUYERS]
        return dict(enumerate(profits))

    assert HORSES.together == 57.0
    assert [core(HORSES).contains(at(price)) for price in (20.9, 21, 21.25, 21.5, 21.6)] == [False, True, True, True, False]


def test_houses_are_best_traded_for_16_as_shapley_and_shubik_1971_print_it() -> None:
    assert HOUSES.together == 16.0
    assert core(HOUSES).contains(nucleolus(HOUSES))


def test_the_ice_cream_of_chalkiadakis_elkind_and_wooldridge_2011_has_one_stable_split() -> None:
    stable = core(ICE_CREAM)
    assert not stable.is_empty
    assert stable.contains({"C": 500, "M": 250, "P": 250})
    assert stable.blocking({"C": 480, "M": 260, "P": 260}) == {frozenset("CM"): 10.0, frozenset("CP"): 10.0}
    assert nucleolus(ICE_CREAM) == pytest.approx({"C": 500, "M": 250, "P": 250})


@pytest.mark.parametrize(("carriers", "is_empty"), [(3, True), (4, False), (5, True), (6, False)])
def test_a_treasure_carried_by_pairs_can_be_shared_stably_only_among_even_numbers(carriers: int, is_empty: bool) -> None:
    """Osborne and Rubinstein 1994, chapter 13."""
    assert core(Game(range(carriers), lambda group: len(group) // 2)).is_empty is is_empty


def test_two_of_three_leave_a_third_open_at_best() -> None:
    """Maschler, Peleg and Shapley 1979: the least core of the three-person majority game."""
    least = least_core(MAJORITY)
    assert least == pytest.approx({0: third, 1: third, 2: third})
    assert least.epsilon == pytest.approx(third)
