"""A game from the few answers that people can give: alone, all together, what would be lost without one, some pairs, some groups.

Between those answers the game is filled up with the least extras: what each pair, each named group and all together create beyond
their parts. With three players 2n + 1 answers say everything; with more, extras nobody was asked about are spread as evenly as the
answers allow. All of it is linear, so that ranges and "how far may this be off" are exact.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any, TypeAlias

import numpy as np

from betterpie.kernel.sharing.checks import Room, room_of_shapley
from betterpie.kernel.sharing.game import Game, Shares
from betterpie.kernel.sharing.lattice import Array
from betterpie.kernel.sharing.reading import Player, number
from betterpie.kernel.sharing.trouble import BadGame

Question: TypeAlias = tuple[str, frozenset[Player]]
"""What is asked ("alone", "together", "loss", "pair", "group") and about whom."""


@dataclass(frozen=True)
class Answered:
    """The game that answers tell, what each answer does to it, and which answers do not fit the others."""

    game: Game
    shapley: Shares
    moves: Mapping[Question, Game]
    """What one more unit of each answer adds to every group."""
    slopes: Mapping[Question, Shares]
    """What it adds to each player's Shapley share."""
    misfits: Mapping[Question, float]
    """By how much an answer is above (or below) what the others say; only those that are off."""

    def spread(self, spreads: Mapping[Question, float]) -> Shares:
        """The standard deviation of each Shapley share when answers are off independently by so much each."""
        return {
            player: sqrt(sum((self.slopes[asked][player] * off) ** 2 for asked, off in spreads.items())) for player in self.game.players
        }

    def room(self, asked: Question) -> Room:
        """How far an answer may fall and rise before Shapley's split stops (or starts) being one that nobody walks from."""
        return room_of_shapley(self.game, self.moves[asked])


def from_answers(answers: Mapping[Question, Any]) -> Answered:
    """The game with the least extras (Euclidean norm) that says what the answers say.

    Asked are `("alone", {i})` for every player, `("together", everybody)`, and where known `("loss", {i})` (what all would lose if i
    left), `("pair", {i, j})` (what the two create beyond the sum of their own) and `("group", S)` (what S makes without the rest).
    Amounts alone and together always hold; where the others contradict each other they are met by least squares, and the rest
    stands in `misfits`. Refuses fewer than two players, and answers that are missing, not finite, or about nobody who plays.
    """
    values = {(kind, frozenset(about)): number(value, f"The answer {kind}") for (kind, about), value in answers.items()}
    players = tuple(next(iter(about)) for kind, about in values if kind == "alone" and len(about) == 1)
    _check(players, values)
    parts = _parts(players, values)
    fit = _Fit(players, parts, tuple(values))
    told = np.array(list(values.values()))
    known = fit.solve(told)
    made = fit.rows @ known
    close = 1e-7 * max(1.0, float(np.abs(told).max()))
    each = {asked: fit.solve(unit) for asked, unit in zip(values, np.eye(len(values)), strict=True)}
    return Answered(
        game=_game(players, parts, known),
        shapley=_shares(players, parts, known),
        moves={asked: _game(players, parts, row) for asked, row in each.items()},
        slopes={asked: _shares(players, parts, row) for asked, row in each.items()},
        misfits={asked: float(off) for asked, off in zip(values, told - made, strict=True) if abs(off) > close},
    )


class _Fit:
    """Answers in, what each has alone and each part's extra out; both linear."""

    def __init__(self, players: tuple[Player, ...], parts: list[frozenset[Player]], asked: tuple[Question, ...]) -> None:
        self.n, self.asked = len(players), asked
        everything = [frozenset([player]) for player in players] + parts
        self.rows = np.array([[_counts(question, part) for part in everything] for question in asked], dtype=float)
        self.alone = np.array(
            [next(k for k, (kind, about) in enumerate(asked) if (kind, about) == ("alone", frozenset([p]))) for p in players]
        )
        self.together = next(k for k, (kind, _about) in enumerate(asked) if kind == "together")
        self.free = np.array([k for k, (kind, _about) in enumerate(asked) if kind not in ("alone", "together")], dtype=int)
        self.even = np.full(len(parts), 1 / len(parts))
        # What may still move when the sum of all extras is settled: the rows at right angles to (1, 1, ..., 1).
        self.across = np.linalg.svd(np.ones((1, len(parts))))[2][1:].T
        self.back = np.linalg.pinv(self.rows[self.free, self.n :] @ self.across) if len(self.free) else np.zeros((len(parts) - 1, 0))

    def solve(self, told: Array) -> Array:
        """What each has alone, then each part's extra."""
        own = told[self.alone]
        extras = self.even * (told[self.together] - own.sum())
        if len(self.free):
            wanted = told[self.free] - self.rows[self.free, : self.n] @ own - self.rows[self.free, self.n :] @ extras
            extras = extras + self.across @ (self.back @ wanted)
        return np.concatenate([own, extras])


def _parts(players: tuple[Player, ...], values: Mapping[Question, float]) -> list[frozenset[Player]]:
    """Who may create something extra together: every pair, every group that was named, and all."""
    pairs = [frozenset(pair) for pair in combinations(players, 2)]
    named = [about for kind, about in values if kind == "group"]
    return list(dict.fromkeys([*pairs, *named, frozenset(players)]))


def _counts(asked: Question, part: frozenset[Player]) -> bool:
    """Whether a part's extra is in the number that was asked for."""
    kind, about = asked
    if kind == "loss":
        return bool(part & about)
    return part == about if kind == "pair" else part <= about


def _game(players: tuple[Player, ...], parts: list[frozenset[Player]], known: Array) -> Game:
    own = dict(zip(players, known.tolist(), strict=False))
    extras = list(zip(parts, known[len(players) :].tolist(), strict=True))
    return Game.synergy(own, {}, groups=extras)


def _shares(players: tuple[Player, ...], parts: list[frozenset[Player]], known: Array) -> Shares:
    shares: dict[Hashable, float] = dict(zip(players, known.tolist(), strict=False))
    for part, extra in zip(parts, known[len(players) :].tolist(), strict=True):
        for player in part:
            shares[player] += extra / len(part)
    return shares


SIZES = {"alone": 1, "loss": 1, "pair": 2}


def _check(players: tuple[Player, ...], values: Mapping[Question, float]) -> None:
    everybody = frozenset(players)
    if len(players) < 2:
        raise BadGame("A deal needs at least two players, each with what she makes alone.")
    if ("together", everybody) not in values:
        raise BadGame("What all make together must be known, and what each makes alone.")
    for kind, about in values:
        if kind not in ("together", "group", *SIZES):
            raise BadGame(f"Nobody asks for {kind!r}.")
        if not about <= everybody or len(about) != SIZES.get(kind, len(about)) or not about:
            raise BadGame(f"The answer {kind} is about nobody who plays, or about the wrong number of players.")
        if kind == "together" and about != everybody:
            raise BadGame("All together means everybody who plays.")
