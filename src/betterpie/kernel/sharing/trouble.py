"""What sharing refuses, each with a sentence a reader can act on."""


class SharingError(ValueError):
    """Something about a game or a split that cannot be."""


class BadGame(SharingError):
    """The game is not a game: numbers missing, contradictory, not finite, or about somebody who does not play."""


class BadSplit(SharingError):
    """The proposed split is not one: somebody is missing, unknown, or gets something that is not a number."""


class TooManyPlayers(BadGame):
    """The answer would need a number for each of more groups than fit in memory."""


class NoSolution(SharingError):
    """The game is sound, and what was asked for does not exist in it."""


class NoImputation(NoSolution):
    """Together there is less than everybody would have alone, so no split leaves each at least that."""


class EmptyCore(NoSolution):
    """However it is split, some group would do better by itself."""


class NoTau(NoSolution):
    """The game is not quasi-balanced: floors and ceilings leave no room for a compromise."""


class NoGately(NoSolution):
    """Powers to spoil cannot be made equal: nobody has any, or some have less than none."""


class NoProportion(NoSolution):
    """Shares in proportion to stand-alone amounts need amounts of one sign that are not all zero."""


class Uncertified(ArithmeticError):
    """A computed nucleolus failed its own certificate; no number is better than a wrong one."""
