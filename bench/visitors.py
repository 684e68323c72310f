"""What visitors of the measured installation ask for, and how often each page asks the database. Django must have been set up."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from betterpie.journal import signals
from betterpie.journal.models import Delivery
from betterpie.members.models import Staff
from betterpie.notices.models import Letter
from betterpie.people.models import Person
from betterpie.referrals import links
from betterpie.referrals.models import Referral

CSRF = "b" * 32
SEARCHES = ("plumb", "dentst", "blue corner", "90807", "florist", "harbor", "tax", "roof")


def prepare() -> None:
    """Write the requests and print where they are, as JSON."""
    settings.ALLOWED_HOSTS.append("testserver")
    signals.LISTENERS.clear()  # the worker shall deliver what the counted requests leave, not this process
    browsers = {pk: session(pk) for pk in range(1, 151)}
    steward = session(300)
    pages = {
        "week": [("GET", "/node-1/", cookie, "") for cookie in browsers.values()],
        "directory search": [
            ("GET", f"/node-1/members/?q={word.replace(' ', '+')}", cookie, "") for word in SEARCHES for cookie in browsers.values()
        ],
        "giving a referral": [("POST", "/node-1/referrals/new/", cookie, gift(pk)) for pk, cookie in browsers.items()],
        "step from a mail": steps(),
        "story": [("GET", "/node-1/story/", cookie, "") for cookie in browsers.values()],
        "steward's page": [("GET", "/node-1/steward/", steward, "")],
    }
    folder = settings.DATA_DIR / "requests"
    folder.mkdir(exist_ok=True)
    print(
        json.dumps(
            {
                page: {"file": str(write(folder / f"{place}.tsv", lines)), "queries": queries(lines[-1])}
                for place, (page, lines) in enumerate(pages.items())
            }
        )
    )


def session(pk: int) -> str:
    """The cookies of a browser in which this person is signed in."""
    person = Person.objects.get(pk=pk)
    store = SessionStore()
    store[SESSION_KEY] = str(pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; csrftoken={CSRF}"


def gift(giver: int) -> str:
    """A referral as the form sends it."""
    words = {"need": "toilet is overflowing", "receiver": giver + 1, "name": "Priya", "phone": "562 555 0142", "asked": "on"}
    return urlencode(words)


def steps() -> list[tuple[str, str, str, str]]:
    """Steps from mails that have not been taken yet."""
    waiting = Referral.objects.filter(node=1, state="sent", receiver__gt=150).select_related("receiver")[:30_000]
    acting = dict(Staff.objects.filter(business__seats__node=1).values_list("business", "person"))
    ways = [links.step(referral, "called", reader=acting[referral.receiver.business_id]) for referral in waiting]
    return [("POST", way.removeprefix(settings.BASE_URL), f"csrftoken={CSRF}", "") for way in ways]


def queries(line: tuple[str, str, str, str]) -> int:
    """How often one request asks the database."""
    method, path, cookie, body = line
    client = Client(headers={"cookie": cookie})
    ask: dict[str, Callable[[], object]] = {
        "GET": lambda: client.get(path),
        "POST": lambda: client.post(path, body, content_type="application/x-www-form-urlencoded"),
    }
    ask["GET"]() if method == "GET" else None  # what is cached on first use is no page's cost
    with CaptureQueriesContext(connection) as asked:
        ask[method]()
    return sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for each in asked.captured_queries)


def write(file: Path, lines: list[tuple[str, str, str, str]]) -> Path:
    """Keep requests as wrk's script reads them."""
    file.write_text("".join("\t".join(line) + "\n" for line in lines))
    return file


def drained() -> None:
    """Wait for the worker, at most five minutes."""
    for _second in range(300):
        now = timezone.now()
        if (
            not Delivery.objects.filter(due_at__lte=now).exists()
            and not Letter.objects.filter(sent_at=None, due_at__lte=now, tries=0).exists()
        ):
            return
        time.sleep(1)
