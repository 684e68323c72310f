"""What a node knows of occasions, for the steward who reads and corrects it."""

from dataclasses import dataclass

from betterpie.kernel.matching import DEFAULT, Occasion
from betterpie.kernel.matching.reading import read
from betterpie.kernel.words import tokens
from betterpie.partners.queries.board import knowledge_of, own_text
from betterpie.partners.queries.words import said


@dataclass(frozen=True, kw_only=True)
class Known:
    """An occasion in use: whether the node wrote it down itself, and whether there is a shipped one of that name."""

    occasion: Occasion
    is_own: bool
    is_shipped: bool


def known(node: int, *, words: str = "") -> list[Known]:
    """The occasions in use in a node, its own first; only those in which all of `words` occur."""
    wanted = set(tokens(words))
    text = own_text(node)
    own = {one.name.casefold() for one in _own(text)}
    rows = [Known(occasion=one, is_own=one.name.casefold() in own, is_shipped=is_shipped(one.name)) for one in knowledge_of(text).occasions]
    return sorted((row for row in rows if wanted <= _words(row.occasion)), key=lambda row: not row.is_own)


def the_occasion(node: int, name: str) -> Known | None:
    """The occasion of that name in use."""
    return next((row for row in known(node) if row.occasion.name.casefold() == name.strip().casefold()), None)


def occasions_of(node: int) -> tuple[Occasion, ...]:
    """The occasions in use in a node, those that came with Betterpie and its own."""
    return knowledge_of(own_text(node)).occasions


def own_occasions(node: int) -> tuple[Occasion, ...]:
    """The occasions that the node wrote down itself."""
    return _own(own_text(node))


def is_shipped(name: str) -> bool:
    """Whether the shipped file has an occasion of that name."""
    return name.casefold() in SHIPPED


def _own(text: str) -> tuple[Occasion, ...]:
    return read(text, trades=DEFAULT.trades) if text else ()


def _words(occasion: Occasion) -> set[str]:
    trades = [DEFAULT.trades[slug] for step in occasion.steps for slug in step.trades]
    words = [occasion.name, occasion.people, *(step.name for step in occasion.steps)]
    names = [name for trade in trades for name in (trade.name, trade.name_es)]
    return set(tokens(" ".join((*words, *map(said, words), *names))))


SHIPPED = frozenset(one.name.casefold() for one in DEFAULT.occasions)
