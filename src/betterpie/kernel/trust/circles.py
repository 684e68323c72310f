"""Who confirms mostly each other: members whose promises go round among them speak with one voice, whoever they speak of.

Two are *close* where each has the other confirm more than an eighth of all that she has others confirm (in a small group more than
twice her fair share). Members who are close to the very same others, and to each other, are a circle. For the score of v both are
worked out in the network without v, so that nothing said of v, or by v, makes or breaks a circle that speaks of her.
"""

import numpy as np

from betterpie.kernel.trust.columns import SHIFT, Floats, Ints

CLOSE = 1 / 8  # of what a member says well of all others, the part that makes one of them close
FAIR = 2.0  # times an equal share among all who speak, for groups so small that an eighth is usual
OTHERS = 4.0  # units that everybody is taken to have said of others still unknown: few promises make no circle


def circles(about: Ints, by: Ints, praise: Floats, firm: Floats, *, size: int) -> Ints:
    """For each pair, the place of the first pair about the same member from the same circle; its own where the voice stands alone.

    Pairs come sorted by `about`, then `by`; `praise` is how many units of good facts each voice tells, `firm` how many of any.
    """
    one = np.arange(len(by))
    edges = _Edges(about, by, praise, size=size)
    if len(edges.one):
        ends = np.unique(np.concatenate((edges.one, edges.other)))
        for member in np.unique(about[np.isin(by, ends) & (firm > 0)]):
            first, last = np.searchsorted(about, [member, member + 1])
            voices = np.flatnonzero(firm[first:last] > 0) + first
            _join(one, voices, by[voices], *edges.without(member, by[first:last], praise[first:last]))
    return one


class _Edges:
    """The pairs of members who may be close, in the network without whomever."""

    def __init__(self, about: Ints, by: Ints, praise: Floats, *, size: int) -> None:
        self.total = np.bincount(by, praise, minlength=size)
        self.praised = np.bincount(by, praise > 0, minlength=size)
        key, back = about << SHIFT | by, by << SHIFT | about
        place = np.minimum(np.searchsorted(key, back), max(len(key) - 1, 0))
        there = (by < about) & (praise > 0)
        there[there] = (key[place[there]] == back[there]) & (praise[place[there]] > 0)
        one, other, given, taken = by[there], about[there], praise[there], praise[place[there]]
        most = _two_largest(by, praise, size=size)
        keep = np.minimum(self._most(one, given, most), self._most(other, taken, most)) > CLOSE
        self.one, self.other = one[keep], other[keep]
        self.given, self.taken = given[keep], taken[keep]

    def _most(self, voice: Ints, given: Floats, most: Floats) -> Floats:
        """The largest share there can be, whoever is left out."""
        left_out = np.where(given < most[voice, 0], most[voice, 0], most[voice, 1])
        share: Floats = given / (self.total[voice] - left_out + OTHERS)
        return share

    def without(self, member: int, by: Ints, praise: Floats) -> tuple[Ints, Ints]:
        """The pairs of members who are close in the network without `member`, of whom `by` tell `praise`."""
        told = np.zeros(len(self.total))
        told[by] = praise
        speaks = (self.praised > 0) & ~((told > 0) & (self.praised == 1))
        speaks[member] = False
        least = max(CLOSE, FAIR / max(int(speaks.sum()) - 1, 1))
        share = np.minimum(
            self.given / (self.total[self.one] - told[self.one] + OTHERS), self.taken / (self.total[self.other] - told[self.other] + OTHERS)
        )
        close = (share > least) & (self.one != member) & (self.other != member)
        return self.one[close], self.other[close]


def _join(found: Ints, places: Ints, voices: Ints, one: Ints, other: Ints) -> None:
    """Write down the circles among these voices: those who are close to the very same members, themselves counted in."""
    near: dict[int, set[int]] = {}
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        near.setdefault(a, {a}).add(b)
        near.setdefault(b, {b}).add(a)
    first: dict[frozenset[int], int] = {}
    for place, voice in zip(places.tolist(), voices.tolist(), strict=True):
        if voice in near:
            found[place] = first.setdefault(frozenset(near[voice]), place)


def _two_largest(by: Ints, praise: Floats, *, size: int) -> Floats:
    """The two largest amounts of praise that each member gives."""
    order = np.lexsort((-praise, by))
    rank = np.arange(len(by)) - np.searchsorted(by[order], by[order])
    most = np.zeros((size, 2))
    top = rank < 2
    most[by[order][top], rank[top]] = praise[order][top]
    return most
