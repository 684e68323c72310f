"""What value does when it hears that something moved."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from betterpie.journal.facts import Fact, Moves
from betterpie.journal.models import Entry
from betterpie.members.models import Node
from betterpie.rows.actions import raise_counts
from betterpie.value.models import Flow


def post(entry: Entry, fact: Fact) -> None:
    """Add what moved to the month's flows, in the deed's own transaction."""
    for move in fact.says():
        if isinstance(move, Moves):
            _add(move, node=entry.node, month=month_of(entry.at, node=entry.node))


def forget() -> None:
    """Empty all flows, to be filled anew from the journal."""
    Flow.objects.all().delete()


def month_of(at: datetime, *, node: int) -> date:
    """The first day of the month in which `at` fell in the node's own time zone."""
    return at.astimezone(_zone(node)).date().replace(day=1)


def _add(move: Moves, *, node: int, month: date) -> None:
    key = {"node": node, "month": month, "provider": move.provider or 0, "receiver": move.receiver or 0, "resource": move.resource}
    new = {"new_times": 1, "new_quantity": move.quantity} if move.is_new else {}
    more = {"times": 1, "quantity": move.quantity} | new
    raise_counts(Flow, key=key, more=more)


@lru_cache(maxsize=2000)
def _zone(node: int) -> ZoneInfo:
    # A node's time zone moves hardly ever; the worker that was told otherwise starts anew.
    return Node.objects.get(pk=node).zone
