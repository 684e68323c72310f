"""Takings that count themselves: what comes of a pact, or of a campaign, where those whom it comes to said so."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal.facts import Moves
from betterpie.projects.actions.base import Refused
from betterpie.projects.actions.settling import Entry, book, check_open
from betterpie.projects.models import Line, Partner, Project, Tap
from betterpie.rows.actions import hold


@transaction.atomic
def tap(project: Project, partner: Partner, *, thing: str, what: str) -> Tap:
    """Say that what comes to `partner` of `thing` from now on belongs to this project.

    Between two partners it counts once both have said so. Refuses a project that has not begun or is being settled, what is tapped
    here already, and what somebody tapped for another project: nothing is shared twice.
    """
    check_open(project, of=Project.COUNTING)
    hold(partner.member)  # two projects at once would each see it counted in neither
    others = Tap.objects.filter(thing=thing, partner__member=partner.member_id, partner__left_at=None).exclude(project=project)
    if others.filter(project__state__in=Project.COUNTING).exists():
        raise Refused(_("You count this in another project already. Nothing can be shared twice."))
    row, is_new = Tap.objects.get_or_create(project=project, partner=partner, thing=thing, defaults={"what": what[:160]})
    if not is_new:
        raise Refused(_("That is counted here already."))
    return row


@transaction.atomic
def close_tap(row: Tap) -> None:
    """Count it here no longer; what was counted stays written down."""
    check_open(row.project, of=Project.COUNTING)
    row.delete()


def count(move: Moves, *, node: int, at: datetime) -> list[Line]:
    """Write down what moved in the projects for which it was tapped: came in to the one, was paid by the other.

    Only where every partner on either side of the move has tapped it. What can't be written down, such as another currency or
    because sheets are drawn by now, is left out: by hand it can still be added.
    """
    taps = Tap.objects.filter(thing=move.thing, project__node=node, project__state__in=Project.COUNTING, partner__left_at=None)
    by_project: dict[int, list[Tap]] = {}
    for row in taps.select_related("project__node", "partner"):
        by_project.setdefault(row.project_id, []).append(row)
    return [line for rows in by_project.values() for line in _count(rows, move, at)]


def _count(rows: list[Tap], move: Moves, at: datetime) -> list[Line]:
    project = rows[0].project
    sides = {move.receiver: Line.Kind.TAKINGS, move.provider: Line.Kind.COST}
    here = {row.partner.member_id: row for row in rows if row.partner.member_id in sides}
    concerned = Partner.objects.filter(project=project, left_at=None, member__in=[one for one in sides if one is not None])
    if not here or move.unit != project.currency or any(one.member_id not in here for one in concerned):
        return []
    try:
        return _written(here.values(), {row.partner.member_id: sides[row.partner.member_id] for row in here.values()}, move, at)
    except Refused:
        return []


@transaction.atomic
def _written(rows: Iterable[Tap], kinds: dict[int, Line.Kind], move: Moves, at: datetime) -> list[Line]:
    lines = []
    for row in rows:
        on = at.astimezone(row.project.node.zone).date()
        entry = Entry(kind=kinds[row.partner.member_id], what=row.what, amount=move.quantity, on=on, source=Line.Source.FACT)
        lines += book(row.project, row.partner, [entry], by=None, at=at)
    return lines
