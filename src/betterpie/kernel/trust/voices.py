"""What each voice is worth as a voice: how generous it is, how close to the others, and who praises each other.

Only opinions are judged so; that a promise was kept is no opinion. Generosity is a shrunk mean residual (as rater bias in Mishra &
Bhattacharya's bias-deserve, 2011), reliability falls with the root mean square of the rest (as fairness in Kumar et al. 2016). For
the score of v both leave out what the voice said of v, so that disagreeing about v costs a voice nothing there.
"""

from dataclasses import dataclass

import numpy as np

from betterpie.kernel.trust.columns import Bools, Floats, Ints, ranges, tally
from betterpie.kernel.trust.standing import Matrix

TYPICAL = 3.0  # members a voice is taken to have judged like anyone else, before it has judged any
LEAST = 0.05  # no voice weighs nothing for being odd
PASSES = 3
BLOCK = 2000


@dataclass(frozen=True, slots=True)
class Views:
    """Opinions beside those of the other voices that are heard, the prior being `prior_weight` more voices.

    By opinion: who holds it (`by`), of whom (`about`), whether it is heard (`loud`, 0 or 1), and its `gap` to the others' mean. By
    member: how many she has `judged`, the sum of her gaps and of their squares, and the `count` of heard opinions of her.
    """

    by: Ints
    about: Ints
    opinion: Floats
    loud: Floats
    gap: Floats
    judged: Ints
    gaps: Floats
    squares: Floats
    count: Floats
    mean: float
    prior_weight: float

    @classmethod
    def of(cls, by: Ints, about: Ints, opinion: Floats, heard: Bools, *, size: int, mean: float, prior_weight: float) -> "Views":
        """Compares each opinion with the others'."""
        loud = heard.astype(np.float64)
        told, count = tally(about, loud * opinion, size), tally(about, loud, size)
        gap = opinion - (told[about] - loud * opinion + prior_weight * mean) / (count[about] - loud + prior_weight)
        gaps, squares = tally(by, gap, size), tally(by, gap * gap, size)
        return cls(by, about, opinion, loud, gap, np.bincount(by, minlength=size), gaps, squares, count, mean, prior_weight)

    def worth(self, which: Ints, *, doubt: float) -> tuple[Floats, Floats]:
        """Of these opinions: the voice's generosity and reliability from its *other* opinions; of an unknown voice, `doubt` is expected."""
        by, gap = self.by[which], self.gap[which]
        others, gaps, squares = self.judged[by] - 1, self.gaps[by] - gap, self.squares[by] - gap * gap
        generosity = gaps / (others + TYPICAL)
        rest = np.maximum(squares + generosity * (others * generosity - 2 * gaps), 0.0)
        error = np.sqrt((rest + TYPICAL * doubt**2) / (others + TYPICAL))
        return generosity, np.maximum(1 - error / 2, LEAST)

    def overall(self) -> tuple[Floats, Floats]:
        """By member: generosity from all her opinions. By opinion: what that leaves of its distance from the others' mean."""
        size, gap = len(self.judged), self.gap
        generosity = self.gaps / (self.judged + TYPICAL)
        for _ in range(PASSES):
            sums = tally(self.about, self.loud * (self.opinion - generosity[self.by]), size)
            gap = self.opinion - ((sums + self.prior_weight * self.mean) / (self.count + self.prior_weight))[self.about]
            generosity = tally(self.by, gap, size) / (self.judged + TYPICAL)
        return generosity, gap - generosity[self.by]


def pattern(about: Ints, by: Ints, *, size: int) -> Matrix:
    """A square matrix with a 1 for each pair; pairs come sorted by `about`."""
    from scipy import sparse

    return sparse.csr_array((np.ones(len(by)), by, np.searchsorted(about, np.arange(size + 1))), shape=(size, size))


def mutual(about: Ints, by: Ints, *, size: int) -> Matrix:
    """The pairs that stand there both ways; they come sorted by `about`, then `by`."""
    there = pattern(about, by, size=size)
    return (there * there.T.tocsr()).tocsr()


def links(members: Ints, row: Ints, by: Ints, *, opinions: Matrix, mutual: Matrix) -> Floats:
    """For each voice in `by`, how many others with an opinion about `members[row]` praise it and are praised by it."""
    counts = np.zeros(len(by))
    edges = np.searchsorted(row, np.arange(len(members) + 1))
    for first in range(0, len(members) if mutual.nnz else 0, BLOCK):
        last = min(first + BLOCK, len(members))
        part = slice(edges[first], edges[last])
        if edges[last] > edges[first]:
            near = opinions[members[first:last]] @ mutual
            counts[part] = np.asarray(near[row[part] - first, by[part]]).ravel()
    return counts


def links_among(voices: Ints, *, praised: Bools, starts: Ints, pair_by: Ints) -> Floats:
    """The same for one member, whose voices these are: how many of the others each praises and is praised by."""
    there = np.full(len(starts) - 1, -1)
    there[voices] = np.arange(len(voices))
    pairs = ranges(starts[voices], starts[voices + 1])
    praised_voice = np.repeat(np.arange(len(voices)), starts[voices + 1] - starts[voices])
    praising_voice = there[pair_by[pairs]]
    good = praised[pairs] & (praising_voice >= 0)
    praised_voice, praising_voice = praised_voice[good], praising_voice[good]
    both = np.isin(praised_voice * len(voices) + praising_voice, praising_voice * len(voices) + praised_voice)
    return tally(praised_voice[both], both[both], len(voices))
