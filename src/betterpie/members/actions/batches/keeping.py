"""What a steward says about a list: bring it, correct it, answer for it, let it in, take it out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from betterpie.journal import signals
from betterpie.kernel import vocabulary
from betterpie.kernel.listings import trades as trade_texts
from betterpie.members.actions.base import Refused
from betterpie.members.models import Batch, BatchRow, Node
from betterpie.people.models import Person

State = Batch.State


@transaction.atomic
def stage(
    node: Node,
    *,
    name: str,
    file: File,  # type: ignore[type-arg]  # a file of bytes or an uploaded one
    is_pasted: bool,
    columns: Sequence[Mapping[str, Any]],
    mapping: Mapping[str, Sequence[int]],
    notes: Sequence[str],
    by: Person,
    at: datetime,
) -> Batch:
    """Keep a list that can be read, with the guess of what its columns hold, until the steward has looked at it."""
    batch = Batch(
        node=node,
        by=by,
        name=name[:120],
        is_pasted=is_pasted,
        columns=list(columns),
        mapping={key: list(places) for key, places in mapping.items()},
        notes=list(notes),
        made_at=at,
    )
    batch.file.save(name, file, save=False)
    batch.save()
    return batch


@transaction.atomic
def remap(batch: Batch, mapping: Mapping[str, Sequence[int]]) -> None:
    """Say which columns feed which field, and have the list read by it. Refuses a mapping without a name, and a list that is in."""
    if not mapping.get("name") and not mapping.get("legal_name") and not mapping.get("contact") and not mapping.get("first_name"):
        raise Refused(_("Please say which column holds the business name."))
    _advance(batch, State.READING, of=(State.COLUMNS, State.READY, State.FAILED), mapping={key: list(at) for key, at in mapping.items()})
    BatchRow.objects.filter(batch=batch).delete()
    transaction.on_commit(signals.woken, robust=True)


@transaction.atomic
def decide_trades(batch: Batch, decided: Mapping[str, str]) -> None:
    """Say which trade a text stands for, or "" for none. Refuses an unknown trade."""
    unknown = [slug for slug in decided.values() if slug and slug not in vocabulary.trades()]
    if unknown:
        raise Refused(_("There is no trade called %(name)s.") % {"name": unknown[0]})
    fresh = _locked(batch, State.READY)
    fresh.trades = {**fresh.trades, **{trade_texts.key(text): slug for text, slug in decided.items()}}
    fresh.save(update_fields=["trades"])


@transaction.atomic
def answer(batch: Batch, answers: Mapping[int, str]) -> None:
    """Say of lines whether each is the shop it may be: Answer.SAME or Answer.OTHER."""
    _locked(batch, State.READY)
    for said in BatchRow.Answer:
        lines = [line for line, one in answers.items() if one == said]
        BatchRow.objects.filter(batch=batch, line__in=lines, likely__isnull=False).update(answer=said)


@transaction.atomic
def answer_all(batch: Batch, *, at_least: float) -> int:
    """Say of all open pairs that are at least so likely that they are the same shop. Returns how many."""
    _locked(batch, State.READY)
    return BatchRow.objects.filter(batch=batch, likely__gte=at_least, answer="").update(answer=BatchRow.Answer.SAME)


@transaction.atomic
def arrange_import(batch: Batch, *, leaves_chains_out: bool, areas: Iterable[str]) -> None:
    """Say whether chains stay out, and for which improvement areas a group of their own is to be started."""
    fresh = _locked(batch, State.READY)
    known = fresh.figures.get("areas", {})
    fresh.areas = {area: None for area in areas if area in known}
    fresh.leaves_chains_out = leaves_chains_out
    fresh.save(update_fields=["areas", "leaves_chains_out"])


@transaction.atomic
def apply(batch: Batch) -> None:
    """Let the list in. Refuses one that isn't ready."""
    last = BatchRow.objects.filter(batch=batch).aggregate(last=Max("line"))["last"] or 0
    _advance(batch, State.APPLYING, of=(State.READY,), step=0, steps=last)
    transaction.on_commit(signals.woken, robust=True)


@transaction.atomic
def undo(batch: Batch) -> None:
    """Take the list out again: what it made and nobody has touched since. Refuses one that isn't in."""
    _advance(batch, State.UNDOING, of=(State.DONE,), step=0)
    transaction.on_commit(signals.woken, robust=True)


@transaction.atomic
def discard(batch: Batch) -> None:
    """Forget a list that didn't go in. Refuses one that did, or that is at work on the members."""
    fresh = _locked(batch, State.COLUMNS, State.READY, State.FAILED, State.READING, State.COMPARING)
    forget_file(fresh)
    fresh.delete()


def forget_file(batch: Batch) -> None:
    """Remove the file once the deed is done."""
    name, storage = batch.file.name, batch.file.storage
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _advance(batch: Batch, state: str, *, of: tuple[str, ...], **fields: Any) -> None:
    if not Batch.objects.filter(pk=batch.pk, state__in=of).update(state=state, held_by="", held_at=None, trouble="", **fields):
        raise Refused(_("This list is being worked on, or has been dealt with. Please look again."))
    batch.refresh_from_db()


def _locked(batch: Batch, *states: str) -> Batch:
    fresh = Batch.objects.select_for_update().filter(pk=batch.pk, state__in=states).first()
    if fresh is None:
        raise Refused(_("This list is being worked on, or has been dealt with. Please look again."))
    return fresh
