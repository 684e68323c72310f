"""Backups: made while the group lives, brought back, compared row by row."""

import json
import re
import zipfile
from contextlib import suppress
from pathlib import Path

from betterpie.house.packing import Broken, Pack, Packing
from tests.house.conftest import Builder, Installation, run

CHANGES = {"django_migrations"}
"""A restored database is brought up to date, which writes down when."""


def settled(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {table: some for table, some in rows.items() if table not in CHANGES}


def alive(installation: Installation, times: int = 8) -> None:
    installation.done("migrate", "-v0")
    living = run(installation, "living", str(times))
    assert living.communicate(timeout=120)[1] == ""


def test_a_backup_brings_back_every_row_of_every_table(installation: Builder, tmp_path: Path) -> None:
    here, there = installation(), installation()
    alive(here)
    (here.home / "files/imports").mkdir(parents=True)
    (here.home / "files/imports/a-list").write_bytes(b"name,phone\n")
    said = here.done("backup", str(tmp_path / "kept"))
    there.done("restore", str(tmp_path / "kept"))
    assert re.search(r"kept: [\d,]+ rows in \d+ tables", said)
    assert settled(there.rows()) == settled(here.rows())
    assert len(there.rows()["referrals_referral"]) == 8
    assert (there.home / "files/imports/a-list").read_bytes() == b"name,phone\n"
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600


def test_what_is_given_after_a_restore_gets_new_numbers(installation: Builder, tmp_path: Path) -> None:
    here, there = installation(), installation()
    alive(here)
    here.done("backup", str(tmp_path / "kept"))
    there.done("restore", str(tmp_path / "kept"))
    assert run(there, "living", "4").communicate(timeout=120)[1] == ""
    assert len(there.rows()["referrals_referral"]) == 12


def test_a_backup_made_while_somebody_writes_holds_one_moment(installation: Builder, tmp_path: Path) -> None:
    here, there = installation(), installation()
    here.done("migrate", "-v0")
    living = run(here, "living")
    assert living.stdout is not None
    assert living.stdout.readline() == "it lives\n"
    here.done("backup", str(tmp_path / "kept"))
    here.done("backup", str(tmp_path / "later"))
    said, troubles = living.communicate(timeout=120)
    assert troubles == ""
    there.done("restore", str(tmp_path / "kept"))
    whole, rows = here.rows(), there.rows()

    # Each deed is one transaction: whatever was copied must agree with itself, and be the beginning of what came to be.
    kept, all_of_them = rows["referrals_referral"], whole["referrals_referral"]
    assert 3 <= len(kept) < len(all_of_them) == int(said.split()[0])
    assert {row[0] for row in rows["journal_entry"]} <= {row[0] for row in whole["journal_entry"]}
    assert sum("ReferralGiven" in str(row) for row in rows["journal_entry"]) == len(kept)
    assert sum("ReferralWon" in str(row) for row in rows["journal_entry"]) == sum("won" in row for row in kept)


def test_a_restore_sets_aside_what_was_there(installation: Builder, tmp_path: Path) -> None:
    here, there = installation(), installation()
    alive(here, 2)
    alive(there, 5)
    before = there.rows()
    here.done("backup", str(tmp_path / "kept"))
    said = there.done("restore", str(tmp_path / "kept"))
    aside = Path(re.search(r"kept at (.*)\.", said)[1])  # type: ignore[index]  # it is there, or the test fails here
    assert settled(there.rows()) == settled(here.rows())
    if there.database:
        there.done("restore", str(aside))
    else:
        aside.replace(there.home / "betterpie.sqlite3")
        for rest in ("-wal", "-shm"):
            (there.home / f"betterpie.sqlite3{rest}").unlink(missing_ok=True)
    assert settled(there.rows()) == settled(before)


def test_a_damaged_backup_is_refused_and_nothing_is_touched(installation: Builder, tmp_path: Path) -> None:
    here = installation()
    alive(here, 2)
    here.done("backup", str(tmp_path / "kept"))
    before = here.rows()
    whole = (tmp_path / "kept").read_bytes()
    damages = {
        "cut": whole[: len(whole) // 2],
        "turned": whole[:3000] + bytes([whole[3000] ^ 1]) + whole[3001:],
        "empty": b"",
        "strange": b"a letter to the mayor",
    }
    for name, data in damages.items():
        (tmp_path / name).write_bytes(data)
        answer = here.type("restore", str(tmp_path / name))
        assert (answer.returncode, "Nothing was changed." in answer.stderr, "Traceback" in answer.stderr) == (1, True, False), name
    assert here.rows() == before


def test_a_backup_of_a_newer_version_is_refused(installation: Builder, tmp_path: Path) -> None:
    here = installation()
    alive(here, 1)
    here.done("backup", str(tmp_path / "kept"))
    rewrite(tmp_path / "kept", migrations=["members.0999_later"])
    answer = here.type("restore", str(tmp_path / "kept"))
    assert answer.returncode == 1
    assert "made by a newer Betterpie" in answer.stderr


def test_a_backup_of_another_engine_is_refused(installation: Builder, tmp_path: Path) -> None:
    here = installation()
    alive(here, 1)
    here.done("backup", str(tmp_path / "kept"))
    rewrite(tmp_path / "kept", engine="oracle")
    answer = here.type("restore", str(tmp_path / "kept"))
    assert answer.returncode == 1
    assert "This backup was made of a oracle database" in answer.stderr


def rewrite(path: Path, **facts: object) -> None:
    """Change what a pack says of itself."""
    with zipfile.ZipFile(path) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | facts).encode()
    with zipfile.ZipFile(path, "w") as pack:
        for name, data in parts.items():
            pack.writestr(name, data)


def test_wherever_a_pack_is_damaged_it_is_refused_in_a_sentence(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with Packing(whole, kind="test") as packing, packing.part("rows") as part:
        part.write("".join(f"{number * number}\n" for number in range(2000)).encode())
    data = whole.read_bytes()
    for place in range(0, len(data), 97):
        (tmp_path / "turned").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with suppress(Broken), Pack(tmp_path / "turned", kind="test") as pack:
            assert pack.open("rows").read().splitlines()[-1] == b"3996001", place  # a byte that nobody reads was turned
