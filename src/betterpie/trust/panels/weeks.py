"""A standing week by week: as a small drawing, and as the sentence that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from betterpie.trust.models import History
from betterpie.ui.formats import signed

WIDE, HIGH = 320.0, 72.0
TOP = 5.0
FEWEST = 3
"""Weeks below which a line says nothing."""


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """Coordinates in a box of 320 by 72, and the words for it."""

    line: str
    band: str
    zero: str
    said: str


def weeks(history: Sequence[History]) -> Weeks | None:
    """The drawing of a history, the oldest week first; None while there are fewer than three."""
    if len(history) < FEWEST:
        return None
    places = [_across(week.on, history[0].on, history[-1].on) for week in history]
    lows = [f"{x:.1f},{_down(week.low):.1f}" for x, week in zip(places, history, strict=True)]
    highs = [f"{x:.1f},{_down(week.high):.1f}" for x, week in zip(places, history, strict=True)]
    return Weeks(
        line=" ".join(f"{x:.1f},{_down(week.value):.1f}" for x, week in zip(places, history, strict=True)),
        band=f"M{' L'.join(highs)} L{' L'.join(reversed(lows))} Z",
        zero=f"{_down(0):.1f}",
        said=_said(history),
    )


def _across(on: date, first: date, last: date) -> float:
    return WIDE * (on - first).days / max((last - first).days, 1)


def _down(value: float) -> float:
    return HIGH * (TOP - value) / (2 * TOP)


def _said(history: Sequence[History]) -> str:
    first, last = history[0], history[-1]
    lowest, highest = min(history, key=lambda week: week.value), max(history, key=lambda week: week.value)
    words = {
        "first": signed(first.value),
        "then": _month(first.on),
        "now": signed(last.value),
        "lowest": signed(lowest.value),
        "highest": signed(highest.value),
    }
    if words["lowest"] == words["highest"]:
        return _("%(now)s since %(then)s.") % words
    return _("%(first)s in %(then)s, %(now)s now; between %(lowest)s and %(highest)s all along.") % words


def _month(on: date) -> str:
    return str(date_format(on, "YEAR_MONTH_FORMAT"))
