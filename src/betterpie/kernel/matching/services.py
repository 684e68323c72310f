"""What businesses offer and are asked for, in their own words, and which trades do it without saying so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from betterpie.kernel import needs
from betterpie.kernel.matching.knowledge import Knowledge
from betterpie.kernel.matching.records import Business
from betterpie.kernel.vocabulary import for_whom
from betterpie.kernel.words import SMALL, tokens

TOO_MANY = 2
"""A word that fits the names of more trades than this ("design") says too little to stand for them."""

SURE = 0.7
"""How well a trade has to fit what customers ask for in words of their own (`kernel.needs`), so that it is taken to do that."""
AS_GOOD = 0.05
"""How much less than the best another trade may fit and be taken too."""

Table = Any  # scipy.sparse.csr_array; scipy is imported where it is used, to keep a web process small and its start short

ENDINGS = ("ings", "ing", "ers", "er", "ies", "es", "s", "e", "y")


@dataclass(frozen=True, slots=True)
class Services:
    """For each business (row) and each service named by anybody (column) a 1 where she offers it, provides it, or is asked for it.

    *Provides* is what she offers and what her trade does anyway: a kennel provides boarding whether it says so or not. For whom and when
    she works ("weddings", "families, evenings") is no service: two who see the same people complement each other by it. `provided` is how
    many she provides (at least 1); `offered_by` and `provided_by` are the tables turned over.
    """

    names: tuple[str, ...]
    offers: Table
    provides: Table
    asked: Table
    provided: np.ndarray
    offered_by: Table
    provided_by: Table

    @classmethod
    def of(cls, businesses: Sequence[Business], trades: Sequence[Sequence[str]], knowledge: Knowledge) -> "Services":
        """Gathers the services of `businesses`, whose known trades are `trades`."""
        spelled = _spelled(said for business in businesses for said in (*business.offers, *business.asked))
        offered = [_plain(filter(says_what, map(_said, business.offers)), spelled) for business in businesses]
        wanted = [_plain(business.asked, spelled) - mine for business, mine in zip(businesses, offered, strict=True)]
        names = tuple(sorted(set().union(*offered, *wanted)))
        column = {name: number for number, name in enumerate(names)}
        done_by = _done_by(names, knowledge)
        for name in set().union(*wanted).difference(*offered):
            done_by[name] = done_by[name] or _understood(name, knowledge)
        does: dict[str, set[int]] = {}
        for name in names:
            for slug in done_by[name]:
                does.setdefault(slug, set()).add(column[name])
        offers = [{column[name] for name in mine} for mine in offered]
        provides = [mine.union(*(does.get(slug, set()) for slug in slugs)) for mine, slugs in zip(offers, trades, strict=True)]
        asked = [{column[name] for name in mine} - done for mine, done in zip(wanted, provides, strict=True)]
        said, done = _table(offers, len(names)), _table(provides, len(names))
        provided = np.array([max(1, len(mine)) for mine in provides], dtype=np.float32)
        return cls(names, said, done, _table(asked, len(names)), provided, said.T.tocsr(), done.T.tocsr())

    def overlap(self, rows: np.ndarray, columns: np.ndarray) -> Table:
        """How many services each two businesses both provide, at least one of them saying so; rows are givers."""
        alike = self.offers[rows] @ self.provided_by + self.provides[rows] @ self.offered_by - self.offers[rows] @ self.offered_by
        return alike.tocsr()[:, columns].tocsr()

    def met(self, rows: np.ndarray, columns: np.ndarray) -> Table:
        """How many services asked for at the rows' the columns' provide."""
        return (self.asked[rows] @ self.provided_by).tocsr()[:, columns].tocsr()

    def both(self, one: int, other: int) -> list[str]:
        """The names of what two businesses both provide, at least one of them saying so."""
        said = self._set(self.offers, one) | self._set(self.offers, other)
        return [self.names[n] for n in sorted(said & self._set(self.provides, one) & self._set(self.provides, other))]

    def answered(self, asker: int, provider: int) -> list[str]:
        """The names of what is asked for at the one and provided by the other."""
        return [self.names[n] for n in sorted(self._set(self.asked, asker) & self._set(self.provides, provider))]

    @staticmethod
    def _set(table: Table, row: int) -> set[int]:
        return set(table.indices[table.indptr[row] : table.indptr[row + 1]].tolist())


def says_what(service: str) -> bool:
    """Whether words (small, without accents) name something that is done, and not only for whom, when or how."""
    return not _no_service().issuperset(service.split())


@cache
def _no_service() -> frozenset[str]:
    return for_whom() | SMALL


def _done_by(names: Iterable[str], knowledge: Knowledge) -> dict[str, set[str]]:
    """The trades that do each service: by the trade's slug, by the name of a step they serve, or by the words of the trade's name."""
    steps, stems = _steps(knowledge), _stems(knowledge)
    return {name: steps.get(_alike(name), set()) | _by_name(name, stems) for name in names}


def _understood(need: str, knowledge: Knowledge) -> set[str]:
    """The trades that surely help with what nobody offers in these words: "a cup of coffee". What fits more of them says too little."""
    found = _helpers(need)
    return {slug for slug in found if slug in knowledge.trades} if len(found) <= TOO_MANY else set()


@lru_cache(maxsize=4096)
def _helpers(need: str) -> tuple[str, ...]:
    matches = needs.best(need, limit=TOO_MANY + 1)
    return tuple(match.slug for match in matches if match.score >= max(SURE, matches[0].score - AS_GOOD))


@lru_cache(maxsize=32)
def _steps(knowledge: Knowledge) -> Mapping[str, set[str]]:
    """The trades that serve the steps of each name, by what is alike in it."""
    found: dict[str, set[str]] = {}
    for occasion in knowledge.occasions:
        for step in occasion.steps:
            found.setdefault(_alike(step.name), set()).update(step.trades)
    return found


@lru_cache(maxsize=32)
def _stems(knowledge: Knowledge) -> Mapping[str, set[str]]:
    """The words of each trade's name, without their endings."""
    return {slug: {_stem(word) for word in tokens(trade.name)} for slug, trade in knowledge.trades.items()}


def _by_name(service: str, stems: Mapping[str, set[str]]) -> set[str]:
    wanted = {_stem(word) for word in service.split()}
    found = {slug for slug, words in stems.items() if wanted <= words}
    return found if len(found) <= TOO_MANY else set()


def _plain(services: Iterable[str], spelled: Mapping[str, str]) -> set[str]:
    return {spelled[_alike(service)] for service in services if _said(service)}


def _spelled(services: Iterable[str]) -> Mapping[str, str]:
    """One spelling for all that is alike: who is asked for a birthday cake is sent to whoever makes birthday cakes."""
    return {_alike(said): said for said in sorted(set(map(_said, services)), reverse=True)}


def _alike(service: str) -> str:
    return " ".join(_stem(word) for word in tokens(service))


def _said(service: str) -> str:
    return " ".join(tokens(service))


def _stem(word: str) -> str:
    """The word without a common English ending, so that 'boarding' meets 'board' and 'walking' 'walker'."""
    return next((word.removesuffix(end) for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), word)


def _table(rows: Sequence[set[int]], width: int) -> Table:
    from scipy.sparse import csr_array

    ends = np.cumsum([0, *map(len, rows)])
    cells = np.array([column for row in rows for column in sorted(row)], dtype=np.int64)
    return csr_array((np.ones(len(cells), dtype=np.float32), cells, ends), shape=(len(rows), width))
