"""Questions about a game and about a split of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from betterpie.kernel.sharing.averages import folded
from betterpie.kernel.sharing.convex import is_convex
from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array, Ints, membership, players_of, subset_sums
from betterpie.kernel.sharing.reading import ROUNDING, Coalition, Player
from betterpie.kernel.sharing.rows import minimum, row_by_row, worst
from betterpie.kernel.sharing.span import Span
from betterpie.kernel.sharing.stability import aggrieved, core
from betterpie.kernel.sharing.trouble import EmptyCore, TooManyPlayers

PAIRS = 18  # players up to which all pairs of disjoint groups are compared: 3^18 are 387 million


@dataclass(frozen=True)
class Pie:
    """What working together adds, in the game's own units; a gain above 0 is good for values and for costs alike."""

    together: float
    apart: float  # the sum of what each has alone
    gain: float  # over everybody alone
    best_two: tuple[Coalition, Coalition] | None  # the two groups that would do best side by side; None for one player
    gain_over_two: float  # over those two

    @property
    def grows(self) -> bool:
        """Whether there is more together than in any two groups, or alone."""
        return self.gain > 0 and self.gain_over_two >= 0


def pie(game: Game) -> Pie:
    """How much the pie grows, against everybody alone and against the best way to go on as two groups."""
    apart = sum(game.alone.values())
    gain = game.sign * (game.together - apart)
    if game.n == 1:
        return Pie(game.together, apart, gain, None, 0.0)
    half = 1 << (game.n - 1)
    sides = game.gains[:half] + game.gains[::-1][:half]  # a group of the first n-1 players, and all others
    best = 1 + int(sides[1:].argmax())
    two = (game.coalition(best), game.coalition((1 << game.n) - 1 - best))
    return Pie(game.together, apart, gain, two, float(game.gains[-1] - sides[best]))


def is_superadditive(game: Game) -> bool:
    """Whether any two groups without a common member do at least as well together (costs: at most as dear).

    All 3^n pairs up to 18 players; above that only what convexity or a split of everybody in two shows.
    """
    close = ROUNDING * game.scale
    if game.n > 1 and pie(game).gain_over_two < -close:
        return False
    if game.n <= PAIRS:
        return _adds_up(game.gains, game.gains, game.gains, close)
    if is_convex(game):
        return True
    raise TooManyPlayers(f"Comparing all pairs of groups is done up to {PAIRS} players.")


def is_monotone(game: Game) -> bool:
    """Whether a larger group never makes (or costs) less."""
    close = ROUNDING * game.scale
    steps = (game.table.reshape(-1, 2, 1 << i) for i in range(game.n))
    return all(bool((pair[:, 1] >= pair[:, 0] - close).all()) for pair in steps)


def below_alone(game: Game, allocation: Mapping[Any, Any]) -> Shares:
    """Who would do better alone, and by how much; empty where the split is individually rational."""
    shares = game.vector(allocation)
    missing = game.sign * (np.array([game.alone[player] for player in game.players]) - shares)
    close = ROUNDING * max(1.0, float(np.abs(shares).max()))
    return {player: float(gap) for player, gap in zip(game.players, missing, strict=True) if gap > close}


def who_would_walk(game: Game, allocation: Mapping[Any, Any], *, most: int = 5) -> dict[Coalition, float]:
    """The groups nearest to walking away, most aggrieved first, with what each would gain by it (below 0: would lose).

    Everybody together is not a group that walks.
    """
    found = aggrieved(game, game.sign * game.vector(allocation), above=-np.inf, most=most + 1)
    everybody = frozenset(game.players)
    return dict([(coalition, gain) for coalition, gain in found.items() if coalition != everybody][:most])


@dataclass(frozen=True)
class Room:
    """How far a number can fall and rise before the answer changes (inf: however far)."""

    down: float
    up: float


def room_of_shapley(game: Game, direction: Game) -> Room:
    """How far t can go in game + t * direction before Shapley's split stops (or starts) being one that nobody walks from.

    `direction` says what one more unit of the asked number adds to each group, over the same players in the same
    order. Exact, as both the split and what groups make are linear in t.
    """
    return _room_along(game, direction.table)


def room_of_coalition(game: Game, coalition: Iterable[Player]) -> Room:
    """The same for the number of one group alone."""
    direction = np.zeros(1 << game.n)
    direction[game.mask(coalition)] = 1.0
    return _room_along(game, direction)


def room_of_core(game: Game, direction: Game) -> Room:
    """How far t can go in game + t * direction before no split is stable. Refuses a core that is empty already."""
    if core(game).is_empty:
        raise EmptyCore("No split is stable as it is.")
    return Room(_furthest(game, -direction.gains), _furthest(game, direction.gains))


def _room_along(game: Game, direction: Array) -> Room:
    spare = subset_sums(folded(game.gains)) - game.gains
    turn = game.sign * (subset_sums(folded(direction)) - direction)
    spare, turn = spare[1:-1], turn[1:-1]
    close = 10 * ROUNDING * game.scale
    spare = np.where(np.abs(spare) <= close, 0.0, spare)
    rising, falling = turn > 1e-12, turn < -1e-12
    if (spare[~rising & ~falling] < 0).any():
        return Room(np.inf, np.inf)
    lowest = float((-spare[rising] / turn[rising]).max(initial=-np.inf))
    highest = float((-spare[falling] / turn[falling]).min(initial=np.inf))
    if highest - lowest <= close and not lowest <= 0 <= highest:
        return Room(np.inf, np.inf)  # never, or at one single value, which no number that somebody guessed will meet
    if lowest > 0:
        return Room(np.inf, lowest)
    return Room(-highest, np.inf) if highest < 0 else Room(abs(lowest), highest)


def _furthest(game: Game, direction: Array) -> float:
    """The largest t for which some split satisfies every group; inf where there is no end."""
    everybody = Span(game.n)
    everybody.add((1 << game.n) - 1)
    close = 10 * ROUNDING * game.scale

    def solve(pool: Ints) -> Array:
        rows = np.column_stack([-membership(pool, game.n), direction[pool]])
        total = (np.array([[*np.ones(game.n), -direction[-1]]]), np.array([game.gains[-1]]))
        bounds = np.array([[-np.inf, np.inf]] * game.n + [[0.0, FAR * game.scale]])
        found: Array = minimum(np.array([*np.zeros(game.n), -1.0]), (rows, -game.gains[pool]), total, bounds).x
        return found

    def broken(found: Array) -> Ints:
        return worst(game.gains + found[-1] * direction, found[:-1], above=close * max(1.0, float(found[-1])), settled=everybody)

    answer, _ = row_by_row(1 << np.arange(game.n, dtype=np.int64), solve, broken)
    return np.inf if answer[-1] >= FAR * game.scale * (1 - ROUNDING) else float(answer[-1])


FAR = 1e6  # times the game's largest number: further than that counts as without end


def _adds_up(one: Array, other: Array, both: Array, close: float) -> bool:
    """Whether both[S or T] >= one[S] + other[T] for all disjoint S and T: the top player is in S, in T, or in neither."""
    n = players_of(one)
    if n > GATHERED:
        half = len(one) // 2
        low = (one[:half], other[:half], both[:half])
        in_one, in_other = (one[half:], other[:half], both[half:]), (one[:half], other[half:], both[half:])
        cases = (low, in_one) if one is other and both is one else (low, in_one, in_other)
        return all(_adds_up(*case, close) for case in cases)
    left, right = _disjoint(n)
    return bool((both[left | right] >= one[left] + other[right] - close).all())


GATHERED = 9  # 3^9 pairs of disjoint groups are compared at a time


@cache
def _disjoint(n: int) -> tuple[Ints, Ints]:
    """All 3^n pairs of disjoint groups."""
    left = right = np.zeros(1, dtype=np.int64)
    for i in range(n):
        left, right = np.concatenate([left, left | 1 << i, left]), np.concatenate([right, right, right | 1 << i])
    return left, right
