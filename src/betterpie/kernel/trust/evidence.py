"""One piece of evidence: what one member saw another do, how it ended, and when."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite


class BadEvidence(ValueError):
    """This cannot be evidence; the sentence says why."""


class AboutOneself(BadEvidence):
    """Nobody gives evidence about herself."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What `by` saw of `about`.

    `outcome` runs from −1 (as bad as can be) to 1 (as good as can be); `kind` is a row of the policy; `when` is seconds since 1970;
    `confirmed` says whether both sides confirmed that they had to do with each other; `weakened`, that somebody who looked into it let it
    stand with less weight. `ref` is the caller's own handle on the deed (a key, an address) and comes back with the contribution.
    Refuses evidence about oneself and numbers that are none.
    """

    about: Hashable
    by: Hashable
    outcome: float
    kind: str
    when: float
    confirmed: bool = False
    ref: Hashable = None
    weakened: bool = False

    def __post_init__(self) -> None:
        if self.about == self.by:
            raise AboutOneself(f"{self.about!r} cannot give evidence about herself")
        if not -1.0 <= self.outcome <= 1.0:  # NaN fails too
            raise BadEvidence(f"an outcome lies between −1 and 1, not {self.outcome!r}")
        if not isfinite(self.when):
            raise BadEvidence(f"a moment is a finite number of seconds, not {self.when!r}")


def ratings(rows: Iterable[tuple[Hashable, Hashable, float, float]], *, scale: float = 10.0, mutual: bool = False) -> list[Evidence]:
    """A plain rating network as evidence for the policy `RATINGS`: rows of rater, ratee, rating in −scale..scale, unix time.

    Every rating counts as confirmed; with `mutual`, only where the two rated each other. Refuses what `Evidence` refuses.
    """
    known = [(rater, ratee, float(rating) / scale, float(when)) for rater, ratee, rating, when in rows]
    pairs = {(rater, ratee) for rater, ratee, _, _ in known} if mutual else set()
    return [Evidence(ratee, rater, outcome, "rating", when, not mutual or (ratee, rater) in pairs) for rater, ratee, outcome, when in known]


def merged(evidence: Iterable[Evidence], into: Mapping[Hashable, Hashable]) -> list[Evidence]:
    """The same evidence after members became one: each id is replaced by `into[id]`; what they said of each other falls away."""
    renamed = ((into.get(piece.about, piece.about), into.get(piece.by, piece.by), piece) for piece in evidence)
    return [replace(piece, about=about, by=by) for about, by, piece in renamed if about != by]
