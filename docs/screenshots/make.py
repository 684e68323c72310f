"""Takes the pictures of the main pages from the demo street, on a phone and on a desk, and those of the tutorial.

bin/screenshots            # starts the demo and an empty installation itself, and ends them again
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from first_week import DESK, PHONE, FirstWeek
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PORT = 8423
BASE = f"http://localhost:{PORT}"


def main() -> None:
    """Take the pictures of the demo, then those of the tutorial."""
    home = Path(os.environ.get("BETTERPIE_HOME") or ROOT / "var" / "demo")
    home.mkdir(parents=True, exist_ok=True)
    demo = {"BETTERPIE_MODE": "demo", "BETTERPIE_HOME": str(home), "BETTERPIE_MAIL": f"folder:{home}/mail"}
    for words in (["migrate", "-v0"], ["street"]):
        subprocess.run([sys.executable, str(ROOT / "manage.py"), *words], env=os.environ | demo, check=True)
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"])
        with serving(demo, home / "terminal"):
            take(chromium)
        with TemporaryDirectory() as empty, serving({"BETTERPIE_HOME": empty}, Path(empty) / "terminal") as terminal:
            FirstWeek(chromium, BASE, terminal).go()
        chromium.close()


@contextmanager
def serving(settings: dict[str, str], terminal: Path) -> Iterator[Path]:
    """Betterpie, until the block ends; gives the file that stands for its terminal."""
    environ = os.environ | {"BETTERPIE_URL": BASE} | settings
    with terminal.open("w") as out:
        command = [sys.executable, "-m", "betterpie.house.cli", "up", "--port", str(PORT), "--workers", "1"]
        server = subprocess.Popen(command, env=environ, stdout=out, stderr=out)
        try:
            _wait()
            yield terminal
        finally:
            server.terminate()
            server.wait(30)


def take(browser: Browser) -> None:
    """All pictures."""
    maya = _as(browser, "Maya Good", PHONE)
    _shot(maya, "/bixby-knolls/", "week-phone")
    _shot(_as(browser, "Maya Good", PHONE, dark=True), "/bixby-knolls/", "week-phone-dark")
    _shot(_as(browser, "Maya Good", DESK), "/bixby-knolls/", "week-desk")
    _shot(_as(browser, "Maya Good", DESK), "/bixby-knolls/trust/", "trust-desk")
    _shot(maya, "/bixby-knolls/trust/", "trust-phone")
    vet = _as(browser, "Ana Ortiz", PHONE)
    _shot(vet, "/bixby-knolls/referrals/new/?need=puppy+training%2C+evenings", "refer-phone")
    _shot(vet, "/bixby-knolls/members/?q=toilet+is+overflowing", "need-phone")
    desk = _as(browser, "Ana Ortiz", DESK)
    _shot(desk, "/bixby-knolls/members/", "directory-desk")
    _shot(desk, "/bixby-knolls/partners/", "partners-desk")
    desk.get_by_role("link", name="Maya's Good Dogs").first.click()
    _keep(desk, "pair-desk")
    _shot(desk, "/bixby-knolls/referrals/?given", "referrals-desk")
    desk.goto(f"{BASE}/bixby-knolls/members/")
    desk.get_by_role("link", name="Maya's Good Dogs").first.click()
    _keep(desk, "business-desk")
    stella = _as(browser, "Stella Ward", DESK)
    _shot(stella, "/bixby-knolls/steward/", "steward-desk")
    _shot(stella, "/bixby-knolls/steward/trust/", "steward-trust-desk")
    _project(browser)
    _customer(browser, vet)


def _project(browser: Browser) -> None:
    """A deal that waits for the last yes, on a phone and on a desk."""
    for size, dark, name in ((PHONE, False, "deal-phone"), (PHONE, True, "deal-phone-dark"), (DESK, False, "deal-desk")):
        page = _as(browser, "June Abara", size, dark=dark)
        page.goto(f"{BASE}/bixby-knolls/projects/")
        page.get_by_role("link", name="Fourth Street Supper Club").click()
        page.goto(f"{page.url}deal/")
        _keep(page, name)


def _customer(browser: Browser, vet: Page) -> None:
    """A customer is told about the trainer, and looks at her private page."""
    vet.goto(f"{BASE}/bixby-knolls/referrals/new/?need=puppy+training%2C+evenings")
    vet.get_by_label("Your customer's name").fill("Priya")
    vet.get_by_label("Phone").fill("562 555 0142")
    vet.locator("summary", has_text="Add a line").click()
    vet.get_by_label("A line from you to her").fill("Maya helped our own rescue settle. Ask her about evening classes.")
    vet.get_by_label("She asked me").check()
    vet.get_by_role("button", name="Send").click()
    _keep(vet, "card-phone")
    link = vet.locator("input[readonly]").input_value()
    page = browser.new_context(viewport=PHONE, device_scale_factor=2, reduced_motion="reduce").new_page()
    page.goto(link)
    _keep(page, "customer-phone")


def _as(browser: Browser, name: str, size: dict[str, int], *, dark: bool = False) -> Page:
    page = browser.new_context(
        viewport=size, device_scale_factor=2 if size is PHONE else 1, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    ).new_page()
    page.goto(f"{BASE}/demo/")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_url("**/bixby-knolls/**")
    return page


def _shot(page: Page, address: str, name: str) -> None:
    page.goto(BASE + address)
    _keep(page, name)


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")


def _wait() -> None:
    for _try in range(300):
        try:
            with urlopen(f"{BASE}/health/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the demo did not start")


if __name__ == "__main__":
    main()
