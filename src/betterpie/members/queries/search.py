"""Finds members: by the words they are known by, forgiving typing errors, and by what a customer says she needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from rapidfuzz import process
from rapidfuzz.distance import OSA

from betterpie.kernel import needs, places
from betterpie.kernel.hours import Week, is_open
from betterpie.kernel.words import SMALL, tokens
from betterpie.members.models import BusinessTrade, Member, Node, Word
from betterpie.rows.queries import Given, Question, Several

MOST_WORDS = 8
FEW = 3
"""With fewer direct hits than this, a text is also read as a customer's need."""
FEW_ENOUGH_TO_NAME = 500
EACH = 4
"""How many members are shown for each trade that answers a need."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for: words, and what is true of a member besides."""

    text: str = ""
    trade: str = ""
    zip: str = ""
    tier: str = ""
    price: int | None = None
    is_open: bool = False
    has_joined: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Members of one trade that answers a need, by id."""

    trade: str
    because: tuple[str, ...]
    members: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Members by id, best first: a list, or a query not yet asked.

    `read_as` is what a mistyped text was taken for, `answers` are trades that answer a need in a customer's words.
    """

    members: list[int] | QuerySet[Member, int]
    read_as: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A member as lists show it; `trade` is the slug of its main one."""

    pk: int
    tier: str
    trade: str | None
    name: str
    street: str
    city: str
    lat: float | None
    lon: float | None
    hours: Week

    @property
    def is_guest(self) -> bool:
        """Listed, but nobody has taken the seat yet."""
        return self.tier == Member.Tier.GUEST


def search(node: Node, wanted: Wanted, *, at: datetime, near: tuple[float, float] | None = None) -> Found:
    """The members of `node` that are wanted. `near` is where the asker is; it orders the answers to a need."""
    words = _asked(wanted.text)
    if not words:
        ids = Member.objects.filter(_fits(wanted), node=node, left_at=None).order_by("sort_name", "pk").values_list("pk", flat=True)
        return Found(members=_open_ones(list(ids), node, at=at) if wanted.is_open else ids)
    hits = _hits(node, words, wanted)
    read_as = ""
    if not hits:
        mended = _mended(node, words)
        hits = _hits(node, mended, wanted) if mended != words else []
        read_as = " ".join(mended) if hits else ""
    if wanted.is_open:
        hits = _open_ones(hits, node, at=at)
    answers = _answers(node, wanted, without=set(hits), near=near, at=at) if len(hits) < FEW and not wanted.trade else ()
    return Found(members=hits, read_as=read_as, answers=answers)


def rows(ids: Sequence[int] | QuerySet[Member, int]) -> dict[int, Row]:
    """These members as lists show them, by id; a query's in the order of their names."""
    found = _rows(ids) if isinstance(ids, QuerySet) else _ROWS(ids=ids)
    return {row[0]: Row(*row) for row in found}


def trades_of(node: Node) -> list[str]:
    """The trades that members of `node` have."""
    return _TRADES(node=node.pk)


def _asked(text: str) -> list[str]:
    words = list(dict.fromkeys(tokens(text)))[:MOST_WORDS]
    return [word for word in words if word not in SMALL] or words


def _fits(wanted: Wanted, of: str = "") -> Q:
    """The filters, seen from a row that reaches the member by `of`."""
    said: dict[str, Any] = {
        f"{of}business__trades__slug": wanted.trade,
        f"{of}business__zip__startswith": wanted.zip,
        f"{of}tier": wanted.tier,
        f"{of}business__price_level": wanted.price,
    }
    fits = Q(**{name: value for name, value in said.items() if value})
    return fits & ~Q(**{f"{of}tier": Member.Tier.GUEST}) if wanted.has_joined else fits


def _hits(node: Node, words: Sequence[str], wanted: Wanted) -> list[int]:
    """The members that have, for each of `words`, one that begins so; the heaviest words first, whole ones before beginnings."""
    weights: dict[int, dict[str, int]] = {}
    names: dict[int, str] = {}
    for has, weight, member, name in _begin_with(node, words, wanted):
        names[member] = name
        best = weights.setdefault(member, {})
        for word in words:
            if has.startswith(word):
                best[word] = max(best.get(word, 0), 2 * weight + (has == word))
    whole = [member for member, best in weights.items() if len(best) == len(words)]
    return sorted(whole, key=lambda member: (-sum(weights[member].values()), names[member], member))


def _begin_with(node: Node, words: Sequence[str], wanted: Wanted) -> Iterable[tuple[str, int, int, str]]:
    longest = max(words, key=len)
    if wanted == Wanted(text=wanted.text):
        return _beginning(len(words))(node=node.pk, longest=longest, **{f"word{place}": word for place, word in enumerate(words)})
    return _words_beginning(node, words, longest).filter(_fits(wanted, "member__"))


@cache
def _beginning(count: int) -> Question[tuple[str, int, int, str]]:
    words = [Given(f"word{place}") for place in range(count)]
    return Question(lambda: _words_beginning(Given("node"), words, Given("longest")))


def _words_beginning(node: Node | Given, words: Sequence[str | Given], longest: str | Given) -> QuerySet[Word, tuple[str, int, int, str]]:
    begins = Q()
    for word in words:
        begins |= Q(word__begins=word)
    found = Word.objects.filter(begins, node=node, member__left_at=None)
    if len(words) > 1:
        # The longest word is the rarest as a rule; without it a single letter beside it would bring half the town.
        found = found.filter(member__in=Word.objects.filter(node=node, word__begins=longest).values("member"))
    return found.values_list("word", "weight", "member_id", "member__sort_name")


def _mended(node: Node, words: Sequence[str]) -> list[str]:
    """`words` with those that nobody has replaced by the nearest that somebody has: one error in four letters, two in seven."""
    known = _WORDS(node=node.pk)
    return [_nearest(word, known) for word in words]


def _nearest(word: str, known: Sequence[str]) -> str:
    """The known word, or beginning of one, at the smallest optimal-string-alignment distance; the word itself if none is near."""
    most = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    if not most or any(each.startswith(word) for each in known):
        return word
    beginnings = [each[: len(word)] for each in known]
    near = [(off, at) for off, at in _within(word, known, most)] + [(off + 0.5, at) for off, at in _within(word, beginnings, most)]
    return known[min(near, key=lambda each: (each[0], known[each[1]][:1] != word[:1], known[each[1]]))[1]] if near else word


def _within(word: str, known: Sequence[str], most: int) -> list[tuple[float, int]]:
    """The five nearest of `known` at most `most` errors away: how far, and where in the list."""
    found: list[tuple[str, int, int]] = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=5)
    return [(float(off), at) for _text, off, at in found]


def _open_ones(ids: list[int], node: Node, *, at: datetime) -> list[int]:
    known = Member.objects.filter(node=node, left_at=None).exclude(business__hours={})
    if len(ids) < FEW_ENOUGH_TO_NAME:
        known = known.filter(pk__in=ids)
    zone = node.zone
    opened = {pk for pk, hours in known.values_list("pk", "business__hours") if is_open(hours, at, zone)}
    return [pk for pk in ids if pk in opened]


def _answers(node: Node, wanted: Wanted, *, without: set[int], near: tuple[float, float] | None, at: datetime) -> tuple[Answer, ...]:
    """For each trade that answers the need, those who have it: joined before merely listed, main trade first, then the nearest."""
    matches = needs.best(wanted.text, limit=3)
    if not matches:
        return ()
    slugs = [match.slug for match in matches]
    if wanted == Wanted(text=wanted.text):
        having: Iterable[tuple[Any, ...]] = _HAVING(node=node.pk, slugs=slugs)
    else:
        having = _having(node, slugs).filter(_fits(wanted, "business__seats__"))
    by_trade: dict[str, list[tuple[Any, ...]]] = {}
    for slug, rank, lat, lon, hours, tier, pk in having:
        if wanted.is_open and not is_open(hours, at, node.zone):
            continue
        away = places.miles(near, (lat, lon)) if near and lat is not None and lon is not None else 1e6
        by_trade.setdefault(slug, []).append((tier == Member.Tier.GUEST, rank > 0, away, pk))
    answers, shown = [], set(without)
    for match in matches:
        best = [row[-1] for row in sorted(by_trade.get(match.slug, [])) if row[-1] not in shown][:EACH]
        shown.update(best)
        if best:
            answers.append(Answer(trade=match.slug, because=tuple(match.because), members=tuple(best)))
    return tuple(answers)


def _having(node: Node | Given, slugs: Sequence[str] | Several) -> QuerySet[BusinessTrade, tuple[Any, ...]]:
    here = BusinessTrade.objects.filter(slug__in=slugs, business__seats__node=node, business__seats__left_at=None)
    return here.values_list(
        "slug", "rank", "business__lat", "business__lon", "business__hours", "business__seats__tier", "business__seats__pk"
    )


def _rows(ids: QuerySet[Member, int] | Several) -> QuerySet[Member, tuple[Any, ...]]:
    main = BusinessTrade.objects.filter(business=OuterRef("business")).order_by("rank").values("slug")[:1]
    found = Member.objects.filter(pk__in=ids).annotate(trade=Subquery(main)).order_by("sort_name", "pk")
    where = ("street", "city", "lat", "lon", "hours")
    return found.values_list("pk", "tier", "trade", "business__name", *(f"business__{name}" for name in where))


def _trades() -> QuerySet[BusinessTrade, str]:
    here = BusinessTrade.objects.filter(business__seats__node=Given("node"), business__seats__left_at=None)
    return here.values_list("slug", flat=True).distinct().order_by("slug")


_HAVING = Question(lambda: _having(Given("node"), Several("slugs")))
_ROWS = Question(lambda: _rows(Several("ids")))
_TRADES = Question(_trades)
_WORDS = Question(lambda: Word.objects.filter(node=Given("node")).values_list("word", flat=True).distinct())
