"""The pages of projects, as their partners walk through them."""

from datetime import datetime

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from betterpie.house import work
from betterpie.members.models import Member, Staff
from betterpie.people.models import Person
from betterpie.projects import actions, links
from betterpie.projects.models import Agreement, Figure, Input, Line, Partner, Payment, Project, Settlement
from tests.conftest import Cast, SignIn, seat
from tests.projects.conftest import Club, agree, answer_all


def there(name: str, club: Club, *more: object) -> str:
    """A page of the club."""
    return reverse(f"projects:{name}", args=["bixby", club.project.pk, *more])


def words(html: bytes) -> str:
    """A page's text with single blanks."""
    return " ".join(html.decode().split())


def test_from_the_idea_to_a_deal_that_stands(shops: list[tuple[Member, Person]], as_person: SignIn) -> None:
    (_cheese, kim), (wine, will), (_flowers, _flora) = shops
    hers, his = as_person(kim), as_person(will)
    hers.post("/bixby/projects/new/", {"name": "Wine and cheese", "shape": "supper_club", "idea": "Four evenings"})
    project = Project.objects.get()
    base = f"/bixby/projects/{project.pk}/"
    hers.post(f"{base}partners/", {"member": wine.pk})
    hers.post(f"{base}inputs/", {"kind": "hours", "what": "Evenings", "hours": "20", "due_on": "2036-05-01"})
    his.post(f"{base}inputs/", {"kind": "stock", "what": "Wine", "money": "900", "otherwise": "Sell it", "due_on": "2036-05-01"})
    assert list(Input.objects.order_by("pk").values_list("kind", "amount")) == [("hours", 20), ("stock", 90_000)]
    assert "Nobody sees it before all have answered" in words(hers.get(base).content)
    hers.post(f"{base}questions/", {"alone_1": "2100", "together": "6200", "sure": "5"})
    assert his.get(f"{base}deal/").status_code == 302
    his.post(f"{base}questions/", {"alone_2": "$2,300", "together": "6,200.00", "sure": "15"})
    page = words(his.get(f"{base}deal/").content)
    assert "A fair split of the extra $1,800" in page
    assert "With this split no one, and no two, would do better apart." in page
    hers.post(f"{base}paper/drawing/")
    paper = Agreement.objects.get()
    for browser in (hers, his):
        assert "What is over is shared by what each adds" in words(browser.get(f"{base}paper/").content)
        browser.post(f"{base}paper/signature/", {"sha256": paper.sha256})
    project.refresh_from_db()
    assert project.state == "agreed"
    hers.post(f"{base}start/")
    hers.post(f"{base}finish/", {"gained": "12", "kept": ""})
    project.refresh_from_db()
    assert (project.state, project.customers_gained, project.customers_kept) == ("done", 12, None)


def test_playing_with_a_number_changes_nothing_and_says_so(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    page = words(as_person(club.people[2]).get(there("deal", club) + "?try_together=4600&rule=equal").content)
    assert "Only you see these numbers." in page
    assert "Apart you’d make $300 more" in page
    assert "All together would have to make more than $4,900 after costs." in page
    assert Figure.objects.get(kind="together").amount == 740_000


def test_the_slider_asks_for_the_split_alone(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    answer = as_person(club.people[2]).get(there("deal", club) + "?try_together=8000", headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith('<div id="split"')
    assert "A fair split of the extra $3,100" in words(answer.content)


@pytest.mark.parametrize("typed", ["", "much", "nan", "inf", "1e400", "9" * 30])
def test_what_is_no_number_leaves_the_deal_as_it_is(club: Club, now: datetime, as_person: SignIn, typed: str) -> None:
    answer_all(club, now)
    page = as_person(club.people[1]).get(there("deal", club), {"try_together": typed})
    assert (page.status_code, "A fair split of the extra $2,500" in words(page.content)) == (200, True)


def test_what_others_answered_is_not_on_any_page_before_all_have(club: Club, now: datetime, as_person: SignIn) -> None:
    as_person(club.people[1]).post(
        there("questions", club), {"alone_1": "77777", "together": "88888", "loss_1": "1", "loss_2": "1", "loss_3": "1", "sure": "5"}
    )
    his = as_person(club.people[2])
    for name in ("project", "questions", "deal"):
        page = his.get(there(name, club), follow=True).content.decode()
        assert "77,777" not in page
        assert "77777" not in page
        assert "88888" not in page


def test_a_change_typed_on_an_old_page_is_refused_and_stays_typed(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    row = Figure.objects.get(kind="together")
    actions.settle_on(club.project, row, amount=800_000, seen=1)
    page = as_person(club.people[2]).post(there("figure", club, row.pk), {"amount": "7000", "seen": "1"})
    assert page.status_code == 422
    assert "Somebody changed this number while you were looking. Please look again." in words(page.content)
    assert 'value="7000"' in page.content.decode()


def test_signing_an_older_paper_than_the_one_that_counts_is_refused(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    first = actions.draw(club.project, by=None, at=now)
    actions.describe(club.project, name="X", idea="", ends_on=None, manager_pay=500, if_off="own")
    actions.draw(club.project, by=None, at=now)
    page = as_person(club.people[2]).post(there("sign", club), {"sha256": first.sha256}, follow=True)
    assert "There is a newer paper. Please read that one." in words(page.content)


def test_a_partner_signs_from_her_mail_and_opening_the_link_signs_nothing(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    drawn = actions.draw(club.project, by=None, at=now)
    work.once(now)
    letter = next(str(one.body) for one in mail.outbox if one.to == ["flora@example.com"] and "Your yes" in one.subject)
    assert "Each first gets what she would have made alone" in letter
    address = links.paper(drawn.pk, club.partner(3), reader=club.people[3].pk).removeprefix("http://localhost:8000")
    browser = as_person(None)
    assert "I agree to this" in browser.get(address).content.decode()
    assert drawn.signatures.count() == 0
    assert "You have signed. Thank you." in words(browser.post(address).content)
    assert list(drawn.signatures.values_list("partner__number", flat=True)) == [3]
    assert browser.get(address[:-3] + "abc/").status_code in {404, 410}
    assert drawn.signatures.get().person == club.people[3]
    Staff.objects.filter(person=club.people[3]).delete()
    assert browser.get(address).status_code == 410


def test_those_who_are_not_in_it_do_not_find_it_not_even_the_steward(cast: Cast, club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    agree(club, now)
    for who in (cast.maya, cast.steward, cast.stranger):
        for name in ("project", "deal", "paper", "questions"):
            answer = as_person(who).get(there(name, club))
            assert answer.status_code == 404 or answer.headers.get("Location", "").endswith("/bixby/steward/"), (who, name)


def test_a_steward_stops_the_asking_without_seeing_a_number(cast: Cast, club: Club, now: datetime, as_person: SignIn) -> None:
    for number in (1, 2, 3):
        own = actions.Reply(kind="alone", about=str(number), amount=100)
        whole = actions.Reply(kind="together", about="", amount=900)
        actions.answer(club.project, club.partner(number), [own, whole], is_last=False, by=None, at=now)
    answer = as_person(cast.steward).post(there("close", club), follow=True)
    club.project.refresh_from_db()
    assert club.project.round_closed_at is not None
    assert "$9" not in answer.content.decode()


def test_rivals_see_ways_to_share_without_a_figure(cast: Cast, club: Club, now: datetime, as_person: SignIn) -> None:
    actions.ask(club.project, seat(cast.node, "Corner Wine", "wine_shop", cast.maya), by=None, at=now)
    page = words(as_person(club.people[2]).get(there("deal", club)).content)
    assert "How to share without telling figures" in page
    assert "47.62%" in page
    assert as_person(club.people[2]).get(there("questions", club)).status_code == 302


def test_a_long_list_costs_as_many_questions_as_a_short_one(club: Club, now: datetime, as_person: SignIn) -> None:
    browser = as_person(club.people[1])
    counts = []
    for more in (0, 2):
        for number in range(more):
            project = actions.propose(f"Project {number}", of=club.cheese, by=None, at=now)
            actions.ask(project, club.wine, by=None, at=now)
        browser.get("/bixby/projects/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get("/bixby/projects/").status_code == 200
        counts.append(len(asked))
    assert counts == [counts[0]] * 2
    assert counts[0] <= 12


def test_a_partner_who_left_finds_it_no_more(club: Club, now: datetime, as_person: SignIn) -> None:
    browser = as_person(club.people[3])
    assert browser.post(there("leave", club, 3)).headers["Location"] == "/bixby/projects/"
    assert browser.get(there("project", club)).status_code == 404
    assert Partner.objects.filter(project=club.project, left_at=None).count() == 2


def test_from_the_last_evening_to_who_pays_whom(club: Club, now: datetime, as_person: SignIn) -> None:
    answer_all(club, now)
    agree(club, now)
    actions.start(club.project, at=now)
    actions.finish(club.project, by=None, at=now)
    kim, will = as_person(club.people[1]), as_person(club.people[2])
    kim.post(there("money", club), {"kind": "takings", "what": "Tickets", "amount": "7,000", "on": "2026-03-03"})
    till = SimpleUploadedFile("till.csv", b"date,what,amount\n2026-03-03,Bar,2010.01\n2026-03-03,Wine,-450\n")
    will.post(there("money_list", club), {"file": till})
    assert [(line.what, line.kind, line.amount) for line in Line.objects.order_by("pk")] == [
        ("Tickets", "takings", 700_000),
        ("Bar", "takings", 201_001),
        ("Wine", "cost", 45_000),
    ]
    kim.post(there("draw_sheets", club))
    page = words(will.get(there("sheet", club)).content)
    assert "$9,010.01 came in and $450 was paid back; $8,560.01 was left to share as agreed." in page
    assert "Waiting for the yes of Knolls Cheese Bar, Fourth St Wine, Petal &amp; Stem." in page
    work.once(timezone.now())
    letter = next(str(one.body) for one in mail.outbox if one.to == ["flora@example.com"] and "Your sheet" in one.subject)
    assert "you get $1,475.99 from the others" in letter
    flora = links.sheet(Settlement.objects.get().pk, club.partner(3), reader=club.people[3].pk).removeprefix("http://localhost:8000")
    for browser, address in ((kim, there("approve", club)), (will, there("approve", club)), (as_person(None), flora)):
        browser.post(address)
    club.project.refresh_from_db()
    assert club.project.state == "settled"
    payment = Payment.objects.get(payee__number=3)
    kim.post(there("paid", club, payment.pk))
    as_person(club.people[3]).post(there("paid", club, payment.pk))
    payment.refresh_from_db()
    assert (payment.paid_at is not None, payment.received_at is not None) == (True, True)
    will.post(there("learned", club), {"words": "Fewer chairs"})
    page = words(kim.get(there("sheet", club)).content)
    assert "You expected $7,400, and $8,560.01 was left." in page
    assert "“Fewer chairs”" in page


def agree_all(club: Club, fourth: Person, now: datetime) -> None:
    """All four sign a split in equal parts."""
    drawn = actions.draw(club.project, by=None, at=now)
    for partner in club.partners:
        person = club.people.get(partner.number, fourth)
        actions.sign(drawn, partner, person=person.pk, by=person.pk, at=now)
    club.project.refresh_from_db()


@pytest.mark.parametrize("upload", [b"", b"\x00\xff\xfe", b"date,what,amount\n2026-03-03,Bar,lots\n"])
def test_a_list_that_cannot_be_read_leaves_a_sentence(club: Club, now: datetime, as_person: SignIn, upload: bytes) -> None:
    answer_all(club, now)
    agree(club, now)
    actions.start(club.project, at=now)
    answer = as_person(club.people[1]).post(there("money_list", club), {"file": SimpleUploadedFile("x.csv", upload)}, follow=True)
    assert answer.status_code == 200
    assert Line.objects.count() == 0
    assert "toast error" in answer.content.decode()


def test_a_steward_sees_which_projects_wait_for_answers_and_nothing_else(cast: Cast, club: Club, now: datetime, as_person: SignIn) -> None:
    first = [actions.Reply(kind="alone", about="1", amount=4_242_00), actions.Reply(kind="together", about="", amount=9_393_00)]
    actions.answer(club.project, club.partner(1), first, by=None, at=now)
    page = words(as_person(cast.steward).get("/bixby/projects/").content)
    assert ("Fourth Street Supper Club" in page, "Begin one" in page, "4,242" in page, "9,393" in page) == (True, False, False, False)


def test_an_amount_in_another_currency_is_refused_wherever_one_is_typed(club: Club, now: datetime, as_person: SignIn) -> None:
    refused = "Amounts are in USD here. Please change it into that first."
    kim = as_person(club.people[1])
    asked = kim.post(there("questions", club), {"together": "€7,400", "sure": "5"})
    assert refused in words(asked.content)
    answer_all(club, now)
    row = Figure.objects.get(kind="together")
    changed = kim.post(there("figure", club, row.pk), {"amount": "7000 EUR", "seen": "1"})
    assert (changed.status_code, refused in words(changed.content)) == (422, True)
    assert refused in words(kim.get(there("what_if", club), {"alone": "£10"}).content)
    agree(club, now)
    actions.start(club.project, at=now)
    line = {"kind": "takings", "what": "Bar", "amount": "€20", "on": f"{now:%Y-%m-%d}"}
    assert refused in words(kim.post(there("money", club), line).content)
    assert Figure.objects.get(pk=row.pk).amount == row.amount
