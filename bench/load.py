"""Measures the product under load from a second process, on a small and on a big installation, on both databases.

    python -m bench.load                    # all; keeps the filled databases in var/bench
    python -m bench.load --only sqlite-small

For each page: CPU milliseconds a request of all processes of the server and the database together (web, worker and what is
delivered in the background included), median and 95th percentile of the time to answer at 1, 8 and 32 keep-alive clients,
requests a second, and queries a page. Needs wrk (on Debian: apt-get install wrk).
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from bench.processes import cpu, free_port, memory, postgres

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


def main() -> None:
    """Measure, print, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", help="sqlite-small, sqlite-big, postgresql-small or postgresql-big")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--write", type=Path, help="keep the tables in this file too")
    words = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing. On Debian or Ubuntu: apt-get install wrk")
    report = [machine()]
    for engine in ("sqlite", "postgresql"):
        for size in SIZES:
            if not words.only or f"{engine}-{size}" in words.only:
                report.append(measure(engine, size, seconds=words.seconds))
                print(report[-1], flush=True)
    if words.write:
        words.write.write_text("\n\n".join(report) + "\n")


def machine() -> str:
    """What it ran on."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    system = f"{platform.system()} {platform.release()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} x {model}, Python {platform.python_version()}, {system}, load before: {load}"


def measure(engine: str, size: str, *, seconds: int) -> str:
    """Fill (once) and measure one installation; the table in Markdown."""
    home = STORE / f"{engine}-{size}"
    home.mkdir(parents=True, exist_ok=True)
    with database(engine, home) as (url, roots):
        environ = {**os.environ, "BETTERPIE_HOME": str(home), "BETTERPIE_MODE": "local", "BETTERPIE_LOG": "ERROR", **url}
        if not (home / "filled").exists():
            run("manage.py", "migrate", "-v0", environ=environ)
            run("-m", "bench.installation", *SIZES[size], environ=environ)
            (home / "filled").touch()
        prepared = json.loads(run("-m", "bench.load_requests", environ=environ).splitlines()[-1])
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
        _wait(port)
        cold = time.perf_counter() - began
        figures = [
            _figure(page, str(words["file"]), clients, port=port, roots=[server.pid, *roots], environ=environ, seconds=seconds)
            for page, words in prepared.items()
            for clients in CLIENTS
        ]
        used = memory(server.pid)
    finally:
        server.terminate()
        server.wait(30)
        mail.stop()
    return table(name, figures, queries={page: words["queries"] for page, words in prepared.items()}, cold=cold, used=used)


def _figure(page: str, file: str, clients: int, *, port: int, roots: list[int], environ: dict[str, str], seconds: int) -> Figure:
    _drained(environ)
    before = cpu(roots)
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
    said = subprocess.run(words, env={**os.environ, "REQUESTS": file, "CSRF": CSRF}, check=True, capture_output=True, text=True).stdout
    _drained(environ)
    used = cpu(roots) - before
    line = next(line for line in said.splitlines() if line.startswith("RESULT")).split()
    requests, errors, microseconds = int(line[1]), int(line[2]), int(line[3])
    return Figure(
        page, clients, requests, errors, 1000 * used / max(requests, 1), float(line[4]), float(line[5]), requests / microseconds * 1e6
    )


def _drained(environ: dict[str, str]) -> None:
    """Wait until nothing waits to be delivered or sent, so that a page's cost holds all that it set going."""
    run("-m", "bench.load_requests", "--drained", environ=environ)


def _wait(port: int) -> None:
    for _try in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the server did not start")


def table(name: str, figures: list[Figure], *, queries: dict[str, object], cold: float, used: float) -> str:
    """The figures in Markdown, with the limit of each page beside it."""
    lines = [f"### {name}", "", f"From start to the first answer {cold:.1f} s; memory of all processes {used:.0f} MB (PSS).", ""]
    lines += [
        "| page | queries | clients | CPU ms/request | reach | p50 ms | p95 ms | requests/s | errors |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in figures:
        reach = LIMITS.get(one.page, PAGE_LIMIT)
        speed = f"{one.cpu_ms:.1f} | {reach:.0f} | {one.p50_ms:.1f} | {one.p95_ms:.1f} | {one.per_second:.0f}"
        lines.append(f"| {one.page} | {queries[one.page]} | {one.clients} | {speed} | {one.errors} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
