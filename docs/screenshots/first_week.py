"""Does what the tutorial says, step by step, on an empty installation, and takes the tutorial's pictures on the way.

A step that no longer works stops it: the tutorial is true as long as this runs.
"""

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
HERE = Path(__file__).resolve().parent
LIST = re.findall(r"```text\n(.*?)```", (HERE.parent / "tutorial" / "first-week.md").read_text(), re.DOTALL)[0]
"""The list stands in the tutorial, and only there."""


class FirstWeek:
    """A steward, a vet, a trainer and a customer, each with her own browser, and the terminal on which the mails are shown."""

    def __init__(self, browser: Browser, base: str, terminal: Path) -> None:
        self.browser, self.base, self.terminal = browser, base, terminal

    def go(self) -> None:
        """From nothing to the first closed referral."""
        stella = self._visitor(DESK)
        self._start(stella)
        self._bring(stella)
        self._invite(stella)
        ana, maya = self._join("vet@example.com"), self._join("maya@example.com")
        self._refer(ana)
        self._agree()
        self._close()
        ana.goto("/main-street/")
        expect(ana.get_by_text("Priya bought at Maya's Good Dogs, worth $300.")).to_be_visible()
        self._keep(ana, "first-week-7-thanks")
        maya.goto("/main-street/")
        expect(maya.get_by_text("about $300")).to_be_visible()

    def _start(self, page: Page) -> None:
        page.goto("/")
        page.get_by_role("link", name="Start a group").click()
        self._sign_in(page, "stella@example.com")
        page.wait_for_url("**/start/")
        page.get_by_label("What your group is called").fill("Main Street")
        page.get_by_role("button", name="Start it").click()
        page.wait_for_url("**/main-street/steward/")
        self._keep(page, "first-week-1-group")

    def _bring(self, page: Page) -> None:
        page.get_by_role("link", name="Bring your list").click()
        page.get_by_label("Or paste it here").fill(LIST)
        page.get_by_role("button", name="Look at it").click()
        page.wait_for_url("**/columns/")
        self._keep(page, "first-week-2-columns")
        page.get_by_role("button", name="Read the list").click()
        page.get_by_role("button", name="Let them in").wait_for()
        self._keep(page, "first-week-3-preview")
        page.get_by_role("button", name="Let them in").click()
        page.get_by_role("heading", name="5 businesses are in").wait_for()

    def _invite(self, page: Page) -> None:
        page.goto("/main-street/steward/")
        page.get_by_role("link", name="Invite owners").click()
        self._keep(page, "first-week-4-guests")
        page.get_by_role("link", name="Invite them all").click()
        page.get_by_role("button", name="Write to them").click()
        page.wait_for_url("**/invitations/")

    def _join(self, address: str) -> Page:
        page = self._visitor(PHONE)
        page.goto(self._link(address, "/i/"))
        if address.startswith("vet"):
            self._keep(page, "first-week-5-invitation")
        page.get_by_role("button", name="Yes, I'd like to join").click()
        page.wait_for_url("**/account/**")
        self._sign_in(page, address)
        page.get_by_role("button", name="Take the seat").click()
        page.wait_for_url("**/edit/")
        return page

    def _refer(self, page: Page) -> None:
        page.goto("/main-street/")
        page.get_by_role("link", name="Refer").first.click()
        page.get_by_label("What do they need?").fill("my puppy chews the sofa")
        page.locator("label.pick", has_text="Maya's Good Dogs").click()
        page.get_by_label("Your customer's name").fill("Priya")
        page.get_by_label("Phone").fill("562 555 0142")
        page.get_by_label("E-mail").fill("priya@example.com")
        page.get_by_label("She asked me").check()
        page.get_by_role("button", name="Send").click()
        page.get_by_role("heading", name="Now Priya says yes").wait_for()

    def _agree(self) -> None:
        page = self._visitor(PHONE)
        page.goto(self._link("priya@example.com", "/c/"))
        self._keep(page, "first-week-6-customer")
        page.get_by_role("button", name="Yes, have Maya's Good Dogs call me").click()
        page.get_by_role("heading", name="Maya's Good Dogs will call you").wait_for()

    def _close(self) -> None:
        page = self._visitor(PHONE)
        page.goto(self._link("maya@example.com", "/c/step/"))
        page.get_by_role("link", name="I called Priya").click()
        page.get_by_role("button", name="I called Priya").click()
        page.get_by_role("link", name="She bought").click()
        page.get_by_label("What was it worth?").fill("300")
        page.get_by_label("Say thank you").fill("Thank you for Priya.")
        page.get_by_role("button", name="Write it down").click()
        page.get_by_text("Priya bought at Maya's Good Dogs, worth $300.").wait_for()

    def _sign_in(self, page: Page, address: str) -> None:
        page.locator("input[type=email]").fill(address)
        page.locator("main form button.go").first.click()
        page.locator("input[name=code]").fill(self._find(address, r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b"))
        page.locator("main form button.go").first.click()
        page.wait_for_load_state("networkidle")

    def _link(self, address: str, kind: str) -> str:
        """The first link of a kind in the newest mail to an address."""
        return self._find(address, rf"(http://\S*{kind}\S+)")

    def _find(self, address: str, pattern: str) -> str:
        """What matches in the newest mail to an address that holds it, as it stands on the terminal."""
        for _try in range(200):
            mails = re.split(r"^-{70,}$", self.terminal.read_text(), flags=re.MULTILINE)
            for mail in reversed(mails):
                if f"To: {address}" in mail and (found := re.search(pattern, mail)):
                    return found[1]
            time.sleep(0.1)
        raise LookupError(f"no mail to {address} holds {pattern}")

    def _visitor(self, size: dict[str, int]) -> Page:
        scale = 2 if size is PHONE else 1
        context = self.browser.new_context(viewport=size, device_scale_factor=scale, reduced_motion="reduce", base_url=self.base)  # type: ignore[arg-type]  # a size is a dict here
        return context.new_page()

    def _keep(self, page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HERE / f"{name}.png")
