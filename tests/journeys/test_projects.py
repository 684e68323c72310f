"""Three shops in a real browser: from an idea over a deal that all sign to a supper club that is settled."""

import re
from collections.abc import Mapping
from datetime import datetime

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from betterpie.members.models import Member
from betterpie.people.models import Person
from betterpie.projects import actions, links, queries
from betterpie.projects.actions import Entry
from betterpie.projects.models import Payment, Project
from tests.conftest import Cast, seat
from tests.journeys.conftest import PHONE, letter_to, link_in, meanwhile
from tests.journeys.test_pages_are_whole import walk
from tests.projects.conftest import Club, agree, answer_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOPS = (("Knolls Cheese Bar", "cheese_shop", "Kim"), ("Fourth St Wine", "wine_shop", "Will"), ("Petal & Stem", "florist", "Flora"))
MADE_UP = "rows=4&name_1=Knolls+Cheese+Bar&name_2=Fourth+St+Wine&alone_1=100&alone_2=50&was=rows%3D2%26alone_1%3D9%26alone_2%3D9"
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "Kim": ("2100", "7400", "3300", "3500", "1200"),
    "Will": ("2,300", "$7,600", "3300", "3500", "1200"),
    "Flora": ("500", "7200", "3300", "3500", "1200"),
}


@pytest.fixture
def people(cast: Cast) -> dict[str, tuple[Member, Person]]:
    """Cheese, wine and flowers, with their owners."""
    found = {}
    for name, trade, owner in SHOPS:
        person = Person.objects.create_user(f"{owner.lower()}@example.com", name=owner)
        found[owner] = (seat(cast.node, name, trade, person), person)
    return found


def test_three_shops_go_from_an_idea_to_a_settled_supper_club(
    chromium: Browser, live_server: LiveServer, people: dict[str, tuple[Member, Person]]
) -> None:
    pages = {owner: walk(chromium, live_server, person).page for owner, (_member, person) in people.items()}
    pages["Flora"].set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict, as the player has it
    kim = pages["Kim"]
    propose(kim)
    base = re.sub(r"^https?://[^/]+", "", kim.url)
    for page in pages.values():
        page.goto(base)
        put_in_hours(page, base)
    for owner, page in pages.items():
        answer(page, base, ANSWERS[owner])
    move_a_number(kim, base)
    for page in pages.values():
        page.goto(f"{base}deal/")
        expect(page.get_by_role("heading", name="A fair split of the extra $2,500")).to_be_visible()
        expect(page.get_by_text("With this split no one, and no two, would do better apart.")).to_be_visible()
    sign(pages, base)
    kim.goto(base)
    kim.get_by_role("button", name="It begins").click()
    write_down(kim, base, "Tickets", "6760")
    write_down(pages["Will"], base, "Bar", "2010.01")
    settle(pages, base)
    assert Project.objects.get().state == "settled"
    assert list(Payment.objects.order_by("-amount").values_list("payer__number", "payee__number")) == [(1, 2), (1, 3)]
    assert Payment.objects.filter(paid_at=None).count() == 1
    begin_again(kim)


def begin_again(page: Page) -> None:
    """From the look-back to a new draft with a file for the others."""
    page.get_by_role("link", name="Do it again with these numbers").click()
    page.get_by_label("What shall it be called?").fill("Autumn supper club")
    page.get_by_role("button", name="Begin again").click()
    expect(page.get_by_role("heading", name="Autumn supper club")).to_be_visible()
    expect(page.get_by_text("The numbers are in")).to_be_visible()
    page.get_by_label("For the others").fill("Last time's menu")
    page.get_by_text("With a file").click()
    page.locator("[name=file]").set_input_files({"name": "menu.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 menu"})
    page.get_by_role("button", name="Write it down").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="menu.pdf").click()
    assert download.value.suggested_filename == "menu.pdf"


def propose(page: Page) -> None:
    """The cheese bar begins, and asks the two others."""
    page.goto("/bixby/projects/")
    page.get_by_role("link", name="Begin one").click()
    page.get_by_text("Supper club", exact=True).click()
    page.get_by_label("What shall it be called?").fill("Fourth Street Supper Club")
    page.get_by_role("button", name="Begin").click()
    for name in ("Fourth St Wine", "Petal & Stem"):
        page.get_by_label("Whom would you like to ask?").select_option(label=name)
        page.get_by_role("button", name="Ask them").click()
        expect(page.get_by_text(f"{name} will hear of it.")).to_be_visible()


def put_in_hours(page: Page, base: str) -> None:
    """Each puts in some hours."""
    page.get_by_role("link", name="Put something in").click()
    page.get_by_text("hours", exact=True).click()
    page.get_by_label("What exactly?").fill("Evenings")
    page.get_by_label("How many hours?").fill("12")
    page.get_by_label("By when?").fill("2036-05-01")
    page.get_by_role("button", name="Put it in").click()
    expect(page).to_have_url(re.compile(f"{base}$"))


def answer(page: Page, base: str, numbers: tuple[str, ...]) -> None:
    """The five numbers, in private."""
    page.goto(base)
    page.get_by_role("link", name="Answer").click()
    for field, number in zip(("alone", "together", "loss_1", "loss_2", "loss_3"), numbers, strict=True):
        page.locator(f"[name^={field}]").first.fill(number)
    page.get_by_text("quite sure").click()
    page.get_by_role("button", name="These are my numbers").click()
    expect(page.get_by_text("Thank you. That is all for now.")).to_be_visible()


def move_a_number(page: Page, base: str) -> None:
    """A slider is moved: the split changes at once, and nothing is kept."""
    page.goto(f"{base}deal/")
    page.locator("input[type=range][data-for=try_together]").fill("4200")
    expect(page.get_by_role("heading", name="Apart you’d make $700 more")).to_be_visible()
    expect(page.get_by_text("Only you see these numbers.")).to_be_visible()
    page.get_by_role("link", name="Back to the real ones").click()
    expect(page.get_by_role("heading", name="A fair split of the extra $2,500")).to_be_visible()


def sign(pages: Mapping[str, Page], base: str) -> None:
    """Two sign here; the third from her mail, without signing in."""
    pages["Kim"].get_by_role("button", name="Write it down for all to sign").click()
    for owner in ("Kim", "Will"):
        pages[owner].goto(f"{base}paper/")
        pages[owner].get_by_role("button", name="I agree to this").click()
        expect(pages[owner].get_by_text("Signed.", exact=True)).to_be_visible()
    meanwhile()
    stranger = pages["Flora"].context.browser
    assert stranger is not None
    page = stranger.new_context(base_url=re.sub(r"(https?://[^/]+).*", r"\1", pages["Kim"].url)).new_page()
    page.goto(link_in(letter_to("flora@example.com", "Your yes"), "/in/paper/"))
    page.get_by_role("button", name="I agree to this").click()
    expect(page.get_by_text("You have signed. Thank you.")).to_be_visible()


def write_down(page: Page, base: str, what: str, amount: str) -> None:
    """What came in."""
    page.goto(f"{base}money/")
    page.get_by_label("What was it?").fill(what)
    page.get_by_label("How much?").fill(amount)
    page.get_by_label("When?").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Written down.")).to_be_visible()


def settle(pages: Mapping[str, Page], base: str) -> None:
    """The rule is applied, all say yes, and the one who holds the money pays."""
    kim = pages["Kim"]
    kim.goto(f"{base}finish/")
    kim.get_by_role("button", name="It is done").click()
    kim.goto(f"{base}money/")
    kim.get_by_role("button", name="That is all: share it as agreed").click()
    for page in pages.values():
        page.goto(f"{base}sheets/")
        page.get_by_role("button", name="That is right").click()
    expect(pages["Flora"].get_by_text("Everybody said yes. It stands as it is.")).to_be_visible()
    kim.goto(f"{base}sheets/")
    kim.get_by_role("button", name="I paid it").first.click()
    expect(kim.get_by_text("on its way")).to_be_visible()


def test_the_pages_of_projects_are_whole(
    chromium: Browser, live_server: LiveServer, cast: Cast, people: dict[str, tuple[Member, Person]]
) -> None:
    now = timezone.now()
    club = made(people, now)
    base = f"/bixby/projects/{club.project.pk}/"
    hers = walk(chromium, live_server, club.people[1])
    hers.to("/bixby/projects/", "/bixby/projects/new/", "/bixby/projects/new/?shape=podcast", base, f"{base}questions/")
    hers.to(*(f"{base}{page}/" for page in ("terms", "inputs", "steps", "lasting")))
    answer_all(club, now)
    figure = queries.figures(club.project)[0].pk
    hers.to(f"{base}deal/", f"{base}deal/?rule=equal&try_together=4000", f"{base}deal/?rule=own", f"{base}deal/numbers/{figure}/")
    hers.to(f"{base}deal/rule/", f"{base}deal/allowance/", f"{base}what-if/", f"{base}what-if/?without=2&alone=10&with_1=20")
    paper = actions.draw(club.project, by=None, at=now)
    hers.to(f"{base}paper/", base)
    mailed = walk(chromium, live_server)
    mailed.to(links.paper(paper.pk, club.partner(3), reader=club.people[3].pk).removeprefix("http://localhost:8000"))
    for partner in club.partners:
        actions.sign(paper, partner, person=None, by=None, at=now)
    club.project.refresh_from_db()
    actions.start(club.project, at=now)
    hers.to(base, f"{base}finish/", f"{base}money/")
    actions.book(club.project, club.partner(1), [Entry(kind="takings", what="Tickets", amount=500_000, on=now.date())], by=None, at=now)
    actions.finish(club.project, gained=3, by=None, at=now)
    hers.to(base, f"{base}money/")
    drawn = actions.draw_sheets(club.project, by=None, at=now)
    hers.to(f"{base}sheets/", f"{base}sheets/withdrawal/")
    mailed.to(links.sheet(drawn.pk, club.partner(3), reader=club.people[3].pk).removeprefix("http://localhost:8000"))
    for sheet in queries.sheets(drawn):
        actions.approve(drawn, sheet, person=None, by=None, at=now)
    hers.to(f"{base}sheets/", base, f"{base}again/")
    once_more = actions.again(club.project, of=club.cheese, name="Autumn", ends_on=None, by=None, at=now)
    menu = actions.Upload(name="menu.pdf", kind="application/pdf", content=b"%PDF-1.7")
    actions.note(once_more, club.cheese, words="The menu", file=menu, at=now)
    hers.to(f"/bixby/projects/{once_more.pk}/", f"/bixby/projects/{once_more.pk}/deal/")
    hers.to("/bixby/projects/play/", f"/bixby/projects/play/?{MADE_UP}", f"/bixby/projects/new/?with={club.wine.pk}")
    rivals = actions.propose("Two of a trade", of=club.wine, by=None, at=now)
    actions.ask(rivals, seat(cast.node, "Corner Wine", "wine_shop", cast.sam), by=None, at=now)
    his = walk(chromium, live_server, club.people[2])
    his.to(f"/bixby/projects/{rivals.pk}/deal/", f"/bixby/projects/{rivals.pk}/")
    assert (hers.found, mailed.found, his.found, len(mail.outbox)) == ([], [], [], 0)


SLIDING = """() => {
    document.querySelectorAll("details").forEach(one => one.open = true)
    const slides = one => [one, ...one.querySelectorAll("td, th")].some(each => each.getBoundingClientRect().right > innerWidth)
    return [...document.querySelectorAll(".table")].filter(slides).map(one => one.ariaLabel)
}"""


def test_on_a_phone_no_table_of_a_project_slides_sideways(
    chromium: Browser, live_server: LiveServer, people: dict[str, tuple[Member, Person]]
) -> None:
    now = timezone.now()
    club = made(people, now)
    base = f"/bixby/projects/{club.project.pk}/"
    answer_all(club, now)
    page = walk(chromium, live_server, club.people[1]).page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict, as the player has it
    found = []

    def look(*paths: str) -> None:
        for path in paths:
            page.goto(path)
            assert page.locator(".table").count() > 0, path
            found.extend((path, label) for label in page.evaluate(SLIDING))

    look(f"{base}deal/", f"{base}what-if/?without=2&alone=10&with_1=20", f"/bixby/projects/play/?{MADE_UP}&was=rows%3D2")
    agree(club, now)
    actions.start(club.project, at=now)
    tickets = Entry(kind="takings", what="Tickets for the long table, four evenings", amount=1_500_050, on=now.date())
    actions.book(club.project, club.partner(1), [tickets], by=None, at=now)
    look(f"{base}money/")
    actions.finish(club.project, by=None, at=now)
    drawn = actions.draw_sheets(club.project, by=None, at=now)
    for sheet in queries.sheets(drawn):
        actions.approve(drawn, sheet, person=None, by=None, at=now)
    look(f"{base}sheets/")
    assert found == []


def made(people: dict[str, tuple[Member, Person]], now: datetime) -> Club:
    """A club of the three, with what each puts in."""
    members = {number: people[owner] for number, owner in enumerate(ANSWERS, 1)}
    project = actions.propose("Supper club", of=members[1][0], idea="Four evenings.", shape="supper_club", by=None, at=now)
    for number in (2, 3):
        actions.ask(project, members[number][0], by=None, at=now)
    shops = {number: member for number, (member, _person) in members.items()}
    return Club(project, shops[1], shops[2], shops[3], {number: person for number, (_member, person) in members.items()})
