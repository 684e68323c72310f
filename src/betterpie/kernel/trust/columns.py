"""Evidence as columns of numbers: read once, in any amount, from any iterable, and kept sorted by member and voice."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from betterpie.kernel.trust.evidence import BadEvidence, Evidence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CHUNK = 100_000
SHIFT = 32  # a pair's key: the member's number, then the voice's
FIELDS: dict[str, np.dtype[Any]] = {
    "about": np.dtype(np.int32),
    "by": np.dtype(np.int32),
    "outcome": np.dtype(np.float64),
    "kind": np.dtype(np.int16),
    "when": np.dtype(np.float64),
    "confirmed": np.dtype(np.bool_),
    "weakened": np.dtype(np.bool_),
}


class Numbering(dict[Hashable, int]):
    """Numbers things in the order they are first asked for; `things` lists them by number."""

    def __init__(self) -> None:
        self.things: list[Hashable] = []

    def __missing__(self, thing: Hashable) -> int:
        self[thing] = number = len(self.things)
        self.things.append(thing)
        return number


class Kinds(dict[str, int]):
    """The numbers of the policy's kinds; refuses any other."""

    def __missing__(self, kind: str) -> int:
        raise BadEvidence(f"the policy knows no kind {kind!r}; it knows {', '.join(self)}")


def tally(where: Ints, what: Floats | Bools, size: int) -> Floats:
    """The sum of `what` at each number of `where`, for numbers below size."""
    return np.bincount(where, what, size).astype(np.float64, copy=False)


def ranges(starts: Ints, ends: Ints) -> Ints:
    """All numbers from starts[i] up to ends[i], one range after the other."""
    lengths = ends - starts
    return np.repeat(ends - lengths.cumsum(), lengths) + np.arange(lengths.sum())


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of evidence as arrays of one length; `place` is where each stands in the columns they came from."""

    place: Ints
    key: Ints
    outcome: Floats
    kind: NDArray[np.int16]
    when: Floats
    confirmed: Bools
    weakened: Bools

    def known(self, now: float) -> "Pieces":
        """Those that had happened by `now`."""
        here = self.when <= now
        return self if here.all() else Pieces(*(getattr(self, name)[here] for name in self.__slots__))

    def inserted(self, one: "Pieces") -> "Pieces":
        """With the pieces of `one`, which come after those of the same key."""
        spot = np.searchsorted(self.key, one.key, side="right")
        return Pieces(*(np.insert(getattr(self, name), spot, getattr(one, name)) for name in self.__slots__))

    def without(self, place: int) -> "Pieces":
        """Without the piece from this place."""
        here = self.place != place
        return Pieces(*(getattr(self, name)[here] for name in self.__slots__))


class Columns:
    """All evidence in the order it came, about 30 bytes a piece; `number` translates members.

    The pieces themselves are let go and made again when asked for.
    """

    def __init__(self, kinds: Iterable[str], evidence: Iterable[Evidence] = ()) -> None:
        self.kinds = Kinds((kind, place) for place, kind in enumerate(kinds))
        self.kind_names = list(self.kinds)
        self.number = Numbering()
        self.size = 0
        self._refs: list[Hashable] = []
        self._arrays: dict[str, NDArray[Any]] = {name: np.empty(0, dtype=dtype) for name, dtype in FIELDS.items()}
        self.extend(evidence)

    @property
    def members(self) -> int:
        """How many members have a number."""
        return len(self.number)

    def numbers(self, members: Iterable[Hashable]) -> Ints:
        """The members' numbers, given now to those who had none."""
        return np.fromiter((self.number[member] for member in members), np.int64)

    def extend(self, evidence: Iterable[Evidence]) -> None:
        """Takes in pieces, a chunk at a time, so that a stream of millions never lies in memory whole."""
        pieces = iter(evidence)
        while chunk := list(islice(pieces, CHUNK)):
            self._take(chunk)

    def sorted(self, start: int = 0) -> Pieces:
        """The pieces from this place on, by the member they are about, then by voice, then as they came."""
        column = {name: array[start : self.size] for name, array in self._arrays.items()}
        key = (column["about"].astype(np.int64) << SHIFT) | column["by"]
        order = np.argsort(key, kind="stable")
        return Pieces(order + start, key[order], *(column[name][order] for name in ("outcome", "kind", "when", "confirmed", "weakened")))

    def pieces(self, places: Ints) -> list[Evidence]:
        """The pieces at these places, as they came."""
        who, what = self.number.things, self.kind_names
        rows = zip(*(array[places].tolist() for array in self._arrays.values()), places.tolist(), strict=True)
        return [
            Evidence(who[about], who[by], outcome, what[kind], when, confirmed, self._refs[place], weakened)
            for about, by, outcome, kind, when, confirmed, weakened, place in rows
        ]

    def refs(self, places: Ints) -> list[Hashable]:
        """The callers' own handles on the pieces at these places."""
        return [self._refs[place] for place in places.tolist()]

    def _take(self, chunk: list[Evidence]) -> None:
        count, start = len(chunk), self.size
        self._make_room(start + count)
        translate: dict[str, Mapping[Any, int]] = {"about": self.number, "by": self.number, "kind": self.kinds}
        for name, array in self._arrays.items():
            values: Iterable[Any] = map(attrgetter(name), chunk)
            if name in translate:
                values = map(translate[name].__getitem__, values)
            array[start : start + count] = np.fromiter(values, dtype=FIELDS[name], count=count)
        self._refs.extend(map(attrgetter("ref"), chunk))
        self.size = start + count

    def _make_room(self, needed: int) -> None:
        """Grows by half, so that one piece after another costs little."""
        have = len(self._arrays["when"])
        if needed > have:
            for name, array in self._arrays.items():
                self._arrays[name] = np.concatenate((array, np.empty(max(needed, have * 3 // 2) - have, array.dtype)))
