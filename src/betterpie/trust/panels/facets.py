"""The five facets on their scales, and what is said of a score in a line."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from betterpie.trust.models import PolicyChange, Standing
from betterpie.trust.queries.standings import ENOUGH_DEEDS, ENOUGH_VOICES

FACET_NAMES = {
    "reliability": lazy("Reliability"),
    "honesty": lazy("Honesty"),
    "communication": lazy("Answers in time"),
    "disclosure": lazy("Tells early"),
    "participation": lazy("Takes part"),
}
Facet = tuple[Any, float | None, float, float, int]


def facets(standing: Standing | None) -> list[Facet]:
    """Each facet as (label, value or None where nothing is known, low, high, deeds)."""
    known = standing.facets if standing else {}
    rows = ((label, known.get(facet) or [0.0, 0.0, 0.0, 0]) for facet, label in FACET_NAMES.items())
    return [(label, value if deeds else None, low, high, deeds) for label, (value, low, high, deeds) in rows]


def early_words(standing: Standing | None) -> str:
    """Why there is no number yet: how many deeds, seen by how many neighbors, it takes."""
    deeds = standing.deeds if standing else 0
    if deeds < ENOUGH_DEEDS:
        so_far = ngettext("%(n)d thing happened so far", "%(n)d things happened so far", deeds) % {"n": deeds}
        return _("%(so_far)s; it takes %(all)d.") % {"so_far": so_far, "all": ENOUGH_DEEDS}
    return _("It takes %(voices)d neighbors who had to do with you; so far it is fewer.") % {"voices": round(ENOUGH_VOICES)}


def shown_words(detail: str) -> str:
    """How much of it other members see, in a few words."""
    shown = PolicyChange.Detail
    return {
        shown.NOTHING: _("nobody else sees it"),
        shown.WORDS: _("others read it in words, without the number"),
        shown.NUMBER: _("others see the number and its range"),
        shown.REASONS: _("others see the number with its reasons"),
    }[shown(detail)]
