"""Processes are killed while referrals live, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.conftest import Builder

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_killed_at_random_nothing_is_lost_and_only_a_mail_in_flight_comes_twice(installation: Builder) -> None:
    database = installation().database
    environ = {**os.environ, **({"DATABASE_URL": database} if database else {})}
    command = [sys.executable, "-m", "bench.kill", "--referrals", "60", "--kills", "5", "--every", "1.2"]
    said = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=600)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "60 promises, " in said.stdout
    assert "nothing lost, no fact or promise doubled" in said.stdout
