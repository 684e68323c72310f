"""The gallery in a real browser: rules of accessibility, small screens, zoom, letters of the fonts, and what the small script adds."""

import os
import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, Route, sync_playwright

from betterpie.ui.views import PAGES

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
WHOLE = ["", *(f"{page}/" for page in PAGES)]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="skipped: Chromium is absent")]

IN_A_SENTENCE = "p, td, dd, li li, .errors, .toast > span, .banner, .tick, .choice, .pick, .card-head, .foot, .skip"
LOWER_THAN_A_THUMB = f"""
[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(part => part.getClientRects().length && !part.closest('{IN_A_SENTENCE}') && part.getBoundingClientRect().height < 43.5)
  .map(part => part.outerHTML.slice(0, 90))
"""
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests of a page at once."""

    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture(scope="module")
def address(alone: None) -> Iterator[str]:
    """Where the gallery is served; it needs no database."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ui/gallery/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all scenes."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"])
        yield chromium
        chromium.close()


@pytest.fixture
def screen(browser: Browser) -> Iterator[Any]:
    """Opens pages on a screen of a given kind; fails on anything that the page complains of."""
    complaints: list[str] = []
    contexts = []

    def opened(url: str, width: int = 390, height: int = 844, **kind: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **kind)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_rule_of_accessibility_is_broken(screen: Any, address: str, theme: str, width: int) -> None:
    page = screen(address, width, color_scheme=theme)
    found = {}
    for path in WHOLE:
        page.goto(address + path)
        found[path] = [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in Axe().run(page).response["violations"]]
    assert found == {path: [] for path in WHOLE}


@pytest.mark.parametrize("width", [320, 390, 640, 900, 1280])
def test_nothing_runs_over_the_edge(screen: Any, address: str, width: int) -> None:
    """320 is a desk at 400 % zoom, 640 one at 200 %."""
    page = screen(address, width)
    over = {}
    for path in WHOLE:
        page.goto(address + path)
        over[path] = page.evaluate(OVER_THE_EDGE)
    assert over == dict.fromkeys(WHOLE, 0)


def test_letters_twice_as_large_still_fit(screen: Any, address: str) -> None:
    page = screen(address, 390)
    over = {}
    for path in WHOLE:
        page.goto(address + path)
        page.evaluate(
            "{const sheet = new CSSStyleSheet(); sheet.replaceSync('html { font-size: 200% }'); document.adoptedStyleSheets = [sheet];}"
        )
        over[path] = page.evaluate(OVER_THE_EDGE)
    assert over == dict.fromkeys(WHOLE, 0)


@pytest.mark.parametrize("width", [390, 1280])
def test_every_target_is_as_large_as_a_thumb(screen: Any, address: str, width: int) -> None:
    page = screen(address, width)
    small = {}
    for path in WHOLE:
        page.goto(address + path)
        small[path] = page.evaluate(LOWER_THAN_A_THUMB)
    assert small == {path: [] for path in WHOLE}


def test_spanish_letters_are_in_both_fonts(screen: Any, address: str) -> None:
    page = screen(address)
    page.evaluate("document.fonts.ready")
    missing = page.evaluate(
        """async () => {
            const pen = document.createElement('canvas').getContext('2d');
            const wide = (letter, font) => { pen.font = font; return pen.measureText(letter).width; };
            const missing = [];
            const letters = 'áéíóúüñÁÉÍÓÚÜÑ¿¡$–“”’−';
            for (const family of ['Figtree', 'Fraunces']) {
                await document.fonts.load(`40px ${family}`, letters);
                for (const letter of letters)
                    if (wide(letter, `40px ${family}, monospace`) !== wide(letter, `40px ${family}, serif`))
                        missing.push(family + ' ' + letter);
            }
            return [missing, wide('ñ', '40px monospace') !== wide('ñ', '40px serif')];
        }"""
    )
    assert missing == [[], True]


def test_the_tabs_are_at_the_bottom_of_a_phone_and_at_the_side_of_a_desk(screen: Any, address: str) -> None:
    where = """(() => {
        const box = document.querySelector('.nav').getBoundingClientRect();
        return [Math.round(box.bottom) === innerHeight, box.right < 240];
    })()"""
    assert [screen(address + "week/", width).evaluate(where) for width in (390, 1280)] == [[True, False], [False, True]]


def test_the_longer_navigation_opens_on_a_phone_and_lies_open_on_a_desk(screen: Any, address: str) -> None:
    phone, desk = screen(address + "week/", 390), screen(address + "week/", 1280)
    before = phone.get_by_role("link", name="Promises").is_visible()
    phone.get_by_role("button", name="More").click()
    assert (before, phone.get_by_role("link", name="Promises").is_visible(), desk.get_by_role("link", name="Promises").is_visible()) == (
        False,
        True,
        True,
    )


def test_the_keyboard_reaches_the_page_at_once(screen: Any, address: str) -> None:
    page = screen(address + "week/", 1280)
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert (first, page.evaluate("document.activeElement.id")) == ("Skip to the page", "main")


def test_a_question_opens_and_closes_by_keyboard(screen: Any, address: str) -> None:
    page = screen(address, 1280)
    page.get_by_role("button", name="Ask first").press("Enter")
    opened = page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert (opened, page.get_by_role("dialog").is_visible()) == (True, False)


def test_a_message_can_be_put_away(screen: Any, address: str) -> None:
    page = screen(address)
    before = page.locator(".toast").count()
    page.get_by_role("button", name="Put this message away").first.click()
    assert page.locator(".toast").count() == before - 1


def test_a_form_that_comes_back_is_read_from_its_troubles(screen: Any, address: str) -> None:
    assert screen(address).evaluate("document.activeElement.className") == "errors"


def test_a_form_sent_twice_by_an_impatient_thumb_is_sent_once(screen: Any, address: str) -> None:
    page = screen(address + "refer/")
    sent: list[str] = []

    def post_office(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        sent.append(route.request.url)
        return route.fulfill(status=204)

    page.route("**/*", post_office)
    page.evaluate("{const button = document.querySelector('.btn.go.wide'); button.click(); button.click();}")
    page.wait_for_timeout(300)
    assert sent == [address + "refer/"]


def test_every_page_works_without_script(screen: Any, address: str) -> None:
    page = screen(address, java_script_enabled=False)
    assert (page.get_by_role("button", name="Copy").count(), page.get_by_role("textbox", name="Invitation").is_visible()) == (0, True)


def test_on_paper_there_is_no_navigation(screen: Any, address: str) -> None:
    page = screen(address + "week/", 1280, color_scheme="dark")
    page.emulate_media(media="print")
    assert (page.locator(".nav").is_visible(), page.evaluate("getComputedStyle(document.body).backgroundColor")) == (
        False,
        "rgb(255, 255, 255)",
    )


def test_whoever_wants_no_motion_gets_none(screen: Any, address: str) -> None:
    page = screen(address + "week/", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).transitionDuration") in {"0s", "1e-05s"}
