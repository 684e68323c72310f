"""Splits with a formula of their own, for any number of players."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from betterpie.kernel.sharing.averages import shapley
from betterpie.kernel.sharing.forms import Peak
from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array
from betterpie.kernel.sharing.reading import (
    ROUNDING,
    Amounts,
    Coalition,
    Player,
    items_of,
    links_from_pairs,
    links_from_square,
    members_of,
    number,
    numbered,
)
from betterpie.kernel.sharing.totals import shapley_of_totals
from betterpie.kernel.sharing.trouble import BadGame

Nested: TypeAlias = Any  # a player, or a list of such: [["Anna", "Ben"], ["Cleo", ["Dan", "Eve"]]]


def fixed_and_own(fixed: Any, own: Amounts) -> Shares:
    """c(S) = F + sum of k_i: everybody pays F/n and her own k_i (the Shapley value, in the core for F >= 0)."""
    players, costs = numbered(own)
    return _shares(players, costs + number(fixed, "The fixed cost") / len(players))


def staged(costs: Amounts) -> Shares:
    """c(S) = the largest c_i: each step is shared by all who need it (Shapley value; Littlechild and Owen 1973)."""
    players, needs = numbered(costs, least=0.0)
    return _shares(players, Peak(needs).shapley())


def staged_nucleolus(costs: Amounts) -> Shares:
    """The nucleolus of c(S) = the largest c_i, step by step (Littlechild 1974).

    Of those left, in order of cost, the one for whom (c_k - paid) / (players up to k, and one more) is least is
    closed with all before her at that share; the last step is divided among who is left without the one more.
    """
    players, needs = numbered(costs, least=0.0)
    order = np.argsort(needs, kind="stable")
    shares, done, paid = np.zeros(len(order)), 0, 0.0
    while done < len(order):
        left = needs[order[done:]] - paid
        heads = np.arange(2, len(left) + 2)
        heads[-1] = len(left)
        rate = left / heads
        upto = int(np.flatnonzero(rate <= rate.min() * (1 + ROUNDING) + 1e-300)[-1]) + 1
        shares[order[done : done + upto]] = rate[upto - 1]
        paid += float(rate[upto - 1]) * upto
        done += upto
    return _shares(players, shares)


def along_tree(parents: Mapping[Any, Any], costs: Mapping[Any, Any]) -> Shares:
    """A route or pipe that branches: each branch is shared by all who lie beyond it (Shapley value; Megiddo 1978).

    `parents` gives for each player whoever is one step nearer to the source (None for the source itself), `costs`
    her own branch. Refuses circles and unknown places.
    """
    users: dict[Player, list[Player]] = {player: [] for player in parents}
    for player in parents:
        for place in _way_home(player, parents):
            users[place].append(player)
    shares = dict.fromkeys(parents, 0.0)
    for place, beyond in users.items():
        cost = number(costs.get(place), f"The branch of {place}")
        for player in beyond:
            shares[player] += cost / len(beyond)
    return shares


def bird(costs: Mapping[Any, Any] | Any, *, source: Player = 0) -> Shares:
    """Each pays the link by which the cheapest tree reaches her (Bird 1976); no group can be cheaper by itself."""
    players, links = links_from_pairs(costs, source) if isinstance(costs, Mapping) else links_from_square(costs)
    if not np.isfinite(links).all():
        raise BadGame("Every two places, the source among them, need the cost of their link.")
    nearest, shares = links[0, 1:].copy(), np.zeros(len(players))
    waiting = np.ones(len(players), dtype=bool)
    for _ in players:
        chosen = int(np.where(waiting, nearest, np.inf).argmin())
        shares[chosen], waiting[chosen] = nearest[chosen], False
        nearest = np.minimum(nearest, links[1:, 1:][chosen])
    return _shares(players, shares)


def same_unit_price(quantities: Amounts, price: Callable[[float], float]) -> Shares:
    """Bulk buying, c(S) = p(Q_S) Q_S: everybody pays p(Q_N) a unit. In the core wherever p never rises with quantity."""
    players, amounts = numbered(quantities, least=0.0)
    return _shares(players, amounts * number(price(float(amounts.sum())), "The unit price"))


def bulk_shapley(quantities: Amounts, price: Callable[[float], float]) -> Shares:
    """Shapley's share of c(S) = p(Q_S) Q_S for whole quantities: who lifts the group over a price break gets more of it."""
    players, amounts = numbered(quantities, least=0.0)
    whole = np.rint(amounts).astype(np.int64)
    if (whole != amounts).any():
        raise BadGame("Quantities must be whole; use smaller units.")
    return _shares(players, shapley_of_totals(whole, lambda totals: np.array([price(float(q)) * q if q else 0.0 for q in totals])))


def joint_ordering(costs: Amounts) -> Shares:
    """Ordering together, c(S) = root of the sum of c_i squared: each pays c_i^2 / c(N) (Meca et al. 2004; in the core)."""
    players, own = numbered(costs, least=0.0)
    whole = float(np.sqrt((own**2).sum()))
    return _shares(players, own**2 / whole if whole else own)


def talmud(estate: Any, claims: Amounts) -> Shares:
    """Too little for what was promised, shared as in the Talmud: the bankruptcy game's nucleolus (Aumann and Maschler 1985)."""
    players, owed, left = _bankrupt(estate, claims)
    half = owed.sum() / 2
    gained = _equal_gains(min(left, half), owed / 2)
    if left > half:
        gained = owed - _equal_gains(owed.sum() - left, owed / 2)
    return _shares(players, gained)


def equal_awards(estate: Any, claims: Amounts) -> Shares:
    """Everybody gets the same, but nobody more than her claim."""
    players, owed, left = _bankrupt(estate, claims)
    return _shares(players, _equal_gains(left, owed))


def equal_losses(estate: Any, claims: Amounts) -> Shares:
    """Everybody goes without the same, but nobody more than her claim."""
    players, owed, left = _bankrupt(estate, claims)
    return _shares(players, owed - _equal_gains(owed.sum() - left, owed))


def proportional_to_claims(estate: Any, claims: Amounts) -> Shares:
    """The same percentage of every claim."""
    players, owed, left = _bankrupt(estate, claims)
    return _shares(players, owed * (left / owed.sum()) if left else owed * 0.0)


def random_arrival(estate: Any, claims: Amounts) -> Shares:
    """First come, first served, averaged over all orders: the bankruptcy game's Shapley value (O'Neill 1982).

    Any number of players where claims are whole numbers, up to 25 otherwise.
    """
    return shapley(Game.bankruptcy(estate, claims))


def measured(sets: Any, *, weights: Mapping[Any, Any] | None = None, tree: Nested = None) -> Shares:
    """Each result is split among those it came through: the Shapley value of what was measured.

    Equally; or in proportion to `weights` above 0 (an anchor, a finder's fee); or level by level down a `tree` of
    nested lists: first among the branches it touched, then inside each (Winter 1989; one level is Owen's value).
    `sets` maps sets of players to amounts or lists (set, amount).
    """
    if weights is not None and tree is not None:
        raise BadGame("Give either weights or a tree.")
    shares: Shares = {}
    for key, value in items_of(sets):
        members, amount = frozenset(members_of(key, ())), number(value, "A result")
        if not members:
            raise BadGame("A result must have come through somebody.")
        for player, part in _parts(members, weights, tree).items():
            shares[player] = shares.get(player, 0.0) + part * amount
    return shares


def _parts(members: Coalition, weights: Mapping[Any, Any] | None, tree: Nested) -> Shares:
    if tree is not None:
        parts = _down(tree, members)
        if parts.keys() != members:
            raise BadGame("The tree must name every player once.")
        return parts
    weight = {player: 1.0 if weights is None else number(weights.get(player), f"The weight of {player}") for player in members}
    if min(weight.values()) <= 0:
        raise BadGame("Weights must be above 0.")
    return {player: own / sum(weight.values()) for player, own in weight.items()}


def _down(tree: Nested, members: Coalition) -> Shares:
    """Equal parts for the touched branches, and so on inside each."""
    if not isinstance(tree, (list, tuple)):
        return {tree: 1.0} if tree in members else {}
    touched = [parts for branch in tree if (parts := _down(branch, members))]
    return {player: part / len(touched) for parts in touched for player, part in parts.items()}


def _equal_gains(left: float, caps: Array) -> Array:
    """The same for everybody up to her cap, adding up to `left`."""
    order = np.argsort(caps, kind="stable")
    gained = np.zeros(len(caps))
    for place, i in enumerate(order):
        gained[i] = min(float(caps[i]), left / (len(order) - place))
        left -= gained[i]
    return gained


def _bankrupt(estate: Any, claims: Amounts) -> tuple[Sequence[Player], Array, float]:
    players, owed = numbered(claims, least=0.0)
    left = number(estate, "The estate")
    if not players or not 0 <= left <= owed.sum() * (1 + ROUNDING):
        raise BadGame(f"The estate {left:g} must lie between 0 and the sum of the claims, {owed.sum():g}.")
    return players, owed, left


def _way_home(player: Player, parents: Mapping[Any, Any]) -> Iterable[Player]:
    way: list[Player] = []
    place: Any = player
    while place is not None:
        if place in way or place not in parents:
            raise BadGame(f"From {player} there is no way to the source.")
        way.append(place)
        place = parents[place]
    return way


def _shares(players: Sequence[Player], amounts: Array) -> Shares:
    return dict(zip(players, amounts.tolist(), strict=True))
