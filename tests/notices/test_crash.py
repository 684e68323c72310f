"""The worker is killed while it sends: nothing is lost, and a letter comes twice only if the mail server had it already."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.notices.conftest import Postbox

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str]]

pytestmark = pytest.mark.slow


@pytest.fixture
def run(postbox: Postbox, smtp: object, port: int, tmp_path: Path) -> Run:
    """Runs `tests.notices.crash` on a database of its own, and gives its exit code and words."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {
        "BETTERPIE_HOME": str(tmp_path),
        "BETTERPIE_MAIL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "betterpie.house.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], cwd=ROOT, env=env, check=True)

    def once(what: str, *minutes: int) -> tuple[int, str]:
        command = [sys.executable, "-m", "tests.notices.crash", what, *map(str, minutes)]
        done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        return done.returncode, done.stdout

    return once


def test_killed_before_the_letter_left_it_goes_once(run: Run, postbox: Postbox) -> None:
    assert run("die-before", 0) == (-9, "")
    assert run("send", 4, 6, 60) == (0, "0 1 0")
    assert postbox.readers == ["maya@example.com"]


def test_killed_between_the_sending_and_its_record_it_goes_twice_as_the_same_message(run: Run, postbox: Postbox) -> None:
    assert run("die-after", 0) == (-9, "")
    assert run("send", 4, 6, 60) == (0, "0 1 0")
    assert postbox.readers == ["maya@example.com"] * 2
    assert len({str(mail["Message-ID"]) for mail in postbox.mails}) == 1
