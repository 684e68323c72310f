"""Measures the product under load from a second process, on a small and on a big installation, on both databases.

    python -m bench.load --write bench/RESULTS.md   # all; keeps the filled databases in var/bench
    python -m bench.load --only sqlite-small --seconds 4

For each page: CPU ms a request of all processes of the server and the database together (web, worker and what is
delivered in the background included), median and 95th percentile of the time to answer at 1, 8 and 32 keep-alive clients,
requests a second, and queries a page; before them, a bare Django page measured by the same means.
Needs wrk (on Debian: apt-get install wrk).
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from bench.processes import cpu, free_port, memory, memory_of_those_who_work, postgres

HERE = Path(__file__).resolve().parent
STORE = HERE.parent / "var" / "bench"
CSRF = "b" * 32
CLIENTS = (1, 8, 32)
SECONDS = 8
SIZES = {
    "small": ["--referrals", "10000", "--nodes", "2", "--members", "400", "--of-first", "10000"],
    "big": ["--referrals", "1000000", "--nodes", "200", "--members", "20000", "--of-first", "60000"],
}
LIMITS = {"step from a mail": 8.0, "giving a referral": 12.0}
PAGE_LIMIT = 15.0
WRITES = frozenset(LIMITS)
YARDSTICK = "a bare Django page"


@dataclass
class Figure:
    """What one page costs at one number of clients."""

    page: str
    clients: int
    requests: int
    errors: int
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    per_second: float
    load: float
    """Of the machine, right after."""


def main() -> None:
    """Measure, print, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", help="sqlite-small, sqlite-big, postgresql-small or postgresql-big")
    parser.add_argument("--page", action="append", help="only these pages, as they stand in the table")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--write", type=Path, help="keep the tables in this file too")
    words = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing. On Debian or Ubuntu: apt-get install wrk")
    report = [machine()]
    for engine in ("sqlite", "postgresql"):
        for size in SIZES:
            if not words.only or f"{engine}-{size}" in words.only:
                report.append(measure(engine, size, pages=words.page, seconds=words.seconds))
                print(report[-1], flush=True)
    if words.write:
        words.write.write_text("\n\n".join(report) + "\n")


def machine() -> str:
    """What it ran on."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    system = f"{platform.system()} {platform.release()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} x {model}, Python {platform.python_version()}, {system}, load before: {load}"


def measure(engine: str, size: str, *, pages: list[str] | None = None, seconds: int) -> str:
    """Fill (once) and measure one installation; the table in Markdown."""
    home = STORE / f"{engine}-{size}"
    home.mkdir(parents=True, exist_ok=True)
    with database(engine, home) as (url, roots):
        environ = {**os.environ, "BETTERPIE_HOME": str(home), "BETTERPIE_MODE": "local", "BETTERPIE_LOG": "ERROR", **url}
        run("manage.py", "migrate", "-v0", environ=environ)
        if not (home / "filled").exists():
            run("-m", "bench.installation", *SIZES[size], environ=environ)
            (home / "filled").touch()
        prepared = json.loads(run("-m", "bench.load_requests", environ=environ).splitlines()[-1])
        prepared = {page: words for page, words in prepared.items() if not pages or page in pages}
        return _under_load(f"{engine}, {size}", prepared, environ, roots, seconds=seconds)


@contextmanager
def database(engine: str, home: Path) -> Iterator[tuple[dict[str, str], list[int]]]:
    """The settings that name it, and the processes that are its own."""
    if engine == "sqlite":
        yield {}, []
    else:
        with postgres(home / "cluster") as (url, pid):
            yield {"DATABASE_URL": url}, [pid]


def run(*words: str, environ: dict[str, str]) -> str:
    """Another Python, with these settings."""
    return subprocess.run([sys.executable, *words], env=environ, cwd=HERE.parent, check=True, capture_output=True, text=True).stdout


def _under_load(name: str, prepared: dict[str, dict[str, object]], environ: dict[str, str], roots: list[int], *, seconds: int) -> str:
    port, mail = free_port(), Controller(Sink(), hostname="127.0.0.1", port=free_port())
    mail.start()
    environ = {**environ, "BETTERPIE_MAIL": f"smtp://127.0.0.1:{mail.port}"}
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "betterpie.house.cli", "up", "--port", str(port), "--workers", "2"], env=environ, stdout=subprocess.DEVNULL
    )
    try:
        _wait(port, "/health/")
        cold = time.perf_counter() - began
        _drained(environ)
        figures = list(_yardstick(seconds=seconds))
        for page, words in prepared.items():
            figures += _page(page, str(words["file"]), port=port, roots=[server.pid, *roots], environ=environ, seconds=seconds)
        used, of_workers = memory(server.pid), memory_of_those_who_work(server.pid)
    finally:
        server.terminate()
        server.wait(30)
        mail.stop()
    return table(name, figures, queries={page: words["queries"] for page, words in prepared.items()}, cold=cold, used=(used, of_workers))


def _yardstick(*, seconds: int) -> Iterator[Figure]:
    """What a bare Django page costs on this machine at this moment."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port)], cwd=HERE.parent, stderr=subprocess.DEVNULL)
    try:
        _wait(port, "/")
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as lines:
            lines.write("GET\t/\t\t\n")
            lines.flush()
            for clients in CLIENTS:
                yield _figure(YARDSTICK, lines.name, clients, port=port, roots=[server.pid], seconds=seconds)
    finally:
        server.terminate()
        server.wait(30)


def _page(page: str, file: str, *, port: int, roots: list[int], environ: dict[str, str], seconds: int) -> Iterator[Figure]:
    """One page at each number of clients; what it set going in the background is waited for, and counted with it."""
    asked = 0
    for clients in CLIENTS:
        behind = (lambda: _drained(environ)) if page in WRITES else None
        figure = _figure(page, file, clients, port=port, roots=roots, seconds=seconds, start=asked, behind=behind)
        asked += figure.requests
        yield figure


def _figure(
    page: str,
    file: str,
    clients: int,
    *,
    port: int,
    roots: list[int],
    seconds: int,
    start: int = 0,
    behind: Callable[[], None] | None = None,
) -> Figure:
    words = [
        "wrk",
        "-t1",
        f"-c{clients}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "-s",
        str(HERE / "requests.lua"),
        f"http://127.0.0.1:{port}",
    ]
    environ = {**os.environ, "REQUESTS": file, "CSRF": CSRF, "START": str(start)}
    before = cpu(roots)
    said = subprocess.run(words, env=environ, check=True, capture_output=True, text=True).stdout
    if behind:
        behind()
    used = cpu(roots) - before
    line = next(line for line in said.splitlines() if line.startswith("RESULT")).split()
    requests, errors, microseconds = int(line[1]), int(line[2]), int(line[3])
    return Figure(
        page=page,
        clients=clients,
        requests=requests,
        errors=errors,
        cpu_ms=1000 * used / max(requests, 1),
        p50_ms=float(line[4]),
        p95_ms=float(line[5]),
        per_second=requests / microseconds * 1e6,
        load=os.getloadavg()[0],
    )


def _drained(environ: dict[str, str]) -> None:
    """Wait until nothing waits to be delivered or sent, so that a page's cost holds all that it set going."""
    run("-m", "bench.load_requests", "--drained", environ=environ)


def _wait(port: int, path: str) -> None:
    for _try in range(1500):
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the server did not start")


def table(name: str, figures: list[Figure], *, queries: dict[str, object], cold: float, used: tuple[float, float]) -> str:
    """The figures in Markdown, with the limit of each page beside it."""
    memory_used = f"memory (PSS) of the web processes and the worker {used[1]:.0f} MB, with those above them {used[0]:.0f} MB"
    lines = [f"### {name}", "", f"From start to the first answer {cold:.1f} s; {memory_used}.", ""]
    lines += [
        "| page | queries | clients | CPU ms/request | reach | p50 ms | p95 ms | requests/s | errors | load |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in figures:
        reach = "" if one.page == YARDSTICK else f"{LIMITS.get(one.page, PAGE_LIMIT):.0f}"
        times = f"{one.cpu_ms:.1f} | {reach} | {one.p50_ms:.1f} | {one.p95_ms:.1f} | {one.per_second:.0f}"
        lines.append(f"| {one.page} | {queries.get(one.page, 1)} | {one.clients} | {times} | {one.errors} | {one.load:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
