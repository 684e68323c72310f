"""Brings the forms of a word together, English and Spanish alike: leaks, leaking, leaked; arreglar, arregla, arreglan."""

import re
from functools import lru_cache

_PLURAL = re.compile(r"(?:(?<=[sxz])|(?<=[cs]h))es$|(?<=[^sui])s$")
_ENDING = re.compile(r"(?:ing|ed|ados?|adas?|idos?|idas?|ando|iendo|aciones|acion|ation)$")
_DOER = re.compile(r"(?:er|or|ar|ir)$")
_DOUBLE = re.compile(r"([bcdfgklmnprstvz])\1$")
_SHORT = re.compile(r"[^aeiou][aeiou][^aeiouwxy]")  # "mov" of "moving": an "e" was cut as well; not so "mow", "tax"
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The stem of a folded word. Light on purpose: it only cuts endings, and leaves at least three letters with a vowel.

    The same cut is made in the lexicon and in the question, so it need not be right, only equal for the forms of one word.
    """
    if len(word) < 4 or word[-1].isdigit():
        return word
    word = f"{word[:-3]}y" if len(word) > 4 and word.endswith(("ies", "ied")) else _PLURAL.sub("", word)
    if not word.endswith("eed"):
        word = _cut(_ENDING, word, at_least=5)
    if not word.endswith("air"):
        word = _cut(_DOER, word, at_least=7)
    if len(word) > 4 and word[-1] in "aeo":
        word = word[:-1]
    return _DOUBLE.sub(r"\1", word) if len(word) > 3 else word


def _cut(ending: re.Pattern[str], word: str, *, at_least: int) -> str:
    if len(word) < at_least:
        return word
    shorter = ending.sub("", word)
    if len(shorter) < 3 or not _VOWEL.search(shorter):
        return word
    return f"{shorter}e" if shorter != word and _SHORT.fullmatch(shorter) else shorter
