"""From the deal to the end of the work, or calling it off."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.projects.actions.base import Refused, move, tell_all
from betterpie.projects.facts import ProjectCalledOff, ProjectDone
from betterpie.projects.models import Input, Project, Step
from betterpie.promises import actions as promises

State = Project.State


def start(project: Project, *, at: datetime) -> None:
    """Begin the work. Refuses before the deal stands."""
    move(project, State.UNDER_WAY, of=(State.AGREED,), started_at=at)


@transaction.atomic
def finish(project: Project, *, gained: int | None = None, kept: int | None = None, by: int | None, at: datetime) -> None:
    """Say that the work is done, with how many customers it brought and how many came again, where that is known."""
    if min(gained or 0, kept or 0) < 0:
        raise Refused(_("Fewer than none is not possible."))
    move(project, State.DONE, of=(State.UNDER_WAY,), done_at=at, customers_gained=gained, customers_kept=kept)
    tell_all(project, ProjectDone, by=by, at=at)


@transaction.atomic
def call_off(project: Project, *, by: int | None, at: datetime) -> None:
    """Call it off: nothing is owed any more, and what was agreed for this case is settled. Refuses what is done already."""
    move(project, State.OFF, of=(State.DRAFT, State.AGREED, State.UNDER_WAY), off_at=at)
    for model in (Input, Step):
        for row in model.objects.filter(project=project, promise__isnull=False).select_related("promise"):
            assert row.promise is not None
            promises.release(row.promise, at=at)
    tell_all(project, ProjectCalledOff, by=by, at=at)
