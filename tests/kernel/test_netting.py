"""Few payments, the same nets."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betterpie.kernel.netting import Payment, Unbalanced, cancel_cycles, faults, nets, settle

parties = st.sampled_from("ABCDEFG")
debts = st.lists(st.builds(Payment, parties, parties, st.integers(0, 500)), max_size=25)
about_town = [Payment("bakery", "florist", 3000), Payment("florist", "tea", 2000), Payment("tea", "bakery", 2500)]


def test_three_who_owe_in_a_circle_need_two_small_payments() -> None:
    assert nets(about_town) == {"bakery": -500, "florist": 1000, "tea": -500}
    assert settle(nets(about_town)) == [Payment("bakery", "florist", 500), Payment("tea", "florist", 500)]
    assert cancel_cycles(about_town) == [Payment("bakery", "florist", 1000), Payment("tea", "bakery", 500)]


@given(debts)
@settings(max_examples=200, deadline=None)
def test_settling_keeps_every_net(owed: list[Payment]) -> None:
    assert faults(before=owed, after=settle(nets(owed))) == []


@given(debts)
@settings(max_examples=100, deadline=None)
def test_cancelling_circles_keeps_every_net_and_asks_nobody_for_more_than_she_owes(owed: list[Payment]) -> None:
    left = cancel_cycles(owed)
    assert faults(before=owed, after=left, only_debts=True) == []
    assert cancel_cycles(left) == left
    assert sum(p.amount for p in left) <= sum(p.amount for p in owed)


@given(st.lists(st.integers(-12, 12), min_size=1, max_size=7))
@settings(max_examples=150, deadline=None)
def test_no_settlement_has_fewer_payments(amounts: list[int]) -> None:
    balance = dict(enumerate([*amounts, -sum(amounts)]))
    assert len(settle(balance)) == fewest({party: amount for party, amount in balance.items() if amount})


def fewest(balance: dict[int, int]) -> int:
    """The first open balance settles with the smallest group whose removal leaves the least to do."""
    if not balance:
        return 0
    first, *rest = balance
    groups = [(first, *group) for size in range(len(rest) + 1) for group in combinations(rest, size)]
    closed = [group for group in groups if sum(balance[p] for p in group) == 0]
    return min(len(group) - 1 + fewest({p: amount for p, amount in balance.items() if p not in group}) for group in closed)


def test_forty_open_balances_take_at_most_39_payments() -> None:
    balance = {i: (i + 1) ** 3 for i in range(39)}
    balance[39] = -sum(balance.values())
    paid = settle(balance)
    assert len(paid) == 39
    assert nets(paid) == balance


def test_large_and_tangled_debts_are_cancelled_to_the_cent() -> None:
    names = [f"shop {i}" for i in range(60)]
    owed = [Payment(names[i], names[(i * 7 + k * k + 1) % 60], 10**11 + 7919 * i + k) for i in range(60) for k in range(5)]
    owed = [p for p in owed if p.payer != p.payee]
    left = cancel_cycles(owed)
    assert faults(before=owed, after=left, only_debts=True) == []
    assert sum(p.amount for p in left) < sum(p.amount for p in owed)


def test_what_changed_a_net_is_named() -> None:
    wrong = [Payment("bakery", "florist", 700), Payment("tea", "tea", 5)]
    assert faults(before=about_town, after=wrong, only_debts=True) == [
        "tea pays tea 5, which is no payment.",
        "bakery would get -700 in all instead of -500.",
        "florist would get 700 in all instead of 1000.",
        "tea would get 0 in all instead of -500.",
        "tea would pay tea 5 more than she owes.",
    ]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: settle({"A": 5, "B": -4}), "differ by 1"),
        (lambda: settle({"A": 5.0, "B": -5.0}), "whole minor units; A's is not"),
        (lambda: nets([Payment("A", "B", -3)]), "0 or more; A to B is -3"),
        (lambda: nets([Payment("A", "B", 3.5)]), "0 or more; A to B is 3.5"),  # type: ignore[arg-type]  # on purpose
        (lambda: cancel_cycles([Payment("A", "B", 10**13)]), "above 1,000,000,000,000"),
    ],
)
def test_amounts_that_cannot_be_settled_are_refused(make: Any, said: str) -> None:
    with pytest.raises(Unbalanced, match=said):
        make()


def test_nothing_owed_is_nothing_to_pay() -> None:
    assert settle({}) == settle({"A": 0}) == []
    assert cancel_cycles([]) == cancel_cycles([Payment("A", "A", 4), Payment("A", "B", 0)]) == []
