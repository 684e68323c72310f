"""What can happen in this room."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OccasionsChanged(Fact):
    """A steward changed what the group itself knows of occasions; `version` is the one in use from now on."""

    version: int
    sentence = _("A steward changed what the group knows of its customers' occasions.")
    shown = "everybody"
