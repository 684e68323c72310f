"""What has come of referrals between trades, in a node and in all others of the installation."""

from typing import TypeAlias

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from betterpie.members.models import BusinessTrade
from betterpie.partners.models import COUNTERS, Tally

LEAST_GIVERS = 5
"""Of so many givers elsewhere the deeds must be, so that nobody's business shows."""

Trades: TypeAlias = tuple[str, str]
Seen: TypeAlias = dict[Trades, tuple[int, ...]]
"""By the main trades of giver and receiver: what the counters add up to, and last how many givers there are."""


def seen_between_trades(node: int | None = None) -> Seen:
    """What has come of referrals between trades: in one node, or in the whole installation."""
    rows = Tally.objects.all() if node is None else Tally.objects.filter(node=node)
    named = rows.annotate(giving=Subquery(_main_trade("giver")), receiving=Subquery(_main_trade("receiver")))
    known = named.filter(giving__isnull=False, receiving__isnull=False).values("giving", "receiving")
    sums = {f"all_{counter}": Sum(counter) for counter in COUNTERS}
    counted = known.annotate(**sums, givers=Count("giver", distinct=True)).values_list("giving", "receiving", *sums, "givers")
    return {(giving, receiving): tuple(counts) for giving, receiving, *counts in counted}


def beyond(all_seen: Seen, own: Seen) -> list[tuple[str | int, ...]]:
    """What others have seen, without the `own` node's: a row of giver's trade, receiver's trade and counters for each pair of trades.

    Pairs of which fewer than LEAST_GIVERS others tell are left out.
    """
    nothing = (0,) * (len(COUNTERS) + 1)
    left = {pair: [all_ - mine for all_, mine in zip(counts, own.get(pair, nothing), strict=True)] for pair, counts in all_seen.items()}
    return [(*pair, *counts[:-1]) for pair, counts in sorted(left.items()) if counts[-1] >= LEAST_GIVERS]


def _main_trade(side: str) -> QuerySet[BusinessTrade, str]:
    return BusinessTrade.objects.filter(business__seats=OuterRef(side), rank=0).values_list("slug", flat=True)[:1]
