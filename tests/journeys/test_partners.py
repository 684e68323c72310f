"""Partners, told in a real browser: from a suggestion over a coffee and a pact to a referral back."""

from datetime import timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from betterpie.events import actions as events
from betterpie.events import links as coffees
from betterpie.events.models import OneToOne
from betterpie.members.models import Member
from betterpie.pacts import actions as pact_actions
from betterpie.pacts import links as pacts
from betterpie.pacts.models import Pact
from betterpie.partners import actions as partners
from betterpie.partners.models import Nudge
from betterpie.people.models import Person
from betterpie.referrals import actions as referrals
from betterpie.referrals import links as referral_links
from betterpie.referrals.models import KEPT_AFTER, Referral
from tests.conftest import Cast, seat
from tests.events.test_one_to_ones import agreed, asked
from tests.journeys.conftest import letter_to, link_in, meanwhile
from tests.journeys.test_pages_are_whole import RULES, Walk, walk
from tests.pacts.test_pacts import in_force, plain_shelf, proposed
from tests.referrals.test_referral_pages import sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_suggestion_over_a_coffee_and_a_pact_to_a_referral_back(chromium: Browser, live_server: LiveServer, cast: Cast) -> None:
    now = timezone.now()
    partners.nudge(cast.node, week=now, at=now)
    Nudge.objects.filter(member=cast.vet).update(other=cast.trainer, why="You both see families with a new dog.")
    vet, trainer = walk(chromium, live_server, cast.ortiz).page, walk(chromium, live_server, cast.maya).page

    ask_for_a_coffee(vet)
    meanwhile()
    answer_from_the_mail(walk(chromium, live_server).page)
    they_met(vet, trainer)
    make_a_pact(vet, trainer, beside=cast.trainer)
    a_customer_and_one_back(cast)

    vet.goto(f"/bixby/partners/{cast.trainer.pk}/")
    expect(vet.get_by_text("2 customers were taken on between you.")).to_be_visible()
    expect(vet.get_by_text("You met over a coffee.")).to_be_visible()
    expect(vet.get_by_role("row", name="Customers sent")).to_contain_text("1")
    vet.evaluate(AXE_SCRIPT)
    assert vet.evaluate(RULES) == []


def ask_for_a_coffee(page: Page) -> None:
    """The week suggests whom to meet; times are offered."""
    page.goto("/bixby/")
    expect(page.get_by_role("heading", name="Meet Maya's Good Dogs?")).to_be_visible()
    page.get_by_role("link", name="Suggest a time").click()
    page.get_by_label("A line from you").fill("I'd love to see a class.")
    page.get_by_role("button", name="Send the times").click()
    expect(page.get_by_text("has your times in a mail").first).to_be_visible()
    assert Nudge.objects.get(member__business__name="Bluff Park Vet").state == "taken"


def answer_from_the_mail(page: Page) -> None:
    """One tap, without signing in; then the card to prepare with."""
    page.goto(link_in(letter_to("maya@example.com", "A coffee with"), "/in/coffee/"))
    page.locator("main form button.go").click()
    expect(page.get_by_role("heading", name="Before you meet Bluff Park Vet")).to_be_visible()


def they_met(vet: Page, trainer: Page) -> None:
    """Some days later both say so, and one promises something."""
    OneToOne.objects.update(meets_at=timezone.now() - timedelta(hours=3))
    meanwhile()
    for page in (vet, trainer):
        page.goto("/bixby/")
        page.get_by_role("button", name="Yes, we met").click()
        page.wait_for_load_state("networkidle")
    assert OneToOne.objects.get().state == "met"


def make_a_pact(vet: Page, trainer: Page, *, beside: Member) -> None:
    """One proposes, the other agrees."""
    vet.goto(f"/bixby/partners/{beside.pk}/")
    vet.get_by_role("link", name="Make a pact").click()
    vet.get_by_role("link", name="We send each other customers").click()
    vet.get_by_label("What a customer gets from it").fill("A puppy that is well and well-behaved.")
    vet.get_by_role("button", name="Propose it").click()
    expect(vet.get_by_text("has it in a mail, with a yes and a no")).to_be_visible()
    trainer.goto("/bixby/")
    trainer.get_by_role("link", name="Read it").click()
    trainer.get_by_role("button", name="Agree").click()
    expect(trainer.get_by_text("It holds.")).to_be_visible()
    assert Pact.objects.get().state == "agreed"


def a_customer_and_one_back(cast: Cast) -> None:
    """A customer goes to the trainer and buys; another comes back to the vet. How that is done is told elsewhere."""
    now = timezone.now()
    there = referrals.give(cast.vet, cast.trainer, need="puppy", by=None, at=now)
    referrals.say_yes(there, choice="will_call", at=now)
    referrals.win(there, worth=26000, by=None, at=now)
    back = referrals.give(cast.trainer, cast.vet, need="shots", returns=there, by=None, at=now)
    referrals.say_yes(back, choice="will_call", at=now)
    referrals.accept(back, by=None, at=now)
    assert Referral.objects.filter(returns=there).count() == 1


def test_the_pages_of_partners_are_whole(chromium: Browser, live_server: LiveServer, cast: Cast) -> None:
    now = timezone.now()
    coffee, pact, shelf = agreed(cast, now), in_force(cast, now), plain_shelf(cast, now)
    seat(cast.node, "Knolls Groom & Go", "pet_groomer", Person.objects.create_user("gil@example.com", name="Gil"))
    vet, trainer, steward = (walk(chromium, live_server, person) for person in (cast.ortiz, cast.maya, cast.steward))
    vet.to("/bixby/partners/", "/bixby/partners/card/", f"/bixby/partners/{cast.trainer.pk}/", "/bixby/one-to-ones/", "/bixby/pacts/")
    vet.to(f"/bixby/one-to-ones/{coffee.pk}/", f"/bixby/one-to-ones/new/{cast.rival.pk}/", f"/bixby/pacts/{pact.pk}/")
    vet.to(f"/bixby/pacts/new/{cast.rival.pk}/", f"/bixby/pacts/new/{cast.rival.pk}/?kind=shelf", f"/bixby/pacts/{pact.pk}/change/")
    trainer.to(f"/bixby/partners/{cast.rival.pk}/", f"/bixby/pacts/{shelf.pk}/", f"/bixby/pacts/{proposed(cast, now).pk}/")
    steward.to("/bixby/steward/gaps/", "/bixby/steward/occasions/", "/bixby/steward/occasions/one/")
    steward.to("/bixby/steward/occasions/one/?name=a%20wedding")
    assert found(vet, trainer, steward) == []


def test_the_pages_that_a_mail_leads_to_are_whole(chromium: Browser, live_server: LiveServer, cast: Cast) -> None:
    now = timezone.now()
    mailed = walk(chromium, live_server)

    def coffee(one: OneToOne, member: Member, *steps: str) -> None:
        reader = {cast.vet.pk: cast.ortiz.pk, cast.trainer.pk: cast.maya.pk, cast.rival.pk: cast.sam.pk}[member.pk]
        mailed.to(*(coffees.here(coffees.answer(one, member, do, reader=reader)) for do in steps))

    def pact(one: Pact, *steps: str) -> None:
        mailed.to(*(pacts.here(pacts.answer(one, cast.trainer, do, reader=cast.maya.pk)) for do in steps))

    mailed.to(coffees.here(coffees.ask(cast.vet, cast.rival, reader=cast.ortiz.pk)))
    one = asked(cast, now)
    coffee(one, cast.trainer, "time-0", "none", "see")
    events.agree(one, one.times[0], by=None, at=now)
    coffee(one, cast.vet, "off", "see")
    OneToOne.objects.update(meets_at=now - timedelta(hours=3))
    coffee(one, cast.trainer, "met", "missed", "see")
    rivals = events.ask(cast.trainer, cast.rival, times=[now + timedelta(days=2)], by=None, at=now)
    coffee(rivals, cast.rival, "time-0", "see")
    pact(proposed(cast, now), "agree", "decline", "see")
    shelf = plain_shelf(cast, now)
    pact_actions.count(shelf, cast.trainer, "brought", 5, by=None, at=now)
    pact(shelf, "see")
    Pact.objects.filter(pk=shelf.pk).update(review_told_at=now)
    pact(shelf, "go_on")
    referral = sent(cast, now - KEPT_AFTER)
    referrals.win(referral, by=None, at=now - KEPT_AFTER)
    mailed.to(*(referral_links.here(referral_links.step(referral, do, reader=cast.maya.pk)) for do in ("again-yes", "again-no", "see")))
    for path in ("/in/coffee/old/", "/in/coffee/ask/old/", "/in/pact/old/"):
        answer = mailed.page.goto(path)
        assert answer is not None
        assert answer.status == 410
        mailed.look(path)
    over = [one for one in mailed.found if "410" not in str(one)]  # a link that is over is said to be so to the browser too
    assert over == []


def test_a_note_of_both_is_put_together_without_losing_a_word(chromium: Browser, live_server: LiveServer, cast: Cast) -> None:
    one = agreed(cast, timezone.now())
    vet, trainer = walk(chromium, live_server, cast.ortiz), walk(chromium, live_server, cast.maya)
    for each in (vet, trainer):
        each.page.goto(f"/bixby/one-to-ones/{one.pk}/")
    for each, words in ((trainer, "Cards on the counter."), (vet, "Flyers in class.")):
        each.page.get_by_label("For both of you").fill(words)
        each.page.get_by_role("button", name="Keep them").click()
        each.page.wait_for_load_state("networkidle")
    expect(vet.page.get_by_text("While you were writing")).to_be_visible()
    expect(vet.page.get_by_text("Cards on the counter.")).to_be_visible()
    expect(vet.page.get_by_label("For both of you")).to_have_value("Flyers in class.")
    vet.look("notes of both")
    vet.page.get_by_label("For both of you").fill("Cards on the counter, flyers in class.")
    vet.page.get_by_role("button", name="Keep them").click()
    vet.page.get_by_text("What was written before").click()
    expect(vet.page.locator("details").get_by_text("Cards on the counter.")).to_be_visible()
    vet.look("notes of both, with those before")
    assert [error for error in vet.found if "409" not in str(error)] == []


def found(*walks: Walk) -> list[object]:
    """What all of them stumbled over."""
    return [one for each in walks for one in each.found]
