"""A line is wrong: she replies, it is looked at, her score follows; by keyboard and from the mail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from betterpie.people.models import Person
from betterpie.trust import queries
from betterpie.trust.models import Evidence, Review
from tests.conftest import Cast
from tests.journeys.conftest import PHONE, letter_to, link_in, meanwhile
from tests.trust.scenes import kept, neighbors
from tests.trust.test_reviews import broken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def seated(chromium: Browser, live_server: LiveServer, person: Person | None, **screen: Any) -> Page:
    """A browser of somebody's, or of nobody's."""
    context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce", **screen)
    if person is not None:
        client = Client()
        client.force_login(person)
        context.add_cookies([{"name": "betterpie", "value": client.cookies["betterpie"].value, "url": live_server.url}])
    return context.new_page()


def to_by_keyboard(page: Page, name: str) -> None:
    """Go with the tabulator to what is called so."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''"):
            return
    raise AssertionError(f"the tabulator never comes to {name}")


def score(cast: Cast) -> float:
    """The trainer's score as it is kept."""
    standing = queries.standing_of(cast.trainer.pk)
    assert standing is not None
    return standing.value


def test_a_line_is_wrong_i_reply_it_is_looked_at_and_my_score_follows(chromium: Browser, live_server: LiveServer, cast: Cast) -> None:
    cache.clear()
    start = timezone.now() - timedelta(days=4)
    shops = neighbors(cast, 3)
    for to in (cast.vet, *shops):
        kept(cast.trainer, to=to, at=start, times=3)
    broken(cast, start)
    meanwhile()
    before = score(cast)

    maya = seated(chromium, live_server, cast.maya)
    maya.goto("/bixby/")
    to_by_keyboard(maya, "My trust")
    maya.keyboard.press("Enter")
    expect(maya.get_by_role("heading", name="My trust")).to_be_visible()
    to_by_keyboard(maya, "reply")
    maya.keyboard.press("Enter")
    expect(maya.get_by_role("heading", name="Put up the poster")).to_be_visible()
    to_by_keyboard(maya, "What would you like others to know?")
    maya.keyboard.type("The shop was closed that day.")
    to_by_keyboard(maya, "Put it beside the line")
    maya.keyboard.press("Enter")
    expect(maya.get_by_text("It stands beside the line now.")).to_be_visible()
    expect(maya.locator("blockquote")).to_contain_text("The shop was closed that day.")

    to_by_keyboard(maya, "What is wrong with it?")
    maya.keyboard.type("It hung on Friday; I have a photo.")
    to_by_keyboard(maya, "Ask to have it looked at")
    maya.keyboard.press("Enter")
    expect(maya.get_by_role("heading", name="Is this line right?")).to_be_visible()
    expect(maya.get_by_text("A steward has it")).to_be_visible()

    meanwhile()
    stella = seated(chromium, live_server, cast.steward)
    stella.goto(link_in(letter_to("stella@example.com", "looked at"), "/trust/reviews/"))
    expect(stella.get_by_text("The shop was closed that day.")).to_be_visible()
    stella.get_by_label("stays as it is").check()
    stella.get_by_label("Why? Both sides read it.").fill("The journal says so.")
    stella.get_by_role("button", name="Say it").click()
    expect(stella.get_by_text("Both sides hear it now.")).to_be_visible()

    meanwhile()
    from_mail = seated(chromium, live_server, None, viewport=PHONE)
    links = re.findall(r"https?://\S+/in/side/\S+", letter_to("maya@example.com", "steward says"))
    from_mail.goto(re.sub(r"^https?://[^/]+", "", links[1]))
    assert Review.objects.get().state == "said"
    from_mail.get_by_role("button", name="No, let three members look").click()
    expect(from_mail.get_by_text("Three members who have no part in it have it")).to_be_visible()

    meanwhile()
    drawn = [letter.to[0] for letter in mail.outbox if "fairness" in letter.subject]
    assert len(drawn) == 3
    for address in drawn:
        juror = seated(chromium, live_server, None, viewport=PHONE)
        juror.goto(link_in(letter_to(address, "fairness"), "/in/voice/"))
        expect(juror.get_by_text("It hung on Friday; I have a photo.")).to_be_visible()
        juror.get_by_role("button", name="It should be taken out").click()
        expect(juror.get_by_role("status").filter(has_text="Your word counts")).to_be_visible()
    assert Evidence.objects.get(kind="broken").state == "removed"

    meanwhile()
    assert score(cast) > before + 0.2
    assert "taken out" in letter_to("maya@example.com", "taken out")
    maya.goto("/bixby/trust/")
    expect(maya.locator(".head-figure")).to_contain_text(f"+{score(cast):.1f}")
    expect(maya.get_by_text("1 line was taken out and does not count")).to_be_visible()
