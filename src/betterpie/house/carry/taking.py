"""Takes a node away: all that belongs to it into one file, in one moment."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import ForeignKey, Model, OneToOneField

from betterpie.house.backups.making import migrations
from betterpie.house.carry.belongings import BELONGINGS, KIND, Belonging, names_in
from betterpie.house.packing import Packing, Part
from betterpie.journal.facts import FACTS
from betterpie.members.models import Member, Node
from betterpie.people.models import Person

PERSON = ("id", "email", "name", "language", "is_active", "joined_at")


class Seen:
    """The people and the members of other nodes whom the rows name."""

    def __init__(self) -> None:
        self.people: set[int] = set()
        self.members: set[int] = set()

    def note(self, model: type[Model], pk: int | None) -> None:
        """Remember that a row names this one."""
        if pk and model is Person:
            self.people.add(pk)
        elif pk and model is Member:
            self.members.add(pk)


def take(node: Node, target: Path, *, at: datetime) -> dict[str, int]:
    """Write all that belongs to `node` into one file. Returns how many rows of each kind. The node stays here as it is."""
    with Packing(target, kind=KIND) as packing, transaction.atomic():
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        seen, counts = Seen(), {}
        for belonging in BELONGINGS:
            with packing.part(f"{belonging.label}.jsonl") as part:
                counts[belonging.label] = _rows(belonging, node.pk, part, seen)
        with packing.part("people.jsonl") as part:
            counts["people"] = sum(_written(part, row) for row in Person.objects.filter(pk__in=seen.people).order_by("pk").values(*PERSON))
        with packing.part("strangers.jsonl") as part:
            counts["strangers"] = sum(_written(part, row) for row in _strangers(seen, node))
        packing.facts = {"made_at": at.isoformat(), "slug": node.slug, "name": node.name, "counts": counts, "migrations": migrations()}
        return counts


def columns(model: type[Model]) -> dict[str, type[Model] | None]:
    """The columns of a table, each with the table that its foreign key names."""
    return {
        column.attname: column.related_model if isinstance(column, ForeignKey | OneToOneField) else None
        for column in model._meta.concrete_fields
    }


def _rows(belonging: Belonging, node: int, part: Part, seen: Seen) -> int:
    model = belonging.model
    named = {**{name: other for name, other in columns(model).items() if other is not None}, **belonging.names}
    chosen = model._default_manager.filter(belonging.of(node)).order_by("pk")
    count = 0
    for row in chosen.values(*columns(model)).distinct().iterator(chunk_size=2000):
        for name, other in named.items():
            seen.note(other, row[name])
        if model._meta.label == "journal.Entry":
            for name, other in names_in(FACTS[row["kind"]]).items():
                seen.note(other, row["data"].get(name))
        count += _written(part, row)
    return count


def _strangers(seen: Seen, node: Node) -> Iterator[dict[str, Any]]:
    """Members of neighboring nodes with whom this node had to do: what everybody may know of them."""
    for member in Member.objects.filter(pk__in=seen.members).exclude(node=node).select_related("business").order_by("pk"):
        business = member.business
        yield {
            "id": member.pk,
            "name": business.name,
            "trades": business.trade_slugs,
            "city": business.city,
            "zip": business.zip,
            "listed_at": member.listed_at,
        }


def _written(part: Part, row: dict[str, Any]) -> int:
    part.row(json.loads(json.dumps(row, cls=Exact)))
    return 1


class Exact(DjangoJSONEncoder):
    """Times to the microsecond, which Django's own encoder cuts off; the bytes of a file in base 64, as its field reads them."""

    def default(self, o: Any) -> Any:
        if isinstance(o, (bytes, memoryview)):
            return b64encode(o).decode()
        return o.isoformat() if isinstance(o, datetime) else super().default(o)
