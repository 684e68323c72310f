"""Doing it again: a new draft with the same partners, shape and inputs, and what was measured as its first numbers."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.members.models import Member
from betterpie.projects import queries
from betterpie.projects.actions.base import Refused, ask_all, check_circle, circle, ids, only_draft, touch
from betterpie.projects.actions.planning import EVENING, seat
from betterpie.projects.facts import PartnerAsked, ProjectProposed
from betterpie.projects.models import Figure, Input, Lasting, Partner, Project, Step

SOON = timedelta(days=30)
UNIT = 100
"""Minor units in one of the currency."""
Seats = dict[int, Partner]
"""The new draft's partners, by their numbers: the same as in the old one."""


@transaction.atomic
def again(old: Project, *, of: Member, name: str, ends_on: date | None, by: int | None, at: datetime) -> Project:
    """Begin a settled project anew, managed by `of`: same partners, inputs, steps and terms, dates moved along.

    Its first numbers are the old ones as the settlement left them, measured above guessed, where the same partners are in and none
    are rivals by now; otherwise all are asked anew. Nothing is agreed: whoever is asked may leave, and all sign.
    Refuses a project that is not settled, somebody who took no part, an end that has passed, and a second beginning while the
    first one that she is in is not agreed.
    """
    old.refresh_from_db(from_queryset=Project.objects.select_for_update())  # a form sent twice begins it once
    if old.state != Project.State.SETTLED:
        raise Refused(_("Only what is settled can be done again with what was measured."))
    if ends_on is not None and ends_on < at.astimezone(of.node.zone).date():
        raise Refused(_("That day has passed already. When will it be over?"))
    found = queries.along(old)
    if all(one.member_id != of.pk for one in found.stay):
        raise Refused(_("Only those who took part can do it again."))
    begun = Partner.objects.filter(member=of, left_at=None, project__before=old, project__state=Project.State.DRAFT)
    if begun.exists():
        raise Refused(_("It has begun again already. You find it among your projects."))
    project = Project.objects.create(
        node_id=old.node_id, name=name, idea=old.idea, shape=old.shape, currency=old.currency, manager=of, manager_pay=old.manager_pay,
        rule=old.rule, if_off=old.if_off, ends_on=ends_on, before=old, made_at=at,
    )  # fmt: skip
    seats = {one.number: seat(project, one.member, number=one.number, own_part=one.own_part, at=at) for one in found.stay}
    _mind_hands(project, found.stay)
    moved = _Moved(old, project, at)
    _put_in_again(old, seats, moved)
    _plan_again(old, seats, moved)
    if found.has_numbers:
        _take_numbers(old, project)
    journal.record(ProjectProposed(node=project.node_id, project=project.pk, manager=MemberId(of.pk)), by=by, at=at)
    for partner in seats.values():
        if partner.member_id != of.pk:
            journal.record(PartnerAsked(**ids(project, partner)), by=by, at=at)
    return project


@transaction.atomic
def ask_anew(project: Project, *, by: int | None, at: datetime) -> None:
    """Set the numbers of last time aside, and ask everybody for her own; what was said of pairs this time stays.

    Refuses where no numbers came from last time, or everybody was asked since; and where rivals came of partners meanwhile.
    """
    only_draft(project)
    project.refresh_from_db(fields=["round", "round_closed_at", "has_rivals"])
    check_circle(project)
    if not queries.is_from_before(project):
        raise Refused(_("There is nothing more to ask now."))
    Figure.objects.filter(project=project).delete()
    Partner.objects.filter(project=project).update(answered_round=0)
    project.round, project.round_closed_at = Project.Round.BASICS, None
    project.save(update_fields=["round", "round_closed_at"])
    touch(project)
    ask_all(project, by=by, at=at)


class _Moved:
    """Days of the old project as they are in the new one: as long before its end as before, never in the past; at six in the evening."""

    def __init__(self, old: Project, new: Project, at: datetime) -> None:
        self.by = new.ends_on - old.ends_on if new.ends_on and old.ends_on else None
        self.today, self.zone = at.astimezone(new.node.zone).date(), new.node.zone

    def __call__(self, due_at: datetime) -> datetime:
        on = due_at.astimezone(self.zone).date() + self.by if self.by is not None else self.today + SOON
        return datetime.combine(max(on, self.today + timedelta(days=1)), EVENING, self.zone)


def _mind_hands(project: Project, partners: list[Partner]) -> None:
    """Whether hands are bound now, as trades are now: they may have changed since."""
    project.has_rivals, project.has_regulated = circle(partners)
    if project.has_bound_hands and project.rule in (Project.Rule.FAIR, Project.Rule.STEADY):
        project.rule = Project.Rule.EQUAL
    project.save(update_fields=["has_rivals", "has_regulated", "rule"])


def _put_in_again(old: Project, seats: Seats, moved: _Moved) -> None:
    for row in Input.objects.filter(project=old).select_related("partner").order_by("pk"):
        mine = seats.get(row.partner.number)
        if mine is None or (mine.is_regulated and row.kind == Input.Kind.AUDIENCE):
            continue
        Input.objects.create(
            project=mine.project, partner=mine, kind=row.kind, what=row.what, amount=row.amount, otherwise=row.otherwise,
            due_at=moved(row.due_at), is_regulated=mine.is_regulated,
        )  # fmt: skip


def _plan_again(old: Project, seats: Seats, moved: _Moved) -> None:
    for step in Step.objects.filter(project=old).select_related("partner").order_by("due_at", "pk"):
        if (mine := seats.get(step.partner.number)) is not None:
            Step.objects.create(project=mine.project, partner=mine, what=step.what, due_at=moved(step.due_at))
    new = next(iter(seats.values())).project
    for row in Lasting.objects.filter(project=old).select_related("owner").order_by("pk"):
        Lasting.objects.create(project=new, what=row.what, owner=seats.get(row.owner.number) if row.owner else None)


def _take_numbers(old: Project, project: Project) -> None:
    rows = [
        Figure(project=project, kind=row.kind, about=row.about, amount=_whole(row.amount), spread=row.spread, measured=row.measured)
        for row in Figure.objects.filter(project=old)
    ]
    Figure.objects.bulk_create(rows)
    project.round, project.round_closed_at = old.round, project.made_at
    project.save(update_fields=["round", "round_closed_at"])
    Partner.objects.filter(project=project).update(answered_round=project.round)
    touch(project)


def _whole(amount: int) -> int:
    """An estimate in whole units of the currency: cents would pretend to know it."""
    return round(amount / UNIT) * UNIT
