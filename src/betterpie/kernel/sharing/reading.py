"""Turns what people and tables say into players and numbers, or says what is wrong with it."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from betterpie.kernel.sharing.lattice import Array
from betterpie.kernel.sharing.trouble import BadGame

Player: TypeAlias = Hashable
Coalition: TypeAlias = frozenset[Player]
Amounts: TypeAlias = Mapping[Any, Any] | Sequence[Any] | npt.NDArray[Any]  # by player, or a row for players 0, 1, 2, ...
Index: TypeAlias = Mapping[Player, int]

ROUNDING = 1e-9  # relative: two amounts nearer than this are the same amount
LARGEST = 1e100  # either way: sums of what is near the end of all numbers would be none


def number(value: Any, what: str) -> float:
    """The value as a float. Refuses what is no number, not a finite one, or one beyond LARGEST."""
    if not isinstance(value, (Real, Decimal, np.bool_)):
        raise BadGame(f"{what} needs a number, not {value!r}.")
    amount = float(value)
    if not np.isfinite(amount):
        raise BadGame(f"{what} needs a finite number, not {amount}.")
    if abs(amount) > LARGEST:
        raise BadGame(f"{what} needs a number up to {LARGEST:g}, not {amount:g}.")
    return amount


def numbered(amounts: Amounts, *, least: float = -np.inf) -> tuple[list[Player], Array]:
    """Players and their amounts; a plain row is for players 0, 1, 2 and so on. Refuses amounts below `least`."""
    items: list[tuple[Player, Any]] = list(amounts.items()) if isinstance(amounts, Mapping) else list(enumerate(amounts))
    row = np.array([number(amount, str(player)) for player, amount in items], dtype=np.float64)
    if (row < least).any():
        raise BadGame(f"Amounts here cannot be below {least:g}.")
    return [player for player, _ in items], row


def from_row(values: npt.ArrayLike, n: int) -> Array:
    """A copy of 2^n numbers. Refuses another shape, numbers not finite or beyond LARGEST, and a first one that is not 0."""
    table = _array(values, "Every group needs a number, all of them in one row.")
    if table.shape != (1 << n,):
        raise BadGame(f"A table for {n} players needs {1 << n} numbers in one row; this one has the shape {table.shape}.")
    if not np.isfinite(table).all():
        raise BadGame("Every group's number must be finite.")
    if np.abs(table).max() > LARGEST:
        raise BadGame(f"Every group's number must be at most {LARGEST:g} either way.")
    if table[0] != 0:
        raise BadGame("With nobody in it a group is worth 0, so the first number of the table must be 0.")
    return table


def from_mapping(values: Mapping[Any, Any], index: Index) -> Array:
    """A table from sets of players to numbers. Refuses groups without a number or with two."""
    table = np.full(1 << len(index), np.nan)
    table[0] = 0.0
    for key, value in values.items():
        members = members_of(key, index)
        mask, amount = sum(1 << i for i in positions(members, index)), number(value, named(members))
        if not (np.isnan(table[mask]) or table[mask] == amount):
            raise BadGame(f"{named(members)} has two numbers: {table[mask]:g} and {amount:g}.")
        table[mask] = amount
    missing = np.flatnonzero(np.isnan(table))
    if missing.size:
        first = "; ".join(named(player for player, i in index.items() if mask >> i & 1) for mask in missing[:3].tolist())
        many = "1 group has" if missing.size == 1 else f"{missing.size} groups have"
        raise BadGame(f"{many} no number: {first}{' and more' if missing.size > 3 else ''}.")
    return table


def from_function(values: Callable[[Coalition], Any], players: Sequence[Player]) -> Array:
    """A table by asking the function once for each of the 2^n - 1 groups."""
    table = np.zeros(1 << len(players))
    for mask in range(1, len(table)):
        table[mask] = number(values(frozenset(player for i, player in enumerate(players) if mask >> i & 1)), "Each group")
    return table


def extras_of(items: Iterable[tuple[Any, Any]], index: Index) -> list[tuple[tuple[int, ...], float]]:
    """What pairs and groups make extra. Refuses an extra of one player, and a group with two numbers."""
    extras: dict[tuple[int, ...], float] = {}
    for key, value in items:
        members = members_of(key, index)
        group, amount = positions(members, index), number(value, named(members))
        if len(group) < 2:
            raise BadGame("An extra belongs to at least two different players.")
        if extras.setdefault(group, amount) != amount:
            raise BadGame(f"{named(members)} has two numbers: {extras[group]:g} and {amount:g}.")
    return list(extras.items())


def results_of(items: Iterable[tuple[Any, Any]], index: Index) -> list[tuple[tuple[int, ...], float]]:
    """What came through each set of players, added up. Refuses a result that came through nobody."""
    results: dict[tuple[int, ...], float] = {}
    for key, value in items:
        members = members_of(key, index)
        group, amount = positions(members, index), number(value, named(members))
        if not group:
            raise BadGame("A result must have come through somebody.")
        results[group] = results.get(group, 0.0) + amount
    return list(results.items())


def links_from_square(costs: npt.ArrayLike) -> tuple[list[Player], Array]:
    """Players 1, 2, ... and the link costs, row 0 being the source. Refuses what is not square or not the same both ways."""
    square = "Link costs need a square of numbers with the source in row 0."
    links = _array(costs, square)
    if links.ndim != 2 or links.shape[0] != links.shape[1] or len(links) < 2:
        raise BadGame(square)
    np.fill_diagonal(links, 0.0)
    if not np.array_equal(links, links.T):
        raise BadGame("Link costs must be numbers, and the same in both directions.")
    return list(range(1, len(links))), links


def links_from_pairs(costs: Mapping[Any, Any], source: Player) -> tuple[list[Player], Array]:
    """Players and link costs with the source first; links not named are NaN. Refuses a link with two costs."""
    places: list[Player] = list(dict.fromkeys(place for pair in costs for place in pair))
    if source not in places:
        raise BadGame(f"The source {source!r} has no link.")
    order = [source, *(place for place in places if place != source)]
    links = np.full((len(order), len(order)), np.nan)
    np.fill_diagonal(links, 0.0)
    for pair, value in costs.items():
        i, j = (order.index(place) for place in pair)
        cost = number(value, named(pair))
        if not (np.isnan(links[i, j]) or links[i, j] == cost):
            raise BadGame(f"{named(pair)} has two numbers: {links[i, j]:g} and {cost:g}.")
        links[i, j] = links[j, i] = cost
    return order[1:], links


def gains_of(matrix: Mapping[Any, Any] | npt.ArrayLike) -> tuple[list[Player], Array]:
    """Rows then columns as players, and what each row makes with each column; a pair not named makes 0."""
    if isinstance(matrix, Mapping):
        rows: list[Player] = list(dict.fromkeys(row for row, _ in matrix))
        columns: list[Player] = list(dict.fromkeys(column for _, column in matrix))
        return [*rows, *columns], np.array([[number(matrix.get((r, c), 0.0), f"{r} with {c}") for c in columns] for r in rows])
    rectangle = "An assignment needs a rectangle of numbers: a row for each seller, a column for each buyer."
    gains = _array(matrix, rectangle)
    if gains.ndim != 2 or not np.isfinite(gains).all():
        raise BadGame(rectangle)
    return list(range(sum(gains.shape))), gains


def _array(values: npt.ArrayLike, otherwise: str) -> Array:
    """A copy as an array of numbers. Refuses text and rows of unequal length with the sentence given."""
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadGame(otherwise) from None


def items_of(values: Any) -> list[tuple[Any, Any]]:
    """(key, value) of a mapping, or of a list of such."""
    return list(values.items()) if isinstance(values, Mapping) else [(key, value) for key, value in values]


def members_of(key: Any, players: Iterable[Player]) -> tuple[Player, ...]:
    """The players a key stands for: one of them, or a set of them."""
    if isinstance(key, str) or not isinstance(key, Iterable) or (isinstance(key, Hashable) and key in players):
        return (key,)
    # A set of names comes in another order each time a program starts; players are to come in the same.
    return tuple(sorted(key, key=repr)) if isinstance(key, (set, frozenset)) else tuple(key)


def positions(members: Iterable[Player], index: Index) -> tuple[int, ...]:
    """The members' places in order, each once. Refuses somebody who does not play."""
    places = set()
    for member in members:
        if member not in index:
            raise BadGame(f"{member} does not play in this game.")
        places.add(index[member])
    return tuple(sorted(places))


def named(members: Iterable[Player]) -> str:
    """The members' names for a sentence."""
    return ", ".join(sorted(str(player) for player in members)) or "nobody"
