"""What the background writes down while it reads a list and compares it with those who are there."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from betterpie.members.models import Batch, BatchRow
from betterpie.members.queries import batches as queries
from betterpie.rows.queries import Question

_AT_WORK = Question(lambda: Batch.objects.filter(state__in=Batch.AT_WORK).values_list("pk", flat=True)[:1])
LET_GO = timedelta(minutes=2)
"""After so long without a sign, a list that a process held is free for another one."""


def hold(worker: str) -> Batch | None:
    """Take the list that waits longest for work, or keep the one that `worker` has; None where there is none for it."""
    if not _AT_WORK():
        return None
    free = Q(held_by=worker) | Q(held_by="") | Q(held_at__lt=Now() - LET_GO)
    batch = Batch.objects.filter(free, state__in=Batch.AT_WORK).order_by("pk").first()
    if batch is None or not Batch.objects.filter(free, pk=batch.pk, state=batch.state).update(held_by=worker, held_at=Now()):
        return None
    return batch


@transaction.atomic
def start_reading(batch: Batch, *, steps: int) -> None:
    """Begin from the top: what an earlier try wrote down goes."""
    BatchRow.objects.filter(batch=batch).delete()
    Batch.objects.filter(pk=batch.pk).update(step=0, steps=steps)


@transaction.atomic
def write(batch: Batch, rows: Sequence[BatchRow], *, step: int) -> bool:
    """Write down lines as they were read. False where the list is no longer to be read, and nothing was written."""
    if not Batch.objects.filter(pk=batch.pk, state=Batch.State.READING).update(step=step):
        return False
    BatchRow.objects.bulk_create(rows, batch_size=500)
    return True


def start_comparing(batch: Batch, *, unmapped: Sequence[tuple[str, int]], narrowed: Sequence[Mapping[str, Any]] = ()) -> None:
    """The whole list is read: compare it next.

    `unmapped` are the trade texts without a trade, with how often each was said; `narrowed` what broad trades turned out to be.
    """
    Batch.objects.filter(pk=batch.pk, state=Batch.State.READING).update(
        state=Batch.State.COMPARING, step=0, figures={"unmapped": list(unmapped), "narrowed": list(narrowed)}
    )


@transaction.atomic
def propose(batch: Batch, twins: Mapping[int, Mapping[str, Any]], *, step: int) -> None:
    """Write down for lines which shop each may be: `twin` (a business) or `twin_line`, `likely`, `because`."""
    rows = list(BatchRow.objects.filter(batch=batch, line__in=twins))
    for row in rows:
        for name, value in twins[row.line].items():
            setattr(row, name, value)
    write_again(rows, ["twin", "twin_line", "likely", "because"])
    Batch.objects.filter(pk=batch.pk).update(step=step)


@transaction.atomic
def finish_comparing(batch: Batch) -> None:
    """The list is ready for the steward's answers."""
    fresh = Batch.objects.select_for_update().filter(pk=batch.pk, state=Batch.State.COMPARING).first()
    if fresh is not None:
        fresh.figures = {**fresh.figures, **queries.figures(fresh)}
        fresh.state, fresh.held_by, fresh.held_at = Batch.State.READY, "", None
        fresh.save(update_fields=["figures", "state", "held_by", "held_at"])


def write_again(rows: Sequence[BatchRow], fields: Sequence[str]) -> None:
    """Write down anew some fields of lines. An upsert: three times as quick as Django's bulk update with its CASE for every row."""
    BatchRow.objects.bulk_create(rows, batch_size=300, update_conflicts=True, unique_fields=["id"], update_fields=list(fields))


def fail(batch: Batch, trouble: str) -> None:
    """The list can't be read after all; `trouble` is the sentence for the steward."""
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, trouble=trouble[:300], held_by="", held_at=None)
