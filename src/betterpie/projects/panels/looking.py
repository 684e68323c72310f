"""Looking back: what each expected against what she got, and the numbers for the next time."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betterpie.kernel.sharing import Blend, blend_counts
from betterpie.projects import queries
from betterpie.projects.models import Kind, Project, Sheet
from betterpie.projects.panels.deal import figure_words, listed, rounded
from betterpie.projects.queries import Along, paper
from betterpie.projects.queries.paper import names_of


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a partner could expect by the paper, and what she got; minor units."""

    name: str
    expected: int
    share: int

    @property
    def difference(self) -> int:
        """What she got beyond what she could expect."""
        return self.share - self.expected


@dataclass(frozen=True, kw_only=True)
class NextNumber:
    """A number as it stands for the next time, and how much of it was measured, in percent."""

    words: str
    amount: int
    measured: int


def outcomes(terms: dict[str, Any], sheets: Iterable[Sheet]) -> list[Outcome]:
    """Expected against actual for everybody who signed the paper."""
    expected = paper.share(terms, terms["expected"])
    return [_outcome(row, expected[row.partner.number]) for row in sheets if row.partner.number in expected]


def next_numbers(project: Project) -> list[NextNumber]:
    """The numbers that moved toward what was measured; what each makes alone was not measured by working together."""
    names = names_of(queries.everybody(project))
    return [
        NextNumber(words=figure_words(row, names), amount=rounded({0: row.amount})[0], measured=row.measured)
        for row in queries.figures(project)
        if row.kind != Kind.ALONE
    ]


def customers(project: Project) -> str:
    """How many new customers to expect the next time, from this time and those before it; nothing where nobody counted.

    Counts are taken to come by chance at one rate (Poisson) of which the earlier times are what was known (Gamma).
    """
    counts = queries.gained(project)
    if not counts:
        return ""
    first, *later = counts
    known = Blend(first, sqrt(first), 1.0)
    for times, count in enumerate(later, 1):
        known = blend_counts(known.mean, times, count, 1)
    words = ngettext(
        "%(now)d new customer came this time; expect about %(mean)d the next time, give or take %(off)d.",
        "%(now)d new customers came this time; expect about %(mean)d the next time, give or take %(off)d.",
        project.customers_gained or 0,
    )
    return words % {"now": project.customers_gained or 0, "mean": round(known.mean), "off": max(1, round(sqrt(known.mean)))}


def along_words(found: Along) -> str:
    """What comes along when it is done again, in sentences."""
    if found.has_numbers:
        return _("Same partners, same things put in, and last time’s numbers, moved toward what was measured.")
    same = _("Same partners and same things put in.")
    if found.gone:
        same = _("Same partners but for %(names)s, and same things put in.") % {"names": listed(names_of(found.gone).values())}
    if found.has_rivals:
        return " ".join([same, _("Two of you serve the same need, so nobody is asked for figures.")])
    return " ".join([same, _("Everybody is asked for her numbers anew.")])


def _outcome(row: Sheet, expected: int) -> Outcome:
    return Outcome(name=row.partner.member.business.name, expected=expected, share=row.share)
