"""What can happen to the seats that trust tells of."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Fact, MemberId


@dataclass(frozen=True, kw_only=True)
class SeatsMerged(Fact):
    """Two seats turned out to be one business: what happened to `gone` counts for `into` from now on."""

    gone: MemberId
    into: MemberId
    sentence = _("{gone} and {into} are one business: what happened to both counts together.")


@dataclass(frozen=True, kw_only=True)
class SeatsParted(Fact):
    """They are two after all: what happened to `gone` counts for itself again."""

    gone: MemberId
    into: MemberId
    sentence = _("{gone} and {into} are two businesses after all: what happened to each counts for itself.")
