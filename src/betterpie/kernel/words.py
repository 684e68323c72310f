"""The words by which a thing is found: folded, split and weighed."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 32
ENGLISH = ("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "co", "inc", "llc", "ltd")
SPANISH = ("de", "del", "el", "la", "los", "las", "y")
SMALL = frozenset((*ENGLISH, *SPANISH))

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """`text` in small letters without accents, so that 'Café' is found by 'cafe'."""
    small = text.casefold()
    return small if small.isascii() else BEYOND_ASCII.sub(_plain, unicodedata.normalize("NFKD", small))


def tokens(text: str) -> list[str]:
    """The words of `text`, folded, in order; an apostrophe joins ("joe's" is "joes"), everything else divides."""
    return [word[:LONGEST] for word in re.findall(r"[^\W_]+", fold(text).replace("'", "").replace("’", ""))]


def words_of(name: str, trades: Iterable[str], services: str, *places: str) -> dict[str, int]:
    """The words by which a business is found, with their weight: 3 from its name, 2 from its trades, 1 from services and place."""
    found: dict[str, int] = {}
    for weight, texts in ((1, [services, *places]), (2, trades), (3, [name])):
        for text in texts:
            found |= {word: weight for word in tokens(text) if word not in SMALL and weight > found.get(word, 0)}
    return found


def _plain(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter[0]) else letter[0]
