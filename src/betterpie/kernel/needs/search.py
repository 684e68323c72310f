"""Finds the trades for a need told in a customer's words.

Each telling word of the question is worth its rarity among trades (inverse document frequency: Spärck Jones 1972). It counts for a trade as
far as the best entry of that trade which holds the word is covered by the question: "toilet" is all of the entry "toilet" but half of
"toilet paper". Entries met by several words count more, and many entries with a word count a little more than one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from betterpie.kernel.needs.lexicon import Lexicon, lexicon
from betterpie.kernel.words import tokens

LONGEST = 60  # words read of a question
CONCEPT = 0.7  # a word of the same concept ("beagle" for "dog") against the word itself
SPELLED = 4  # letters of the shortest word that is read for typing errors
LONG = 8  # letters from which two errors are read, not one
REMEMBERED = 4096  # strange words of which the meaning is kept: finding it is the slow part of a question
PART, WHOLE = 3, 7  # letters of the shortest part of a word that was written together, and of that word: "carwash"
ASIDE = {"place": 0.3, "relative": 0.7}  # worth of a word that tells where ("near the bakery") or for whom ("my mother")
TYPO = 0.8  # a word that was probably meant
CONJUNCTION = 0.35  # more for each further word that meets the same entry
PLACE_WORDS = 2  # how many words name a place: "the dog park"
REPEATED = 0.12  # more for a word that many entries of a trade hold
COVERED = 1.0  # how fast an entry loses that is covered in part
UNKNOWN = 2.0  # worth of a word that no trade knows, in what a question could have scored


@dataclass(frozen=True, slots=True)
class Match:
    """A trade that fits, how well (0 to 1: the share of the question that speaks for it), and the words that decided."""

    slug: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of the question with the keys under which it is looked up (stem, concept, likely meant), and its worth."""

    word: str
    keys: tuple[tuple[str, float], ...]
    worth: float


def best(text: str, *, limit: int = 3) -> list[Match]:
    """The trades that can help with `text`, best first, at most `limit`; none where no word of it is known."""
    return index().best(text, limit=limit)


class Index:
    """The lexicon turned round: from a word to the entries that hold it."""

    def __init__(self, known: Lexicon) -> None:
        self._known = known
        self._holding: dict[str, list[int]] = defaultdict(list)
        trades_of: dict[str, set[int]] = defaultdict(set)
        for place, entry in enumerate(known.entries):
            for key in self._keys(entry.stems):
                self._holding[key].append(place)
                trades_of[key].add(entry.trade)
        self._worth = {key: log(1 + len(known.slugs) / len(found)) for key, found in trades_of.items()}
        self._whole = [sum(self._worth[key] for key in entry.stems) for entry in known.entries]
        self._meant = lru_cache(REMEMBERED)(self._meaning)
        self._spellings: dict[str, list[str]] = defaultdict(list)
        for word in known.words:
            if len(word) >= SPELLED:
                self._spellings[word[0]].append(word)

    def best(self, text: str, *, limit: int) -> list[Match]:
        """See `best`."""
        asked = self.asked(text)
        could = sum(each.worth for each in asked)
        scored = sorted(self._scores(asked).items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
        return [
            Match(self._known.slugs[trade], round(min(1.0, sum(parts.values()) / could), 4), _because(asked, parts))
            for trade, parts in scored[:limit]
        ]

    def asked(self, text: str) -> list[Asked]:
        """The telling words of `text`, each once, with the keys to look them up."""
        words = [part for word in tokens(text)[:LONGEST] for part in self._parted(word)]
        joined = [first + second for first, second in pairwise(words)]
        extra = [word for word in joined if word in self._known.words]
        told = [word for word in dict.fromkeys(words + extra) if self._tells(word)]
        aside = self._aside(words)
        if all(word in aside for word in told):
            aside = {}
        return [self._asked(word, aside.get(word, 1.0)) for word in told]

    def _aside(self, words: Sequence[str]) -> dict[str, float]:
        """The words that tell where or for whom, with what they are worth; a word that stands elsewhere too is none of them."""
        marked: dict[int, float] = {}
        for at, word in enumerate(words):
            if word.removesuffix("s") in self._known.relatives and at and words[at - 1] in self._known.own:
                marked[at] = ASIDE["relative"]
            marked |= dict.fromkeys(self._place(words, at), ASIDE["place"])
        plain = {word for at, word in enumerate(words) if at not in marked}
        return {words[at]: worth for at, worth in marked.items() if words[at] not in plain}

    def _place(self, words: Sequence[str], at: int) -> Iterable[int]:
        """Where the words of a place stand that is named from `at` on: two at most, and none of somebody's own."""
        marker = next((each for each in self._known.places if tuple(words[at : at + len(each)]) == each), None)
        if marker is None:
            return ()
        begins = at + len(marker)
        while begins < len(words) and words[begins] in self._known.articles:
            begins += 1
        run = takewhile(lambda place: self._tells(words[place]), range(begins, min(begins + PLACE_WORDS, len(words))))
        return () if words[begins : begins + 1] and words[begins] in self._known.own else tuple(run)

    def _parted(self, word: str) -> tuple[str, ...]:
        if self._known.stem(word) in self._worth or len(word) < WHOLE or self._meant(word):
            return (word,)
        cuts = ((word[:at], word[at:]) for at in range(PART, len(word) - PART + 1))
        return next((cut for cut in cuts if all(part in self._known.words for part in cut)), (word,))

    def _tells(self, word: str) -> bool:
        return word not in self._known.idle and (not word.isdigit() or word in self._known.words)

    def stem(self, word: str) -> str:
        """The stem under which `word` is filed."""
        return self._known.stem(word)

    def holding(self, key: str) -> Sequence[int]:
        """The numbers of the entries that hold a stem or concept."""
        return self._holding.get(key, ())

    def entry(self, number: int) -> tuple[str, float, float]:
        """An entry's trade (slug), how strongly it points there, and the worth of all its words."""
        found = self._known.entries[number]
        return self._known.slugs[found.trade], found.weight, self._whole[number]

    def _asked(self, word: str, share: float) -> Asked:
        keys = {
            key: weight for key, weight in zip(self._keys((self._known.stem(word),)), (1.0, CONCEPT), strict=False) if key in self._worth
        }
        if not keys:
            keys = {key: TYPO * weight for key, weight in self._meant(word)}
        return Asked(word, tuple(keys.items()), share * max((self._worth[key] for key in keys), default=UNKNOWN))

    def _keys(self, stems: tuple[str, ...]) -> list[str]:
        return [*stems, *(self._known.concepts[each] for each in stems if each in self._known.concepts)]

    def _meaning(self, word: str) -> list[tuple[str, float]]:
        if len(word) < SPELLED or any(letter.isdigit() for letter in word):
            return []
        allowed = 1 if len(word) < LONG else 2
        found = process.extract(word, self._spellings[word[0]], scorer=OSA.distance, score_cutoff=allowed, limit=None)
        stems = ((distance, self._known.words[spelled]) for spelled, distance, _ in found)
        likely = min(stems, key=lambda pair: (pair[0], self._worth[pair[1]]), default=None)
        return [(likely[1], 1.0)] if likely else []

    def _scores(self, asked: list[Asked]) -> dict[int, dict[int, float]]:
        met: dict[int, dict[int, float]] = defaultdict(dict)
        for place, each in enumerate(asked):
            for key, weight in each.keys:
                for entry in self._holding[key]:
                    met[entry][place] = max(weight, met[entry].get(place, 0.0))
        scores: dict[int, dict[int, float]] = defaultdict(dict)
        counts: dict[tuple[int, int], int] = defaultdict(int)
        for number, places in met.items():
            known = self._known.entries[number]
            covered = min(1.0, sum(asked[place].worth * weight for place, weight in places.items()) / self._whole[number])
            strength = known.weight * covered**COVERED * (1 + CONJUNCTION * min(2, len(places) - 1))
            parts = scores[known.trade]
            for place, weight in places.items():
                parts[place] = max(parts.get(place, 0.0), weight * strength * asked[place].worth)
                counts[known.trade, place] += 1
        for (trade, place), count in counts.items():
            scores[trade][place] += REPEATED * log(count) * asked[place].worth
        return scores


def _because(asked: list[Asked], parts: dict[int, float]) -> tuple[str, ...]:
    most = max(parts.values())
    return tuple(asked[place].word for place, part in sorted(parts.items(), key=lambda pair: -pair[1]) if part >= most / 4)[:4]


@cache
def index() -> Index:
    """The index of the whole lexicon, made once."""
    return Index(lexicon())
