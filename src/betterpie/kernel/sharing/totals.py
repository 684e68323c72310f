"""Shapley values of games in which only the sum of what the members bring counts: votes, quantities, claims."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from betterpie.kernel.sharing.lattice import Array, Ints
from betterpie.kernel.sharing.trouble import BadGame

Rule: TypeAlias = Callable[[Array], Array]  # what each of many totals is worth

CELLS = 50_000_000  # players times largest total: 400 MB of floats at each depth of the halving


def shapley_of_totals(amounts: Ints, rule: Rule) -> Array:
    """Shapley value of v(S) = rule(sum of S's amounts) for whole amounts of 0 or more, without a limit on players.

    Dynamic programming over (how many came before, what they brought); the players are halved so that each
    distribution leaves one of them out without ever subtracting (subtraction would lose the digits). Refuses more than 50 million cells.
    """
    n, total = len(amounts), int(amounts.sum())
    if (n + 1) * (total + 1) > CELLS:
        raise BadGame(f"{n} players with {total} units between them are too many steps; use larger units.")
    worth = rule(np.arange(total + 1, dtype=np.float64))
    kinds, kind_of, counts = np.unique(amounts, return_inverse=True, return_counts=True)
    shares = np.empty(len(kinds))
    _fill(shares, np.arange(len(kinds)), (kinds, counts), worth, np.ones((1, 1)))
    each: Array = shares[kind_of]
    return each


def _fill(shares: Array, left_out: Ints, players: tuple[Ints, Ints], worth: Array, chances: Array) -> None:
    """Fills in the share of each amount left out (equals get equal shares); `chances` (size, total) covers the others."""
    amounts, counts = players
    if len(left_out) == 1:
        amount = int(amounts[left_out[0]])
        for _ in range(counts[left_out[0]] - 1):
            chances = _with(chances, amount)
        shares[left_out] = _gain(chances, worth, amount)
        return
    half = len(left_out) // 2
    for kept, others in ((left_out[:half], left_out[half:]), (left_out[half:], left_out[:half])):
        widened = chances
        for other in np.repeat(amounts[others], counts[others]):
            widened = _with(widened, int(other))
        _fill(shares, kept, players, worth, widened)


def _with(chances: Array, amount: int) -> Array:
    """The distribution of a random s-subset's total once one more player may be in it, for each s."""
    met, reach = chances.shape[0] - 1, chances.shape[1]
    wider = np.zeros((met + 2, reach + amount))
    size = np.arange(met + 2).reshape(-1, 1)
    wider[:-1, :reach] = chances * ((met + 1 - size[:-1]) / (met + 1))
    wider[1:, amount:] += chances * (size[1:] / (met + 1))
    return wider


def _gain(chances: Array, worth: Array, amount: int) -> float:
    gained = worth[amount : amount + chances.shape[1]] - worth[: chances.shape[1]]
    return float((chances @ gained).sum() / len(chances))
