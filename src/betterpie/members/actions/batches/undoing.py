"""Takes a list out again: what it made goes, but nothing that somebody has touched since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from betterpie.journal import actions as journal
from betterpie.journal.models import Entry, Mention
from betterpie.members.actions.batches.applying import FILLABLE, profile_of
from betterpie.members.actions.batches.staging import write_again
from betterpie.members.facts import ImportUndone
from betterpie.members.models import Batch, BatchRow, Business, BusinessTrade, Claim, Invitation, Member, Node, Staff

AT_ONCE = 300
_OWN_WORDS = ("blurb", "asked_for", "price_level", "hours")
"""What no list says: where it is filled, somebody has been there."""


@transaction.atomic
def undo_next(batch: Batch, *, at: datetime, limit: int = AT_ONCE) -> bool:
    """Take the next lines out, the last ones first. False where all is done."""
    fresh = Batch.objects.select_for_update().filter(pk=batch.pk, state=Batch.State.UNDOING).first()
    if fresh is None:
        return False
    before = fresh.steps - fresh.step
    rows = list(fresh.rows.filter(line__lte=before, business__isnull=False).select_related("business").order_by("-line")[:limit])
    if not rows:
        _finish(fresh, at=at)
        return False
    _take_back(rows)
    _remove(fresh, [row for row in rows if row.made.get("seats") or row.made.get("business")])
    write_again(rows, ["business", "made"])
    Batch.objects.filter(pk=fresh.pk).update(step=fresh.steps - rows[-1].line + 1)
    return True


def _take_back(rows: Sequence[BatchRow]) -> None:
    """Empty again what a list filled in at businesses that were there, where it still says what the list said; and its trades."""
    for row in rows:
        assert row.business is not None
        assert row.business_id is not None
        filled = {name: value for name, value in row.made.pop("filled", {}).items() if getattr(row.business, name) == value}
        added = row.made.pop("added", [])
        if filled:
            Business.objects.filter(pk=row.business_id).update(**dict.fromkeys(filled, ""))
        if added:
            BusinessTrade.objects.filter(business=row.business_id, slug__in=added).delete()
        if not row.made:
            row.business = None


def _remove(batch: Batch, rows: Sequence[BatchRow]) -> None:
    """Remove the seats and businesses that these lines made; write down on the line why one stays."""
    seats = [pk for row in rows for pk in row.made.get("seats", [])]
    free = set(_untouched_seats(seats))
    owned = set(Staff.objects.filter(business__in=[row.business_id for row in rows]).values_list("business_id", flat=True))
    gone: list[int] = []
    for row in rows:
        reason = _reason(row, free=free, owned=owned, decided=batch.trades)
        if reason:
            row.made["kept"] = reason
        else:
            gone.append(row.pk)
    going = [row for row in rows if row.pk in set(gone)]
    Member.objects.filter(pk__in=[pk for row in going for pk in row.made.get("seats", [])]).delete()
    made = [row.business_id for row in going if row.made.get("business")]
    elsewhere = set(Member.objects.filter(business__in=made).values_list("business_id", flat=True))
    Business.objects.filter(pk__in=[pk for pk in made if pk not in elsewhere]).delete()
    for row in going:
        row.business, row.made = None, {}


def _reason(row: BatchRow, *, free: set[int], owned: set[int], decided: dict[str, str]) -> str:
    """Why what a line made has to stay, as a short word; "" where it may go."""
    if row.business_id in owned:
        return "owner"
    if any(pk not in free for pk in row.made.get("seats", [])):
        return "deeds"
    assert row.business is not None
    if row.made.get("business") and _is_described(row.business, row, decided):
        return "described"
    return ""


def _is_described(business: Business, row: BatchRow, decided: dict[str, str]) -> bool:
    """Whether somebody has written about the business since: what the line said is no longer there, or more than a line can say is."""
    said = profile_of(row, decided).columns()
    changed: list[Any] = [name for name in ("name", *FILLABLE) if said[name] and getattr(business, name) != said[name]]
    return bool(changed) or any(getattr(business, name) for name in _OWN_WORDS)


def _untouched_seats(seats: Sequence[int]) -> list[int]:
    """Those seats that nobody has taken, given up, been invited to or claimed, and of which the journal knows nothing."""
    rows = Member.objects.filter(pk__in=seats, tier=Member.Tier.GUEST, joined_at=None, left_at=None)
    touched = (Mention, Invitation, Claim)
    for table in touched:
        rows = rows.filter(~Exists(table.objects.filter(member=OuterRef("pk"))))
    return list(rows.values_list("pk", flat=True))


def _finish(batch: Batch, *, at: datetime) -> None:
    """Remove the groups that the list started and that stand empty, and say how it went."""
    for node in Node.objects.filter(pk__in=[pk for pk in batch.areas.values() if pk]):
        if not node.members.exists() and Entry.objects.filter(node=node.pk).count() <= 1:
            node.delete()
    kept = batch.rows.filter(made__has_key="kept").count()
    removed = max(0, batch.figures.get("listed", 0) - kept)
    batch.figures = {**batch.figures, "removed": removed, "kept": kept}
    batch.state, batch.undone_at, batch.held_by, batch.held_at = Batch.State.UNDONE, at, "", None
    batch.save(update_fields=["figures", "state", "undone_at", "held_by", "held_at"])
    journal.record(ImportUndone(node=batch.node_id, batch=batch.pk, removed=removed, kept=kept), by=batch.by_id, at=at)
