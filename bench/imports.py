"""Brings real lists in, end to end: `python bench/imports.py [lines] [file]`. Without arguments 10,000 lines of the large noisy list.

Reads, guesses columns, cleans, maps trades, compares, writes, lets in, and takes out again, in a database of its own that is thrown
away. Prints seconds, CPU seconds and the largest memory of each step. `python bench/imports.py all` takes all 244,874 lines.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

DATA = Path(os.environ.get("BETTERPIE_DATA", Path(__file__).parents[1] / "../shared/data"))
LARGE = DATA / "listings" / "scale_noisy_listings.csv.gz"


def main(lines: int | None, path: Path) -> None:
    """Print the table."""
    if not path.exists():
        sys.exit(f"skipped: {path.name} is absent (set BETTERPIE_DATA to the folder of real data)")
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"BETTERPIE_HOME": home, "DJANGO_SETTINGS_MODULE": "betterpie.house.settings"}
        _ready()
        _measure(_cut(path, lines, Path(home) / "list.csv"))


def _ready() -> None:
    import django
    from django.core.management import call_command

    from betterpie.journal import signals

    django.setup()
    call_command("migrate", verbosity=0)
    signals.LISTENERS.clear()  # nothing else works beside what is measured


def _cut(path: Path, lines: int | None, target: Path) -> Path:
    """The first lines of a list as a plain file."""
    import gzip

    if path.suffix != ".gz" and lines is None:
        return path
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as source, target.open("w", encoding="utf-8") as cut:
        cut.writelines(islice(source, None if lines is None else lines + 1))
    return target


def _measure(path: Path) -> None:
    from django.core.files import File
    from django.utils import timezone

    from betterpie.members import actions as members
    from betterpie.members.actions import batches
    from betterpie.members.imports import read
    from betterpie.members.imports.work import laid_out, work
    from betterpie.people.models import Person

    at = timezone.now()
    steward = Person.objects.create_user("stella@example.com", name="Stella Ward")
    node = members.start_node("Bench", slug="bench", by=steward, at=at)
    print(f"{'':32}{'seconds':>9}{'CPU':>8}{'MB':>7}")
    begun = time.monotonic()

    def until_done() -> None:
        while work(at=at):
            pass

    with path.open("rb") as file, timed("look at it, guess the columns"):
        layout = laid_out(read(file))
        batch = batches.stage(
            node, name=path.name, file=File(file), is_pasted=False, columns=[], mapping=layout.mapping, notes=[], by=steward, at=at
        )
    with timed("read, clean, map, compare, write"):
        batches.remap(batch, batch.mapping)
        until_done()
    batch.refresh_from_db()
    with timed("let it in"):
        batches.answer_all(batch, at_least=0.95)
        batches.apply(batch)
        until_done()
    whole = time.monotonic() - begun
    batch.refresh_from_db()
    with timed("take it out again"):
        batches.undo(batch)
        until_done()
    said = batch.figures
    print(f"\n{said['lines']:,} lines: {whole:.1f} s end to end; {said['listed']:,} in, {said['merged']:,} put together, "
          f"{said['pairs']:,} pairs proposed, {said['stopped']:,} stayed out")  # fmt: skip


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print what a step took."""
    wall, cpu = time.monotonic(), time.process_time()
    yield
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:32}{time.monotonic() - wall:9.1f}{time.process_time() - cpu:8.1f}{memory:7}", flush=True)


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "10000"
    main(None if wanted == "all" else int(wanted), Path(sys.argv[2]) if len(sys.argv) > 2 else LARGE)
