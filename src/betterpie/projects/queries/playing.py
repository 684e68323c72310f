"""What if: somebody leaves, somebody comes in, and what that would do to each one's fair share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from betterpie.kernel.sharing import Game, in_cents, shapley
from betterpie.projects.queries.deal import Deal, Shares

PLAYED_UP_TO = 12
"""Partners up to which somebody may be taken out: what is left is asked of every group anew."""


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A business that might come in: what it makes alone, what it and each partner would create extra, and what it costs to have it."""

    alone: int
    extras: Mapping[int, int]
    cost: int = 0

    @property
    def brings(self) -> int:
        """What all would have more with it than without, each counted; worth it where this is above 0."""
        return sum(self.extras.values()) - self.cost


@dataclass(frozen=True, kw_only=True)
class Play:
    """Fair shares before and after, by partner's number; the newcomer's own beside them."""

    before: Shares
    after: Shares
    newcomer: int | None
    gain_before: int
    gain_after: int

    def change(self, number: int) -> int:
        """What a partner has more (or less) than before; one who left has what she makes alone."""
        return self.after[number] - self.before[number]


def play(found: Deal, *, without: Iterable[int] = (), newcomer: Newcomer | None = None) -> Play:
    """The deal without some of its partners and with a newcomer. Refuses, with ValueError, taking out all, and too many to play with.

    A newcomer adds her own amount, an extra with each partner of which both get half, and a cost that all carry in equal parts:
    Shapley's value of the game with these parts added to it.
    """
    gone = set(without)
    stay = [number for number in found.numbers if number not in gone]
    if not stay or len(found.numbers) > PLAYED_UP_TO:
        raise ValueError("nobody would be left, or there are too many to play with")
    game = found.answered.game
    left = Game(stay, lambda group: game.worth(group))
    shares = {int(str(number)): share for number, share in shapley(left).items()}
    total, alone = round(left.together), {number: found.alone[number] for number in found.numbers}
    apart = sum(alone[number] for number in stay)
    own = None
    if newcomer is not None:
        extras = {number: newcomer.extras.get(number, 0) for number in stay}
        each = newcomer.cost / (len(stay) + 1)
        shares = {number: share + extras[number] / 2 - each for number, share in shares.items()}
        own = newcomer.alone + sum(extras.values()) / 2 - each
        total += newcomer.alone + sum(extras.values()) - newcomer.cost
        apart += newcomer.alone
    cents = in_cents(shares if own is None else {**shares, 0: own}, total)
    return Play(
        before=found.ways["fair"].shares,
        after={number: cents.get(number, alone[number]) for number in found.numbers},
        newcomer=cents[0] if own is not None else None,
        gain_before=found.gain,
        gain_after=total - apart,
    )
