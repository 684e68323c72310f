"""A game: players, and what each group of them can make (or has to pay) by itself."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from betterpie.kernel.sharing import reading
from betterpie.kernel.sharing.forms import Form, Gloves, Matching, Parts, Peak, Table, Totals, Tree
from betterpie.kernel.sharing.lattice import Array
from betterpie.kernel.sharing.reading import ROUNDING, Amounts, Coalition, Player, number, numbered
from betterpie.kernel.sharing.trouble import BadGame, BadSplit, TooManyPlayers

Shares: TypeAlias = dict[Player, float]
Kind: TypeAlias = Literal["value", "cost"]
Values: TypeAlias = Mapping[Any, Any] | Callable[[Coalition], Any] | npt.ArrayLike

MOST = 25  # players a table holds: 2^25 numbers are 268 MB


class Game:
    """What every group of the players makes by itself; with kind "cost", what it would have to pay.

    `values` is a mapping from sets of players (the empty one may be left out), a function of a frozenset of players,
    or 2^n numbers in which bit i of the index stands for the i-th player. Refuses no players, players named twice,
    more than 25 (the constructors below with a formula take any number), and numbers that are missing, contradictory
    or not finite.
    """

    def __init__(self, players: Iterable[Player], values: Values, *, kind: Kind = "value") -> None:
        self._begin(players, kind)
        if self.n > MOST:
            raise TooManyPlayers(_too_many(self.n))
        self._form: Form = Table(self._listed(values))

    @classmethod
    def synergy(cls, alone: Amounts, pairs: Mapping[Any, Any], groups: Any = ()) -> "Game":
        """Each makes something alone, and some pairs and larger groups make something extra when all of them are in.

        `pairs` maps two players to their extra (it may be negative), `groups` maps larger sets, or lists (set, extra).
        """
        players, own = numbered(alone)
        game = cls._empty(players, "value")
        single: list[tuple[tuple[int, ...], float]] = [((i,), float(amount)) for i, amount in enumerate(own)]
        extras = reading.extras_of([*reading.items_of(pairs), *reading.items_of(groups)], game._index)
        game._form = Parts(game.n, single + extras)
        return game

    @classmethod
    def from_results(cls, sets: Any, players: Iterable[Player] | None = None) -> "Game":
        """What was measured: each sale's margin belongs to the set of partners it came through.

        `sets` maps sets of players to amounts, or lists (set, amount), in which a set may come many times.
        Refuses a sale that came through nobody.
        """
        items = reading.items_of(sets)
        who = dict.fromkeys(player for members, _ in items for player in reading.members_of(members, ()))
        game = cls._empty(who if players is None else players, "value")
        game._form = Parts(game.n, reading.results_of(items, game._index))
        return game

    @classmethod
    def airport(cls, costs: Amounts) -> "Game":
        """Shared cost in stages: a group pays for its most demanding member. Refuses negative costs."""
        players, amounts = numbered(costs, least=0.0)
        return cls._of(players, "cost", Peak(amounts))

    @classmethod
    def bankruptcy(cls, estate: Any, claims: Amounts) -> "Game":
        """Too little money for what was promised: a group is sure of what the others' claims leave (O'Neill 1982)."""
        players, amounts = numbered(claims, least=0.0)
        left = number(estate, "the estate")
        if not 0 <= left <= amounts.sum() * (1 + ROUNDING):
            raise BadGame(f"The estate {left:g} must lie between 0 and the sum of the claims, {amounts.sum():g}.")
        short = amounts.sum() - left
        return cls._of(players, "value", Totals(amounts, lambda totals: np.maximum(totals - short, 0.0)))

    @classmethod
    def voting(cls, quota: Any, weights: Amounts) -> "Game":
        """A group is worth 1 when its weights reach the quota, else 0. Refuses a quota that nobody or everybody reaches."""
        players, amounts = numbered(weights, least=0.0)
        needed = number(quota, "the quota")
        if not 0 < needed <= amounts.sum() * (1 + ROUNDING):
            raise BadGame(f"The quota {needed:g} must be above 0 and at most the sum of the weights, {amounts.sum():g}.")
        reached = needed - ROUNDING * amounts.sum()
        return cls._of(players, "value", Totals(amounts, lambda totals: (totals >= reached).astype(np.float64)))

    @classmethod
    def glove(cls, left: Iterable[Player] | int, right: Iterable[Player] | int) -> "Game":
        """Holders of left and of right gloves (or how many of each); a pair is worth 1."""
        lefts = list(range(left)) if isinstance(left, int) else list(left)
        rights = list(range(len(lefts), len(lefts) + right)) if isinstance(right, int) else list(right)
        return cls._of([*lefts, *rights], "value", Gloves(len(lefts), len(rights)))

    @classmethod
    def spanning_tree(cls, costs: Mapping[Any, Any] | npt.ArrayLike, *, source: Player = 0) -> "Game":
        """Each group connects itself to the source over its own members as cheaply as it can.

        `costs` is a square array whose row 0 is the source (players are 1, 2, ...), or maps pairs of names, the
        source among them, to the cost of their link. Refuses missing, one-way and negative links.
        """
        players, links = reading.links_from_pairs(costs, source) if isinstance(costs, Mapping) else reading.links_from_square(costs)
        if not np.isfinite(links).all() or (links < 0).any():
            raise BadGame("Every two places, the source among them, need the cost of their link, 0 or more.")
        return cls._of(players, "cost", Tree(links))

    @classmethod
    def assignment(cls, matrix: npt.ArrayLike | Mapping[Any, Any]) -> "Game":
        """Each row (seller) and column (buyer) can make a deal worth their entry; a group is worth its best matching.

        Players are 0, 1, ... for the rows, then on for the columns; or the names in a mapping from (row, column).
        """
        players, gains = reading.gains_of(matrix)
        return cls._of(players, "value", Matching(gains))

    @classmethod
    def of_totals(cls, amounts: Amounts, rule: Callable[[Array], Array], *, kind: Kind = "value") -> "Game":
        """A group is worth `rule` of the sum of its members' amounts; `rule` maps an array of sums to an array."""
        players, brought = numbered(amounts, least=0.0)
        return cls._of(players, kind, Totals(brought, rule))

    @property
    def n(self) -> int:
        """How many players."""
        return len(self.players)

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where the numbers are costs."""
        return 1.0 if self.kind == "value" else -1.0

    @cached_property
    def table(self) -> Array:
        """The 2^n numbers, read-only. Refuses more than 25 players."""
        if self.n > MOST:
            raise TooManyPlayers(_too_many(self.n))
        table = self._form.table().view()
        if not np.isfinite(table).all():
            raise BadGame("Every group's number must be finite.")
        table.flags.writeable = False
        return table

    @cached_property
    def gains(self) -> Array:
        """The table with costs counted as negative, so that more is always better."""
        return self.table if self.kind == "value" else -self.table

    @property
    def together(self) -> float:
        """What all make (or pay) together."""
        return self._form.worth(range(self.n))

    @cached_property
    def alone(self) -> Shares:
        """What each makes (or pays) alone."""
        return {player: self._form.worth((i,)) for i, player in enumerate(self.players)}

    @cached_property
    def losses(self) -> Shares:
        """How much the others would lose (or save) if she left: v(N) - v(N without her)."""
        everybody = range(self.n)
        return {player: self.together - self._form.worth([j for j in everybody if j != i]) for i, player in enumerate(self.players)}

    @cached_property
    def scale(self) -> float:
        """The size against which a difference counts as rounding: the largest number of the game."""
        if self.n > MOST:
            return max(1.0, abs(self.together))
        return max(float(self.table.max()), -float(self.table.min())) or 1.0

    def worth(self, coalition: Iterable[Player]) -> float:
        """What a group makes (or pays) by itself."""
        return self._form.worth(reading.positions(coalition, self._index))

    def mask(self, coalition: Iterable[Player]) -> int:
        """The number of a group: bit i for the i-th player."""
        return sum(1 << i for i in reading.positions(coalition, self._index))

    def coalition(self, mask: int) -> Coalition:
        """The group with that number."""
        return frozenset(player for i, player in enumerate(self.players) if mask >> i & 1)

    def closed_shapley(self) -> Array | None:
        """The Shapley value by the form's own formula, where it has one."""
        return self._form.shapley()

    def shares(self, amounts: Array) -> Shares:
        """A row of amounts, by player."""
        return dict(zip(self.players, amounts.tolist(), strict=True))

    def vector(self, allocation: Mapping[Any, Any]) -> Array:
        """A split as a row of amounts. Refuses players who are missing, unknown, or get something that is no number."""
        missing = [player for player in self.players if player not in allocation]
        unknown = [player for player in allocation if player not in self._index]
        if missing or unknown:
            raise BadSplit(f"The split must name each player once; missing: {reading.named(missing)}; unknown: {reading.named(unknown)}.")
        try:
            return np.array([number(allocation[player], f"the share of {player}") for player in self.players])
        except BadGame as trouble:
            raise BadSplit(str(trouble)) from None

    def __repr__(self) -> str:
        return f"<Game of {self.n} players, {self.kind}>"

    @classmethod
    def _of(cls, players: Iterable[Player], kind: Kind, form: Form) -> "Game":
        game = cls._empty(players, kind)
        game._form = form
        return game

    @classmethod
    def _empty(cls, players: Iterable[Player], kind: Kind) -> "Game":
        game = cls.__new__(cls)
        game._begin(players, kind)
        return game

    def _begin(self, players: Iterable[Player], kind: Kind) -> None:
        self.players: tuple[Player, ...] = tuple(players)
        self.kind: Kind = kind
        self._index = {player: i for i, player in enumerate(self.players)}
        if not self.players:
            raise BadGame("A game needs at least one player.")
        if len(self._index) < len(self.players):
            raise BadGame("Each player can be named only once.")
        if kind not in ("value", "cost"):
            raise BadGame(f'A game is of kind "value" or "cost", not {kind!r}.')

    def _listed(self, values: Values) -> Array:
        if isinstance(values, Mapping):
            return reading.from_mapping(values, self._index)
        if callable(values):
            return reading.from_function(values, self.players)
        return reading.from_row(values, self.n)


def _too_many(n: int) -> str:
    return f"{n} players are more than the {MOST} a table holds; describe the game by a formula, or estimate by sampling."
