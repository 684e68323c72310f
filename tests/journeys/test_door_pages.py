"""The pages of the front door, of signing in and of one's own settings, and a letter: no rule of accessibility broken, none too wide."""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from betterpie.notices import links
from betterpie.people import actions as people
from betterpie.people.models import Person
from betterpie.ui.letters import draw
from betterpie.ui.messages import Action, Card, Message
from tests.conftest import Cast

pytestmark = pytest.mark.browser

OPEN = ("/", "/account/login/", "/account/signup/", "/account/login/code/?code=4829-1357", "/nothing-here/at-all/")
HERS = ("/people/me/", "/people/me/confirmation/", "/account/logout/")
FRESH = ("/people/me/goodbye/", "/account/address/", "/account/passkeys/new/")
ALONE = ("/", "/people/me/")
SCREENS: list[tuple[int, Any]] = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A browser, with the rate limits' counters at nothing."""
    cache.clear()
    with sync_playwright() as playwright:
        # Playwright keeps a loop running in this thread, which Django takes for asynchronous code.
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        yield chromium
        chromium.close()


def troubles(page: Page, **options: Any) -> list[Any]:
    """What breaks a rule on a page, on a phone and a desk, light and dark, and whether it has to be pushed sideways there."""
    found: list[Any] = []
    for width, theme in SCREENS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate("document.getAnimations().forEach((one) => one.finish())")  # colors must not be caught half-way
        broken = Axe().run(page, options=options or None).response["violations"]
        found += [(width, theme, rule["id"], rule["nodes"][0]["html"]) for rule in broken]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((width, theme, "too wide"))
    return found


def freshen(client: Client, person: Person) -> None:
    """As if she had signed in just now."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def test_every_page_of_the_door_is_whole(cast: Cast, live_server: Any, browser: Browser) -> None:
    lonely = Person.objects.create_user("lonely@example.com", name="Lone Some")
    people.prove_address(cast.maya)
    stop = links.stop(cast.node.pk, "maya@example.com", "week").removeprefix("http://localhost:8000")
    visits: list[tuple[Person | None, bool, tuple[str, ...]]] = [
        (None, False, (*OPEN, stop)),
        (cast.maya, False, HERS),
        (cast.maya, True, FRESH),
        (lonely, False, ALONE),
    ]
    found: list[tuple[str, Any]] = []
    for person, is_fresh, paths in visits:
        found += visit(browser, live_server.url, person, paths, is_fresh=is_fresh)
    assert found == []


def visit(browser: Browser, url: str, person: Person | None, paths: tuple[str, ...], *, is_fresh: bool) -> list[tuple[str, Any]]:
    """The troubles of some pages, as somebody sees them."""
    context = browser.new_context(base_url=url)
    if person is not None:
        client = Client()
        client.force_login(person)
        if is_fresh:
            freshen(client, person)
        context.add_cookies([{"name": "betterpie", "value": client.cookies["betterpie"].value, "url": url}])
    page = context.new_page()
    found = []
    for path in paths:
        page.goto(path)
        assert page.url.endswith(path), f"{path} led to {page.url}"
        found += [(path, trouble) for trouble in troubles(page)]
    context.close()
    return found


def test_a_letter_is_whole(db: None, browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(draw(LETTER, why="Sent for Bixby Knolls, a group of local businesses.", stop_url="http://localhost:8000/u/x/").html)
    # Mail readers put the page into their own, so what axe calls good practice for whole pages (landmarks) is left out.
    assert troubles(page, runOnly=["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]) == []


LETTER = Message(
    subject="Three small things this week",
    opening="This month your neighbors sent you 4 customers, worth about $1,150.",
    cards=tuple(
        Card(
            title=f"Call Priya about her beagle {tone}",
            text="Sent by Bluff Park Vet. Puppy chews the sofa; asked for evenings.",
            tag="Answer by 2 pm",
            tone=tone,
            actions=(Action(label="I called her", url="/c/1/", is_main=True), Action(label="Not for me", url="/c/2/")),
        )
        for tone in ("", "leaf", "sky", "hot")
    ),
    actions=(Action(label="Open the week", url="/bixby/", is_main=True),),
    closing="Have a good week.",
    stop="week",
)
