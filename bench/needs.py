"""Measures the search by need: `python bench/needs.py [rounds]`.

Prints for each file of questions the share answered rightly first and among three, beside a plain full-text search (SQLite FTS5 with
Porter's stems, ranked by BM25) over the same entries, and how long loading and a question take, and the memory it holds.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np

from betterpie.kernel.needs.lexicon import Lexicon, lexicon
from betterpie.kernel.needs.search import Index
from betterpie.kernel.vocabulary import groups, trades
from betterpie.kernel.words import tokens

FILES = (
    "needs_phrases.csv",
    "needs_fresh.csv",
    "needs_fresh_b.csv",
    "needs_situations.csv",
    "needs_unseen.csv",
    "needs_situations_unseen.csv",
)
TESTS = Path(__file__).parents[1] / "tests/kernel"
Search = Callable[[str], list[str]]


def main(rounds: int) -> None:
    """Print the tables."""
    began = time.perf_counter()
    index = Index(lexicon())
    loaded = time.perf_counter() - began
    searches: dict[str, Search] = {
        "needs": lambda text: [match.slug for match in index.best(text, limit=3)],
        "FTS5 + BM25": _plain(lexicon()),
    }
    known = lexicon()
    print(f"{len(known.slugs)} trades, {len(known.entries):,} entries, {len(known.words):,} words; loaded in {loaded * 1000:.0f} ms")
    questions = {name: _read(TESTS / name) for name in FILES}
    print(f"\n{'':24}{'questions':>10}" + "".join(f"{name + ' first':>20}{'among 3':>9}" for name in searches))
    for name, rows in questions.items():
        print(f"{name:24}{len(rows):>10}" + "".join("{:>20.1%}{:>9.1%}".format(*_rates(search, rows)) for search in searches.values()))
    _by_group(searches["needs"], [row for rows in questions.values() for row in rows])
    phrases = [phrase for rows in questions.values() for phrase, _ in rows]
    print(f"\n{'ms a question':24}{'p50':>10}{'p95':>10}{'most':>10}")
    for name, search in searches.items():
        took = _timed(search, phrases, rounds)
        print(f"{name:24}{np.percentile(took, 50):>10.2f}{np.percentile(took, 95):>10.2f}{took.max():>10.2f}")
    print(f"\nmemory of lexicon and index: {_memory() / 2**20:.1f} MiB")


def _read(path: Path) -> list[tuple[str, frozenset[str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["phrase"], frozenset(row["accepted"].split(";"))) for row in csv.DictReader(lines)]


def _rates(search: Search, rows: list[tuple[str, frozenset[str]]]) -> tuple[float, float]:
    answers = [(search(phrase), accepted) for phrase, accepted in rows]
    first = sum(bool(accepted & set(found[:1])) for found, accepted in answers)
    return first / len(rows), sum(bool(accepted & set(found)) for found, accepted in answers) / len(rows)


def _by_group(search: Search, rows: list[tuple[str, frozenset[str]]]) -> None:
    print(f"\n{'by group, all files':24}{'questions':>10}{'first':>9}{'among 3':>9}")
    for group, slugs in groups().items():
        own = [row for row in rows if row[1] & set(slugs)]
        if own:
            print("{:24}{:>10}{:>9.1%}{:>9.1%}".format(group, len(own), *_rates(search, own)))


def _plain(known: Lexicon) -> Search:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE trade USING fts5(slug UNINDEXED, said, tokenize = 'porter unicode61 remove_diacritics 2')")
    said: dict[str, list[str]] = {slug: tokens(f"{trade.name} {trade.name_es}") for slug, trade in trades().items()}
    spelled = {stem: word for word, stem in known.words.items()}
    for entry in known.entries:
        said[known.slugs[entry.trade]] += [spelled.get(stem, stem) for stem in entry.stems]
    db.executemany("INSERT INTO trade VALUES (?, ?)", [(slug, " ".join(words)) for slug, words in said.items()])

    def search(text: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in tokens(text) if word not in known.idle)
        found = db.execute("SELECT slug FROM trade WHERE trade MATCH ? ORDER BY rank LIMIT 3", (asked,)) if asked else []
        return [slug for (slug,) in found]

    return search


def _timed(search: Search, phrases: list[str], rounds: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    took = []
    for phrase in phrases * rounds:
        began = time.perf_counter()
        search(phrase)
        took.append((time.perf_counter() - began) * 1000)
    return np.array(took)


def _memory() -> int:
    tracemalloc.start()
    made = Index(Lexicon())
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del made
    return held


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
