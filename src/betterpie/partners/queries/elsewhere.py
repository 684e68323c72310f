"""What has come of referrals between trades, in a node and in all others of the installation."""

from typing import TypeAlias

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from betterpie.members.models import BusinessTrade, Member
from betterpie.partners.models import COUNTERS, Tally

LEAST = 5
"""Of so many businesses elsewhere the deeds must be, on each side: of as many as the house asks for wherever several show one figure.

Five vets who send all to the one trainer of their town say how that trainer works, and what is weighed moves what others here see.
"""

Trades: TypeAlias = tuple[str, str]
Seen: TypeAlias = dict[Trades, tuple[int, ...]]
"""By the main trades of giver and receiver: what the counters add up to, and last how many businesses gave and how many received."""


def seen_between_trades(node: int | None = None) -> Seen:
    """What has come of referrals between trades: in one node, or in the whole installation."""
    rows = Tally.objects.all() if node is None else Tally.objects.filter(node=node)
    named = rows.annotate(giving=Subquery(_main_trade("giver")), receiving=Subquery(_main_trade("receiver")))
    known = named.filter(giving__isnull=False, receiving__isnull=False).values("giving", "receiving")
    sums = {f"all_{counter}": Sum(counter) for counter in COUNTERS}
    # Businesses rather than seats: one that sits in five groups is one.
    sides = {f"{side}s": Count(Subquery(_business(side)), distinct=True) for side in ("giver", "receiver")}
    counted = known.annotate(**sums, **sides).values_list("giving", "receiving", *sums, *sides)
    return {(giving, receiving): tuple(counts) for giving, receiving, *counts in counted}


def beyond(all_seen: Seen, own: Seen) -> list[tuple[str | int, ...]]:
    """What others have seen, without the `own` node's: a row of giver's trade, receiver's trade and counters for each pair of trades.

    Pairs of which fewer than LEAST others gave, or received, are left out. Who did so here and elsewhere counts as one from here.
    """
    nothing = (0,) * (len(COUNTERS) + 2)
    left = {pair: [all_ - mine for all_, mine in zip(counts, own.get(pair, nothing), strict=True)] for pair, counts in all_seen.items()}
    return [(*pair, *counts[:-2]) for pair, counts in sorted(left.items()) if min(counts[-2:]) >= LEAST]


def _main_trade(side: str) -> QuerySet[BusinessTrade, str]:
    return BusinessTrade.objects.filter(business__seats=OuterRef(side), rank=0).values_list("slug", flat=True)[:1]


def _business(side: str) -> QuerySet[Member, int]:
    return Member.objects.filter(pk=OuterRef(side)).values_list("business", flat=True)[:1]
