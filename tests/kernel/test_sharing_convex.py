"""The nucleolus of convex games by levelling complaints: proved like any other, and never believed unproved."""

import numpy as np
import pytest

from betterpie.kernel.sharing import Game, is_convex, nucleolus, prenucleolus
from betterpie.kernel.sharing import leximin as solver
from betterpie.kernel.sharing.certificate import certificate_faults
from betterpie.kernel.sharing.convex import levelled
from betterpie.kernel.sharing.lattice import subset_sums

ESTATE = {"a": 100, "b": 200, "c": 300}


def power(n: int, by: float, seed: int) -> Game:
    """Every group is worth a power of what its members bring; convex where `by` is at least 1."""
    brings = np.random.default_rng(seed).uniform(1, 10, n)
    return Game([f"p{i}" for i in range(n)], subset_sums(brings) ** by)


@pytest.mark.parametrize("n", range(2, 11))
@pytest.mark.parametrize("by", [1.0, 1.2, 1.5, 2.0, 3.0])
def test_levelled_it_is_the_same_as_by_linear_programs(n: int, by: float, monkeypatch: pytest.MonkeyPatch) -> None:
    game = power(n, by, seed=n)
    assert is_convex(game)
    quick = nucleolus(game)
    assert certificate_faults(game, quick, quick.certificate) == []
    monkeypatch.setattr(solver, "levelled", lambda _game: None)
    assert dict(quick) == pytest.approx(dict(nucleolus(game)), abs=1e-9 * game.scale)


@pytest.mark.parametrize(("estate", "shares"), [(100, (100 / 3,) * 3), (200, (50, 75, 75)), (300, (50, 100, 150))])
def test_the_talmuds_estates_are_convex_games_and_levelled(estate: int, shares: tuple[float, ...]) -> None:
    game = Game.bankruptcy(estate, ESTATE)
    found = levelled(game)
    assert found is not None
    assert tuple(found[0]) == pytest.approx(shares)
    assert tuple(nucleolus(game).values()) == pytest.approx(shares)
    assert tuple(prenucleolus(game).values()) == pytest.approx(shares)


def test_what_is_not_proved_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    game = power(6, 1.5, seed=3)
    right = nucleolus(game)
    split, levels = levelled(game) or pytest.fail("it came to rest")
    moved = split + np.array([1.0, -1.0, 0, 0, 0, 0])
    for wrong in ((moved, levels), (split, levels[:-1]), (split, [])):
        monkeypatch.setattr(solver, "levelled", lambda _game, wrong=wrong: wrong)
        assert dict(nucleolus(game)) == pytest.approx(dict(right), abs=1e-9 * game.scale)


def test_costs_that_fall_with_each_who_joins_are_convex_too() -> None:
    game = Game.airport({"small": 10, "middle": 20, "large": 30})
    assert is_convex(game)
    assert levelled(game) is not None
    assert dict(nucleolus(game)) == pytest.approx({"small": 5, "middle": 7.5, "large": 17.5})
