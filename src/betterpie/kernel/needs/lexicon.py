"""Reads what trades know of customers' words: entries of each trade, concepts, forms of irregular words, words that say nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from betterpie.kernel.needs.stems import stem
from betterpie.kernel.vocabulary import trades
from betterpie.kernel.words import fold, tokens

NAME = 1.3  # a word of the trade's own name says more than a word of its lexicon
ENTRY = 1.0
LEFT = 0.8  # for a phrase of which one telling word is left: "get clean" says less of "clean" than "clean" does


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase that points to a trade: the stems of its telling words, and how strongly it points."""

    trade: int
    weight: float
    stems: tuple[str, ...]


class Lexicon:
    """All entries, with `slugs` (an entry's trade is an index into it) and the ways to read a word."""

    def __init__(self) -> None:
        self.slugs = tuple(trades())
        self.idle = frozenset(word for line in _lines("idle.txt") for word in line.split())
        self._forms = {form: head for head, forms in pairs("forms.txt") for form in forms.split()}
        self.concepts = {self.stem(word): f"@{head}" for head, words in pairs("concepts.txt") for word in words.replace(",", " ").split()}
        aside = dict(pairs("aside.txt"))
        self.places = sorted((tuple(said.split()) for said in aside["place"].split(",")), key=len, reverse=True)
        self.articles, self.own = (frozenset(aside[name].replace(",", " ").split()) for name in ("article", "own"))
        self.relatives = frozenset(aside["relative"].split())
        self.words: dict[str, str] = {}
        self.entries = tuple(self._entries())

    def stem(self, word: str) -> str:
        """The stem under which the lexicon files a folded word, irregular forms brought home ("broke" is under "break")."""
        return stem(self._forms.get(word, word))

    def _entries(self) -> Iterator[Entry]:
        index = {slug: place for place, slug in enumerate(self.slugs)}
        for slug, trade in trades().items():
            names = dict.fromkeys([*alternatives(trade.name), *alternatives(trade.name_es), slug.replace("_", " ")])
            for name in names:
                yield from self._entry(index[slug], NAME, tokens(name))
        for head, texts in _needs():
            place = index[head.removesuffix(".es")]
            for text in texts.split(","):
                yield from self._entry(place, ENTRY, tokens(text))

    def _entry(self, place: int, weight: float, words: list[str]) -> Iterator[Entry]:
        stems = dict.fromkeys(self._file(word) for word in words if word not in self.idle)
        if stems:
            yield Entry(place, weight * (LEFT if len(stems) == 1 < len(words) else 1.0), tuple(stems))

    def _file(self, word: str) -> str:
        found = self.words.get(word)
        if found is None:
            found = self.words[word] = self.stem(word)
        return found


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    return Lexicon()


def alternatives(name: str) -> Iterator[str]:
    """The names in one: "Tattoo / piercing studio" is "tattoo studio" and "piercing studio", "Gym (any)" is "gym" and "any"; folded."""
    for said in fold(name).replace(")", "").split("("):
        parts = [part.strip() for part in said.split("/")]
        tail = parts[-1].split()[1:]
        for part in parts[:-1]:
            yield part if " " in part else " ".join([part, *tail])
        yield parts[-1]


def _needs() -> Iterator[tuple[str, str]]:
    folder = _vocabulary() / "needs"
    for group in sorted(folder.iterdir(), key=lambda file: file.name):
        if group.name.endswith(".txt"):
            yield from _split(fold(group.read_text("utf-8")).replace("'", ""))


def pairs(name: str) -> Iterator[tuple[str, str]]:
    """The lines "head: rest" of a file of the vocabulary, folded, without its comments."""
    yield from _split(fold((_vocabulary() / name).read_text("utf-8")))


def _split(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        head, colon, rest = line.partition(":")
        if colon and not line.startswith("#"):
            yield head.strip(), rest


def _lines(name: str) -> Iterator[str]:
    text = fold((_vocabulary() / name).read_text("utf-8")).replace("'", "")
    yield from (line for line in text.splitlines() if not line.startswith("#"))


def _vocabulary() -> Traversable:
    return files("betterpie.kernel.vocabulary")
