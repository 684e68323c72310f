"""What all verbs of projects share: the refusal, moving along the states, raising the deal's version."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.projects import queries
from betterpie.projects.facts import AnswersWanted, PartnerFact
from betterpie.projects.models import Partner, Project


class Refused(Exception):
    """Something that can't be done with a project, with a sentence fit for the reader."""


def refuse_twice(same: QuerySet[Any]) -> None:
    """Refuses to write down what stands there already: a form that was sent twice."""
    if same.exists():
        raise Refused(_("That stands here already."))


def move(project: Project, state: Project.State, *, of: Iterable[Project.State], **fields: Any) -> None:
    """Take `project` to `state`, if it is in one of `of` now. Refuses otherwise."""
    fields |= {"state": state}
    if not Project.objects.filter(pk=project.pk, state__in=list(of)).update(**fields):
        project.refresh_from_db(fields=["state"])
        raise Refused(_("That can't be done now: this project is at “%(state)s”.") % {"state": project.get_state_display()})
    for name, value in fields.items():
        setattr(project, name, value)


def lock(project: Project) -> None:
    """Let two changes of a project come one after the other, each knowing the state that it finds."""
    project.state = Project.objects.select_for_update().values_list("state", flat=True).get(pk=project.pk)


def only_draft(project: Project) -> None:
    """Refuses to touch a deal that stands. Locks the project."""
    lock(project)
    if not project.is_draft:
        raise Refused(_("The deal stands as it was signed. To change it, open it again; then all sign anew."))


def touch(project: Project) -> None:
    """Say that something in the deal changed: what was drawn or allowed before no longer counts."""
    Project.objects.filter(pk=project.pk).update(deal_version=F("deal_version") + 1)
    project.refresh_from_db(fields=["deal_version"])


def circle(partners: Iterable[Partner]) -> tuple[bool, bool]:
    """Whether some of them serve the same need, and whether one is in a regulated trade, as their trades are now."""
    rivals, regulated = queries.bound(partner.member for partner in partners)
    return bool(rivals), bool(regulated)


def check_circle(project: Project) -> None:
    """Refuses to go on as if nobody's hands were bound when by now they are: a trade can change after somebody was asked to take part."""
    rivals, regulated = circle(queries.partners(project))
    if (rivals and not project.has_rivals) or (regulated and not project.has_regulated):
        raise Refused(_("A trade of one of you has changed, and with it what may be asked. Take them out and ask them anew."))


def ids(project: Project, partner: Partner) -> dict[str, Any]:
    """The fields with which every fact about a partner begins."""
    return {
        "node": project.node_id,
        "project": project.pk,
        "manager": MemberId(project.manager_id),
        "partner": MemberId(partner.member_id),
    }


def tell_all(project: Project, fact: type[PartnerFact], *, by: int | None, at: datetime, **more: Any) -> None:
    """Record one fact for each partner."""
    for partner in queries.partners(project):
        journal.record(fact(**ids(project, partner), **more), by=by, at=at)


def ask_all(project: Project, *, by: int | None, at: datetime) -> None:
    """Tell all partners that their numbers are wanted, and remember when."""
    project.asked_at = at
    project.save(update_fields=["asked_at"])
    tell_all(project, AnswersWanted, by=by, at=at)
