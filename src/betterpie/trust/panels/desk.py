"""The ways from the steward's desk to trust, and whether something waits there."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betterpie.members.panels import DeskRow
from betterpie.members.queries import Seat
from betterpie.trust.queries import reviews as cases


def row(seat: Seat) -> DeskRow:
    """How many lines wait for a steward's word."""
    waiting = cases.waiting_for_stewards(seat.node)
    said = ngettext("%(n)d line to look at", "%(n)d lines to look at", waiting) % {"n": waiting}
    url = reverse("trust_steward:desk", args=[seat.node.slug])
    return DeskRow(
        title=_("Trust"), meta=said if waiting else _("Whom a call would help"), url=url, icon="scale", tone="hot" if waiting else "sky"
    )


def one_business(seat: Seat) -> DeskRow:
    """Where two seats that are one business are made one."""
    url = reverse("trust_steward:seats", args=[seat.node.slug])
    return DeskRow(title=_("One business, two seats"), meta=_("Left and came back, or listed twice"), url=url, icon="link")
