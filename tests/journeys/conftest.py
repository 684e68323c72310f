"""What all journeys share: a real browser, and ways to sign in and to let the work behind the scene be done."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from betterpie.house import work

PHONE = {"width": 390, "height": 844}
DATA = Path(os.environ.get("BETTERPIE_DATA", Path(__file__).parents[3] / "shared" / "data"))
"""Real lists, where they are; they are no part of the project."""


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A real browser."""
    cache.clear()
    with sync_playwright() as player:
        # The driver keeps a loop running in this thread, which Django takes for asynchronous code.
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        yield browser
        browser.close()


def meanwhile() -> None:
    """What the worker would have done by now."""
    work.once(timezone.now())


def letter_to(address: str, about: str) -> str:
    """The text of the newest letter to an address whose subject holds `about`."""
    return next(str(letter.body) for letter in reversed(mail.outbox) if letter.to == [address] and about in letter.subject)


def link_in(words: str, kind: str) -> str:
    """The first address in a letter that holds `kind`, without its host."""
    return next(re.sub(r"^https?://[^/]+", "", link) for link in re.findall(r"https?://\S+", words) if kind in link)


def sign_up(page: Page, address: str) -> None:
    """Come in for the first time, with a mailed code."""
    page.goto("/account/signup/")
    give_code(page, address)


def sign_in(page: Page, address: str) -> None:
    """Come in with a mailed code."""
    page.goto("/account/login/")
    give_code(page, address)


def give_code(page: Page, address: str) -> None:
    """On the page that asks for an address: give it, and the code that is mailed to it."""
    before = len(mail.outbox)
    page.locator("input[type=email]").fill(address)
    page.locator("main form button.go, main form button[type=submit]").first.click()
    page.locator("input[name=code]").wait_for()
    meanwhile()
    code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", str(mail.outbox[before].body))
    assert code is not None
    page.locator("input[name=code]").fill(code[0])
    page.locator("main form button.go").first.click()
