"""Why a score is what it is: the deeds by what they were, each sort one sentence that opens to its deeds."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betterpie.kernel.trust import Policy
from betterpie.trust.models import Evidence
from betterpie.trust.queries import Line

PROMISES = frozenset({"kept", "repaired", "late", "excused", "broken", "broken_but_told"})
REMOVED = Evidence.State.REMOVED
FLAT = 0.005
"""Points below which a line reads as nothing."""
SEEN_FROM = 0.05
"""Points below which a page with one decimal reads 0.0."""


@dataclass(frozen=True, kw_only=True)
class Why:
    """The deeds of one sort: a sentence, what they add up to, and the deeds themselves, the weightiest first."""

    sentence: str
    points: float
    lines: list[Line]

    @property
    def only(self) -> Line | None:
        """The deed, where there is but one."""
        return self.lines[0] if len(self.lines) == 1 else None


def why(lines: Iterable[Line]) -> list[Why]:
    """The lines under a score by what they were: what lowers it first and each sort's points; together they are the score."""
    told = list(lines)
    sorts: dict[tuple[str, bool], list[Line]] = {}
    for line in told:
        sorts.setdefault((_sort(line), line.is_good and line.state != REMOVED), []).append(line)
    counts = Counter(_family(line) for line in told if line.state != REMOVED)
    found = [
        Why(sentence=_sentence(*sort, len(rows), counts[_family(rows[0])]), points=sum(row.points for row in rows), lines=rows)
        for sort, rows in sorts.items()
    ]
    return sorted(found, key=lambda one: (one.points > -FLAT, -abs(one.points)))


def of_how_many(lines: Iterable[Line]) -> list[str]:
    """What can be counted of how many, as sentences without points: "Kept 18 of 19 promises"."""
    return [one.sentence for one in why(lines) if one.lines[0].is_good and _sort(one.lines[0]) in OF_ALL]


def _sort(line: Line) -> str:
    if line.state == REMOVED:
        return REMOVED
    return "kept" if line.kind == "repaired" else line.kind


def _family(line: Line) -> str:
    return "promises" if line.kind in PROMISES else line.kind


def _sentence(kind: str, is_good: bool, n: int, of: int) -> str:
    if kind == REMOVED:
        return ngettext("%(n)d line was taken out and does not count", "%(n)d lines were taken out and do not count", n) % {"n": n}
    if kind in OF_ALL and is_good:
        return OF_ALL[kind](n) % {"n": n, "all": of}
    tell = SENTENCES.get((kind, is_good)) or SENTENCES.get((kind, True))
    return tell(n) % {"n": n} if tell else ngettext("%(n)d other deed", "%(n)d other deeds", n) % {"n": n}


OF_ALL: dict[str, Callable[[int], str]] = {
    "kept": lambda n: _("Kept %(n)d of %(all)d promises") if n != 1 else _("Kept %(n)d promise of %(all)d"),
    "answered": lambda n: _("Answered %(n)d of %(all)d referrals in time") if n != 1 else _("Answered %(n)d referral of %(all)d in time"),
    "told_truly": lambda n: ngettext("Told %(n)d outcome as the customer tells it", "Told %(n)d outcomes as the customers tell them", n),
}
"""Where it also matters of how many."""
SENTENCES: dict[tuple[str, bool], Callable[[int], str]] = {
    ("excused", True): lambda n: ngettext(
        "Said in good time that %(n)d promise could not be", "Said in good time that %(n)d promises could not be", n
    ),
    ("followed_up", True): lambda n: ngettext(
        "Did the next step with a customer in time, once", "Did the next step with a customer in time, %(n)d times", n
    ),
    ("late", True): lambda n: ngettext("Kept %(n)d promise late", "Kept %(n)d promises late", n),
    ("broken", False): lambda n: ngettext("%(n)d promise was not kept", "%(n)d promises were not kept", n),
    ("broken_but_told", False): lambda n: ngettext(
        "Could not keep %(n)d promise, and said so at short notice",
        "Could not keep %(n)d promises, and said so at short notice",
        n,
    ),
    ("referral_worked", True): lambda n: ngettext("%(n)d customer said it went well", "%(n)d customers said it went well", n),
    ("referral_complaint", False): lambda n: ngettext(
        "%(n)d customer said it did not go well", "%(n)d customers said it did not go well", n
    ),
    ("told_wrongly", False): lambda n: ngettext(
        "%(n)d outcome was told otherwise by the customer", "%(n)d outcomes were told otherwise by the customers", n
    ),
    ("told_early", True): lambda n: ngettext("Told bad news early, once", "Told bad news early, %(n)d times", n),
    ("kept_silent", False): lambda n: ngettext("Bad news came late, once", "Bad news came late, %(n)d times", n),
    ("answered", False): lambda n: ngettext(
        "%(n)d referral waited too long for an answer", "%(n)d referrals waited too long for an answer", n
    ),
    ("took_part", True): lambda n: ngettext("Took part once", "Took part %(n)d times", n),
    ("feedback", True): lambda n: ngettext(
        "%(n)d neighbor was glad to have worked together", "%(n)d neighbors were glad to have worked together", n
    ),
    ("feedback", False): lambda n: ngettext(
        "%(n)d neighbor was less content after working together", "%(n)d neighbors were less content after working together", n
    ),
    ("praise", True): lambda n: ngettext("Praised by %(n)d neighbor", "Praised by %(n)d neighbors", n),
}


def half_lives(policy: Policy) -> str:
    """How old deeds fade under this policy: "Old deeds count half after 24 months; answers and taking part after 6 months." """
    longest = Counter(rule.half_life for rule in policy.kinds.values()).most_common(1)[0][0]
    others = {kind: rule.half_life for kind, rule in policy.kinds.items() if rule.half_life != longest}
    said = _fades(longest)
    if set(others) == {"answered", "took_part"} and len(set(others.values())) == 1:
        return _("%(most)s Answers and taking part do so after %(months)s.") % {"most": said, "months": _months(others["answered"])}
    return _("%(most)s Some kinds have times of their own.") % {"most": said} if others else said


def _fades(days: float | None) -> str:
    return _("Old deeds do not fade.") if days is None else _("Old deeds count half after %(months)s.") % {"months": _months(days)}


def _months(days: float | None) -> str:
    months = round((days or 0) / 30.4)
    if months and months % 12 == 0:
        return ngettext("a year", "%(n)d years", months // 12) % {"n": months // 12}
    return ngettext("a month", "%(n)d months", months) % {"n": months}
