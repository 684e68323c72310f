"""What each voice is worth as a voice: how generous it is, how close to the others, and who praises each other.

Only opinions are judged so; that a promise was kept is no opinion. Generosity is a shrunk mean residual (as rater bias in Mishra &
Bhattacharya's bias-deserve, 2011), reliability falls with the root mean square of the rest (as fairness in Kumar et al. 2016). For
the score of v both leave out what the voice said of v, so that disagreeing about v costs a voice nothing there.
"""

from dataclasses import dataclass

import numpy as np

from betterpie.kernel.trust.columns import Bools, Floats, Ints, tally
from betterpie.kernel.trust.standing import Matrix

TYPICAL = 3.0  # members a voice is taken to have judged like anyone else, before it has judged any
LEAST = 0.05  # no voice weighs nothing for being odd
PASSES = 3
BLOCK = 2000


@dataclass(frozen=True, slots=True)
class Voices:
    """By opinion: the voice's generosity and reliability from its *other* opinions. By member: `overall` generosity, from all of hers.

    `residual`, by opinion: how far it lies from the others' mean after taking off the voice's overall generosity.
    """

    generosity: Floats
    reliability: Floats
    overall: Floats
    residual: Floats


def judge(
    by: Ints, about: Ints, opinion: Floats, heard: Bools, *, size: int, prior_mean: float, prior_weight: float, doubt: float
) -> Voices:
    """Compares each opinion with the mean of the other `heard` voices' on the same member, the prior being `prior_weight` more voices."""
    loud = heard.astype(np.float64)
    told, count = tally(about, loud * opinion, size), tally(about, loud, size)
    gap = opinion - (told[about] - loud * opinion + prior_weight * prior_mean) / (count[about] - loud + prior_weight)
    judged = np.bincount(by, minlength=size)
    others = judged[by] - 1
    gaps = tally(by, gap, size)[by] - gap
    squares = tally(by, gap**2, size)[by] - gap**2
    generosity = gaps / (others + TYPICAL)
    rest = np.maximum(squares - 2 * generosity * gaps + others * generosity**2, 0.0)
    reliability = np.clip(1 - np.sqrt((rest + TYPICAL * doubt**2) / (others + TYPICAL)) / 2, LEAST, 1.0)
    overall = tally(by, gap, size) / (judged + TYPICAL)
    for _ in range(PASSES):
        mean = (tally(about, loud * (opinion - overall[by]), size) + prior_weight * prior_mean) / (count + prior_weight)
        gap = opinion - mean[about]
        overall = tally(by, gap, size) / (judged + TYPICAL)
    return Voices(generosity, reliability, overall, gap - overall[by])


def pattern(about: Ints, by: Ints, *, size: int) -> Matrix:
    """A square matrix with a 1 for each pair; pairs come sorted by `about`."""
    from scipy import sparse

    return sparse.csr_array((np.ones(len(by)), by, np.searchsorted(about, np.arange(size + 1))), shape=(size, size))


def mutual(about: Ints, by: Ints, *, size: int) -> Matrix:
    """The pairs that stand there both ways; they come sorted by `about`, then `by`."""
    there, back = about * size + by, by * size + about
    spot = np.minimum(np.searchsorted(there, back), max(len(there) - 1, 0))
    both = there[spot] == back if len(there) else np.zeros(0, np.bool_)
    return pattern(about[both], by[both], size=size)


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
