"""Drawing a jury, and what it has said."""

from collections import Counter
from itertools import permutations

import pytest

from betterpie.kernel.juries import drawn, verdict

SCALE = ["remove", "weaken", "keep"]


def test_those_who_sat_least_sit_first_and_the_lot_decides_between_equals() -> None:
    burdens = {"Ben": (0, 1), "Cleo": (0, 0), "Dora": (1, 0), "Emil": (0, 2)}
    assert drawn(burdens, seats=3, seed="review 12") == ["Cleo", "Ben", "Emil"]
    assert drawn(burdens, seats=9, seed="review 12") == ["Cleo", "Ben", "Emil", "Dora"]
    assert drawn(burdens, seats=0, seed="review 12") == drawn({}, seats=3, seed="x") == []


def test_the_draw_does_not_depend_on_the_order_of_arrival() -> None:
    names = ["Ben", "Cleo", "Dora", "Emil"]
    found = {tuple(drawn(dict.fromkeys(order, (0,)), seats=3, seed="7")) for order in permutations(names)}
    assert len(found) == 1


def test_over_many_draws_each_sits_about_equally_often() -> None:
    names = [f"member {number}" for number in range(12)]
    sat = Counter(name for seed in range(4000) for name in drawn(dict.fromkeys(names, (0,)), seats=3, seed=str(seed)))
    assert all(920 <= sat[name] <= 1080 for name in names), sat


def test_a_jury_of_less_than_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="no -1 seats"):
        drawn({}, seats=-1, seed="x")


@pytest.mark.parametrize(
    ("voices", "said"),
    [
        (["keep", "keep", "remove"], "keep"),
        (["keep", "weaken", "remove"], "weaken"),
        (["remove", "remove", "keep"], "remove"),
        (["keep", "remove"], "remove"),
        (["keep", "weaken"], "weaken"),
        (["keep"], "keep"),
        ([], None),
    ],
)
def test_the_middle_voice_counts_and_of_two_the_milder(voices: list[str], said: str | None) -> None:
    assert {verdict(order, scale=SCALE) for order in permutations(voices)} == {said}
