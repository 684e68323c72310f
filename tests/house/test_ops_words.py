"""What a host types, and what she is told."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.house.conftest import Builder, Installation, run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def up(here: Installation, port: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`betterpie up` until the block ends."""
    command = [sys.executable, "-m", "betterpie.house.cli", "up", "--port", str(port), *words]
    process = subprocess.Popen(command, env=here.environ, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert process.stderr.readline() == f"Betterpie is at http://localhost:{port}/ (Ctrl-C stops it)\n"
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        line.close()


def until(true: "object", seconds: float = 120) -> bool:
    """Wait for something to become so; on a busy machine a start alone can take ten seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]  # any function of no arguments
            return True
        time.sleep(0.05)
    return False


def children(pid: int) -> list[int]:
    said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(word) for word in said.split()]


def answers(port: int) -> bool:
    try:
        return get(port, "/health/")[0] == 200
    except OSError:
        return False


def test_up_serves_pages_and_runs_a_worker_and_stops_when_it_is_told(installation: Builder) -> None:
    here, port = installation(), free_port()
    with up(here, port) as process:
        assert get(port, "/health/")[2] == b'{"ok": true}'
        page = get(port, "/")[2].decode()
        styles = re.search(r'href="(/static/[0-9a-f]{12}/ui/base\.css)"', page)
        assert styles is not None, page
        status, headers, _body = get(port, styles[1])
        assert (status, headers["cache-control"]) == (200, "max-age=315360000, public, immutable")
        assert until(lambda: health(here)["worker"] == "well")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert not answers(port)
    assert health(here)["worker"] == "look"


def health(here: Installation) -> dict[str, str]:
    found = json.loads(here.type("doctor", "--json").stdout)
    return {finding["what"]: finding["health"] for finding in found}


@dataclass(frozen=True)
class Family:
    """What `betterpie up` has started: the house, and the worker and the web that it divided into."""

    house: int
    worker: int
    web: int
    all: frozenset[int]


def family(process: subprocess.Popen[str]) -> Family | None:
    """As it is now; nothing while it isn't whole."""
    houses = children(process.pid)
    divided = [pid for house in houses for pid in children(house)]
    webs = [pid for pid in divided if children(pid)]
    workers = [pid for pid in divided if pid not in webs]
    if (len(houses), len(webs), len(workers)) != (1, 1, 1) or len(children(webs[0])) != 2:
        return None
    return Family(houses[0], workers[0], webs[0], frozenset([*houses, *divided, *children(webs[0])]))


def whole(process: subprocess.Popen[str]) -> Family:
    """As it is as soon as it is whole."""
    assert until(lambda: family(process) is not None)
    found = family(process)
    assert found is not None
    return found


def test_what_dies_is_started_again(installation: Builder) -> None:
    here, port = installation(), free_port()
    with up(here, port) as process:
        first = whole(process)
        os.kill(first.worker, signal.SIGKILL)
        assert until(lambda: (now := family(process)) is not None and now.worker != first.worker)
        second = whole(process)
        assert second.all - {second.worker} == first.all - {first.worker}  # the web goes on
        assert answers(port)
        for who in ("web", "house"):  # with all that hangs on it
            before = whole(process)
            os.kill(getattr(before, who), signal.SIGKILL)
            assert until(lambda gone=before.all: (now := family(process)) is not None and not now.all & gone)
            assert not any(Path(f"/proc/{pid}").exists() for pid in before.all)
            assert until(lambda: answers(port))


def test_nothing_outlives_the_parent(installation: Builder) -> None:
    here, port = installation(), free_port()
    with up(here, port) as process:
        everybody = whole(process).all
        process.kill()
        process.wait()
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everybody))
        assert not answers(port)


def test_without_a_worker_the_web_runs_alone(installation: Builder) -> None:
    here, port = installation(), free_port()
    with up(here, port, "--no-worker") as process:
        assert until(lambda: [len(children(pid)) for pid in children(process.pid)] == [2])
        assert answers(port)
        assert health(here)["worker"] == "look"


def test_a_port_that_is_taken_is_said(installation: Builder) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = installation().type("up", "--port", str(port))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Betterpie cannot listen at 127.0.0.1:{port}")
    assert f"betterpie up --port {port + 1}" in answer.stderr


def test_an_unknown_word_gets_a_sentence_and_the_list(installation: Builder) -> None:
    answer = installation().type("bakup")
    assert answer.returncode == 2
    assert answer.stderr.startswith("Betterpie doesn't know the word 'bakup'. Did you mean 'backup'?\n")
    assert "import-node" in answer.stderr


def test_the_doctor_names_what_must_be_mended(installation: Builder) -> None:
    here = installation()
    answer = here.type("doctor", BETTERPIE_MAIL="smtp://127.0.0.1:1", BETTERPIE_URL="http://pie.example.org")
    mend = [line.split()[1] for line in answer.stdout.splitlines() if line.startswith("MEND")]
    assert (answer.returncode, mend) == (1, ["mode", "secret", "mail", "tables"])
    here.done("migrate", "-v0")
    healthy = here.type("doctor")
    assert healthy.returncode == 0
    assert [line.split()[1] for line in healthy.stdout.splitlines() if line.startswith("look")] == ["worker", "backup"]


def test_the_doctor_says_who_may_start_groups_where_the_public_comes(installation: Builder) -> None:
    here = installation()
    public = {"BETTERPIE_MODE": "production", "BETTERPIE_URL": "https://pie.example.org", "BETTERPIE_SECRET": "our-own-secret-" * 3}
    said = [here.type("doctor", **public, **more).stdout for more in ({}, {"BETTERPIE_FOUNDERS": "ana@example.com,sam@example.com"})]
    found = [" ".join(line.split()) for text in said for line in text.splitlines() if "founders" in line]
    assert [line[:60] for line in found] == [
        "look founders Anybody who signs in may start a group and ask",
        "ok founders 2 people may start groups.",
    ]


def test_the_doctor_says_when_the_database_does_not_answer(installation: Builder) -> None:
    answer = installation().type("doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (answer.returncode, "Traceback" in answer.stderr) == (1, False)
    assert "MEND  database   The database does not answer: " in answer.stdout


def test_a_test_mail_goes_out(installation: Builder) -> None:
    here = installation()
    here.type("doctor", "--mail", "ann@example.com")
    (mail,) = here.letters.iterdir()
    assert "Subject: A test from Betterpie\n" in mail.read_text()


def test_a_worker_does_not_start_on_older_tables(installation: Builder) -> None:
    answer = installation().type("work")
    assert (answer.returncode, answer.stderr) == (
        1,
        "CommandError: The tables are older than this version. First run: betterpie migrate\n",
    )


def test_somebody_is_let_in_who_looks_after_a_group(installation: Builder) -> None:
    here = installation()
    here.done("migrate", "-v0")
    assert run(here, "living", "1").communicate(timeout=120)[1] == ""
    assert here.done("person", "rescue@example.com", "--steward", "knolls") == "rescue@example.com looks after Knolls now.\n"
    twice = here.type("person", "rescue@example.com", "--steward", "knolls")
    assert (twice.returncode, "is a steward already" in twice.stderr) == (1, True)
    nowhere = here.type("person", "rescue@example.com", "--steward", "nowhere")
    assert (nowhere.returncode, nowhere.stderr) == (1, "CommandError: There is no group at 'nowhere'.\n")
