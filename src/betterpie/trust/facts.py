"""What can happen to trust itself."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Fact, MemberId


@dataclass(frozen=True, kw_only=True)
class TrustPolicyChanged(Fact):
    """A steward changed how deeds weigh, what opens a step, or how much of it others see. The reason stands in the change's row."""

    policy: int
    sentence = _("The group changed how trust is weighed.")
    shown = "everybody"


@dataclass(frozen=True, kw_only=True)
class SeatsMerged(Fact):
    """Two seats turned out to be one business: what happened to `gone` counts for `into` from now on."""

    gone: MemberId
    into: MemberId
    sentence = _("{gone} and {into} are one business: what happened to both counts together.")
