"""Two seats that turn out to be one business."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import MemberId
from betterpie.members.models import Member
from betterpie.trust.actions.base import Refused
from betterpie.trust.actions.evidence import ask, rewritten
from betterpie.trust.facts import SeatsMerged
from betterpie.trust.models import Merging
from betterpie.trust.queries.evidence import merged_in


@transaction.atomic
def merge(gone: Member, *, into: Member, by: int | None, at: datetime) -> None:
    """Let what happened to the seat `gone` count for `into` too: she left and came back, or was on the list twice.

    What the two said of each other falls away. Refuses seats of two nodes, a seat that is still in use, and a second time.
    """
    if gone.node_id != into.node_id or gone.pk == into.pk:
        raise Refused(_("Please choose two seats of this group."))
    if gone.left_at is None and not gone.is_guest:
        raise Refused(_("%(name)s is still in use. Give up the seat first.") % {"name": gone.business.name})
    merged = merged_in(gone.node_id)
    if gone.pk in merged or merged.get(into.pk) == gone.pk:
        raise Refused(_("These are one already."))
    Merging.objects.create(node=gone.node_id, gone=gone.pk, into=into.pk, at=at)
    rewritten(gone.node_id)
    ask(into.pk, node=into.node_id)
    journal.record(SeatsMerged(node=gone.node_id, gone=MemberId(gone.pk), into=MemberId(into.pk)), by=by, at=at)
