"""Gathers for each node what the others of the installation have seen between trades."""

from collections.abc import Collection

from django.db import transaction

from betterpie.members.models import Node
from betterpie.partners import queries
from betterpie.partners.models import Elsewhere


@transaction.atomic
def gather(nodes: Collection[Node]) -> None:
    """Write down for each of `nodes` what the others have seen; nothing of pairs of trades of which too few tell."""
    if not nodes:
        return
    seen = queries.seen_between_trades()
    for node in nodes:
        deeds = queries.beyond(seen, queries.seen_between_trades(node.pk))
        Elsewhere.objects.update_or_create(node=node, defaults={"deeds": deeds})
