"""What a project says: what goes in, who signed, who would help, and what waits for somebody."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betterpie.members import queries as members
from betterpie.members.models import Member
from betterpie.projects import links, queries
from betterpie.projects.models import Agreement, Input, Partner, Project, Tap
from betterpie.projects.panels.deal import listed
from betterpie.projects.queries import Waiting
from betterpie.ui.formats import money
from betterpie.ui.messages import Action, Card

WOULD_HELP: list[Callable[[int, Collection[int]], list[tuple[int, str]]]] = []
"""Who else in a node would suit these members, and why. Filled by the house's wiring from the room that knows who fits with whom."""
BRINGS_IN: list[Callable[[Member], list[tuple[str, int, str]]]] = []
"""What brings a member money that a project may count: the thing, the member beside her (0: nobody), and what it is called. Filled by
the house's wiring from the rooms whose facts say what they came of."""


@dataclass(frozen=True, kw_only=True)
class Spring:
    """Something that brings a partner money: whether she counts it here, and whose word is still missing."""

    thing: str
    what: str
    tap: Tap | None
    waits_for: str


def inputs_by_partner(inputs: Iterable[Input], currency: str) -> list[tuple[str, str]]:
    """Who puts in what, a line for each partner."""
    found: dict[str, list[str]] = {}
    for row in inputs:
        found.setdefault(row.partner.member.business.name, []).append(input_words(row, currency))
    return [(name, "; ".join(words)) for name, words in found.items()]


def input_words(row: Input, currency: str) -> str:
    """An input in a few words: "Evenings, 20 hours"."""
    if row.amount and row.kind == Input.Kind.HOURS:
        return ngettext("%(what)s, an hour", "%(what)s, %(n)d hours", row.amount) % {"what": row.what, "n": row.amount}
    if row.amount:
        return f"{row.what}, {money(row.amount, currency)}"
    return row.what


def who_signed(paper: Agreement, signed: Iterable[int], partners: list[Partner]) -> str:
    """Who agreed and who is waited for, in a sentence."""
    there = set(signed)
    yes = [one.member.business.name for one in partners if one.pk in there]
    no = [one.member.business.name for one in partners if one.pk not in there]
    if not yes:
        return _("Nobody has signed yet.")
    if not no:
        return _("Signed by %(names)s.") % {"names": listed(yes)}
    return _("Signed by %(names)s. Waiting for %(others)s.") % {"names": listed(yes), "others": listed(no)}


def would_help(node: int, taken: Collection[int]) -> list[tuple[str, str]]:
    """Businesses of a group that might help these members most, and why."""
    found = [each for ask in WOULD_HELP for each in ask(node, taken)]
    names = members.names(pk for pk, _why in found)
    return [(names[pk], why) for pk, why in found if pk in names]


def springs(project: Project, me: Partner, partners: list[Partner]) -> list[Spring]:
    """What could be counted here by itself for one partner, and what is. Between two partners both have to say so."""
    taps = queries.taps(project)
    mine = {row.thing: row for row in taps if row.partner_id == me.pk}
    beside = {one.member_id: one for one in partners if one.pk != me.pk}
    found = []
    for thing, other, what in (each for ask in BRINGS_IN for each in ask(me.member)):
        partner = beside.get(other)
        waits = partner is not None and not any(row.partner_id == partner.pk and row.thing == thing for row in taps)
        name = partner.member.business.name if partner is not None and waits else ""
        found.append(Spring(thing=thing, what=what, tap=mine.get(thing), waits_for=name))
    return found


def cards(member: Member, *, at: datetime, reader: int | None = None) -> list[tuple[str, Card]]:
    """What waits in projects for a word of hers, each with its key; in a mail the papers open without signing in."""
    return [(f"project:{one.partner.project_id}:{one.what}:{one.number}", _card(one, member, reader)) for one in queries.waiting(member)]


def _card(one: Waiting, member: Member, reader: int | None) -> Card:
    project, slug = one.partner.project, member.node.slug
    title, text, label, name = {
        "numbers": (_("A few numbers for %(name)s"), _("In private, until all have answered."), _("Answer"), "questions"),
        "paper": (
            _("Your yes to %(name)s"),
            _("It is written down, with an example. Read it, and sign with one tap."),
            _("Read and sign"),
            "paper",
        ),
        "sheet": (_("Your sheet for %(name)s"), _("It was shared as agreed. Is it right?"), _("Look and say yes"), "sheet"),
    }[one.what]
    url = reverse(f"projects:{name}", args=[slug, project.pk])
    if reader is not None:
        mailed = {"paper": links.paper, "sheet": links.sheet}.get(one.what)
        url = mailed(one.row, one.partner, reader=reader) if mailed else settings.BASE_URL + url
    action = Action(label=label, url=url, is_main=True)
    return Card(title=title % {"name": project.name}, text=text, icon="project", tone="leaf", actions=(action,))
