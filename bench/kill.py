"""Kills processes at random while referrals live, and then looks whether a promise, a fact or a mail was lost or doubled.

    python -m bench.kill                                1,000 referrals, a kill every second or so
    python -m bench.kill --referrals 60 --kills 5       the short one

A driver gives each referral by the room's action, and takes its further steps over HTTP: the customer's yes on her private page, the
receiver's steps from the links in her mails. A mail server on this machine takes the mails. Killed with SIGKILL: the worker, a web
process, the web, the house that both were forked from, the parent above it, the driver, or everything at once. With DATABASE_URL it
runs on that (empty) database.
"""

import argparse
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.processes import free_port, tree

STEPS = ("given", "yes", "accepted", "called", "won")
FACTS = {
    "given": "referrals.ReferralGiven",
    "yes": "referrals.ReferralAgreed",
    "accepted": "referrals.ReferralAccepted",
    "called": "referrals.ReferralStepped",
    "won": "referrals.ReferralWon",
}
TOKEN = "k" * 32


class Sink:
    """A mail server that counts how often each letter came."""

    def __init__(self) -> None:
        from aiosmtpd.controller import Controller

        self.came: Counter[str] = Counter()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # the library calls it so
        found = re.search(rb"^Message-ID:\s*<([^@>]+)@", envelope.content, re.MULTILINE | re.IGNORECASE)
        self.came[found[1].decode() if found else "?"] += 1
        return "250 taken"


class House:
    """`betterpie up` and the driver, which can be killed and started again."""

    def __init__(self, environ: dict[str, str], port: int, acks: Path, referrals: int) -> None:
        self.environ, self.port, self.acks, self.referrals = environ, port, acks, referrals
        self.up: subprocess.Popen[bytes] | None = None
        self.driver: subprocess.Popen[bytes] | None = None
        self.log = (acks.parent / "log").open("ab")

    def start(self) -> None:
        """Start whatever is not running."""
        if self.up is None or self.up.poll() is not None:
            command = [sys.executable, "-m", "betterpie.house.cli", "up", "--port", str(self.port)]
            self.up = subprocess.Popen(command, env=self.environ, stdout=self.log, stderr=self.log)
        if self.driver is None or self.driver.poll() not in (None, 0):
            command = [sys.executable, "-m", "bench.kill", "drive", str(self.port), str(self.acks), str(self.referrals)]
            self.driver = subprocess.Popen(command, env=self.environ, stdout=self.log, stderr=self.log)

    def is_done(self) -> bool:
        """Whether the driver has driven every referral to its end."""
        return self.driver is not None and self.driver.poll() == 0

    def kill(self, what: str) -> bool:
        """SIGKILL `what`. False where it isn't there at the moment."""
        targets = self._targets()[what]
        for pid in targets:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if what in ("parent", "everything") and self.up is not None:
            self.up.wait()
        if what in ("driver", "everything") and self.driver is not None:
            self.driver.wait()
        return bool(targets)

    def stop(self) -> None:
        """Stop in good order."""
        if self.up is not None:
            self.up.terminate()
            self.up.wait()

    def _targets(self) -> dict[str, list[int]]:
        up = self.up.pid if self.up is not None and self.up.poll() is None else 0
        driver = [self.driver.pid] if self.driver is not None and self.driver.poll() is None else []
        children = [pid for pid in tree(up) if pid != up] if up else []
        house = [pid for pid in children if _parent(pid) == up]
        divided = [pid for pid in children if _parent(pid) in house]
        web = [pid for pid in divided if any(_parent(child) == pid for child in children)]
        return {
            "worker": [pid for pid in divided if pid not in web],
            "a web process": [pid for pid in children if _parent(pid) in web][:1],
            "the web": web,
            "the house": house,
            "parent": [up] if up else [],
            "driver": driver,
            "everything": [pid for pid in (up, *children) if pid] + driver,
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--referrals", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=0, help="at most so many; without it, as long as it runs")
    parser.add_argument("--every", type=float, default=1.5, help="seconds between two kills, on average")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else int(time.time())
    with tempfile.TemporaryDirectory(prefix="betterpie-kill-") as folder:
        return _run(Path(folder), options, random.Random(seed), seed)


def _run(home: Path, options: argparse.Namespace, dice: random.Random, seed: int) -> int:
    sink, port = Sink(), free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BETTERPIE_")} | {
        "BETTERPIE_HOME": str(home),
        "BETTERPIE_MAIL": f"smtp://127.0.0.1:{sink.port}",
        "BETTERPIE_URL": f"http://127.0.0.1:{port}",
        "BETTERPIE_LOG": "ERROR",
    }
    _child(environ, "found")
    house = House(environ, port, home / "acks", options.referrals)
    house.start()
    started, kills = time.monotonic(), Counter[str]()
    while not house.is_done():
        until = time.monotonic() + dice.uniform(0.3, 2 * options.every - 0.3)
        while time.monotonic() < until and not house.is_done():
            time.sleep(0.02)
        if not house.is_done() and (not options.kills or kills.total() < options.kills) and _begun(home):
            what = dice.choice(("worker", "a web process", "the web", "the house", "parent", "driver", "everything"))
            kills[what] += house.kill(what)
        house.start()
        if time.monotonic() - started > 3600:
            sys.stdout.write("It did not come to an end within the hour.\n")
            house.kill("everything")
            return 1
    seconds = time.monotonic() - started
    house.stop()
    _child(environ, "drain")
    sink.controller.stop()
    (home / "mails").write_text("\n".join(f"{count} {key}" for key, count in sink.came.items()))
    words = [sys.executable, "-m", "bench.kill", "look", str(home), str(options.referrals)]
    said = subprocess.run(words, env=environ, capture_output=True, text=True)
    hits = ", ".join(f"{what} {times}" for what, times in kills.most_common())
    sys.stdout.write(f"seed {seed}: {options.referrals} referrals in {seconds:.0f} s, {kills.total()} kills ({hits})\n")
    sys.stdout.write(said.stdout + said.stderr)
    doubles = sum(count - 1 for count in sink.came.values())
    deadly = kills["worker"] + kills["everything"] + kills["parent"] + kills["the web"] + kills["the house"] + kills["a web process"]
    sys.stdout.write(f"mails that came twice: {doubles} (each kill can cost one: between the mail server's yes and its record)\n")
    if said.returncode or doubles > deadly:
        sys.stdout.write((home / "log").read_text()[-4000:])
        return 1
    return 0


def _begun(home: Path) -> bool:
    return (home / "acks").exists()


def _child(environ: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", "bench.kill", *words], env=environ, check=True)


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


# --- in processes of their own, with Django ---------------------------------------------------------------------------------


def found() -> None:
    """Make the tables and the group."""
    from django.core.management import call_command

    from betterpie.members import actions as members
    from betterpie.people.models import Person

    call_command("migrate", verbosity=0)
    now = _now()
    steward = Person.objects.create_user("steward@example.com", name="Stella Ward")
    node = members.start_node("Knolls", slug="knolls", by=steward, at=now)
    for number in range(6):
        owner = Person.objects.create_user(f"owner{number}@example.com", name=f"Owner {number}")
        profile = members.Profile(name=f"Shop {number}", trades=["dog_trainer" if number % 2 else "veterinarian"], zip="90807")
        members.join(members.list_business(node, profile, by=steward, at=now), person=owner, at=now)


def drive(port: int, acks: Path, referrals: int) -> None:
    """Take every referral to its end; what another driver has begun is taken up where it stands."""
    from betterpie.members.models import Member
    from betterpie.referrals.models import Referral

    shops = list(Member.objects.order_by("pk"))
    ends = {referral.need: referral for referral in Referral.objects.all()}
    handle = os.open(acks, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    for number in range(referrals):
        referral = ends.get(_need(number))
        if referral is not None and not referral.is_open:
            continue
        if referral is None:
            referral = _give(shops, number)
            _ack(handle, "given", referral)
        _drive_on(port, handle, referral)


def _drive_on(port: int, handle: int, referral: Any) -> None:
    from betterpie.referrals import links

    while referral.is_open:
        if referral.state == "given":
            done = "yes"
            form = {
                "choice": "call_me",
                "name": "Priya Shah",
                "phone": "(562) 555-0142",
                "email": f"customer{referral.need.split()[-1]}@example.com",
            }
            path = urlsplit(links.customer(referral)).path + "call/"
        else:
            done = {"sent": "accepted", "accepted": "called", "called": "won"}[referral.state]
            form = {"worth": "123", "is_new_customer": "yes"}
            path = urlsplit(links.step(referral, done, reader=_reader(referral))).path
        if _post(port, path, form):
            _ack(handle, done, referral)
        referral.refresh_from_db()


def _reader(referral: Any) -> int:
    """Who acts for the receiver: the letters' steps are hers."""
    from betterpie.members.models import Staff

    return Staff.objects.values_list("person", flat=True).get(business=referral.receiver.business_id)


def _give(shops: list[Any], number: int) -> Any:
    from betterpie.referrals import actions as referrals
    from betterpie.referrals.actions.giving import Details

    giver, receiver = shops[number % 6], shops[(number + 1) % 6]
    customer = Details(name="Priya Shah", phone="+15625550142", email=f"customer{number}@example.com")
    return referrals.give(giver, receiver, need=_need(number), customer=customer, by=None, at=_now())


def _post(port: int, path: str, form: dict[str, str]) -> bool:
    """Whether the web took it. A web that is dead, or dies over it, has not."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
    try:
        line.request("POST", path, urlencode(form), headers)
        status = line.getresponse().status
    except (OSError, http.client.HTTPException):
        time.sleep(0.1)
        return False
    finally:
        line.close()
    if status not in (302, 303):
        sys.stderr.write(f"{path} answered {status}\n")
        time.sleep(0.1)
    return status in (302, 303)


def _ack(handle: int, done: str, referral: Any) -> None:
    os.write(handle, f"{done} {referral.pk}\n".encode())


def drain() -> None:
    """Bring and send what waits, as if the pauses and claims of the dead had run out."""
    from betterpie.journal import actions as journal
    from betterpie.journal.models import Delivery
    from betterpie.notices import actions as notices
    from betterpie.notices.models import WAITS, Letter

    for minutes in range(10, 200, 10):
        at = _now() + timedelta(minutes=minutes)
        while journal.deliver(at=at) or notices.send_due(at=at):
            pass
        if not Delivery.objects.exists() and not Letter.objects.filter(WAITS, due_at__lte=at).exists():
            return


def look(home: Path, referrals: int) -> None:
    """Compare what was acknowledged, what is written down and what was mailed. Ends with 1 and sentences where they differ."""
    from django.db.models import Count

    from betterpie.journal import actions as journal
    from betterpie.journal.models import Delivery, Entry, Mention
    from betterpie.notices.models import Letter
    from betterpie.promises.models import Promise
    from betterpie.referrals.models import Pair, Referral
    from betterpie.value.models import Flow

    wrong: list[str] = []

    def same(what: str, found: object, wanted: object) -> None:
        if found != wanted:
            wrong.append(f"{what}: {str(found)[:300]} instead of {str(wanted)[:300]}")

    needs = Counter(Referral.objects.values_list("need", flat=True))
    same("referrals", needs, Counter({_need(number): 1 for number in range(referrals)}))
    same("outcomes", Counter(Referral.objects.values_list("state", flat=True)), Counter(won=referrals))
    facts = Counter((entry.kind, entry.data.get("referral")) for entry in Entry.objects.filter(kind__startswith="referrals."))
    numbers = set(Referral.objects.values_list("pk", flat=True))
    for kind in FACTS.values():
        told = {number: count for (each, number), count in facts.items() if each == kind}
        same(kind, told, dict.fromkeys(numbers, 1))
    for line in (home / "acks").read_text().splitlines():
        done, number = line.split()
        if facts[FACTS[done], int(number)] != 1:
            wrong.append(f"{done} of {number} was acknowledged, and is written down {facts[FACTS[done], int(number)]} times")
    same("promises", Counter(Promise.objects.values_list("thing", flat=True)), Counter(f"referral:{number}" for number in numbers))
    for kind in ("promises.PromiseMade", "promises.PromiseKept"):
        told = Counter(entry.data["promise"] for entry in Entry.objects.filter(kind=kind))
        same(kind, told, Counter(Promise.objects.values_list("pk", flat=True)))
    same("deliveries that wait", Delivery.objects.count(), 0)
    same("mentions", Mention.objects.count(), sum(len(entry.fact.mentions()) for entry in Entry.objects.all()))
    pairs = {(a, b): (n, n) for a, b, n in Referral.objects.values_list("giver", "receiver").annotate(Count("pk"))}
    same("pairs", {(pair.giver_id, pair.receiver_id): (pair.sent, pair.won) for pair in Pair.objects.all()}, pairs)
    columns = ("month", "provider", "receiver", "resource", "times", "quantity")
    flows = sorted(Flow.objects.values_list(*columns))
    journal.replay(["value"])
    same("flows, told again", sorted(Flow.objects.values_list(*columns)), flows)

    letters = Counter(Letter.objects.values_list("kind", "thing"))
    # The customer hears when she was named, the giver when she bought. What else there is to say depends on what had been said by then.
    for kind in (FACTS[done] for done in ("given", "won")):
        wanted = dict.fromkeys(Entry.objects.filter(kind=kind).values_list("pk", flat=True), 1)
        same(f"letters about {kind}", {thing: count for (each, thing), count in letters.items() if each == kind}, wanted)
    same("letters that nobody wrote", _written_when_heard_again(), [])
    same("letters that did not go", Letter.objects.filter(sent_at=None).count(), 0)
    mails = {key: int(count) for count, key in (line.split(" ") for line in (home / "mails").read_text().splitlines())}
    same("mails without a letter, letters without a mail", set(mails) ^ set(Letter.objects.values_list("key", flat=True)), set())
    counts = f"{Entry.objects.count()} facts, {Promise.objects.count()} promises, {Letter.objects.count()} letters"
    sys.stdout.write(f"{counts}, {sum(mails.values())} mails: ")
    sys.stdout.write("nothing lost, no fact or promise doubled\n" if not wrong else "\n".join(["", *wrong, ""]))
    sys.exit(bool(wrong))


def _written_when_heard_again() -> list[str]:
    """The letters that come to be when every fact is told once more: none, unless one was lost."""
    from django.db import transaction

    from betterpie.journal.models import Entry
    from betterpie.notices.followers import hear
    from betterpie.notices.models import Letter

    with transaction.atomic():
        newest = Letter.objects.latest("pk").pk
        for entry in Entry.objects.order_by("pk"):
            hear(entry, entry.fact)
        lost = [f"{letter.kind} to {letter.email}" for letter in Letter.objects.filter(pk__gt=newest)]
        transaction.set_rollback(True)
    return lost


def _need(number: int) -> str:
    return f"customer number {number}"


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def _with_django(words: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "betterpie.house.settings"
    import django

    django.setup()
    from betterpie.house import work
    from betterpie.journal import signals

    work.QUICK[:], signals.LISTENERS[:] = [], []  # these processes do nothing behind their own backs
    match words:
        case ["found"]:
            found()
        case ["drain"]:
            drain()
        case ["drive", port, acks, referrals]:
            drive(int(port), Path(acks), int(referrals))
        case ["look", home, referrals]:
            look(Path(home), int(referrals))


if __name__ == "__main__":
    if sys.argv[1:] and not sys.argv[1].startswith("-"):
        _with_django(sys.argv[1:])
    else:
        sys.exit(main())
