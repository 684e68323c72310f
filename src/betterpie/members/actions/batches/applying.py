"""Lets a list in, some hundred lines a transaction: each is in whole or not at all, and a crash is taken up where it fell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.text import slugify

from betterpie.journal import actions as journal
from betterpie.kernel import vocabulary
from betterpie.kernel.listings import trades as trade_texts
from betterpie.kernel.listings.narrowing import Narrowed
from betterpie.members.actions.base import Profile
from betterpie.members.actions.batches.keeping import forget_file
from betterpie.members.actions.batches.staging import write_again
from betterpie.members.actions.businesses import sort_name, words_by_which
from betterpie.members.actions.nodes import start_node
from betterpie.members.facts import ListImported
from betterpie.members.models import Batch, BatchRow, Business, BusinessTrade, Member, Node, Staff, Word

AT_ONCE = 500
MOST_TRADES = 12
FILLABLE = ("legal_name", "services", "phone", "email", "web", "street", "city", "zip")
"""What a line may add to a business that is known and says nothing there."""


@dataclass
class _Target:
    """A business that lines lead to, new or known, with what they add to it."""

    business: Business
    is_new: bool
    trades: list[str] = field(default_factory=list)
    is_owned: bool = False
    filled: dict[str, Any] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)


@transaction.atomic
def apply_next(batch: Batch, *, at: datetime, limit: int = AT_ONCE) -> bool:
    """Let the next lines in. False where the list is in whole, or no longer to go in."""
    fresh = (
        Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk, state=Batch.State.APPLYING).select_related("node", "by").first()
    )
    if fresh is None:
        return False
    if fresh.step == 0:
        _start_areas(fresh, at=at)
    rows = list(fresh.rows.filter(line__gt=fresh.step).exclude(fate=BatchRow.Fate.STOPPED).order_by("line")[:limit])
    if not rows:
        _finish(fresh, at=at)
        return False
    leads = _lead(fresh, [row for row in rows if not (fresh.leaves_chains_out and row.chain)], at=at)
    _save(leads)
    _seat(fresh, leads, at=at)
    write_again([row for row, _target in leads], ["business", "made"])
    Batch.objects.filter(pk=fresh.pk).update(step=rows[-1].line)
    return True


def profile_of(row: BatchRow, decided: dict[str, str]) -> Profile:
    """What a line says of its business, with the trades that the steward has decided."""
    said = row.clean
    known = [slug for slug in (*trades_of(row, decided), *_decided(said, decided)) if slug in vocabulary.trades()]
    return Profile(
        name=row.name[:120],
        trades=list(dict.fromkeys(known))[:MOST_TRADES],
        legal_name=said["legal_name"][:160],
        services=said["services"][:2000],
        phone=said["phone"][:20],
        email=said["email"][:254],
        web=said["web"] if len(said["web"]) <= 200 else "",
        street=said["street"][:160],
        city=said["city"][:80],
        zip=said["zip"][:10],
        is_chain=bool(row.chain),
    )


def trades_of(row: BatchRow, decided: dict[str, str]) -> list[str]:
    """The trades of a line; one that its name narrowed is the broad one again where the steward has said so."""
    turned = {slug: [broad for broad, kind in row.clean.get("narrowed", ()) if kind == slug] for slug in row.clean["trades"]}
    meant = ([decided.get(Narrowed(broad, slug).text, slug) for broad in broads] or [slug] for slug, broads in turned.items())
    return list(dict.fromkeys(slug for each in meant for slug in each))


def _decided(said: dict[str, Any], decided: dict[str, str]) -> Iterable[str]:
    return (slug for text in said["texts"] if (slug := decided.get(trade_texts.key(text))))


def _lead(batch: Batch, rows: Sequence[BatchRow], *, at: datetime) -> list[tuple[BatchRow, _Target]]:
    """Each line with the business it leads to: a known one where the steward said so, or where it belongs to an earlier line."""
    known = _known(batch, rows)
    by_line: dict[int, _Target] = {}
    leads = []
    for row in rows:
        profile = profile_of(row, batch.trades)
        target = _target(row, by_line, known)
        if target is None:
            target = _Target(Business(created_at=at, **profile.columns()), is_new=True, trades=list(profile.trades))
            row.made = {"business": True}
        else:
            _add(target, profile)
        by_line[row.line] = target
        leads.append((row, target))
    return leads


def _target(row: BatchRow, by_line: dict[int, _Target], known: dict[tuple[str, int], _Target]) -> _Target | None:
    line = row.leader if row.fate == BatchRow.Fate.FOLDED else row.twin_line if row.answer == BatchRow.Answer.SAME else None
    if line is not None:
        return by_line.get(line) or known.get(("line", line))
    if row.answer == BatchRow.Answer.SAME and row.twin_id is not None:
        return known.get(("there", row.twin_id))
    return None


def _known(batch: Batch, rows: Sequence[BatchRow]) -> dict[tuple[str, int], _Target]:
    """The businesses that these lines may lead to and that are there already, by their id and by the earlier lines that led to them."""
    lines = {line for row in rows for line in (row.leader, row.twin_line) if line is not None}
    earlier = dict(batch.rows.filter(line__in=lines, business__isnull=False).values_list("line", "business_id"))
    twins = {row.twin_id for row in rows if row.twin_id and row.answer == BatchRow.Answer.SAME}
    there = Business.objects.in_bulk(twins | set(earlier.values()))
    prefetch_related_objects(list(there.values()), "trades")
    owned = set(Staff.objects.filter(business__in=there).values_list("business_id", flat=True))
    targets = {pk: _Target(business, is_new=False, trades=business.trade_slugs, is_owned=pk in owned) for pk, business in there.items()}
    by_id = {("there", pk): target for pk, target in targets.items()}
    return by_id | {("line", line): targets[pk] for line, pk in earlier.items() if pk in targets}


def _add(target: _Target, profile: Profile) -> None:
    """Add what a line knows and the business doesn't. What an owner looks after is left as it is."""
    if target.is_owned:
        return
    columns = profile.columns()
    for name in FILLABLE:
        if columns[name] and not getattr(target.business, name):
            setattr(target.business, name, columns[name])
            target.filled[name] = columns[name]
            if name == "zip":
                target.business.lat, target.business.lon = columns["lat"], columns["lon"]
    fresh = [slug for slug in profile.trades if slug not in target.trades][: MOST_TRADES - len(target.trades)]
    target.trades += fresh
    target.added += fresh


def _save(leads: Sequence[tuple[BatchRow, _Target]]) -> None:
    """Write new businesses and what was added to known ones, and remember on each line what it did."""
    targets = list({id(target): target for _row, target in leads}.values())
    new, known = [t for t in targets if t.is_new], [t for t in targets if not t.is_new]
    Business.objects.bulk_create([target.business for target in new], batch_size=200)
    Business.objects.bulk_update([t.business for t in known if t.filled], [*FILLABLE, "lat", "lon"], batch_size=200)
    trades = [(t.business, slug, t.trades.index(slug)) for t in targets for slug in (t.trades if t.is_new else t.added)]
    BusinessTrade.objects.bulk_create(
        (BusinessTrade(business=business, slug=slug, rank=rank) for business, slug, rank in trades), batch_size=500, ignore_conflicts=True
    )
    told: set[int] = set()
    for row, target in leads:
        row.business = target.business
        if not target.is_new and id(target) not in told:
            row.made = {name: value for name, value in (("filled", target.filled), ("added", target.added)) if value}
            told.add(id(target))


def _seat(batch: Batch, leads: Sequence[tuple[BatchRow, _Target]], *, at: datetime) -> None:
    """Give the businesses of these lines a seat as guests, in the node and in their area's node; and the words by which they are found."""
    businesses = {target.business.pk: target.business for _row, target in leads}
    changed = {target.business.pk for _row, target in leads if target.filled or target.added}
    nodes = {batch.node_id, *(pk for pk in batch.areas.values() if pk)}
    there = {(m.node_id, m.business_id): m for m in Member.objects.filter(node__in=nodes, business__in=businesses)}
    made: dict[tuple[int, int], Member] = {}
    for row, target in leads:
        for node in filter(None, (batch.node_id, batch.areas.get(row.area))):
            seat = (node, target.business.pk)
            if seat not in there and seat not in made:
                made[seat] = Member(
                    node_id=node,
                    business=target.business,
                    sort_name=sort_name(target.business.name),
                    listed_at=at,
                    since_year=row.clean.get("since_year"),
                    contact="" if target.is_owned else row.clean.get("contact", ""),
                )
                row.made.setdefault("seats", []).append(seat)
    Member.objects.bulk_create(made.values(), batch_size=200)
    for row, _target in leads:
        if "seats" in row.made:
            row.made["seats"] = [made[seat].pk for seat in row.made["seats"]]
    refreshed = [member for (_node, business), member in there.items() if business in changed and member.left_at is None]
    _index([*made.values(), *refreshed], businesses)


def _index(members: Sequence[Member], businesses: dict[int, Business]) -> None:
    for business in businesses.values():
        vars(business).get("_prefetched_objects_cache", {}).pop("trades", None)
    prefetch_related_objects(list(businesses.values()), "trades")
    Word.objects.filter(member__in=[member.pk for member in members]).delete()
    found = {pk: words_by_which(business) for pk, business in businesses.items()}
    Word.objects.bulk_create(
        (
            Word(node_id=member.node_id, member_id=member.pk, word=word, weight=weight)
            for member in members
            for word, weight in found[member.business_id].items()
        ),
        batch_size=1000,
    )


def _start_areas(batch: Batch, *, at: datetime) -> None:
    """Start a group for each improvement area that the steward chose."""
    for area, node in batch.areas.items():
        if node is None and batch.by is not None:
            started = start_node(
                area, slug=_free_slug(area), by=batch.by, at=at, time_zone=batch.node.time_zone, language=batch.node.language
            )
            batch.areas[area] = started.pk
    Batch.objects.filter(pk=batch.pk).update(areas=batch.areas)


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:36].strip("-") or "area"
    taken = set(Node.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken)


def _finish(batch: Batch, *, at: datetime) -> None:
    listed = batch.rows.filter(made__has_key="seats").count()
    led = batch.rows.filter(business__isnull=False).count()
    merged = led - batch.rows.filter(made__has_key="business").count()
    batch.figures = {**batch.figures, "listed": listed, "merged": merged}
    batch.state, batch.applied_at, batch.held_by, batch.held_at = Batch.State.DONE, at, "", None
    forget_file(batch)
    batch.file = ""
    batch.save(update_fields=["figures", "state", "applied_at", "held_by", "held_at", "file"])
    by = batch.by_id
    journal.record(ListImported(node=batch.node_id, batch=batch.pk, listed=listed, merged=merged), by=by, at=at)
