"""The paper that all sign: the rule with its worked example in plain words, and as terms for the settlement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from betterpie.kernel.sharing import share_out
from betterpie.projects.models import Input, Lasting, Partner, Project
from betterpie.projects.queries.deal import Deal, Way
from betterpie.ui.formats import money

Terms = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the paper is made of."""

    project: Project
    partners: list[Partner]
    inputs: list[Input]
    lasting: list[Lasting]
    hours: Mapping[int, int]
    deal: Deal | None
    way: Way


def terms(draft: Draft) -> Terms:
    """What the settlement applies: floors and parts by partner's number, in minor units."""
    return {
        "rule": draft.project.rule,
        "currency": draft.project.currency,
        "managing": draft.project.manager_pay,
        "manager": next(one.number for one in draft.partners if one.member_id == draft.project.manager_id),
        "if_off": draft.project.if_off,
        "expected": draft.deal.together if draft.deal else None,
        "partners": [
            {
                "number": one.number,
                "name": one.member.business.name,
                "alone": _alone(draft, one),
                "floor": _floor(draft, one),
                "part": _part(draft, one),
            }
            for one in draft.partners
        ],
    }


def share(terms: Terms, total: int) -> dict[int, int]:
    """What each gets of `total` by a paper's terms, by partner's number."""
    floors = {row["number"]: row["floor"] for row in terms["partners"]}
    return share_out(total, floors, {row["number"]: row["part"] for row in terms["partners"]})


def words(draft: Draft, terms: Terms) -> str:
    """The paper in the active language, a paragraph to a line."""
    parts = [
        *_heading(draft),
        *_who_puts_in_what(draft),
        *_managing(draft),
        *_split(draft),
        *_examples(draft, terms),
        *_after(draft),
        *_bounds(draft),
    ]
    return "\n".join(parts)


def names_of(partners: Iterable[Partner]) -> dict[int, str]:
    """Names by number."""
    return {one.number: one.member.business.name for one in partners}


def _floor(draft: Draft, one: Partner) -> int:
    return draft.deal.alone[one.number] if draft.deal and draft.project.rule != Project.Rule.OWN else 0


def _alone(draft: Draft, one: Partner) -> int:
    return draft.deal.alone[one.number] if draft.deal else 0


def _part(draft: Draft, one: Partner) -> int:
    rule = draft.project.rule
    if rule == Project.Rule.HOURS:
        return draft.hours.get(one.number, 0)
    if rule == Project.Rule.EQUAL:
        return 1
    return one.own_part or 0 if rule == Project.Rule.OWN else draft.way.extras[one.number]


def _heading(draft: Draft) -> list[str]:
    project = draft.project
    said = [_("%(name)s: what we agreed") % {"name": project.name}]
    said.append(_("Between %(names)s.") % {"names": _list(draft.partners)})
    if project.idea:
        said.append(project.idea)
    if project.ends_on:
        said.append(_("It is over on %(day)s.") % {"day": date_format(project.ends_on, "DATE_FORMAT")})
    return said


def _who_puts_in_what(draft: Draft) -> list[str]:
    said = []
    for one in draft.partners:
        mine = [_input(row, draft.project.currency) for row in draft.inputs if row.partner_id == one.pk]
        if mine:
            said.append(_("%(name)s puts in: %(things)s.") % {"name": one.member.business.name, "things": "; ".join(mine)})
    return said


def _input(row: Input, currency: str) -> str:
    if row.amount and row.kind in Input.IN_MONEY:
        return f"{row.what} ({money(row.amount, currency)})"
    if row.amount and row.kind == Input.Kind.HOURS:
        return _("%(what)s (%(hours)d hours)") % {"what": row.what, "hours": row.amount}
    return row.what


def _managing(draft: Draft) -> list[str]:
    project, name = draft.project, draft.project.manager.business.name
    if not project.manager_pay:
        return [_("%(name)s manages, without being paid for it.") % {"name": name}]
    amount = money(project.manager_pay, project.currency)
    return [_("%(name)s manages, and gets %(amount)s for it before anything is shared.") % {"name": name, "amount": amount}]


def _split(draft: Draft) -> list[str]:
    project, currency = draft.project, draft.project.currency
    first = _("From what comes in, what each laid out for this project is paid back first. The rest is shared like this.")
    if project.rule == Project.Rule.OWN or draft.deal is None:
        parts = [f"{one.member.business.name} {_percent(draft.way, one.number)}" for one in draft.partners]
        return [first, _("Each gets this much of all of it: %(parts)s.") % {"parts": ", ".join(parts)}]
    alone = [f"{one.member.business.name} {money(draft.deal.alone[one.number], currency)}" for one in draft.partners]
    extra = [f"{one.member.business.name} {money(draft.way.extras[one.number], currency)}" for one in draft.partners]
    return [
        first,
        _("Each first gets what she would have made alone: %(parts)s.") % {"parts": ", ".join(alone)},
        _("What is over is shared %(rule)s, in the proportion of: %(parts)s.") % {"rule": _by(project.rule), "parts": ", ".join(extra)},
        _(
            "If there is less than all would have made alone, each gets the same fraction of that. "
            "A loss is borne in the proportion of the extra."
        ),
    ]


def _percent(way: Way, number: int) -> str:
    whole = sum(way.shares.values())
    return f"{100 * way.shares[number] / whole:.2f}".rstrip("0").rstrip(".") + "%" if whole else "0%"


def _by(rule: str) -> str:
    return {
        Project.Rule.FAIR: _("by what each adds (the Shapley value)"),
        Project.Rule.STEADY: _("so that it is hardest to leave (the nucleolus)"),
        Project.Rule.HOURS: _("by hours"),
        Project.Rule.EQUAL: _("equally"),
    }[Project.Rule(rule)]


def _examples(draft: Draft, terms: Terms) -> list[str]:
    currency, names = draft.project.currency, names_of(draft.partners)
    expected = draft.deal.together if draft.deal else 100_000
    pattern = _("An example: if %(total)s is left, %(shares)s.")
    said = []
    for total in (expected, expected // 2):
        gets = [
            _("%(name)s gets %(amount)s") % {"name": names[number], "amount": money(got, currency)}
            for number, got in share(terms, total).items()
        ]
        said.append(pattern % {"total": money(total, currency), "shares": ", ".join(gets)})
    return said


def _after(draft: Draft) -> list[str]:
    said = []
    for row in draft.lasting:
        owner = row.owner.member.business.name if row.owner else _("all of us together")
        said.append(_("What lasts: %(what)s. It belongs to %(owner)s.") % {"what": row.what, "owner": owner})
    said.append(_("If it is called off: %(words)s") % {"words": draft.project.get_if_off_display()})
    said.append(
        _("If one of us leaves midway, this paper is opened again, and those who stay sign anew. What she laid out is paid back to her.")
    )
    return said


def _bounds(draft: Draft) -> list[str]:
    said = []
    for one in draft.partners:
        if one.gave_leave(draft.project) and draft.deal and one.number in draft.deal.below:
            said.append(
                _("%(name)s knows that she gets less than alone, and wrote: “%(words)s”")
                % {"name": one.member.business.name, "words": one.leave}
            )
    if draft.project.has_rivals:
        said.append(
            _(
                "Some of us serve the same need, so nobody told the others her figures. "
                "By signing, each says for herself that this is better than going alone."
            )
        )
    if draft.project.has_regulated:
        said.append(_("No part of anybody’s share depends on customers sent to anybody."))
    return said


def _list(partners: list[Partner]) -> str:
    names = [one.member.business.name for one in partners]
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
