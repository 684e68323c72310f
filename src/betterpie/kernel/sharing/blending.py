"""Lets measured figures replace guesses, each by as much as it is known."""

from dataclasses import dataclass
from math import sqrt

from betterpie.kernel.sharing.trouble import BadGame


@dataclass(frozen=True)
class Blend:
    """A figure, its standard deviation, and how much of it comes from measuring (0 to 1)."""

    mean: float
    spread: float
    measured: float


def blend(guess: float, guess_spread: float, seen: float, seen_spread: float) -> Blend:
    """Two normal figures weighted by their precision: (w0/s0^2 + x/s^2) / (1/s0^2 + 1/s^2). Refuses spreads not above 0."""
    if min(guess_spread, seen_spread) <= 0:
        raise BadGame("Both figures need a spread above 0.")
    of_guess, of_seen = guess_spread**-2, seen_spread**-2
    whole = of_guess + of_seen
    return Blend((guess * of_guess + seen * of_seen) / whole, sqrt(1 / whole), of_seen / whole)


def blend_counts(guess: float, guess_periods: float, seen: int, periods: float) -> Blend:
    """A rate a period from a guess worth so many periods (Gamma) and a count seen in some (Poisson): (k + y) / (t + T)."""
    if guess < 0 or guess_periods <= 0 or seen < 0 or periods < 0:
        raise BadGame("Counts and periods cannot be negative, and the guess must be worth some time.")
    time = guess_periods + periods
    rate = (guess * guess_periods + seen) / time
    return Blend(rate, sqrt(rate / time), periods / time)
