"""Draws forty suggestions as the app shows them, to be judged by somebody who knows the trades: `python -m bench.forty [seed]`.

Twenty for Long Beach: its licensed businesses from ../shared/data, or what BETTERPIE_DATA names, are brought in as a steward brings a
list, branches of chains left out; three hundred of these guests, drawn by lot, join; and each opens the page of those who fit with her.
Twenty for the demo street in the same way. All that is drawn is what such a page shows, with its first sentence. Names are left out
unless NAMES is set. Our judgement of those drawn last stands in docs/explanation/complementors.md.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from betterpie.members.models import Node
    from betterpie.partners.queries import Fit

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(os.environ.get("BETTERPIE_DATA", ROOT / "../shared/data")) / "listings/long_beach_business_licences_2019.csv"
SEED, DRAWN, JOINING = 161803, 20, 300
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Shown(NamedTuple):
    """A suggestion on somebody's page."""

    reader: str
    trade: str
    fit: Fit


def main(seed: int) -> None:
    """Print both tables, without the judgement."""
    if not LIST.exists():
        print(f"skipped: {LIST} absent")
        return
    number = 0
    for where, shown in (("Long Beach", thrown_away(lambda: long_beach(seed))), ("the demo street", thrown_away(street))):
        print(f"\n{where}: {len(shown):,} suggestions on {len({one.reader for one in shown})} pages")
        for one in random.Random(seed).sample(shown, min(DRAWN, len(shown))):
            number += 1
            name = trade_name(one.fit.neighbor.trade)
            print(f"| {number} | {one.trade} | {name} | {one.fit.strength:.2f} | {' '.join(one.fit.reasons)} |")
            if os.environ.get("NAMES"):
                print(f"    {one.reader} -> {one.fit.neighbor.name}")


def thrown_away(found: Callable[[], Node]) -> list[Shown]:
    """What the pages of a node show; the node is gone afterwards."""
    from django.db import transaction

    with transaction.atomic(), quiet():
        shown = list(pages(found()))
        transaction.set_rollback(True)
    return shown


@contextmanager
def quiet() -> Iterator[None]:
    """Letters that are sent meanwhile are not printed."""
    from django.test.utils import override_settings

    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        yield


def street() -> Node:
    """The demo street as it stands at AT."""
    from betterpie.house.street.lay import lay

    return lay(until=AT)


def long_beach(seed: int) -> Node:
    """The city's list brought in, and JOINING of its guests seated."""
    from betterpie.members import actions as members
    from betterpie.members.models import Member
    from betterpie.people.models import Person

    steward = Person.objects.create_user("stella@example.com", name="Stella Ward")
    node = members.start_node("Long Beach", slug="long-beach", by=steward, at=AT)
    bring(node, steward)
    guests = sorted(Member.objects.filter(node=node, tier=Member.Tier.GUEST).values_list("pk", flat=True))
    for number, pk in enumerate(sorted(random.Random(seed).sample(guests, min(JOINING, len(guests))))):
        owner = Person.objects.create_user(f"owner{number}@example.com", name=f"Owner {number}")
        members.join(Member.objects.get(pk=pk), person=owner, at=AT + timedelta(minutes=number))
    return node


def bring(node: Node, steward: object) -> None:
    """Bring the list in by the steward's own steps; likely pairs are put together, branches of chains stay out."""
    from django.core.files import File

    from betterpie.members.actions import batches
    from betterpie.members.imports import read
    from betterpie.members.imports.work import laid_out, work

    with LIST.open("rb") as file:
        mapping = laid_out(read(file)).mapping
        batch = batches.stage(
            node, name=LIST.name, file=File(file), is_pasted=False, columns=[], mapping=mapping, notes=[], by=steward, at=AT
        )
    batches.remap(batch, batch.mapping)
    while work(at=AT):
        pass
    batches.answer_all(batch, at_least=0.95)
    batches.arrange_import(batch, leaves_chains_out=True, areas=[])
    batches.apply(batch)
    while work(at=AT):
        pass


def pages(node: Node) -> Iterator[Shown]:
    """What every member of a node is shown on the page of those who fit with her."""
    from betterpie.partners import queries

    here = queries.board(node.pk)
    for member in here.neighbors.values():
        for fit in queries.fits(here, member.pk):
            yield Shown(member.name, trade_name(member.trade), fit)


def trade_name(slug: str) -> str:
    """A trade's name, nothing where there is none."""
    from betterpie.kernel import vocabulary

    return vocabulary.name(slug) if slug else ""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"BETTERPIE_HOME": home, "DJANGO_SETTINGS_MODULE": "betterpie.house.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        from betterpie.journal import signals

        call_command("migrate", verbosity=0)
        signals.LISTENERS.clear()  # nothing else works beside what is drawn
        main(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
