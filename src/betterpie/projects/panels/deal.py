"""What the deal says in sentences: numbers by name, whether a split holds, what would break it, how well it is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from betterpie.kernel.sharing import in_cents
from betterpie.projects.models import Figure, Kind, Partner, Project
from betterpie.projects.queries import Break, Deal, Way, about
from betterpie.projects.queries.paper import names_of
from betterpie.ui.formats import money

Names = Mapping[int, str]
Rule = Project.Rule
UNIT = 100
"""Minor units in one of the currency."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A short word with its tone, and the sentence behind it."""

    tag: str
    tone: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A partner's row in the deal: what she has alone, what each way adds, and between what her fair share likely lies."""

    partner: Partner
    name: str
    alone: int
    extra: int
    share: int
    low: int
    high: int
    cells: tuple[tuple[str, str, int | None], ...]
    """By each way: the way, what it is called, and what it adds."""
    is_me: bool
    bar_alone: float
    bar_extra: float


def listed(names: Iterable[str]) -> str:
    """Names as people say them: "A", "A and B", "A, B and C"."""
    them = list(names)
    if len(them) < 2:
        return "".join(them)
    return _("%(names)s and %(last)s") % {"names": ", ".join(them[:-1]), "last": them[-1]}


def figure_words(row: Figure, names: Names) -> str:
    """What a number is about: "all together", "Fourth St Wine alone", "lost without Petal & Stem"."""
    them = listed(names.get(number, "") for number in sorted(about(row)))
    return {
        Kind.ALONE: _("%(names)s alone"),
        Kind.TOGETHER: _("all together"),
        Kind.LOSS: _("lost without %(names)s"),
        Kind.PAIR: _("what %(names)s make extra"),
        Kind.GROUP: _("%(names)s without the rest"),
    }[Kind(row.kind)] % {"names": them}


@dataclass(frozen=True)
class Label:
    """What a way to split is called: in a word, and with the field's own name behind."""

    short: str
    whole: str


def rule_names() -> dict[str, Label]:
    """What the ways to split are called."""
    return {
        Rule.FAIR: Label(_("Fair"), _("Fair: what each adds (Shapley)")),
        Rule.STEADY: Label(_("Hardest to leave"), _("Hardest to leave (nucleolus)")),
        Rule.HOURS: Label(_("By hours"), _("By hours")),
        Rule.EQUAL: Label(_("Equal"), _("Equal")),
        Rule.OWN: Label(_("Your own"), _("Your own")),
    }


def rule_words(deal: Deal) -> str:
    """What the chosen way means, in a sentence."""
    pairs = _("You keep what you would make alone, plus half of every extra you create with each partner.")
    more = _("What only all of you together create, or lose, is shared equally.")
    return {
        Rule.FAIR: pairs if len(deal.numbers) == 2 else f"{pairs} {more}",
        Rule.STEADY: _("Whoever is worst off is made as well off as can be, then the next. No split is harder to leave."),
        Rule.HOURS: _("You keep what you would make alone. The extra goes by the hours each puts in."),
        Rule.EQUAL: _("You keep what you would make alone. The extra goes in equal parts."),
        Rule.OWN: _("Each gets the percentage of everything that you wrote down yourselves."),
    }[Rule(deal.rule)]


def holds(deal: Deal, names: Names, currency: str) -> Said:
    """Whether the chosen split holds, and who might walk."""
    group, gain = deal.walkers
    who = listed(names[number] for number in group)
    if deal.holds and not deal.is_tried:
        words = _("With this split nobody would do better alone. With so many of you, groups are not tried.")
        return Said(tag=_("holds for each"), tone="leaf", words=words)
    if deal.holds and gain <= -len(deal.numbers):
        one = _("With this split no one, and no two, would do better apart.")
        many = _("With this split no one, and no group of you, would do better apart.")
        return Said(tag=_("holds together"), tone="leaf", words=one if len(deal.numbers) <= 3 else many)
    if deal.holds:
        words = _("%(names)s would do just as well apart.") if len(group) == 1 else _("%(names)s would do just as well without the rest.")
        return Said(tag=_("just holds"), tone="", words=words % {"names": who})
    one = _("%(names)s might walk: apart she would make %(amount)s more.")
    several = _("%(names)s might walk: without the rest they would make %(amount)s more.")
    words = one if len(group) == 1 else several
    return Said(
        tag=_("might not hold"),
        tone="hot",
        words=words % {"names": who, "amount": money(rounded({0: gain})[0], currency)},
    )


def breaks(found: Break | None, names: Names, currency: str) -> str:
    """What would break it, in a sentence; nothing where nothing near would."""
    if found is None:
        return ""
    said = _("If “%(figure)s” turns out below %(limit)s, it stops holding for %(names)s.")
    if not found.is_below:
        said = _("If “%(figure)s” turns out above %(limit)s, it stops holding for %(names)s.")
    who = listed(names[number] for number in found.walkers)
    return said % {"figure": figure_words(found.figure, names), "limit": money(_near(found.limit), currency), "names": who}


def hopes(deal: Deal, names: Names, currency: str) -> list[str]:
    """What would have to change for the pie to grow."""
    said = [_("All together would have to make more than %(amount)s after costs.") % {"amount": money(deal.apart, currency)}]
    for number, gap in deal.burdens.items():
        words = _("Without %(name)s the others would do %(amount)s better: could it be made smaller, or without that part?")
        said.append(words % {"name": names[number], "amount": money(gap, currency)})
    if deal.together < 0:
        said.append(_("As it is, it costs more than it brings. Which cost could go?"))
    return said


def doubts(deal: Deal, names: Names, currency: str) -> list[str]:
    """What is contradictory or uncertain about the numbers, in sentences."""
    said = []
    for row, off in deal.misfits:
        words = (
            _("“%(figure)s” is %(amount)s more than the other numbers say.")
            if off > 0
            else _("“%(figure)s” is %(amount)s less than the other numbers say.")
        )
        said.append(words % {"figure": figure_words(row, names), "amount": money(abs(off), currency)})
    if deal.best_two is not None:
        one, other, more = deal.best_two
        words = _("%(one)s on one side and %(other)s on the other would make %(amount)s more than all together.")
        said.append(
            words % {"one": listed(names[n] for n in one), "other": listed(names[n] for n in other), "amount": money(more, currency)}
        )
    return said


def known(deal: Deal, names: Names, currency: str) -> str:
    """How well the shares are known, and what to ask next."""
    off = max(deal.spread.values())
    if deal.is_close_enough:
        return _("The fair shares are known to about %(amount)s. That is close enough: no more questions.") % {
            "amount": money(_near(off), currency)
        }
    words = _("The fair shares may be off by about %(amount)s, most of all because of “%(figure)s”.")
    return words % {"amount": money(_near(off), currency), "figure": figure_words(deal.doubt, names)}


def rows(deal: Deal, partners: list[Partner], me: Partner | None) -> list[Row]:
    """The rows of the table, with the bars of the chosen way. Estimates are shown in whole units: cents would pretend to know them."""
    names, way = names_of(partners), deal.way
    largest = max([1, *(max(way.shares.get(n, 0), deal.alone[n]) for n in deal.numbers)])
    ways = {rule: rounded(each.extras) for rule, each in deal.ways.items()}
    labels = rule_names()
    middles = ways.get(Rule.FAIR, ways[deal.rule])
    found = []
    for one in partners:
        n, spread = one.number, _near(deal.spread[one.number])
        extra = ways[deal.rule].get(n, 0)
        found.append(
            Row(
                partner=one,
                name=names[n],
                alone=deal.alone[n],
                extra=extra,
                share=deal.alone[n] + extra,
                low=_near(middles.get(n, 0) - spread),
                high=_near(middles.get(n, 0) + spread),
                is_me=me is not None and one.pk == me.pk,
                cells=tuple((rule, labels[rule].short, extras.get(n)) for rule, extras in ways.items()),
                bar_alone=round(100 * max(0, deal.alone[n] + min(0, extra)) / largest, 1),
                bar_extra=round(100 * max(0, extra) / largest, 1),
            )
        )
    return found


def rounded(amounts: Mapping[int, int]) -> dict[int, int]:
    """The same in whole units that add up as before to a unit, where it is more than a handful; small sums keep their cents."""
    total = sum(amounts.values())
    if abs(total) < 100 * UNIT:
        return dict(amounts)
    return {n: units * UNIT for n, units in in_cents({n: amount / UNIT for n, amount in amounts.items()}, round(total / UNIT)).items()}


def _whole(amount: int) -> int:
    """An estimate in whole units; a small sum keeps its cents."""
    return rounded({0: amount})[0]


def _near(amount: int) -> int:
    """An uncertain amount to the nearest ten units, or to the unit where it is small."""
    step = 10 * UNIT if abs(amount) >= 100 * UNIT else UNIT
    return round(amount / step) * step


def percents(ways: Mapping[str, Way], partners: list[Partner]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """For rivals: each partner's percentage of everything by each way."""
    found, labels = [], rule_names()
    for one in partners:
        cells = [(rule, labels[rule].short, f"{way.shares[one.number] / 100:g}%" if way.shares else "") for rule, way in ways.items()]
        found.append((one.member.business.name, cells))
    return found


def context_of(deal: Deal, partners: list[Partner], me: Partner | None, currency: str) -> dict[str, Any]:
    """Everything that the deal's page says."""
    names = names_of(partners)
    return {
        "deal": deal,
        "gain": _whole(deal.gain),
        "together": _whole(deal.together),
        "apart": _whole(deal.apart),
        "rows": rows(deal, partners, me),
        "rules": [(rule, rule_names()[rule], rule == deal.rule) for rule in deal.ways],
        "rule_words": rule_words(deal),
        "holds": holds(deal, names, currency) if deal.way.shares else None,
        "breaks": breaks(deal.breaks, names, currency),
        "doubts": doubts(deal, names, currency),
        "known": known(deal, names, currency),
        "hopes": hopes(deal, names, currency) if deal.gain <= 0 else [],
        "lost": _whole(abs(deal.gain)),
        "below": [(names[number], gap) for number, gap in deal.below.items()],
    }
