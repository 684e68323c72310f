"""What can be asked about pacts."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.members.queries import with_trades
from betterpie.pacts.models import WAITS, Count, Pact, is_regulated
from betterpie.rows.queries import Given, Question

S = Pact.State
PAYING = re.compile(
    r"[$€£%]|\b(?:fees?|commissions?|kick-?backs?|bonus(?:es)?|rewards?|gifts?(?! shops?\b)|vouchers?|points?|pay(?:s|ment)?|paid|per ?cent"
    r"|comisi[oó]n(?:es)?|recompensas?|regalos?|vales?|puntos?|pag(?:o|os|a|amos|ar|an)|por ciento)\b",
    re.IGNORECASE,
)
"""Words by which money or gifts are meant, in the languages that pages have. A word too many is only said again in other words. What
customers are told is not looked at: there it says that nobody is paid."""


@dataclass(frozen=True, kw_only=True)
class Stock:
    """How a shelf stands: pieces brought and sold, and amounts (minor units) that are the owner's, and that were settled."""

    brought: int = 0
    sold: int = 0
    earned: int = 0
    settled: int = 0

    @property
    def left(self) -> int:
        """Pieces on the shelf."""
        return self.brought - self.sold

    @property
    def owed(self) -> int:
        """What is still to be settled with the owner of the goods."""
        return self.earned - self.settled


def of(pk: int, *, member: Member) -> Pact | None:
    """One that `member` is part of."""
    return _whole().filter(Q(one=member) | Q(other=member), pk=pk).first()


def whole(pk: int) -> Pact | None:
    """One, with both members."""
    return _whole().filter(pk=pk).first()


def open_of(member: Member) -> list[Pact]:
    """Hers that are proposed or in force, the newest first."""
    return sorted(_OPEN(member=member.pk), key=lambda pact: pact.proposed_at, reverse=True)


def ended_of(member: Member) -> QuerySet[Pact]:
    """Hers that are over, the newest first."""
    return _whole().filter(Q(one=member) | Q(other=member), ended_at__isnull=False).order_by("-ended_at", "-pk")


def waiting_for(member: Member) -> list[Pact]:
    """Those that wait for a word of hers: proposed to her, or to be looked at."""
    return [pact for pact in open_of(member) if waits_for(pact, member)]


def waits_for(pact: Pact, member: Member) -> bool:
    """Whether it waits for a word of `member`."""
    if pact.state == S.PROPOSED:
        return pact.other_id == member.pk
    return pact.state == S.AGREED and pact.review_told_at is not None and not pact.goes_on(member)


def between(one: Member, other: int) -> list[Pact]:
    """Those of the two that are proposed or in force, the newest first."""
    return [pact for pact in open_of(one) if other in (pact.one_id, pact.other_id)]


def cards_of(member: Member, *, limit: int) -> list[Pact]:
    """Her pacts in force to recommend each other, the oldest first, with the trades of both: who may stand on her card."""
    mine = [pact for pact in open_of(member) if pact.state == S.AGREED and pact.kind == Pact.Kind.CARD]
    with_trades([each for pact in mine for each in (pact.one, pact.other)])
    return sorted((pact for pact in mine if not refused(pact)), key=lambda pact: (pact.agreed_at, pact.pk))[:limit]


def in_force(node: int | Given) -> QuerySet[Pact, tuple[int, int]]:
    """The pairs of a node who have a pact."""
    return Pact.objects.filter(node=node, state=S.AGREED).values_list("one", "other")


def stock(pact: Pact) -> Stock:
    """How its shelf stands. The owner's part of each sale is rounded down to whole minor units on the sum."""
    sums = dict(Count.objects.filter(pact=pact).values_list("kind").annotate(Sum("quantity")))
    sold = sums.get(Count.Kind.SOLD, 0)
    return Stock(
        brought=sums.get(Count.Kind.BROUGHT, 0),
        sold=sold,
        earned=sold * pact.price * (100 - pact.keeps_percent) // 100,
        settled=sums.get(Count.Kind.SETTLED, 0),
    )


def refused(pact: Pact) -> str:
    """Why it can't hold as it is written; nothing where it may. Trades change after a pact was proposed, so that this is asked each time.

    Nothing about money or gifts may hang on it, nor stand in it, where a trade is regulated; rivals agree on no price.
    """
    has_price = bool(pact.price or pact.keeps_percent)
    if is_regulated(pact.one, pact.other):
        if has_price:
            return _("One of you is in a regulated trade: no money may hang on a pact.")
        if any(PAYING.search(words) for words in (pact.one_does, pact.other_does, pact.benefit, pact.goods, pact.shelf)):
            return _(
                "One of you is in a regulated trade: no fee, share, gift, point or reward may hang on a pact. Say what you do without it."
            )
    if has_price and pact.one.business.is_rival_of(pact.other.business):
        return _("You are in the same trade: rivals agree on no prices.")
    return ""


def counts(pact: Pact) -> QuerySet[Count]:
    """What was done at its shelf, the newest first."""
    return Count.objects.filter(pact=pact).select_related("by__business").order_by("-at", "-pk")


def due(*, at: datetime, limit: int) -> list[Pact]:
    """The proposals nobody answered, and the pacts whose review has come or is over."""
    proposed, agreed = Q(state=S.PROPOSED, proposed_at__lte=at - WAITS), Q(state=S.AGREED, review_at__lte=at)
    return list(Pact.objects.filter(proposed | agreed, ended_at=None).order_by("review_at")[:limit])


def _whole() -> QuerySet[Pact]:
    return Pact.objects.select_related("one__business", "other__business", "one__node", "other__node", "node", "replaces")


_OPEN = Question(lambda: _whole().filter(Q(one=Given("member")) | Q(other=Given("member")), ended_at=None))
