"""What the doctor looks at, each finding in sentences: what is so, whether it is well, and what to do."""

import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.db import DatabaseError, connection
from django.utils import timezone

from betterpie.house import backups, ground
from betterpie.journal import queries as journal
from betterpie.notices import queries as notices

Health = Literal["well", "look", "mend"]
LITTLE_SPACE = 500_000_000
SAFE_SQLITE = (3, 51, 3)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at. `look` should be seen to; `mend` must be, or something does not work."""

    what: str
    health: Health
    says: str


def examine(*, mail_to: str = "") -> list[Finding]:
    """Look at everything. With `mail_to` a test mail is sent there."""
    findings = [*_machine(), *_settings(), *_space(), *_mail(mail_to)]
    try:
        return [*findings, *_database()]
    except (DatabaseError, OSError) as trouble:
        return [
            *findings,
            _mend("database", f"The database does not answer: {_first_line(trouble)}. Check DATABASE_URL, and that it runs."),
        ]


def _machine() -> Iterator[Finding]:
    yield _well("python", f"Python {platform.python_version()} on {platform.system()} {platform.machine()}.")
    if connection.vendor == "sqlite":
        import sqlite3

        version = sqlite3.sqlite_version_info
        if version < SAFE_SQLITE:
            yield _look(
                "engine",
                f"SQLite {sqlite3.sqlite_version} can, very rarely, damage a database that two processes write at the same moment "
                "(fixed in 3.51.3). Make backups, or use PostgreSQL.",
            )
        else:
            yield _well("engine", f"SQLite {sqlite3.sqlite_version}.")


def _settings() -> Iterator[Finding]:
    is_public = settings.MODE == "production"
    yield _well("mode", f"It runs as {settings.MODE}, at {settings.BASE_URL}.")
    if is_public and not settings.BASE_URL.startswith("https://"):
        yield _mend("https", "BETTERPIE_URL is not https: sign-in codes and passkeys would travel in the open.")
    if is_public and not settings.SECURE_PROXY_SSL_HEADER:
        yield _look("proxy", "If a web server stands in front, set BETTERPIE_BEHIND_PROXY=yes, or visitors share one address.")
    if not is_public and not _is_here(settings.BASE_URL):
        yield _mend("mode", "BETTERPIE_URL names a public address, but BETTERPIE_MODE is not production: set it, and a secret.")
    if settings.SECRET_KEY == settings.DEFAULT_SECRET and not _is_here(settings.BASE_URL):
        yield _mend("secret", "BETTERPIE_SECRET is the default one, which everybody knows. Set your own of 32 characters or more.")
    if settings.FOUNDERS:
        names = "One person" if len(settings.FOUNDERS) == 1 else f"{len(settings.FOUNDERS)} people"
        yield _well("founders", f"{names} may start groups.")
    elif is_public:
        yield _look("founders", "Anybody who signs in may start a group and ask owners by mail in your name. Set BETTERPIE_FOUNDERS.")


def _space() -> Iterator[Finding]:
    home: Path = settings.DATA_DIR
    try:
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(b"x")
    except OSError as trouble:
        yield _mend("folder", f"{home} cannot be written to: {trouble.strerror}. Give it to the user that runs Betterpie.")
        return
    free = shutil.disk_usage(home).free
    if free < LITTLE_SPACE:
        yield _mend("disk", f"Only {free / 1e6:.0f} MB are free at {home}. Make room before writing fails.")
    else:
        yield _well("disk", f"{free / 1e9:.1f} GB are free at {home}.")
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and database.exists() and not (os.access(database, os.W_OK) and os.access(database.parent, os.W_OK)):
        yield _mend("folder", f"{database} or its folder cannot be written to by this user.")


def _mail(to: str) -> Iterator[Finding]:
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend != "smtp":
        says = f"Mails go to the {'terminal' if backend == 'console' else 'folder ' + str(getattr(settings, 'EMAIL_FILE_PATH', ''))} only."
        if settings.MODE == "production":
            yield _mend("mail", f"{says} Nobody can sign in: set BETTERPIE_MAIL.")
        else:
            yield _well("mail", says)
    else:
        yield _line()
    if to:
        yield _test_mail(to)


def _line() -> Finding:
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    line = get_connection()
    try:
        line.open()
        line.close()
    except Exception as trouble:
        return _mend("mail", f"The mail server at {where} cannot be used: {_first_line(trouble)}. Check BETTERPIE_MAIL.")
    return _well("mail", f"The mail server at {where} listens, and takes our name and password.")


def _test_mail(to: str) -> Finding:
    try:
        send_mail("A test from Betterpie", f"This installation at {settings.BASE_URL} can send mail.", None, [to])
    except Exception as trouble:
        return _mend("test mail", f"The test mail to {to} was not taken: {_first_line(trouble)}")
    return _well("test mail", f"A test mail to {to} is on its way. Look whether it arrives, and not among the spam.")


def _database() -> Iterator[Finding]:
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        major, minor = cast(Any, connection).pg_version // 10000, cast(Any, connection).pg_version % 10000
        yield _well("engine", f"PostgreSQL {major}.{minor}.")
    if newer := ground.unknown():
        yield _mend("tables", f"The tables are those of a newer Betterpie (they know {newer[-1]}). Install that version again.")
        return
    if missing := ground.missing():
        yield _mend("tables", f"{len(missing)} changes of the tables wait, the first is {missing[0]}. Run: betterpie migrate")
        return
    yield _well("tables", "The tables are up to date.")
    yield from _clock()
    yield from _work(timezone.now())
    yield _backup(timezone.now())


def _clock() -> Iterator[Finding]:
    if datetime.now().astimezone().year < 2025:
        yield _mend("clock", f"This machine thinks that it is {datetime.now().astimezone():%Y-%m-%d %H:%M}. Set its clock.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
        if apart > 5:
            yield _mend("clock", f"This machine and the database are {apart:.0f} seconds apart. Let both follow a time server.")
        else:
            yield _well("clock", "This machine and the database agree about the time.")
    else:
        yield _well("clock", f"It is {timezone.localtime():%Y-%m-%d %H:%M} in {settings.TIME_ZONE}.")


def _work(now: datetime) -> Iterator[Finding]:
    if journal.worker_is_alive(at=now):
        yield _well("worker", "A worker is alive.")
    else:
        yield _look("worker", "No worker is alive: letters and reminders go out only while visitors come. `betterpie up` runs one.")
    deliveries = journal.waiting(at=now - timedelta(minutes=5))
    yield _queue("deliveries", deliveries["due"], deliveries["troubled"], "facts wait to be told for more than five minutes")
    letters = notices.outbox(at=now - timedelta(minutes=5))
    yield _queue("letters", letters["due"], letters["troubled"], "letters wait to be sent for more than five minutes")
    if letters["given_up"]:
        yield _look("given up", f"{letters['given_up']} letters were given up; the stewards see to whom on their pages.")


def _queue(what: str, late: int, troubled: int, sentence: str) -> Finding:
    if troubled:
        return _look(what, f"{troubled} could not be brought and are tried again; {late} {sentence}. The log says why.")
    return _look(what, f"{late} {sentence}. Is the worker running?") if late else _well(what, "Nothing waits that should have gone.")


def _backup(now: datetime) -> Finding:
    made = backups.last()
    if made is None:
        return _look("backup", "No backup was made here yet. Run: betterpie backup")
    age = now - datetime.fromisoformat(made["at"])
    if not Path(made["file"]).exists():
        return _well("backup", f"The last backup was made {_ago(age)}; its file was taken elsewhere.")
    if age > timedelta(days=7):
        return _look("backup", f"The last backup was made {_ago(age)}. Run: betterpie backup")
    return _well("backup", f"The last backup was made {_ago(age)}: {made['file']}.")


def _ago(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return "within the hour" if hours < 1 else f"{hours} hours ago" if hours < 48 else f"{hours // 24} days ago"


def _is_here(url: str) -> bool:
    return any(url.startswith(f"{scheme}://{host}") for scheme in ("http", "https") for host in ("localhost", "127.0.0.1", "[::1]"))


def _first_line(trouble: Any) -> str:
    return (str(trouble).strip().splitlines() or [type(trouble).__name__])[0].rstrip(".")


def _finding(health: Health) -> Callable[[str, str], Finding]:
    return lambda what, says: Finding(what=what, health=health, says=says)


_well, _look, _mend = _finding("well"), _finding("look"), _finding("mend")
