"""Every page, for everybody: no rule of accessibility broken, light and dark, on phone and desk; none too wide, also at 200 %; no error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from betterpie.house import work
from betterpie.members import actions as members
from betterpie.members.models import NodeLink
from betterpie.people.models import Person
from betterpie.promises import actions as promises
from betterpie.promises import links as promise_links
from betterpie.referrals import actions as referrals
from betterpie.referrals import links
from betterpie.referrals.models import Referral
from betterpie.trust import actions as trust
from betterpie.trust import links as trust_links
from betterpie.trust.actions import reviews
from betterpie.trust.models import Evidence, Feedback, Voice
from tests.conftest import Cast
from tests.members.test_batches import run, staged
from tests.notices.test_unreached import lost
from tests.referrals.test_referral_pages import given, sent
from tests.trust.scenes import kept, neighbors
from tests.trust.test_reviews import asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [(390, "light"), (1280, "light"), (1280, "dark"), (390, "dark")]
NARROW = 195
"""A phone whose reader has made everything twice as large."""
BROKEN = ".then(found => found.violations.map(one => [one.id, one.nodes[0].html, one.nodes[0].failureSummary]))"
RULES = 'axe.run({resultTypes: ["violations"]})' + BROKEN
COLORS = 'axe.run({runOnly: ["color-contrast"]})' + BROKEN
"""Where nothing but the colors has changed."""
SETTLED = "new Promise(done => requestAnimationFrame(() => done(document.getAnimations().forEach(one => one.finish()))))"
"""Colors must not be caught half-way."""
TOO_WIDE = """() => {
    const wide = innerWidth
    const those = [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > wide + 1)
    return document.documentElement.scrollWidth > wide ? those.slice(0, 3).map(one => one.outerHTML.slice(0, 120)) : null
}"""


@dataclass
class Walk:
    """Somebody's walk through pages, and what she stumbled over."""

    page: Page
    found: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.found.append((self.page.url, "error", str(error))))
        self.page.on("console", self.hear)

    def hear(self, said: ConsoleMessage) -> None:
        """Write down what the browser complains about."""
        if said.type == "error":
            self.found.append((self.page.url, "console", said.text))

    def to(self, *paths: str) -> None:
        """Look at each page."""
        for path in paths:
            answer = self.page.goto(path)
            assert answer is not None
            assert (answer.status, self.page.url.endswith(path)) == (200, True), f"{path} led to {answer.status} {self.page.url}"
            self.look(path)

    def look(self, path: str) -> None:
        """Look at the page that is open, on all screens."""
        self.page.evaluate(AXE_SCRIPT)
        for width, theme in SCREENS:
            self.page.set_viewport_size({"width": width, "height": 844})
            self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
            self.page.evaluate(SETTLED)
            broken = self.page.evaluate(RULES if theme == "light" else COLORS)
            self.found += [(path, width, theme, *one) for one in broken]
        for width in (390, NARROW):
            self.page.set_viewport_size({"width": width, "height": 844})
            if (wide := self.page.evaluate(TOO_WIDE)) is not None:
                self.found.append((path, width, "too wide", wide))


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def fresh() -> datetime:
    """This moment: what is open must not be over while the pages are looked at."""
    cache.clear()
    return timezone.now()


def walk(chromium: Browser, live_server: LiveServer, person: Person | None = None) -> Walk:
    """A browser of somebody's, or of nobody's."""
    context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce")
    if person is not None:
        client = Client()
        client.force_login(person)
        context.add_cookies([{"name": "betterpie", "value": client.cookies["betterpie"].value, "url": live_server.url}])
    return Walk(context.new_page())


def test_the_pages_of_a_member_are_whole(chromium: Browser, live_server: LiveServer, cast: Cast, fresh: datetime) -> None:
    lives = {life.state: life for life in lived(cast, fresh)}
    promise = promises.make("Put up the poster", of=cast.trainer, due_at=fresh + timedelta(days=2), by=cast.maya.pk, at=fresh)
    trainer, vet = walk(chromium, live_server, cast.maya), walk(chromium, live_server, cast.ortiz)
    trainer.to("/bixby/", "/bixby/members/", "/bixby/members/?q=cheese", "/bixby/members/?q=zzqq", "/bixby/story/", "/bixby/rules/")
    trainer.to(*(f"/bixby/members/{cast.trainer.pk}/{page}" for page in ("", "edit/", "people/", "departure/", "story/")))
    trainer.to(f"/bixby/members/{cast.vet.pk}/", f"/bixby/members/{cast.guest.pk}/")
    trainer.to("/bixby/trust/", "/bixby/promises/", "/bixby/promises/new/", f"/bixby/promises/{promise.pk}/excuse/")
    trainer.to("/bixby/referrals/", "/bixby/referrals/?given")
    trainer.to(*(f"/bixby/referrals/{lives['sent'].pk}/{page}" for page in ("", "passing/")))
    trainer.to(*(f"/bixby/referrals/{lives['called'].pk}/{page}" for page in ("won/", "lost/")))
    trainer.to(f"/bixby/referrals/{lives['won'].pk}/")
    vet.to("/bixby/", "/bixby/referrals/?given", "/bixby/referrals/new/?need=puppy+training", f"/bixby/referrals/{lives['given'].pk}/card/")
    vet.to(*(f"/bixby/referrals/{lives[state].pk}/" for state in ("given", "won")))
    assert trainer.found + vet.found == []


def test_the_pages_of_a_customer_and_of_mailed_links_are_whole(
    chromium: Browser, live_server: LiveServer, cast: Cast, fresh: datetime
) -> None:
    lives = {life.state: life for life in lived(cast, fresh)}
    promise = promises.make("Put up the poster", of=cast.trainer, due_at=fresh + timedelta(days=2), by=cast.maya.pk, at=fresh)
    invitation = members.invite(cast.guest, email="rosa@example.com", note="Your Brie is famous.", by=cast.steward, at=fresh)
    customer = walk(chromium, live_server)
    customer.to(*(f"/c/{life.token}/" for life in lives.values()), f"/c/{lives['given'].token}/others/")
    mailed = walk(chromium, live_server)
    mailed.to(*(links.here(links.step(lives["sent"], do, reader=cast.maya.pk)) for do in ("see", "called", "declined")))
    mailed.to(*(links.here(links.step(lives["called"], do, reader=cast.maya.pk)) for do in ("see", "won", "lost")))
    mailed.to(links.here(links.step(lives["won"], "see", reader=cast.maya.pk)))
    mailed.to(*(links.here(promise_links.end(promise, do, reader=cast.maya.pk)) for do in ("keeping", "excuse")))
    told = promises.make("Bring the banner", of=cast.trainer, to=cast.vet, due_at=fresh, by=None, at=fresh - timedelta(days=1))
    promises.excuse(told, why="The van broke down.", by=None, at=fresh)
    mailed.to(links.here(promise_links.let_off(told, reader=cast.ortiz.pk)))
    mailed.to(f"/i/{invitation.token}/")
    code = cast.node.join_code
    mailed.to("/bixby/who/", f"/join/{code}/", f"/join/{code}/?q=knolls", f"/join/{code}/{cast.guest.pk}/")
    newcomer = walk(chromium, live_server, Person.objects.create_user("new@example.com", name="Nell New"))
    newcomer.to("/start/", f"/join/{code}/new/", f"/join/{code}/{cast.guest.pk}/")
    assert customer.found + mailed.found + newcomer.found == []


def test_the_pages_of_a_steward_are_whole(chromium: Browser, live_server: LiveServer, cast: Cast, fresh: datetime) -> None:
    members.invite(cast.guest, email="rosa@example.com", by=cast.steward, at=fresh)
    members.claim_seat(cast.guest, person=cast.stranger, note="It is mine.", at=fresh)
    link: NodeLink = members.ask_link(cast.other_node, cast.node, at=fresh)
    lost("maya@example.com", fresh, cast)
    lost("priya@example.com", fresh, cast, stop="customers")
    steward = walk(chromium, live_server, cast.steward)
    desk = "/bixby/steward/"
    pages = ("guests", "invitations", "settings", "rules", "stewards", "neighbors", "poster", "mail")
    steward.to(desk, *(f"{desk}{page}/" for page in pages))
    steward.to(f"{desk}neighbors/{link.pk}/end/", "/bixby/members/new/", f"/bixby/members/{cast.vet.pk}/")
    steward.to(*(f"/bixby/members/{cast.guest.pk}/{page}" for page in ("", "invitation/", "departure/")))
    assert steward.found == []


def test_the_pages_of_trust_are_whole(chromium: Browser, live_server: LiveServer, cast: Cast, fresh: datetime) -> None:
    lately = fresh - timedelta(days=6)
    for to in (cast.vet, *neighbors(cast, 3)):
        kept(cast.trainer, to=to, at=lately - timedelta(days=30), times=3)
        work.once(lately - timedelta(days=21))
    review = asked(cast, lately)
    trust.change(cast.node, reason="We are new to this.", kinds={"praise": {"weight": 0.1}}, detail="reasons", by=None, at=fresh)
    for days in (-14, -7, 0):
        trust.weigh(cast.node.pk, at=fresh + timedelta(days=days))
    evidence = Evidence.objects.get(kind="broken")
    reviews.reply(evidence, of=cast.trainer, text="The shop was closed.", by=None, at=fresh)
    maya, stella = walk(chromium, live_server, cast.maya), walk(chromium, live_server, cast.steward)
    here = "/bixby/trust/"
    maya.to(here, f"{here}lines/{evidence.pk}/", f"{here}reviews/{review.pk}/", f"{here}how/", f"/bixby/members/{cast.trainer.pk}/")
    maya.page.goto(here)
    maya.page.locator(".whys summary").first.click()
    maya.look(f"{here} with its deeds open")
    stella.to("/bixby/steward/trust/", "/bixby/steward/trust/policy/", f"{here}reviews/{review.pk}/")
    stella.page.goto("/bixby/steward/trust/policy/")
    stella.page.locator("#id_weight-kept").fill("2")
    stella.page.get_by_label("Why? Everybody can read it.").fill("Promises matter most to us.")
    stella.page.get_by_role("button", name="What would it move?").click()
    stella.page.get_by_role("heading", name="What it would move").wait_for()
    stella.look("/bixby/steward/trust/policy/ with what it would move")
    stella.to("/bixby/steward/trust/seats/", f"/bixby/steward/trust/seats/{cast.guest.pk}/")
    stella.page.locator("#id_into").select_option(label=cast.vet.business.name)
    stella.page.get_by_role("button", name="What would it move?").click()
    stella.page.get_by_role("heading", name="What it would move").wait_for()
    stella.look("/bixby/steward/trust/seats/ with what it would move")
    trust.merge(cast.guest, into=cast.vet, reason="Listed twice.", by=cast.steward, at=fresh)
    stella.to("/bixby/steward/trust/seats/")
    ana = walk(chromium, live_server, cast.ortiz)
    ana.to(f"/bixby/members/{cast.trainer.pk}/", f"{here}feedback/{Feedback.objects.get(by=cast.vet, about=cast.trainer).pk}/")
    mailed = walk(chromium, live_server)
    mailed.to(links.here(trust_links.feedback(Feedback.objects.get(by=cast.trainer, about=cast.vet), reader=cast.maya.pk)))
    reviews.say(review, "counts", why="Late is late.", by=cast.steward, at=fresh)
    mailed.to(*(links.here(trust_links.side(review, cast.trainer.pk, do, reader=cast.maya.pk)) for do in ("content", "not")))
    reviews.answer(review, of=cast.vet, is_content=False, by=None, at=fresh)
    voice = Voice.objects.all()[0]
    mailed.to(links.here(trust_links.voice(voice, "see", reader=voice.member.business.staff.get().person_id)))
    assert maya.found + stella.found + ana.found + mailed.found == []


def test_a_poster_prints_on_one_sheet(chromium: Browser, live_server: LiveServer, cast: Cast, fresh: datetime) -> None:
    page = walk(chromium, live_server, cast.steward).page
    page.goto("/bixby/steward/poster/")
    printed = [page.pdf(prefer_css_page_size=True), page.pdf(format="A4")]
    assert [len(re.findall(rb"/Type\s*/Page\b", paper)) for paper in printed] == [1, 1]


def test_the_pages_of_a_list_on_its_way_in_are_whole(chromium: Browser, live_server: LiveServer, cast: Cast, fresh: datetime) -> None:
    steward = walk(chromium, live_server, cast.steward)
    steward.to("/bixby/imports/")
    batch = staged(cast)
    here = f"/bixby/imports/{batch.pk}/"
    steward.to("/bixby/imports/", here, *(f"{here}{page}/" for page in ("columns", "troubles", "pairs", "removal")))
    steward.page.goto(here)
    steward.page.get_by_role("button", name="Let them in").click()
    steward.page.wait_for_url(f"**{here}")
    steward.look(f"{here} while it works")
    steward.page.goto("about:blank")  # or the page would come anew by itself, just while the next is asked for
    run()
    steward.to(here, f"{here}undoing/")
    assert steward.found == []


def lived(cast: Cast, at: datetime) -> Iterator[Referral]:
    """Customers on each step of the way, sent by the vet to the trainer."""
    yield given(cast, at)
    yield sent(cast, at)
    called, won, stopped = sent(cast, at), sent(cast, at), given(cast, at)
    for one in (called, won):
        referrals.step(one, "called", by=None, at=at)
    referrals.win(won, worth=30000, by=None, at=at)
    referrals.thank(won, words="Thank you for Priya.", by=None, at=at)
    referrals.forget(stopped, at_her_wish=True, at=at)
    for one in (called, won, stopped):
        one.refresh_from_db()
        yield one
