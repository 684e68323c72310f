"""Splits from few numbers: what each has alone, what all have together, and what is lost when one leaves."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array, member_peaks
from betterpie.kernel.sharing.reading import ROUNDING, Amounts, number, numbered
from betterpie.kernel.sharing.trouble import BadGame, BadSplit, NoGately, NoImputation, NoProportion, NoTau


def tau(game: Game) -> Shares:
    """The point between floors and ceilings that shares what there is (Tijs 1981).

    Ceiling M_i = v(N) - v(N without i); floor m_i = the best that i keeps when she pays the others of some group
    their ceilings. Refuses a game that is not quasi-balanced: some floor above its ceiling, or no room between.
    """
    whole = game.gains[-1]
    ceilings = np.array([whole - game.gains[game.mask(game.players) ^ (1 << i)] for i in range(game.n)])
    floors = member_peaks(game.gains, ceilings) + ceilings
    close = 10 * ROUNDING * game.scale
    if (floors > ceilings + close).any():
        raise NoTau("Somebody can insist on more than she adds, so floors and ceilings leave no compromise.")
    if floors.sum() > whole + close or ceilings.sum() < whole - close:
        raise NoTau("What there is lies outside what floors and ceilings add up to, so there is no compromise.")
    room = ceilings.sum() - floors.sum()
    part = (whole - floors.sum()) / room if room > close else 0.0
    return game.shares(game.sign * (floors + part * (ceilings - floors)))


def gately(game: Game) -> Shares:
    """Everybody has the same power to spoil: (what the others would lose) / (what she would lose) (Gately 1974).

    v(i) + (M_i - v(i)) / sum(M_j - v(j)) * (v(N) - sum v(j)); also the separable-cost remaining-benefit rule
    (Straffin and Heaney 1981). Refuses where there is less together than alone, where some add less to the
    others than they make alone and some more, and where nobody's leaving would spoil anything.
    """
    alone, losses = _row(game, game.alone), _row(game, game.losses)
    return game.shares(game.sign * _spoiling(game.sign * alone, game.sign * losses, game.sign * game.together))


def gately_from_losses(alone: Amounts, together: Any, losses: Amounts) -> Shares:
    """Gately's point from 2n + 1 answers: alone, all together, and how much would be lost if X pulled out."""
    players, own = numbered(alone)
    others, lost = numbered(losses)
    if others != players:
        raise BadSplit("The amounts alone and the losses must name the same players in the same order.")
    return dict(zip(players, _spoiling(own, lost, number(together, "The total")).tolist(), strict=True))


def equal_surplus(game: Game, weights: Mapping[Any, Any] | None = None) -> Shares:
    """What each has alone, and an equal (or weighted) share of the extra: Nash's bargain with money."""
    weight = np.ones(game.n) if weights is None else game.vector(weights)
    if (weight < 0).any() or not weight.any():
        raise BadGame("Weights must not be below 0, and one must be above.")
    alone = _row(game, game.alone)
    return game.shares(alone + weight / weight.sum() * (game.together - alone.sum()))


def proportional(game: Game) -> Shares:
    """The same percentage for all of what they have alone. Refuses amounts of both signs, and all 0."""
    alone = _row(game, game.alone)
    if not alone.any() or (alone.min() < 0 < alone.max()):
        raise NoProportion("Shares in proportion need amounts alone of one sign, not all 0.")
    return game.shares(alone / alone.sum() * game.together)


def equal_split(game: Game) -> Shares:
    """The same amount for all."""
    return game.shares(np.full(game.n, game.together / game.n))


def _spoiling(alone: Array, losses: Array, together: float) -> Array:
    surplus, power = together - alone.sum(), losses - alone
    close = ROUNDING * max(1.0, float(np.abs(alone).max()), abs(together))
    if abs(surplus) <= close:
        power = np.ones(len(alone))
    if surplus < -close:
        raise NoImputation(f"Together there is {-surplus:g} less than what each has alone adds up to, so there is no gain to share.")
    if power.min() < -close and power.max() > close:
        raise NoGately("Somebody adds less to the others than she makes alone, so powers to spoil cannot be made equal.")
    if abs(power.sum()) <= close:
        raise NoGately("There is something to share, and nobody's leaving would spoil any of it.")
    return alone + power * float(surplus / power.sum())


def _row(game: Game, amounts: Shares) -> Array:
    return np.array([amounts[player] for player in game.players])
