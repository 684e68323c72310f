"""What can happen to a node's rules for weighing."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TrustPolicyChanged(Fact):
    """A steward changed how deeds weigh, what opens a step, or how much of it others see. The reason stands in the change's row."""

    policy: int
    sentence = _("The group changed how trust is weighed.")
    shown = "everybody"
