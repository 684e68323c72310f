"""Which coalitions depend linearly on others, in exact arithmetic.

Rows of zeros and ones are reduced modulo a prime above every minor that 25 of them can have (Hadamard: at most
26^13 / 2^25 < 2^37), so rank and membership are those over the rationals and no tolerance is needed.
"""

import numpy as np

from betterpie.kernel.sharing.lattice import BLOCK, Ints

PRIME = (1 << 57) - 13  # 25 residues add up within 63 bits
LOW = (1 << BLOCK) - 1


class Span:
    """The linear span of coalitions, kept in reduced echelon form."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.taken: list[int] = []  # the independent coalitions, as they came
        self._rows: dict[int, list[int]] = {}  # pivot -> row with 1 at its pivot and 0 at the others
        self._sums: tuple[int, Ints, Ints] | None = None

    @property
    def rank(self) -> int:
        return len(self._rows)

    @property
    def is_full(self) -> bool:
        return len(self._rows) == self.n

    def add(self, mask: int) -> bool:
        """Takes the coalition in; says whether it was new."""
        row = self._reduced(mask)
        pivot = next((i for i, entry in enumerate(row) if entry), None)
        if pivot is None:
            return False
        inverse = pow(row[pivot], -1, PRIME)
        row = [entry * inverse % PRIME for entry in row]
        for other, old in self._rows.items():
            if factor := old[pivot]:
                self._rows[other] = [(a - factor * b) % PRIME for a, b in zip(old, row, strict=True)]
        self._rows[pivot] = row
        self.taken.append(mask)
        return True

    def copy(self) -> "Span":
        """The same span, to go on from separately."""
        other = Span(self.n)
        other.taken, other._rows = list(self.taken), dict(self._rows)
        return other

    def __contains__(self, mask: int) -> bool:
        return not any(self._reduced(mask))

    def outside(self, masks: Ints) -> Ints:
        """Those of many coalitions that lie outside, by one random vector orthogonal to the span (wrong once in 2^57)."""
        if self.is_full:
            return masks[:0]
        low, high = self._probed()
        left: Ints = masks[(low[masks & LOW] + high[masks >> BLOCK]) % PRIME != 0]
        return left

    def _probed(self) -> tuple[Ints, Ints]:
        """The probe's sums over the groups of the low players and of the high ones, kept until the span grows."""
        if self._sums is None or self._sums[0] != self.rank:
            probe = self._orthogonal()
            self._sums = (self.rank, _subset_sums(probe[:BLOCK]), _subset_sums(probe[BLOCK:]))
        return self._sums[1:]

    def _reduced(self, mask: int) -> list[int]:
        row = [(mask >> i) & 1 for i in range(self.n)]
        for pivot, base in self._rows.items():
            if factor := row[pivot]:
                row = [(a - factor * b) % PRIME for a, b in zip(row, base, strict=True)]
        return row

    def _orthogonal(self) -> Ints:
        drawn = np.random.default_rng(self.rank).integers(1, PRIME, size=self.n)
        vector = [int(entry) for entry in drawn]
        for pivot, row in self._rows.items():
            vector[pivot] = -sum(row[i] * vector[i] for i in range(self.n) if i not in self._rows) % PRIME
        return np.array(vector, dtype=np.int64)


def _subset_sums(each: Ints) -> Ints:
    sums = np.zeros(1 << len(each), dtype=np.int64)
    for i, entry in enumerate(each):
        np.add(sums[: 1 << i], entry, out=sums[1 << i : 2 << i])
    return sums
