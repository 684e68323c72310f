"""Maya adds a passkey on her phone, signs in with it, gives it a name, shows with it that it is her, and removes it.

The browser's own virtual authenticator stands for the phone's fingerprint (WebDriver's WebAuthn extension, over the DevTools protocol).
"""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import BrowserContext, CDPSession, Page, expect, sync_playwright

from tests.conftest import Cast

pytestmark = pytest.mark.browser
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def phone(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    """A browser on a phone."""
    cache.clear()
    with sync_playwright() as playwright:
        # Playwright keeps a loop running in this thread, which Django takes for asynchronous code.
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium.new_context(
            base_url=live_server.url, viewport={"width": 390, "height": 844}, user_agent=PHONE, has_touch=True, locale="en-US"
        )
        chromium.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """A page whose troubles are troubles of the test."""
    page = phone.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda trouble: pytest.fail(f"the page's script failed: {trouble}"))
    return page


@pytest.fixture
def finger(phone: BrowserContext, page: Page) -> "Finger":
    """The phone's fingerprint."""
    return Finger(phone.new_cdp_session(page))


class Finger:
    """A virtual authenticator that keeps passkeys and can be told to refuse."""

    def __init__(self, line: CDPSession) -> None:
        self.line = line
        line.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        options = kind | {"isUserVerified": True, "automaticPresenceSimulation": True}
        self.id = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def knows_her(self, is_so: bool) -> None:
        """Whether it recognises the finger."""
        self.line.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_so})

    @property
    def passkeys(self) -> int:
        """How many it keeps."""
        return len(self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])


def code() -> str:
    """The code in the newest mail."""
    found = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def sign_in_by_mail(page: Page) -> None:
    """The first time: a code, filled in by the link in the mail."""
    page.goto("/account/login/?next=/people/me/")
    page.get_by_label("Your mail address").fill("maya@example.com")
    page.get_by_role("button", name="Mail me a code").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    link = re.search(r"http://\S+code=\S+", str(mail.outbox[-1].body))
    assert link is not None
    page.goto(link[0])
    expect(page.get_by_label("The code from your mail")).to_have_value(code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My settings")).to_be_visible()


def test_a_passkey_from_its_making_to_its_end(cast: Cast, live_server: Any, page: Page, finger: Finger) -> None:
    sign_in_by_mail(page)

    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_label("What do you call this device?")).to_have_value("Chrome, Android")
    finger.knows_her(False)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Nothing came of that. You can try once more, or leave it.")).to_be_visible()
    finger.knows_her(True)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is ready.")).to_be_visible()
    expect(page.get_by_text("passkey, not used yet")).to_be_visible()
    assert (finger.passkeys, Authenticator.objects.filter(user=cast.maya).count()) == (1, 1)
    assert mail.outbox[-1].subject == "How you sign in to Betterpie was changed"

    page.get_by_role("link", name="Rename").click()
    page.get_by_label("What do you call this device?").fill("My phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("My phone").first).to_be_visible()

    page.get_by_role("button", name="Sign out here").click()
    mails = len(mail.outbox)
    page.goto("/account/login/?next=/people/me/")
    finger.knows_her(False)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Nothing came of that. You can try once more, or have a code mailed.")).to_be_visible()
    finger.knows_her(True)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="My settings")).to_be_visible()
    expect(page.get_by_text(re.compile("passkey, used"))).to_be_visible()
    assert len(mail.outbox) == mails

    forget_when_she_signed_in(page)
    page.get_by_role("link", name="Remove").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("link", name="Use my passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Remove the passkey “My phone”?")).to_be_visible()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is gone.")).to_be_visible()
    assert Authenticator.objects.filter(user=cast.maya).count() == 0

    page.get_by_role("button", name="Sign out here").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That passkey did not work here.")).to_be_visible()


def test_who_has_a_passkey_still_gets_in_by_mail_alone(cast: Cast, live_server: Any, page: Page, finger: Finger) -> None:
    sign_in_by_mail(page)
    page.goto("/account/passkeys/new/")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is ready.")).to_be_visible()
    page.context.clear_cookies()
    sign_in_by_mail(page)


def forget_when_she_signed_in(page: Page) -> None:
    """As if she had signed in yesterday."""
    from django.contrib.sessions.backends.db import SessionStore

    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "betterpie")
    session = SessionStore(key)
    for record in session["account_authentication_methods"]:
        record["at"] -= 24 * 60 * 60
    session.save()
