"""What is known of occasions, and what follows for any two trades: how much customers of one need the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from betterpie.kernel.matching.occasions import Occasion
from betterpie.kernel.matching.reading import read, write
from betterpie.kernel.vocabulary import Trade
from betterpie.kernel.vocabulary import trades as shipped_trades

if TYPE_CHECKING:
    from betterpie.kernel.matching.affinity import Affinity, Floats


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Occasions and the trades they speak of; what is worked out from them is worked out once, when first asked for."""

    occasions: tuple[Occasion, ...]
    trades: Mapping[str, Trade]

    def __repr__(self) -> str:
        """Short: what it holds fills a book."""
        return f"Knowledge({len(self.occasions)} occasions, {len(self.trades)} trades)"

    @cached_property
    def affinity(self) -> Affinity:
        """For every two trades, how much customers of the one need the other."""
        from betterpie.kernel.matching.affinity import Affinity  # numpy is loaded by the first question, not by the first page

        return Affinity.of(self.occasions, tuple(self.trades))

    def expected(self, giver: str, receiver: str) -> float:
        """The affinity to expect of two businesses that say no more than these trades: 0 for a trade that isn't known.

        A business goes by a broad word ("wholesaler") without being what the occasions mean by it. With the shares t of those that are
        (`Trade.typical`), and nothing to expect of the others, the mean is t(giver) * t(receiver) * affinity.
        """
        place = self.affinity.place
        if giver not in place or receiver not in place:
            return 0.0
        return float(self.expectations[place[giver], place[receiver]])

    @cached_property
    def expectations(self) -> Floats:
        """`expected` for every ordered pair, float64, rows and columns as in `affinity.table`."""
        import numpy as np

        typical = np.array([self.trades[slug].typical for slug in self.affinity.slugs])
        return np.asarray(self.affinity.table * np.outer(typical, typical))

    def with_occasions(self, more: Iterable[Occasion]) -> Knowledge:
        """This knowledge with a node's own occasions added; one of the same name takes the place of the one that was there."""
        own = {occasion.name.casefold(): occasion for occasion in more}
        kept = tuple(own.pop(occasion.name.casefold(), occasion) for occasion in self.occasions)
        return Knowledge((*kept, *own.values()), self.trades)

    def as_csv(self) -> str:
        """The occasions as the text that `load` reads."""
        return write(self.occasions)

    def partners(self, trade: str, *, limit: int = 10) -> list[tuple[str, float]]:
        """The trades that customers of `trade` need most, best first, with the affinity of each; none for a trade that isn't known."""
        return self.affinity.best(trade, limit=limit)


def load(source: Path | str | None = None, *, trades: Mapping[str, Trade] | None = None, base: Knowledge | None = None) -> Knowledge:
    """Knowledge from a file of occasions: a path, the text itself, or (None) the file that is shipped.

    `trades` are the trades it may speak of, by slug; without them, those of the vocabulary. With `base` the occasions are added to
    that knowledge, those of the same name replacing. Refuses an unfit file whole with UnfitKnowledge, which names line and reason.
    """
    if trades is None:
        trades = base.trades if base else shipped_trades()
    occasions = read(_text(source), trades=trades)
    return base.with_occasions(occasions) if base else Knowledge(occasions, trades)


def _text(source: Path | str | None) -> str:
    if isinstance(source, str):
        return source
    return (source or files("betterpie.kernel.vocabulary") / "occasions.csv").read_text(encoding="utf-8")


DEFAULT = load()
"""The knowledge that is shipped with Betterpie."""


def trade_affinity(giver_slug: str, receiver_slug: str, *, knowledge: Knowledge = DEFAULT) -> float:
    """How much customers of one trade need another, from 0 (not at all) to 1; 0 for a trade with itself or one that isn't known.

    Directed: a step that comes later is worth more to refer to than one that is over.
    """
    return knowledge.affinity.between(giver_slug, receiver_slug)
