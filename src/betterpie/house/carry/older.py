"""What files of older versions say otherwise, read as if this version had written them."""

from collections.abc import Iterator
from typing import Any

from betterpie.events.models import Note, OneToOne
from betterpie.house.packing import Pack
from betterpie.projects.models import Tap

GONE = {
    OneToOne._meta.label: ("shared_note", "noted_by_id", "noted_at", "noted_times"),
    Tap._meta.label: ("since",),
}
"""Columns that are no more. A test sees to it that none is forgotten."""


def rows(pack: Pack, label: str) -> Iterator[dict[str, Any]]:
    """The rows of a table in a file of this version or an older one."""
    for row in pack.rows(f"{label}.jsonl"):
        yield {name: value for name, value in row.items() if name not in GONE.get(label, ())}
    if label == Note._meta.label:
        yield from _first_notes(pack)


def _first_notes(pack: Pack) -> Iterator[dict[str, Any]]:
    """Before every note was kept, a one-to-one held the only one."""
    for row in pack.rows(f"{OneToOne._meta.label}.jsonl"):
        if row.get("shared_note") and not row.get("noted_times"):
            by, at = row.get("noted_by_id"), row.get("noted_at")
            yield {"one_to_one_id": row["id"], "number": 1, "words": row["shared_note"], "by_id": by, "at": at}
