"""Writes the names of shops and streets as people do, and tells the trading name from the legal one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from betterpie.kernel.listings.words import CAPITALS, NOT_INITIALS, SMALL

_LEGAL = re.compile(
    r"[\s,]+(?:inc(?:orporated)?|l\.?\s?l\.?\s?c|l\.?\s?l\.?\s?p|p\.?l\.?l\.?c|ltd|limited|corp(?:oration)?|l\.p|p\.c|p\.a)\.?$",
    re.IGNORECASE,
)
_DBA = re.compile(r"\s*[,;(]?\s*\b(?:d\s?[./]?\s?b\s?[./]?\s?a\.?|doing business as|trading as|t/a)\b\s*:?\s*", re.IGNORECASE)
_CARE_OF = re.compile(r"\s+(?:c/o|attn:?|attention:)\s+.*$", re.IGNORECASE)
_NOTE = re.compile(r"^(?:also\s+\S*\d\S*|same(?: as above)?|see .*|various|pending|\W*|\d+)$", re.IGNORECASE)
_DELETED = re.compile(r"\s*\((?:deleted|inactive|closed)\)\s*$", re.IGNORECASE)

_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Names:
    """What a business calls itself, and what it is registered as (empty where that is not said)."""

    name: str
    legal_name: str


def of(name: str, legal_name: str = "") -> Names:
    """The two names of a business from a cell for each. Notes in a name cell ("ALSO 03024073", "same") don't count as a name.

    A legal suffix (LLC, Inc.) stays in the legal name only; "Smith Ventures LLC DBA Joe's Garage" is taken apart.
    """
    trading, legal = _tidy(name), _tidy(legal_name)
    if _NOTE.match(trading):
        trading = ""
    if _NOTE.match(legal):
        legal = ""
    trading, legal = _apart(trading, legal)
    trading, legal = (trading, legal) if trading else _apart(legal, legal)
    shown = without_suffix(trading)
    if not legal and shown != trading:
        legal = trading
    return Names(cased(shown), cased(legal))


def without_suffix(name: str) -> str:
    """The name without its legal suffixes; a name that is nothing else stays as it is."""
    while (shorter := _LEGAL.sub("", name).rstrip(" ,")) and shorter != name:
        name = shorter
    return name


def cased(name: str) -> str:
    """A name written ALL IN CAPITALS, or all in small letters, as people write it; a name of mixed case is left alone."""
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or (any(letter.islower() for letter in letters) and any(letter.isupper() for letter in letters)):
        return name
    words = list(_WORD.finditer(name))
    last = len(words) - 1
    pieces: list[str] = []
    end = 0
    for at, word in enumerate(words):
        before, after = name[: word.start()], name[word.end() :]
        glued = len(word[0]) <= 3 and (before.endswith("&") or after.startswith("&"))  # AT&T
        alone = before.rstrip()[-1:] in ("-", "&", "/", "(")
        pieces += [name[end : word.start()], _word(word[0], edge=at in (0, last), alone=alone, glued=glued)]
        end = word.end()
    return "".join([*pieces, name[end:]])


def _apart(trading: str, legal: str) -> tuple[str, str]:
    """Take "X DBA Y" apart: Y is the trading name, X the legal one."""
    before, *after = _DBA.split(trading, maxsplit=1)
    if after and after[0].strip(" )"):
        return after[0].strip(" )"), before.strip(" (,") or legal
    return (before if after else trading), legal


def _tidy(name: str) -> str:
    name = " ".join(name.replace("???", "-").split()).strip(' ,;*"')
    name = _CARE_OF.sub("", _DELETED.sub("", name)).strip(" ,;")
    if ":" in name and not name.endswith(":") and re.fullmatch(r"[^:/]+:[^:/\d][^:/]*", name):
        name = name.split(":")[1].strip()  # an accounting export writes "Parent:Child"
    front = re.match(r"^(.{3,}?),?\s+(the)$", name, re.IGNORECASE)
    return f"{front[2]} {front[1]}" if front else name


def _word(word: str, *, edge: bool, alone: bool, glued: bool = False) -> str:
    low = word.lower()
    bare = low.rstrip(".")
    if bare in CAPITALS or glued or (len(bare) == 1 and not (bare == "a" and not edge)):
        return word.upper()
    if bare in SMALL and not edge and not alone:
        return low
    if "'" in low or "’" in low or "`" in low:
        head, mark, tail = re.split(r"(['’`])", low, maxsplit=1)
        if len(head) <= 1 and len(tail) > 2:  # O'Neill, D'Amico
            return head.upper() + mark + tail.capitalize()
        return _word(head, edge=True, alone=True) + mark + tail if head else word
    if re.match(r"^\d+(st|nd|rd|th|s)$", bare):
        return low
    if re.match(r"^mc[^aeiouy\d].{2,}|^mc[aeiou][^aeiou].{3,}", bare):
        return "Mc" + low[2:].capitalize()
    if len(bare) <= 4 and bare.isalpha() and not re.search(r"[aeiouyáéíóúü]", bare) and bare not in NOT_INITIALS:
        return word.upper()
    return low.capitalize() if low[0].isalpha() else word.upper() if len(bare) <= 4 else low
