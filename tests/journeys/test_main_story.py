"""The main job, told in a real browser: from a steward with a list to a customer who bought, and a thank you."""

import logging
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from betterpie.house.street.people import script
from betterpie.kernel import vocabulary
from betterpie.members.models import Member
from betterpie.referrals.models import Referral
from tests.journeys.conftest import DATA, PHONE, give_code, letter_to, link_in, meanwhile, sign_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_BEACH = DATA / "listings" / "long_beach_business_licences_2019.csv"


@pytest.fixture
def business_list(tmp_path: Path) -> Path:
    """The licence file of a real city where it is at hand, else the street's own list."""
    if LONG_BEACH.exists():
        return LONG_BEACH
    logging.getLogger(__name__).warning("absent: %s; the story is told on the street's own list", LONG_BEACH)
    lines = [f"{each.name},{vocabulary.name(each.trade)},Long Beach,{each.zip}" for each in script().neighbors]
    made = tmp_path / "street.csv"
    made.write_text("Business name,Type of business,City,ZIP\n" + "\n".join(line.replace("Grant, ", "Grant ") for line in lines) + "\n")
    return made


def test_from_a_list_to_a_customer_who_bought(chromium: Browser, live_server: LiveServer, business_list: Path) -> None:
    desk = visit(chromium, live_server.url)
    start_a_group(desk)
    bring_the_list(desk, business_list)
    vet = name_of_a("veterinarian")
    invite(desk, vet, "vet@example.com")
    add_by_hand(desk, "Maya's Good Dogs", "Dog trainer")
    invite(desk, "Maya's Good Dogs", "maya@example.com")

    ana = join_from_the_mail(chromium, live_server.url, "vet@example.com", vet)
    maya = join_from_the_mail(chromium, live_server.url, "maya@example.com", "Maya's Good Dogs")

    refer(ana, "my puppy chews the sofa")
    meanwhile()
    customer = visit(chromium, live_server.url, PHONE)
    customer.goto(link_in(letter_to("priya@example.com", "suggests"), "/c/"))
    customer.get_by_role("button", name="Yes, have Maya's Good Dogs call me").click()
    expect(customer.get_by_role("heading", name="Maya's Good Dogs will call you")).to_be_visible()

    meanwhile()
    take_the_steps(chromium, live_server.url)
    meanwhile()
    see_it_in_the_week(ana, maya)
    assert [(row.state, row.worth, row.thanks) for row in Referral.objects.all()] == [("won", 30000, "Thank you for Priya.")]


def visit(chromium: Browser, url: str, size: dict[str, int] | None = None) -> Page:
    """Somebody's own browser."""
    context: BrowserContext = chromium.new_context(base_url=url, viewport=size or {"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def start_a_group(page: Page) -> None:
    """A steward starts from nothing."""
    sign_up(page, "stella@example.com")
    page.goto("/start/")
    page.locator("#id_name").fill("Bixby Knolls")
    page.locator("#id_slug").fill("bixby-knolls")
    page.get_by_role("button", name="Start it").click()
    page.wait_for_url("**/bixby-knolls/**")


def bring_the_list(page: Page, file: Path) -> None:
    """The list is looked at, and goes in as it is."""
    page.goto("/bixby-knolls/imports/")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url("**/columns/")
    page.locator("main form button.go").click()
    finish(page)
    page.get_by_role("button", name="Let them in").click()
    finish(page)
    page.goto("/bixby-knolls/members/")
    expect(page.locator("main .rows li").first).to_be_visible()


def finish(page: Page) -> None:
    """Wait as the page does, while the worker works."""
    page.wait_for_url("**/imports/*/")
    meanwhile()
    page.reload()


def name_of_a(trade: str) -> str:
    """A business of the imported list."""
    return Member.objects.filter(business__trades__slug=trade).order_by("pk").values_list("business__name", flat=True)[0]


def add_by_hand(page: Page, name: str, trade: str) -> None:
    """A business that stands in no list."""
    page.goto("/bixby-knolls/members/new/")
    page.locator("#id_name").fill(name)
    page.locator("input[list=trades], select[name^=trade]").first.fill(trade)
    page.get_by_role("button", name="Put it on the list").click()
    page.wait_for_url("**/members/*/**")


def invite(page: Page, name: str, address: str) -> None:
    """The owner is asked by mail."""
    member = Member.objects.get(business__name=name)
    page.goto(f"/bixby-knolls/members/{member.pk}/invitation/")
    page.locator("input[type=email]").fill(address)
    page.locator("main form button.go").first.click()
    page.wait_for_load_state("networkidle")
    meanwhile()


def join_from_the_mail(chromium: Browser, url: str, address: str, name: str) -> Page:
    """The owner says yes, comes in by a mailed code, and sits."""
    page = visit(chromium, url, PHONE)
    page.goto(link_in(letter_to(address, ""), "/i/"))
    page.get_by_role("button", name="Yes, I'd like to join").click()
    page.wait_for_url("**/account/signup/**")
    give_code(page, address)
    page.get_by_role("button", name="Take the seat").click()
    page.wait_for_url("**/edit/")
    page.goto("/bixby-knolls/")
    expect(page.locator("h1")).to_contain_text("Good")
    assert Member.objects.get(business__name=name).tier != Member.Tier.GUEST
    return page


def refer(page: Page, need: str) -> None:
    """A customer is sent, on a phone."""
    page.goto("/bixby-knolls/referrals/new/")
    page.get_by_label("What do they need?").fill(need)
    choice = page.locator("label.pick", has_text="Maya's Good Dogs")
    choice.click()
    page.get_by_label("Your customer's name").fill("Priya Shah")
    page.get_by_label("Phone").fill("562 555 0142")
    page.get_by_label("E-mail").fill("priya@example.com")
    page.get_by_label("She asked me to pass this on", exact=False).check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Now Priya says yes")).to_be_visible()


def take_the_steps(chromium: Browser, url: str) -> None:
    """The trainer goes from the call to the outcome from her mail, without signing in."""
    page = visit(chromium, url, PHONE)
    page.goto(link_in(letter_to("maya@example.com", "sends you Priya"), "/c/step/"))
    expect(page.get_by_text("(562) 555-0142")).to_be_visible()
    page.get_by_role("link", name="I called Priya").click()
    page.locator("main form button.go").click()
    page.get_by_role("link", name="She bought").click()
    page.get_by_label("What was it worth?", exact=False).fill("300")
    page.get_by_label("Say thank you", exact=False).fill("Thank you for Priya.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Priya bought at Maya's Good Dogs, worth $300.")).to_be_visible()


def see_it_in_the_week(ana: Page, maya: Page) -> None:
    """Both see what came of it."""
    ana.goto("/bixby-knolls/")
    expect(ana.get_by_text("Priya bought at Maya's Good Dogs, worth $300. “Thank you for Priya.”")).to_be_visible()
    maya.goto("/bixby-knolls/")
    expect(maya.get_by_text("about $300")).to_be_visible()
