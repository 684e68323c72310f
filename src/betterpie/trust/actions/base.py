"""What all verbs of trust share."""

from collections.abc import Iterable
from dataclasses import dataclass

from betterpie.kernel.trust import Scores


class Refused(Exception):
    """Something that can't be done, with a sentence fit for the reader."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Whose score a change would move, from where to where."""

    member: int
    before: float
    after: float

    @property
    def by(self) -> float:
        """By how many points."""
        return self.after - self.before


def moved_between(before: Scores, after: Scores, *, members: Iterable[int]) -> list[Moved]:
    """Whose score differs between the two, of these members: those it moves most first."""
    moved = [Moved(member=one, before=before[one].value, after=after[one].value) for one in members]
    return sorted((one for one in moved if abs(one.by) > 1e-9), key=lambda one: (-abs(one.by), one.member))
