"""What is said of trust where a member chooses whom to send a customer to: it breaks ties and warns, and never leads."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.trust import queries
from betterpie.trust.models import PolicyChange, Standing


def counted_on(giver: Member, members: Sequence[Member]) -> Mapping[int, tuple[float, str]]:
    """For each member with enough evidence her careful value, and a sentence to the giver where it lies below nothing.

    Where the giver's node shows nothing of trust, nothing is said either.
    """
    known = {pk: row for pk, row in queries.standings_of(member.pk for member in members).items() if not queries.is_too_early(row)}
    warned = {pk for pk, row in known.items() if _is_low(row)}
    if warned and queries.change_of(giver.node_id).detail == PolicyChange.Detail.NOTHING:
        warned = set()
    return {pk: (row.cautious, _said() if pk in warned else "") for pk, row in known.items()}


def _is_low(row: Standing) -> bool:
    return row.value < 0


def _said() -> str:
    return _("Not everything went as agreed lately. Ask first whether they have the time.")
