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
    distribution leaves one of them out without ever subtracting. Refuses more than 50 million cells.
    """
    n, total = len(amounts), int(amounts.sum())
    if (n + 1) * (total + 1) > CELLS:
        raise BadGame(f"{n} players with {total} units between them are too many steps; use larger units.")
    worth = rule(np.arange(total + 1, dtype=np.float64))
    shares = np.empty(n)
    nobody = np.zeros((n, total + 1))
    nobody[0, 0] = 1.0
    _fill(shares, np.argsort(amounts, kind="stable"), amounts, worth, nobody, 0)
    return shares


def _fill(shares: Array, left_out: Ints, amounts: Ints, worth: Array, chances: Array, met: int) -> None:
    """Fills in the shares of the players left out, where `chances` (size, total) covers the `met` players who are not."""
    if amounts[left_out[0]] == amounts[left_out[-1]]:  # equals get equal shares: one of them is enough
        for player in left_out[1:]:
            chances = _with(chances, int(amounts[player]), met)
            met += 1
        shares[left_out] = _gain(chances, worth, int(amounts[left_out[0]]), len(amounts))
        return
    half = len(left_out) // 2
    for kept, others in ((left_out[:half], left_out[half:]), (left_out[half:], left_out[:half])):
        widened = chances
        for count, player in enumerate(others):
            widened = _with(widened, int(amounts[player]), met + count)
        _fill(shares, kept, amounts, worth, widened, met + len(others))


def _with(chances: Array, amount: int, met: int) -> Array:
    """The distribution of a random s-subset's total once one more player may be in it, for each s."""
    size = np.arange(len(chances)).reshape(-1, 1)
    wider = chances * np.clip((met + 1 - size) / (met + 1), 0, None)
    wider[1:, amount:] += chances[:-1, : chances.shape[1] - amount] * (size[1:] / (met + 1))
    return wider


def _gain(chances: Array, worth: Array, amount: int, n: int) -> float:
    gained = worth[amount:] - worth[: len(worth) - amount]
    return float((chances[:, : len(gained)] @ gained).sum() / n)
