"""What all verbs of projects share: the refusal, moving along the states, raising the deal's version."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.projects.facts import PartnerFact
from betterpie.projects.models import Partner, Project


class Refused(Exception):
    """Something that can't be done with a project, with a sentence fit for the reader."""


def move(project: Project, state: Project.State, *, of: Iterable[Project.State], **fields: Any) -> None:
    """Take `project` to `state`, if it is in one of `of` now. Refuses otherwise."""
    fields |= {"state": state}
    if not Project.objects.filter(pk=project.pk, state__in=list(of)).update(**fields):
        project.refresh_from_db(fields=["state"])
        raise Refused(_("That can't be done now: this project is at “%(state)s”.") % {"state": project.get_state_display()})
    for name, value in fields.items():
        setattr(project, name, value)


def only_draft(project: Project) -> None:
    """Refuses to touch a deal that stands. Locks the project, so that two changes come one after the other."""
    project.state = Project.objects.select_for_update().values_list("state", flat=True).get(pk=project.pk)
    if not project.is_draft:
        raise Refused(_("The deal stands as it was signed. To change it, open it again; then all sign anew."))


def touch(project: Project) -> None:
    """Say that something in the deal changed: what was drawn or allowed before no longer counts."""
    Project.objects.filter(pk=project.pk).update(deal_version=F("deal_version") + 1)
    project.refresh_from_db(fields=["deal_version"])


def partners_of(project: Project) -> list[Partner]:
    """Those who take part now, by number."""
    return list(Partner.objects.filter(project=project, left_at=None).select_related("member__business").order_by("number"))


def circle(partners: Iterable[Partner]) -> tuple[bool, bool]:
    """Whether some of them serve the same need, and whether one is in a regulated trade, as their trades are now."""
    trades = [slug for partner in partners for slug in set(partner.member.business.trade_slugs)]
    return len(trades) > len(set(trades)), any(partner.member.business.is_regulated for partner in partners)


def check_circle(project: Project) -> None:
    """Refuses to go on as if nobody's hands were bound when by now they are: a trade can change after somebody was asked to take part."""
    rivals, regulated = circle(partners_of(project))
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
    for partner in partners_of(project):
        journal.record(fact(**ids(project, partner), **more), by=by, at=at)
