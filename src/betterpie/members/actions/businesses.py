"""Puts businesses on the list and writes down what they do."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from betterpie.journal import actions as journal
from betterpie.journal.facts import Code, MemberId
from betterpie.kernel.vocabulary import trades
from betterpie.kernel.words import words_of
from betterpie.members.actions.base import Profile, Refused
from betterpie.members.facts import BusinessChanged, BusinessListed
from betterpie.members.models import Business, BusinessTrade, Member, Node, Word
from betterpie.people.models import Person

PARTS = {
    "name": ("name", "legal_name"),
    "trades": ("trades",),
    "words": ("blurb", "services", "asked_for"),
    "price": ("price_level",),
    "hours": ("hours",),
    "reach": ("phone", "email", "web", "street", "city", "zip"),
}
"""What is told apart of what is written about a business: enough to know where to look, nothing of what it says."""

NOT_FREE: list[Callable[[Member], str]] = []
"""Why a seat that was given up can't be taken again, in a sentence, where another room has a reason. Filled by the house's wiring."""


@transaction.atomic
def list_business(node: Node, profile: Profile, *, by: Person | None, at: datetime) -> Member:
    """Give a new business a seat in `node` as a guest."""
    business = Business.objects.create(created_at=at, **profile.columns())
    _set_trades(business, profile.trades)
    return seat_business(node, business, by=by, at=at)


@transaction.atomic
def seat_business(node: Node, business: Business, *, by: Person | None, at: datetime) -> Member:
    """Give a business that is known already a seat in `node` as a guest; one that it gave up is free again.

    Refuses a second seat, and one that another room keeps from being taken again.
    """
    member = Member.objects.select_related("node", "business").filter(node=node, business=business).first()
    if member is None:
        member = Member.objects.create(node=node, business=business, sort_name=sort_name(business.name), listed_at=at)
    elif reason := next(filter(None, (why_not(member) for why_not in NOT_FREE)), ""):
        raise Refused(reason)
    elif not Member.objects.filter(pk=member.pk, left_at__isnull=False).update(
        left_at=None, tier=Member.Tier.GUEST, joined_at=None, listed_at=at
    ):
        raise Refused(_("%(name)s is on the list already.") % {"name": business.name})
    member.refresh_from_db()
    index(member)
    journal.record(BusinessListed(node=node.pk, member=MemberId(member.pk)), by=by.pk if by else None, at=at)
    return member


@transaction.atomic
def describe(business: Business, profile: Profile, *, by: Person | None, at: datetime) -> None:
    """Write down anew what a business is and does, everywhere it has a seat. The same words once more change nothing."""
    before = _written(business)
    Business.objects.filter(pk=business.pk).update(**profile.columns())
    business.refresh_from_db()
    _set_trades(business, profile.trades)
    after = _written(business)
    changed = [part for part, names in PARTS.items() if any(before[name] != after[name] for name in names)]
    for member in Member.objects.filter(business=business).select_related("business"):
        Member.objects.filter(pk=member.pk).update(sort_name=sort_name(business.name))
        if member.left_at is None:
            index(member)
            if changed:
                fact = BusinessChanged(node=member.node_id, member=MemberId(member.pk), what=Code("-".join(changed)))
                journal.record(fact, by=by.pk if by else None, at=at)


def index(member: Member) -> None:
    """Write down anew the words by which `member` is found."""
    found = words_by_which(member.business)
    Word.objects.filter(member=member).delete()
    Word.objects.bulk_create(Word(node_id=member.node_id, member=member, word=word, weight=weight) for word, weight in found.items())


def words_by_which(business: Business) -> dict[str, int]:
    """The words by which a business is found, with their weight; trades in both languages."""
    known = [trades()[slug] for slug in business.trade_slugs if slug in trades()]
    names = [name for trade in known for name in (trade.name, trade.name_es)]
    return words_of(business.name, names, business.services, business.legal_name, business.zip, business.city)


def sort_name(name: str) -> str:
    """How a name sorts: small letters, without a leading article."""
    folded = name.casefold()
    return folded.removeprefix("the ").strip()[:120] or folded[:120]


def _written(business: Business) -> dict[str, Any]:
    row = Business.objects.filter(pk=business.pk).values(*{name for names in PARTS.values() for name in names} - {"trades"}).get()
    trades_now = BusinessTrade.objects.filter(business=business).order_by("rank").values_list("slug", flat=True)
    return {**row, "trades": list(trades_now)}


def _set_trades(business: Business, slugs: Sequence[str]) -> None:
    unknown = [slug for slug in slugs if slug not in trades()]
    if unknown:
        raise Refused(_("There is no trade called %(name)s.") % {"name": unknown[0]})
    BusinessTrade.objects.filter(business=business).delete()
    BusinessTrade.objects.bulk_create(
        BusinessTrade(business=business, slug=slug, rank=rank) for rank, slug in enumerate(dict.fromkeys(slugs))
    )
    vars(business).get("_prefetched_objects_cache", {}).pop("trades", None)  # what was prefetched is stale now
