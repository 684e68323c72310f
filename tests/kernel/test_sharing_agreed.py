"""An agreed rule applied to what really came in."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betterpie.kernel.sharing import BadSplit, share_out

FLOORS = {"cheese": 210000, "wine": 230000, "flowers": 50000}
PARTS = {"cheese": 98000, "wine": 101000, "flowers": 51000}


def test_what_was_expected_gives_what_was_agreed() -> None:
    assert share_out(740000, FLOORS, PARTS) == {"cheese": 308000, "wine": 331000, "flowers": 101000}


def test_more_than_expected_is_shared_by_the_parts_and_adds_up_to_the_cent() -> None:
    shares = share_out(740001, FLOORS, PARTS)
    assert (shares, sum(shares.values())) == ({"cheese": 308000, "wine": 331001, "flowers": 101000}, 740001)


def test_less_than_alone_gives_everybody_the_same_fraction_of_it() -> None:
    assert share_out(245000, FLOORS, PARTS) == {"cheese": 105000, "wine": 115000, "flowers": 25000}


def test_a_loss_is_borne_by_the_parts() -> None:
    assert share_out(-1000, {"a": 0, "b": 5}, {"a": 3, "b": 1}) == {"a": -750, "b": -250}
    assert share_out(-1000, {"a": 0, "b": 5}, {"a": 3, "b": -1}) == {"a": -1000, "b": 0}


def test_with_nothing_to_share_nobody_gets_anything() -> None:
    assert share_out(0, {"a": 0, "b": 0}, {"a": 1, "b": 1}) == {"a": 0, "b": 0}


@pytest.mark.parametrize(
    ("total", "floors", "parts"),
    [(100, {"a": -1}, {"a": 1}), (100, {"a": 1}, {"a": 0}), (100, {"a": 1}, {"b": 1}), (100, {}, {}), (1.5, {"a": 1}, {"a": 1})],
)
def test_what_is_no_rule_is_refused(total: int, floors: dict[str, int], parts: dict[str, int]) -> None:
    with pytest.raises(BadSplit):
        share_out(total, floors, parts)


@given(
    st.integers(-(10**9), 10**12),
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=25).filter(
        lambda rows: any(b for _a, b in rows)
    ),
)
def test_shares_add_up_and_are_within_a_cent_of_the_exact_ones(total: int, rows: list[tuple[int, int]]) -> None:
    floors, parts = {i: a for i, (a, _b) in enumerate(rows)}, {i: b for i, (_a, b) in enumerate(rows)}
    shares = share_out(total, floors, parts)
    assert sum(shares.values()) == total
    if total >= sum(floors.values()):
        over = Fraction(total - sum(floors.values()), sum(parts.values()))
        assert all(abs(shares[i] - floors[i] - over * parts[i]) < 1 for i in floors)
        assert all(shares[i] >= floors[i] for i in floors)
