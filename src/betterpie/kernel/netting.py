"""Settles who owes whom with few payments, in whole minor units of one currency."""

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np

Party: TypeAlias = Hashable
Nets: TypeAlias = dict[Party, int]

EXACT = 14  # parties up to which the fewest payments are found by trying all groups that settle among themselves
LARGEST = 10**12  # minor units, ten thousand million dollars: well within what floating point holds exactly


class Unbalanced(ValueError):
    """The amounts cannot be settled: they do not add up to nothing, or are not whole amounts above nothing."""


class Payment(NamedTuple):
    """One party pays (or owes) another so much, in minor units."""

    payer: Party
    payee: Party
    amount: int


def nets(payments: Iterable[Payment]) -> Nets:
    """What each party gets (above 0) or gives (below 0) in all, in order of first mention; settled parties keep their 0."""
    balance: Nets = {}
    for payer, payee, amount in map(_sound, payments):
        balance[payer] = balance.get(payer, 0) - amount
        balance[payee] = balance.get(payee, 0) + amount
    return balance


def settle(balance: Mapping[Party, int]) -> list[Payment]:
    """Payments that bring every balance to 0: the fewest possible up to 14 open balances, at most n - 1 beyond.

    Parties whose balances cancel settle among themselves (the most such groups, by trying all: Verhoeff 2004);
    inside a group, and where there are too many to try, the largest debtor pays the largest creditor. Payers and
    payees have no debt to each other before, so use it where anybody may pay anybody. Refuses balances that do not
    add up to 0 or are not whole.
    """
    wrong = [party for party, amount in balance.items() if not isinstance(amount, int) or isinstance(amount, bool)]
    if wrong:
        raise Unbalanced(f"Balances are whole minor units; {wrong[0]}'s is not.")
    if sum(balance.values()) != 0:
        raise Unbalanced(f"What is owed and what is due differ by {abs(sum(balance.values()))}.")
    open_ = {party: amount for party, amount in balance.items() if amount}
    matched = _pairs(open_)
    for payer, payee, amount in matched:
        del open_[payer], open_[payee]
        assert amount > 0
    groups = _groups(open_) if len(open_) <= EXACT else [open_]
    return matched + [payment for group in groups for payment in _largest_first(group)]


def cancel_cycles(payments: Iterable[Payment]) -> list[Payment]:
    """The same nets with the least money moved, where only those pay who owe, and nobody more than she owes that one.

    Going round in circles is cancelled: the largest circulation under the debts is taken off by a min-cost flow
    (a linear program whose corners are whole numbers). Debts of the same two parties are added first. Refuses
    amounts above 10^12.
    """
    debts: dict[tuple[Party, Party], int] = {}
    for payer, payee, amount in map(_sound, payments):
        if payer != payee:
            debts[payer, payee] = debts.get((payer, payee), 0) + amount
    if not debts:
        return []
    if max(debts.values()) > LARGEST:
        raise Unbalanced(f"Amounts above {LARGEST:,} cannot be cancelled exactly.")
    kept = _least_flow(debts)
    left = [Payment(*pair, amount) for pair, amount in zip(debts, kept, strict=True) if amount]
    assert not faults(before=[Payment(*pair, amount) for pair, amount in debts.items()], after=left, only_debts=True)
    return left


def faults(*, before: Iterable[Payment], after: Iterable[Payment], only_debts: bool = False) -> list[str]:
    """What is wrong with settling `after` in place of `before`; an empty list means that everybody's net is kept.

    With `only_debts`, nobody may pay whom she did not owe, or more than that.
    """
    owed, paid = list(before), list(after)
    found = [f"{payer} pays {payee} {amount}, which is no payment." for payer, payee, amount in paid if payer == payee or amount <= 0]
    was, is_ = nets(owed), nets(payment for payment in paid if payment.amount > 0)
    for party in dict.fromkeys([*was, *is_]):
        if was.get(party, 0) != is_.get(party, 0):
            found.append(f"{party} would get {is_.get(party, 0)} in all instead of {was.get(party, 0)}.")
    if only_debts:
        found += _beyond_debts(owed, paid)
    return found


def _beyond_debts(owed: list[Payment], paid: list[Payment]) -> list[str]:
    left: dict[tuple[Party, Party], int] = {}
    for payer, payee, amount in owed:
        left[payer, payee] = left.get((payer, payee), 0) + amount
    for payer, payee, amount in paid:
        left[payer, payee] = left.get((payer, payee), 0) - amount
    return [f"{payer} would pay {payee} {-rest} more than she owes." for (payer, payee), rest in left.items() if rest < 0]


def _sound(payment: Payment) -> Payment:
    if not isinstance(payment[2], int) or isinstance(payment[2], bool) or payment[2] < 0:
        raise Unbalanced(f"Amounts are whole minor units of 0 or more; {payment[0]} to {payment[1]} is {payment[2]!r}.")
    return payment


def _pairs(balance: Nets) -> list[Payment]:
    """Debtors and creditors of exactly the same amount; taking them together never costs a payment."""
    creditors: dict[int, list[Party]] = {}
    for party, amount in balance.items():
        if amount > 0:
            creditors.setdefault(amount, []).append(party)
    found = []
    for party, amount in balance.items():
        if amount < 0 and creditors.get(-amount):
            found.append(Payment(party, creditors[-amount].pop(0), -amount))
    return found


def _groups(balance: Nets) -> list[Nets]:
    """The largest number of groups whose balances cancel: n parties in k groups need n - k payments."""
    parties = list(balance)
    whole = (1 << len(parties)) - 1
    total, best = [0] * (whole + 1), [0] * (whole + 1)
    for mask in range(1, whole + 1):
        low = (mask & -mask).bit_length() - 1
        total[mask] = total[mask & (mask - 1)] + balance[parties[low]]
        rest = max(best[mask ^ (1 << i)] for i in range(len(parties)) if mask >> i & 1)
        best[mask] = rest + (total[mask] == 0)
    found, group, mask = [], 0, whole
    while mask:
        i = next(i for i in range(len(parties)) if mask >> i & 1 and best[mask ^ (1 << i)] == best[mask] - (total[mask] == 0))
        if total[mask] == 0 and group:
            found.append(group)
            group = 0
        group |= 1 << i
        mask ^= 1 << i
    return [{party: balance[party] for i, party in enumerate(parties) if part >> i & 1} for part in [*found, group] if part]


def _largest_first(balance: Nets) -> list[Payment]:
    """The largest debtor pays the largest creditor, and so on; each payment closes one of the two."""
    rest, found = dict(balance), []
    while any(rest.values()):
        payer = min(rest, key=lambda party: rest[party])
        payee = max(rest, key=lambda party: rest[party])
        amount = min(-rest[payer], rest[payee])
        found.append(Payment(payer, payee, amount))
        rest[payer] += amount
        rest[payee] -= amount
    return found


def _least_flow(debts: Mapping[tuple[Party, Party], int]) -> list[int]:
    """min sum f with 0 <= f <= debts and everybody's net as it was."""
    from scipy.optimize import linprog  # here, to keep a web process small and its start short
    from scipy.sparse import coo_array

    index = {party: i for i, party in enumerate(dict.fromkeys(party for pair in debts for party in pair))}
    payers, payees = [index[payer] for payer, _ in debts], [index[payee] for _, payee in debts]
    edges = list(range(len(debts)))
    flow = coo_array(([-1.0] * len(edges) + [1.0] * len(edges), (payers + payees, edges + edges)), shape=(len(index), len(edges)))
    amounts = np.array(list(debts.values()), dtype=np.float64)
    bounds = np.column_stack([np.zeros(len(edges)), amounts])
    found = linprog(np.ones(len(edges)), A_eq=flow.tocsr(), b_eq=flow @ amounts, bounds=bounds, method="highs-ds")
    assert found.status == 0, found.message
    return [int(amount) for amount in np.rint(found.x)]
