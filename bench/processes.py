"""What processes cost: CPU time and memory of a tree, and a throw-away PostgreSQL."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """`root` and all that it started, by process id."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents.setdefault(int(_fields(int(folder.name))[1]), []).append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    found, ahead = [], [root]
    while ahead:
        pid = ahead.pop()
        found.append(pid)
        ahead += parents.get(pid, [])
    return found


def cpu(roots: list[int]) -> float:
    """Seconds of CPU that the trees have used, the ended children that were waited for included."""
    return sum(_cpu(pid) for root in roots for pid in tree(root))


def memory(root: int) -> float:
    """MB of memory of a tree, shared pages shared out (PSS)."""
    return sum(_pss(pid) for pid in tree(root)) / 1024


def memory_of_those_who_work(root: int) -> float:
    """MB of memory (PSS) of a tree's processes that have none below them: the web processes and the worker, not those that watch them."""
    family = tree(root)
    parents = {int(_fields(pid)[1]) for pid in family}
    return sum(_pss(pid) for pid in family if pid not in parents) / 1024


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres(folder: Path | None = None) -> Iterator[tuple[str, int]]:
    """A PostgreSQL of our own with default settings: its address and process id. Gone with the block unless it has a `folder`."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    home = folder or Path(tempfile.mkdtemp(prefix="betterpie-postgres-"))
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    if not (home / "PG_VERSION").exists():
        subprocess.run(
            [*as_postgres, programs / "initdb", "-D", home, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    server = subprocess.Popen(
        [*as_postgres, programs / "postgres", "-D", home, "-p", str(port), "-k", "/tmp", "-c", "listen_addresses=127.0.0.1"],
        stderr=subprocess.DEVNULL,
    )
    try:
        for _try in range(100):
            if subprocess.run([programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0:
                break
            time.sleep(0.1)
        subprocess.run(
            [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "betterpie"], stderr=subprocess.DEVNULL
        )
        yield f"postgresql://postgres@127.0.0.1:{port}/betterpie", server.pid
    finally:
        server.terminate()
        server.wait(30)
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu(pid: int) -> float:
    try:
        fields = _fields(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(value) for value in fields[11:15]) / TICK


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
