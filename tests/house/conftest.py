"""Installations of their own: a home in a temporary folder, a database of their own, and `betterpie` typed as a host types it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection


@dataclass(frozen=True)
class Installation:
    """An installation that knows nothing of the others."""

    home: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """What its processes see."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        database = {"DATABASE_URL": self.database} if self.database else {}
        self.letters.mkdir(exist_ok=True)
        return {**kept, **database, **self.house, **self.more}

    @property
    def letters(self) -> Path:
        """Where its mails go."""
        return self.home / "letters"

    @property
    def house(self) -> dict[str, str]:
        """Its settings."""
        return {"BETTERPIE_HOME": str(self.home), "BETTERPIE_MAIL": f"folder:{self.letters}", "PYTHONWARNINGS": "error"}

    def type(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Type `betterpie` and some words."""
        command = [sys.executable, "-m", "betterpie.house.cli", *words]
        return subprocess.run(command, env={**self.environ, **more}, capture_output=True, text=True, timeout=120)

    def done(self, *words: str) -> str:
        """Type some words that must work, and read what is said."""
        answer = self.type(*words)
        assert (answer.returncode, answer.stderr) == (0, ""), answer.stderr
        return answer.stdout

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, in order."""
        if self.database:
            with psycopg.connect(self.database) as there:
                tables = there.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
                return {name: sorted(there.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in tables.fetchall()}
        import sqlite3

        there = sqlite3.connect(self.home / "betterpie.sqlite3")
        try:
            tables = there.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall()
            return {name: sorted(there.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in tables}
        finally:
            there.close()


class Builder:
    """Makes installations, and on PostgreSQL clears their databases away."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server = folder, server
        self.databases: list[str] = []
        self.template: Path | str | None = None

    def __call__(self, **more: str) -> Installation:
        """A new installation; on the engine on which the tests run."""
        name = f"ops_{uuid4().hex[:12]}"
        home = self.folder / name
        home.mkdir()
        if not self.server:
            return Installation(home, more=more)
        self.databases.append(name)
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as there:
            there.execute(f'CREATE DATABASE "{name}"')
        return Installation(home, f"{self.server}/{name}", more)

    def clear_away(self) -> None:
        """Drop the databases."""
        for name in self.databases:
            with psycopg.connect(f"{self.server}/postgres", autocommit=True) as there:
                there.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def server() -> str:
    """Where PostgreSQL is, when the tests run on it; else nothing."""
    found = connection.settings_dict
    if connection.vendor != "postgresql":
        return ""
    secret = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
    return f"postgresql://{found['USER']}{secret}@{found['HOST'] or 'localhost'}:{found['PORT'] or 5432}"


@pytest.fixture
def installation(tmp_path: Path, server: str) -> Iterator[Builder]:
    """Makes an installation: `installation()`."""
    builder = Builder(tmp_path, server)
    yield builder
    builder.clear_away()


def run(installation: Installation, script: str, *words: str) -> subprocess.Popen[str]:
    """Start a Python script of this folder in an installation."""
    environ = {**installation.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", f"tests.house.{script}", *words]
    return subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
