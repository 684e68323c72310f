"""Reads other people's labels for a trade: licence types, headings of directories, codes of NAICS, Overture, OpenStreetMap, schema.org.

A label that is one of these, or a trade's own name, means that trade. Any other is read by its words: what share of the label an entry of
the lexicon covers, and what share of the entry the label. Unlike a question, a label without a sure answer is better left without one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from html import unescape

from betterpie.kernel.needs.lexicon import ENTRY, alternatives, pairs
from betterpie.kernel.needs.search import Match, index
from betterpie.kernel.vocabulary import Trade, trades
from betterpie.kernel.words import fold, tokens

SHARED = 0.9  # for a code that several trades share, divided among them: a guess
LEXICON = 0.9  # an entry of the lexicon against a trade's own name
NAMED, PARTLY = 0.75, 2.0  # how fast a name, and an entry of the lexicon, loses with what it does not explain
WHOLE = 1.25  # how fast either loses with what the label leaves out of it: "Medical" is no medical supply
FIRST, FURTHER = 0.95, 0.9  # what the parts of a label ("Barber / Beauty Shop") say, against the whole; a further part only by name or code
HEAD = 1.5  # the last word of a part says what the thing is: a "pool table store" is no pool
STRANGE = 4.0  # worth of a word that no trade knows: more than in a question, where people tell stories
LEAST = 0.2  # below this it is not even a guess
_NUMBER = re.compile(
    r"<[^>]*>|(?:\b(?:lic\w*|abc|bre|dre|dc|dds|md|own|est)\s*)*#\s*\w*\d.*"
)  # marks of pages; a licence's number and what follows
_AFTER = re.compile(r"\b(?:with|without|non|w|excluding|except|under|over|no)\b.*|[(\[].*", re.DOTALL)
_PARTS = re.compile(r"[/&,;+]|\band\b|\s[-–—]+\s|\?{3}|:")


def categorise(text: str, *, limit: int = 3) -> list[Match]:
    """The trades that a label means, surest first, at most `limit`; below 0.5 it is a guess, and none where nothing points to a trade."""
    read = _written_out(text)
    found = _exactly(text) or _exactly(read)
    if len(found) != 1:
        found = {slug: max(found.get(slug, 0.0), score) for slug, score in (found | _by_words(read)).items()}
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    because = tuple(tokens(text)[:4])
    return [Match(slug, round(score, 4), because) for slug, score in ordered[:limit] if score >= LEAST]


def _written_out(text: str) -> str:
    words = _NUMBER.sub(" ", fold(unescape(text))).replace(".", " ").split()
    whole = [_cut_short().get(word, word) for word in words]
    return " ".join(word for word in whole if not word.startswith("contract")) or " ".join(whole)


def _exactly(text: str) -> dict[str, float]:
    for key in (_key(text), _stemmed(text)):
        for called in (_names(), _codes(), _alternatives()):
            if meant := called.get(key):
                return {slug: 1.0 if len(meant) == 1 else SHARED / len(meant) for slug in meant}
    return {}


def _by_words(text: str) -> dict[str, float]:
    head = _AFTER.sub("", text) or text
    best: dict[str, float] = defaultdict(float)
    parts = [part for part in _PARTS.split(head) if part.strip()]
    weighed = [(head, 1.0)] + [(part, FURTHER if place else FIRST) for place, part in enumerate(parts) if len(parts) > 1]
    for part, weight in weighed:
        exact = _exactly(part)
        read = exact if len(exact) == 1 or weight == FURTHER else _covered(part) or exact
        for slug, score in read.items():
            best[slug] = max(best[slug], weight * score)
    return best


def _covered(part: str) -> dict[str, float]:
    known = index()
    asked = [each for each in known.asked(part) if known.stem(each.word) not in _empty()]
    sure = [next((key for key, weight in each.keys if weight == 1.0), "") for each in asked]
    worth = [(each.worth if key else STRANGE) * (HEAD if each is asked[-1] else 1.0) for each, key in zip(asked, sure, strict=True)]
    said: dict[int, float] = defaultdict(float)
    held: dict[int, float] = defaultdict(float)
    for each, key, weight in zip(asked, sure, worth, strict=True):
        for entry in known.holding(key):
            said[entry] += weight / sum(worth)
            held[entry] += each.worth
    best: dict[str, float] = defaultdict(float)
    for entry, share in said.items():
        slug, strength, whole = known.entry(entry)
        points = LEXICON * share**PARTLY if strength <= ENTRY else share**NAMED
        best[slug] = max(best[slug], points * min(1.0, held[entry] / whole) ** WHOLE)
    return best


@cache
def _names() -> dict[str, frozenset[str]]:
    return _called({slug: (slug, trade.name, trade.name_es, trade.name.partition("(")[0]) for slug, trade in trades().items()})


@cache
def _alternatives() -> dict[str, frozenset[str]]:
    named = {
        slug: [*alternatives(trade.name.partition("(")[0]), *alternatives(trade.name_es.partition("(")[0])]
        for slug, trade in trades().items()
    }
    return _called({slug: [text for text in texts if not _is_common(text)] for slug, texts in named.items()})


def _is_common(text: str) -> bool:
    """Whether a text is one word that stands in the names of several trades: "service" is no telecom service."""
    words = {index().stem(word) for word in tokens(text)} - _empty()
    return not words or (len(words) == 1 and _naming()[words.pop()] > 1)


@cache
def _naming() -> Counter[str]:
    """In the names of how many trades each word stands."""
    names = (tokens(f"{trade.name} {trade.name_es}") for trade in trades().values())
    return Counter(stem for words in names for stem in {index().stem(word) for word in words})


@cache
def _codes() -> dict[str, frozenset[str]]:
    return _called({slug: _listed(trade) for slug, trade in trades().items()})


def _listed(trade: Trade) -> tuple[str, ...]:
    values = (tag.partition("=")[2] for tag in trade.osm)
    return (*trade.licence_types, *trade.osm, *values, *trade.overture.split(";"), trade.schema_org, trade.naics)


def _called(lists: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    meant: dict[str, set[str]] = defaultdict(set)
    for slug, texts in lists.items():
        for text in texts:
            for called in {_key(text), _stemmed(text)} - {""}:
                meant[called].add(slug)
    return {called: frozenset(slugs) for called, slugs in meant.items()}


def _key(text: str) -> str:
    return " ".join(tokens(text))


def _stemmed(text: str) -> str:
    words = sorted({index().stem(word) for word in tokens(text)} - _empty())
    return "~" + " ".join(words) if words else ""


@cache
def _empty() -> frozenset[str]:
    return frozenset(index().stem(word) for word in _lists()["nothing"].split())


@cache
def _cut_short() -> dict[str, str]:
    return {short: whole for whole, shorts in _lists().items() if whole != "nothing" for short in shorts.split()}


@cache
def _lists() -> dict[str, str]:
    return dict(pairs("labels.txt"))
