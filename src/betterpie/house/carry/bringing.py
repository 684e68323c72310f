"""Brings a node up that was taken away elsewhere: every row under a new number, every name of a row translated."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from betterpie.house.carry import older
from betterpie.house.carry.belongings import BELONGINGS, KIND, Belonging
from betterpie.house.carry.taking import columns
from betterpie.house.packing import Broken, Pack
from betterpie.members.models import Business, BusinessTrade, Member, Node, Staff
from betterpie.members.models.nodes import RESERVED, slug_is_plain
from betterpie.people.models import Person

AT_ONCE = 500
CODES = ("token", "join_code")


class Refused(Exception):
    """Something that can't be brought up here, with a sentence that says why."""


@dataclass
class Bringing:
    """One node on its way in: which number there became which number here."""

    pack: Pack
    slug: str
    at: datetime
    maps: dict[type[Model], dict[int, int]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    """The businesses, by their number there, that were here before."""

    def ids(self, model: type[Model], pk: int) -> int | None:
        """The number here of what has the number `pk` there."""
        return self.maps.get(model, {}).get(pk)

    def note(self, model: type[Model], there: int, here: int) -> None:
        """Remember a number."""
        self.maps.setdefault(model, {})[there] = here


@transaction.atomic
def bring(source: Path, *, slug: str = "", at: datetime) -> Node:
    """Bring up the node in the file at `source`, at the address `slug` or at that which it had. All of it, or nothing.

    Refuses an address that is taken, with Refused; and a file that is damaged or newer than this version, with Broken.
    """
    with Pack(source, kind=KIND) as pack:
        bringing = Bringing(pack=pack, slug=slug or str(pack.manifest["slug"]), at=at)
        _address_is_free(bringing.slug)
        try:
            _people(bringing)
            _businesses_known(bringing)
            for belonging in BELONGINGS:
                _bring_rows(bringing, belonging)
                if belonging.model is Member:
                    _strangers(bringing)
        except (IntegrityError, ValidationError, KeyError, TypeError, ValueError) as trouble:
            raise Broken(f"{source} can't be brought up: {trouble!r}.") from trouble
    return Node.objects.get(slug=bringing.slug)


def _address_is_free(slug: str) -> None:
    try:
        slug_is_plain(slug)
    except ValidationError as trouble:
        raise Refused(f"'{slug}' can't be an address. {' '.join(trouble.messages)}") from None
    if slug in RESERVED or Node.objects.filter(slug=slug).exists():
        raise Refused(f"The address '{slug}' is taken here. Choose another one with --as.")


def _people(bringing: Bringing) -> None:
    for row in bringing.pack.rows("people.jsonl"):
        person = Person.objects.filter(email__iexact=row["email"]).first()
        if person is None:
            person = Person.objects.create_user(row["email"], name=row["name"], language=row["language"], is_active=row["is_active"])
            Person.objects.filter(pk=person.pk).update(joined_at=row["joined_at"])
        bringing.note(Person, row["id"], person.pk)


def _businesses_known(bringing: Bringing) -> None:
    """Find the businesses that are here already: the same name and ZIP code, owned by the same person."""
    owners: dict[int, list[int]] = {}
    for row in bringing.pack.rows(f"{Staff._meta.label}.jsonl"):
        if row["is_owner"]:
            owners.setdefault(row["business_id"], []).append(bringing.maps[Person][row["person_id"]])
    for row in bringing.pack.rows(f"{Business._meta.label}.jsonl"):
        owned = Business.objects.filter(staff__person__in=owners.get(row["id"], []), staff__is_owner=True)
        same = owned.filter(name=row["name"], zip=row["zip"]).order_by("pk").first()
        if same is not None:
            bringing.note(Business, row["id"], same.pk)
            bringing.known.add(row["id"])


def _bring_rows(bringing: Bringing, belonging: Belonging) -> None:
    model = belonging.model
    rows = (row for row in older.rows(bringing.pack, belonging.label) if not _is_here(bringing, model, row))
    later: list[tuple[int, str, int]] = []
    for some in _chunks(rows):
        numbers = [row.get("id") for row in some]
        made = [_made(bringing, belonging, row, later) for row in some]
        _fresh_codes(model, made)
        model._default_manager.bulk_create(made)
        for there, row in zip(numbers, made, strict=True):
            if there is not None:
                bringing.note(model, there, row.pk)
    for there, name, other in later:
        here = bringing.ids(model, other)
        model._default_manager.filter(pk=bringing.ids(model, there)).update(**{name: here})


def _is_here(bringing: Bringing, model: type[Model], row: dict[str, Any]) -> bool:
    if model is Business:
        return row["id"] in bringing.known
    if model is BusinessTrade:
        return row["business_id"] in bringing.known
    if model is Staff and row["business_id"] in bringing.known:
        business, person = bringing.maps[Business][row["business_id"]], bringing.maps[Person][row["person_id"]]
        return Staff.objects.filter(business=business, person=person).exists()
    return False


def _made(bringing: Bringing, belonging: Belonging, row: dict[str, Any], later: list[tuple[int, str, int]]) -> Model:
    model = belonging.model
    keys = columns(model)
    if strange := sorted(set(row) - set(keys)):
        raise Broken(f"The file was written by a newer Betterpie: it knows {belonging.label}.{strange[0]}. Upgrade first.")
    for name, other in ({name: other for name, other in keys.items() if other is not None} | belonging.names).items():
        if other is model and row[name] is not None:
            later.append((row["id"], name, row[name]))
            row[name] = None
        elif row[name]:
            row[name] = _here(bringing, belonging, name, other, row[name])
    if belonging.mend is not None:
        belonging.mend(row, bringing.ids)
    if model is Node:
        row["slug"] = bringing.slug
    row.pop("id", None)
    return model(**{name: cast(Any, model._meta.get_field(name)).to_python(value) for name, value in row.items()})


def _here(bringing: Bringing, belonging: Belonging, name: str, other: type[Model], there: int) -> int | None:
    here = bringing.ids(other, there)
    if here is None and not belonging.model._meta.get_field(name).null:
        if name in belonging.names:
            return 0  # somebody outside
        raise Broken(f"A row of {belonging.label} names a {other._meta.verbose_name} {there} that is not in the file.")
    return here


def _strangers(bringing: Bringing) -> None:
    """Keep a seat that was left for each member of another node with whom this one had to do, so that the story can name it."""
    node = next(iter(bringing.maps[Node].values()))
    for row in bringing.pack.rows("strangers.jsonl"):
        business = Business.objects.create(name=row["name"], city=row["city"], zip=row["zip"], created_at=bringing.at)
        BusinessTrade.objects.bulk_create(BusinessTrade(business=business, slug=slug, rank=rank) for rank, slug in enumerate(row["trades"]))
        seat = Member.objects.create(
            node_id=node, business=business, sort_name=row["name"].casefold()[:120], listed_at=row["listed_at"], left_at=bringing.at
        )
        bringing.note(Member, row["id"], seat.pk)


def _fresh_codes(model: type[Model], made: Iterable[Model]) -> None:
    """Keep the secret codes of links that are out, but where the same code is here already."""
    for name in CODES:
        if name in columns(model):
            by_code = {getattr(row, name): row for row in made}
            for code in model._default_manager.filter(**{f"{name}__in": list(by_code)}).values_list(name, flat=True):
                setattr(by_code[code], name, secrets.token_urlsafe(24)[: len(code)])


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some
