"""What a page to play on says about made-up partners."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.projects import queries
from betterpie.projects.panels.deal import breaks, holds, hopes, listed, rounded
from betterpie.projects.queries import Sketched
from betterpie.ui.formats import money


@dataclass(frozen=True, kw_only=True)
class SketchRow:
    """A made-up partner: what she would have by each way, and her change since an earlier sketch (None: she is new)."""

    name: str
    alone: int
    share: int
    change: int | None
    steady: int | None
    equal: int | None
    is_out: bool


def sketch_words(now: Sketched, since: Sketched, currency: str) -> dict[str, Any]:
    """Everything that the page says about a sketch, compared with an earlier one."""
    deal, names = now.deal, now.sketch.names
    is_changed = now.sketch != since.sketch
    return {
        "rows": _rows(now, since),
        "is_changed": is_changed,
        "has_steady": bool(deal.ways["steady"].shares),
        "headline": _headline(now, since, currency) if is_changed else _extra(deal.gain, currency),
        "totals": _("Together about %(together)s; apart about %(apart)s.")
        % {"together": money(deal.together, currency), "apart": money(deal.apart, currency)},
        "rule_words": _("You keep what you would make alone, plus half of every extra you create with each partner."),
        "hopes": hopes(deal, names, currency),
        "holds": holds(deal, names, currency),
        "breaks": breaks(deal.breaks, names, currency),
        "leavers": _leavers(now, currency),
    }


def bound_words(here: Iterable[Member]) -> list[str]:
    """What binds the hands of the members after whom the made-up partners are called."""
    twice, regulated = ([member.business.name for member in them] for them in queries.bound(here))
    said = []
    if twice:
        words = _(
            "%(names)s serve the same need, so a real project would ask nobody for figures. Only these ways could be signed: %(ways)s"
        )
        said.append(words % {"names": listed(twice), "ways": _("by hours, equally, or by percentages.")})
    if regulated:
        words = _("The law of a trade of %(names)s lets nobody pay for customers sent. Only these ways could be signed: %(ways)s")
        said.append(words % {"names": listed(regulated), "ways": _("by hours, equally, or by percentages.")})
    return said


def _rows(now: Sketched, since: Sketched) -> list[SketchRow]:
    alone, share = now.sketch.alone, rounded(now.shares)
    before = rounded(since.shares)
    ways = {rule: rounded(now.deal.ways[rule].shares) for rule in ("steady", "equal")}
    return [
        SketchRow(
            name=name, alone=alone[row], share=share[row], change=share[row] - before[row] if row in before else None,
            steady=ways["steady"].get(row), equal=ways["equal"].get(row), is_out=row in now.sketch.out,
        )
        for row, name in now.sketch.names.items()
    ]  # fmt: skip


def _headline(now: Sketched, since: Sketched, currency: str) -> str:
    more = now.deal.gain - since.deal.gain
    if not more:
        return _("The extra stays as it is")
    said = _("The extra grows by %(amount)s") if more > 0 else _("The extra shrinks by %(amount)s")
    return said % {"amount": money(abs(more), currency)}


def _extra(gain: int, currency: str) -> str:
    if gain > 0:
        return _("A fair split of the extra %(amount)s") % {"amount": money(gain, currency)}
    if gain == 0:
        return _("Together you would make as much as apart")
    return _("Apart you’d make %(amount)s more") % {"amount": money(-gain, currency)}


def _leavers(now: Sketched, currency: str) -> list[str]:
    """What the others would have less (or more) if one of them left."""
    if len(now.sketch.inside) < 3:
        return []
    losses = now.deal.answered.game.losses
    return [_leaver(now.sketch.names[row], round(losses[row]) - now.sketch.alone[row], currency) for row in now.sketch.inside]


def _leaver(name: str, extra: int, currency: str) -> str:
    if not extra:
        return _("Without %(name)s nothing changes for the others.") % {"name": name}
    lost = _("Without %(name)s the %(amount)s extra that comes with her is gone.")
    said = lost if extra > 0 else _("Without %(name)s the others would do %(amount)s better.")
    return said % {"name": name, "amount": money(abs(extra), currency)}
