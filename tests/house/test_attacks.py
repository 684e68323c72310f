"""The house as somebody meets it who means no good, and as the customer whose details it holds."""

import logging
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from betterpie.events import actions as events
from betterpie.events.models import OneToOne
from betterpie.house import views_demo, work
from betterpie.house.logs import Discreet
from betterpie.journal import actions as journal
from betterpie.journal.facts import Regards
from betterpie.journal.models import Entry
from betterpie.members import actions as members
from betterpie.members.actions import Profile
from betterpie.members.models import Business, Claim, Invitation, Member, Staff
from betterpie.notices import links as notice_links
from betterpie.notices.models import Letter
from betterpie.pacts import actions as pacts
from betterpie.pacts.models import Pact
from betterpie.people.models import Person
from betterpie.projects import actions as projects
from betterpie.promises import actions as promises
from betterpie.promises import links as promise_links
from betterpie.promises.models import Promise
from betterpie.referrals import actions as referrals
from betterpie.referrals import links, queries
from betterpie.referrals.actions.giving import Details
from betterpie.referrals.models import Customer, Pair, Referral
from tests.conftest import Cast, SignIn
from tests.house.test_doors import addresses, fill
from tests.pacts.test_pacts import REFER
from tests.referrals.test_referral_pages import PRIYA, given, path, sent

__all__ = ["fill"]

NUMBER = ("555-0142", "5550142", "priya@example.com")
"""What only the one whom Priya chose may read."""


def tells(client: Client, address: str) -> bool:
    """Whether the page there says how to reach Priya."""
    words = client.get(address, follow=True).content.decode()
    return any(each in words for each in NUMBER)


def page_of(referral: Referral, node: str = "bixby") -> str:
    """The page of a referral in a node."""
    return reverse("referrals:referral", args=[node, referral.pk])


def test_before_her_yes_the_receiver_does_not_even_know_that_there_is_a_customer(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = given(cast, now)
    maya = as_person(cast.maya)
    assert maya.get(page_of(referral)).status_code == 404
    assert [maya.post(reverse("referrals:step", args=["bixby", referral.pk, do])).status_code for do in ("declined", "passing")] == [
        404,
        404,
    ]
    referrals.stop(referral, at=now)
    assert maya.get(page_of(referral)).status_code == 404
    assert list(queries.received_by(cast.trainer)) == []
    assert as_person(cast.ortiz).get(page_of(referral)).status_code == 200


@pytest.mark.parametrize(
    ("ending", "is_shown"),
    [("open", True), ("won", True), ("lost", True), ("declined", False), ("lapsed", False), ("passed", False), ("stopped", False)],
)
def test_who_no_longer_has_a_customer_no_longer_sees_her_number(
    cast: Cast, now: datetime, as_person: SignIn, ending: str, is_shown: bool
) -> None:
    referral = sent(cast, now)
    mailed = path(links.step(referral, "see", reader=cast.maya.pk))
    assert tells(Client(), mailed)
    end(referral, ending, cast, now)
    maya = as_person(cast.maya)
    assert (tells(Client(), mailed), tells(maya, page_of(referral))) == (is_shown, is_shown)
    assert not tells(as_person(cast.ortiz), page_of(referral))
    pages = [reverse("referrals:list", args=["bixby"]), "/bixby/", "/bixby/story/", f"/bixby/members/{cast.trainer.pk}/story/"]
    assert [tells(maya, page) for page in pages] == [False] * 4


def end(referral: Referral, ending: str, cast: Cast, now: datetime) -> None:
    """Bring a referral to one of its ends."""
    later = now + timedelta(hours=1)
    if ending == "won":
        referrals.win(referral, by=None, at=later)
    elif ending == "lost":
        referrals.lose(referral, why="price", by=None, at=later)
    elif ending == "declined":
        referrals.decline(referral, by=None, at=later)
    elif ending == "passed":
        referrals.choose_other(referral, cast.rival, at=later)
    elif ending == "stopped":
        referrals.stop(referral, at=later)
    elif ending == "lapsed":
        for days in (1, 3, 14):
            referrals.wake_due(at=now + timedelta(days=days))
    assert Referral.objects.get(pk=referral.pk).state == ("sent" if ending == "open" else ending)


def test_what_she_typed_on_a_card_stays_hidden_from_the_one_who_handed_it_to_her(cast: Cast, now: datetime, as_person: SignIn) -> None:
    card = referrals.give(cast.vet, cast.trainer, need="puppy", by=None, at=now)
    yes = {"choice": "call_me", "name": "Priya Shah", "phone": "562 555 0142", "email": "priya@example.com"}
    Client().post(reverse("referrals_open:call", args=[card.token]), yes)
    Client().post(reverse("referrals_open:others", args=[card.token]), {"receiver": cast.rival.pk})
    again = Referral.objects.latest("pk")
    ortiz = as_person(cast.ortiz)
    pages = [page_of(card), page_of(again), reverse("referrals:card", args=["bixby", again.pk]), path(links.customer(card))]
    assert [tells(ortiz, page) for page in [*pages, path(links.customer(again))]] == [False] * 5
    kept = {"choice": "call_me", "name": "Priya Shah", "phone": "", "email": ""}
    Client().post(reverse("referrals_open:call", args=[again.token]), kept)
    assert tells(as_person(cast.sam), page_of(again))


def test_who_passes_a_customer_on_does_not_read_her_address_from_the_new_card(cast: Cast, now: datetime, as_person: SignIn) -> None:
    on = referrals.pass_on(sent(cast, now), cast.rival, by=None, at=now)
    maya = as_person(cast.maya)
    pages = [reverse("referrals:card", args=["bixby", on.pk]), page_of(on), path(links.customer(on))]
    assert [tells(maya, page) for page in pages] == [False] * 3
    assert maya.get(pages[0]).status_code == 200


def test_at_her_wish_her_words_go_from_every_place_where_she_has_been(cast: Cast, now: datetime) -> None:
    first = sent(cast, now)
    second = referrals.choose_other(first, cast.rival, at=now)
    assert [row.need for row in Referral.objects.order_by("pk")] == ["puppy chews the sofa"] * 2
    referrals.forget(second, at_her_wish=True, at=now)
    assert [(row.need, row.note, row.state) for row in Referral.objects.order_by("pk")] == [("", "", "passed"), ("", "", "stopped")]
    assert not Customer.objects.exists()


def test_letters_that_name_her_and_have_not_gone_are_taken_back_from_every_place(cast: Cast, now: datetime) -> None:
    first = sent(cast, now)
    journal.deliver(at=now)
    second = referrals.choose_other(first, cast.rival, at=now)
    journal.deliver(at=now)
    assert any("Priya" in letter.text for letter in Letter.objects.all())
    referrals.stop(second, at=now)
    assert [letter.subject for letter in Letter.objects.all() if "Priya" in letter.text + letter.html + letter.subject] == []
    work.once(now)
    assert [letter.subject for letter in mail.outbox if "Priya" in f"{letter.subject} {letter.body}"] == []


@pytest.mark.parametrize("by_card", [True, False])
def test_ninety_days_after_the_end_neither_details_nor_words_are_left(cast: Cast, now: datetime, by_card: bool) -> None:
    referral = (
        referrals.give(cast.vet, cast.trainer, need="taxes of my mother", note="Dear Priya", by=None, at=now)
        if by_card
        else sent(cast, now)
    )
    end_at = now + timedelta(hours=1)
    if by_card:
        referrals.say_yes(referral, choice="will_call", at=now)
    referrals.win(referral, worth=1000, by=None, at=end_at)
    for days in (3, 89):
        work.once(end_at + timedelta(days=days))
    assert Referral.objects.get().need != ""
    work.once(end_at + timedelta(days=90, minutes=1))
    row = Referral.objects.get()
    assert (row.need, row.note, row.worth, row.wake_at, Customer.objects.count()) == ("", "", 1000, None, 0)


def test_nothing_that_is_kept_for_good_knows_her(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    referrals.step(referral, "called", by=None, at=now + timedelta(hours=1))
    referrals.win(referral, worth=1000, thanks="Thank you.", by=None, at=now + timedelta(hours=2))
    work.once(now + timedelta(hours=3))
    kept = [str(row) for table in (Entry, Letter) for row in table.objects.values()]
    assert len(kept) > 6
    assert [row for row in kept if any(word in row for word in ("Priya", "0142", "sofa"))] == []


def test_a_customers_link_in_wrong_hands_cannot_write_letters_without_end(cast: Cast, now: datetime) -> None:
    given(cast, now)
    codes = []
    for _turn in range(9):
        referral = Referral.objects.latest("pk")
        other = cast.trainer if referral.receiver == cast.rival else cast.rival
        codes.append(Client().post(reverse("referrals_open:others", args=[referral.token]), {"receiver": other.pk}).status_code)
    assert (codes, Referral.objects.count()) == ([302] * 7 + [422] * 2, 8)


def test_in_linked_groups_each_finds_the_customer_at_her_own_address(cast: Cast, now: datetime, as_person: SignIn) -> None:
    members.ask_link(cast.node, cast.other_node, at=now)
    members.ask_link(cast.other_node, cast.node, at=now)
    referral = referrals.give(cast.vet, cast.outsider, need="puppy", customer=PRIYA, by=None, at=now)
    referrals.say_yes(referral, choice="call_me", at=now)
    sid, ana = as_person(cast.stranger), as_person(cast.ortiz)
    seen = [client.get(page_of(referral, node)).status_code for client in (sid, ana) for node in ("belmont", "bixby")]
    assert seen == [200, 404, 404, 200]
    assert (tells(sid, page_of(referral, "belmont")), tells(ana, page_of(referral))) == (True, False)
    assert path(links.page(referral, cast.outsider)) == page_of(referral, "belmont")
    assert path(links.page(referral, cast.vet)) == page_of(referral)
    sid.post(reverse("referrals:step", args=["belmont", referral.pk, "called"]))
    referrals.judge(Referral.objects.get(), went_well=True, at=now)
    work.once(now)
    said = {letter.to[0]: letter.body for letter in mail.outbox if "went well" in letter.subject}
    assert {to: page_of(referral, node) in said[to] for to, node in (("sid@example.com", "belmont"), ("ana@example.com", "bixby"))} == {
        "sid@example.com": True,
        "ana@example.com": True,
    }


def test_a_steward_of_another_group_does_not_come_to_act_for_a_business_there(cast: Cast, now: datetime, as_person: SignIn) -> None:
    """Anybody may start a group and list what stands in a public directory. That must not open the customers of others."""
    sid, trainer = as_person(cast.stranger), cast.trainer.business
    form = {"name": trainer.name, "trade": "Dog trainer", "phone": trainer.phone, "known": trainer.pk}
    sid.post("/belmont/members/new/", form)
    listed = Member.objects.get(node=cast.other_node, business=trainer)
    assert sid.get(f"/belmont/members/{listed.pk}/edit/").status_code == 404
    sid.post(f"/belmont/members/{listed.pk}/invitation/", {"email": "sid@example.com"})
    asked = Invitation.objects.get(member=listed)
    sid.post(reverse("members_open:invitation", args=[asked.token]), {"answer": "yes"})
    sid.post(reverse("members_open:shop", args=[cast.other_node.join_code, listed.pk]), {"note": "It is mine."})
    claim = Claim.objects.get(member=listed)
    sid.post(reverse("members:claim", args=["belmont", claim.pk]), {"answer": "yes"})
    assert [job.person for job in Staff.objects.filter(business=trainer)] == [cast.maya]
    assert (Claim.objects.get().state, Member.objects.get(pk=listed.pk).is_guest) == ("open", True)
    assert sid.get("/bixby/").status_code == 404
    as_person(cast.maya).post(reverse("members_open:shop", args=[cast.other_node.join_code, listed.pk]), {"note": ""})
    assert not Member.objects.get(pk=listed.pk).is_guest


NASTY = (
    "\0",
    "²",
    "9" * 30,
    "9" * 5000,
    "-1",
    "'; DROP TABLE--",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "🐶" * 3000,
    "{{7*7}}%s%(x)s",
)
FIELDS = (
    *("need", "receiver", "to", "page", "before", "q", "trade", "zip", "tier", "price", "name", "phone", "email", "note", "why", "member"),
    *("worth", "band", "thanks", "words", "choice", "answer", "known", "area", "chains", "line_1", "text_0", "trade_0", "slug", "rules"),
    *("what", "due_at_0", "due_at_1", "hours_mon_from", "answer_hours", "code", "language", "next", "time_zone", "went_well"),
)


@pytest.mark.parametrize("word", NASTY, ids=lambda word: ascii(word)[:12])
def test_no_page_breaks_whatever_is_typed_into_it(cast: Cast, fill: dict[str, dict[str, Any]], as_person: SignIn, word: str) -> None:
    typed = dict.fromkeys(FIELDS, word)
    asked = dict.fromkeys(("need", "to", "page", "before", "q", "trade", "zip", "tier", "answer", "code", "next"), word)
    broken = []
    for who in (cast.maya, cast.steward, None):
        browser = as_person(who)
        browser.raise_request_exception = False
        for address in addresses(fill):
            if "goodbye" in address.path or "departure" in address.path or "logout" in address.path:
                continue
            codes = {browser.get(address.path, asked).status_code, browser.post(address.path, typed).status_code}
            broken += [(address.name, code) for code in codes if code >= 500]
    assert broken == []


@pytest.mark.parametrize(
    "way",
    [
        *("/c/%00/", "/i/%00/", "/c/step/%00/", "/in/promise/%00/", "/u/%00/", "/join/%00/", "/%ff%fe/", "/c/" + "a" * 5000 + "/"),
        *("/bixby/members/999999999999999999999999/", "/bixby/referrals/9223372036854775808/", "/u/wishes/99999999999999999999/"),
        *("/bixby/promises/99999999999999999999/keeping/", "/bixby/imports/99999999999999999999/"),
        "/people/me/sessions/99999999999999999999/end/",
    ],
)
def test_an_address_made_to_break_something_is_merely_not_there(cast: Cast, as_person: SignIn, way: str) -> None:
    assert {as_person(cast.maya).get(way).status_code, as_person(cast.maya).post(way).status_code} <= {400, 404, 405, 410}


def test_what_is_somebodys_own_stays_out_of_caches_and_search_engines(cast: Cast, now: datetime, as_person: SignIn) -> None:
    referral = sent(cast, now)
    hers = [
        path(links.customer(referral)),
        reverse("referrals_open:qr", args=[referral.token]),
        path(links.step(referral, "see", reader=cast.maya.pk)),
    ]
    for page in hers:
        answer = Client().get(page)
        found = [answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")]
        assert found == ["private, no-store", "noindex, nofollow", "same-origin"]
    maya = as_person(cast.maya)
    for page in ("/bixby/", page_of(referral), "/people/me/", "/people/me/data/"):
        assert "no-store" in maya.get(page).headers["Cache-Control"]
    assert "default-src 'none'" in maya.get("/bixby/").headers["Content-Security-Policy"]


def test_the_log_neither_opens_a_page_nor_says_how_to_reach_anybody(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    signed = path(links.step(referral, "see", reader=cast.maya.pk))
    log = Discreet("%(message)s")
    said = [
        f"Unprocessable Entity: /c/{referral.token}/call/",
        f"Internal Server Error: {signed}",
        "letter 7 could not be sent: SMTPRecipientsRefused({'priya@example.com': (550, b'no')})",
        "DETAIL: Failing row contains (7, Priya, +15625550142)",
    ]
    lines = [log.format(logging.LogRecord("x", logging.WARNING, "x", 1, line, None, None)) for line in said]
    assert lines == [
        "Unprocessable Entity: /c/.../call/",
        "Internal Server Error: /c/step/.../",
        "letter 7 could not be sent: SMTPRecipientsRefused({'...@example.com': (550, b'no')})",
        "DETAIL: Failing row contains (7, Priya, +...)",
    ]


def test_a_signature_for_one_thing_opens_no_other(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    promise = promises.make("Poster", of=cast.trainer, due_at=now + timedelta(days=9), by=None, at=now)
    step, end_it = (
        path(url).split("/")[-2]
        for url in (links.step(referral, "called", reader=cast.maya.pk), promise_links.end(promise, "keeping", reader=cast.maya.pk))
    )
    stop = path(notice_links.stop(cast.node.pk, "maya@example.com", "week")).split("/")[-2]
    tries = [("referrals_open:step", end_it), ("referrals_open:step", stop), ("promises_open:end", step), ("promises_open:end", stop)]
    tries += [("notices:stop", step), ("notices:stop", end_it)]
    assert [Client().post(reverse(name, args=[signed])).status_code for name, signed in tries] == [410, 410, 410, 410, 404, 404]
    assert (Referral.objects.get().state, promise.state) == ("sent", "open")


def test_a_mailed_step_ends_for_whoever_leaves_the_business_and_goes_on_for_the_others(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    promise = promises.make("Poster", of=cast.trainer, due_at=now + timedelta(days=4000), by=None, at=now)
    helper = Person.objects.create_user("helper@example.com", name="Hal")
    members.take_on(cast.trainer, person=helper, at=now)
    steps = {who: path(links.step(referral, "called", reader=who.pk)) for who in (cast.maya, helper, cast.ortiz)}
    ends = {who: path(promise_links.end(promise, "keeping", reader=who.pk)) for who in (cast.maya, helper, cast.ortiz)}
    for ways in (steps, ends):
        assert [Client().get(way).status_code for way in ways.values()] == [200, 200, 410]
    members.let_go(cast.trainer, person=helper, by=cast.maya, at=now)
    for ways in (steps, ends):
        assert [Client().get(ways[who]).status_code for who in (cast.maya, helper)] == [200, 410]
        assert Client().post(ways[helper]).status_code == 410
    assert (Referral.objects.get().state, promise_state(promise.pk)) == ("sent", "open")
    Client().post(steps[cast.maya])
    Client().post(ends[cast.maya])
    assert (Referral.objects.get().state, promise_state(promise.pk)) == ("called", "kept")
    told = Entry.objects.filter(kind__in=["referrals.ReferralStepped", "promises.PromiseKept"]).values_list("by", flat=True)
    assert list(told) == [cast.maya.pk, cast.maya.pk]


def test_a_mail_to_a_shops_own_address_opens_its_steps_until_somebody_acts_for_it(cast: Cast, now: datetime) -> None:
    Business.objects.filter(pk=cast.guest.business_id).update(email="cheese@example.com")
    receiver = Member.objects.select_related("business", "node").get(pk=cast.guest.pk)
    referral = referrals.give(cast.vet, receiver, need="a cake", customer=PRIYA, by=None, at=now)
    referrals.say_yes(referral, choice="call_me", at=now)
    work.once(now)
    (letter,) = (each for each in mail.outbox if each.to == ["cheese@example.com"])
    steps = re.findall(r"/c/step/[^/\s]+/", str(letter.body))
    assert ([Client().get(way).status_code for way in steps], len(steps)) == ([200] * len(steps), 4)
    members.join(cast.guest, person=cast.stranger, at=now)
    assert [Client().get(way).status_code for way in steps] == [410] * len(steps)


def promise_state(pk: int) -> str:
    """Where a promise stands."""
    return str(Promise.objects.values_list("state", flat=True).get(pk=pk))


def test_the_page_of_a_mailed_step_asks_one_question(cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    link = path(links.step(sent(cast, now), "called", reader=cast.maya.pk))
    Client().get(link)
    with django_assert_num_queries(1):
        Client().get(link)


def test_a_step_from_a_mail_ends_after_sixty_days(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    link = path(links.step(sent(cast, now), "see", reader=cast.maya.pk))
    later = time.time() + links.GOOD_FOR + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert Client().get(link).status_code == 410


def test_every_form_asks_for_the_token_that_only_our_own_pages_know(cast: Cast, fill: dict[str, dict[str, Any]]) -> None:
    seen: dict[str, set[int]] = {}
    for who in (cast.maya, cast.steward, None):
        browser = Client(enforce_csrf_checks=True)
        if who is not None:
            browser.force_login(who)
        for address in addresses(fill):
            seen.setdefault(address.name, set()).add(browser.post(address.path, {"language": "es"}).status_code)
    assert {name for name, codes in seen.items() if not codes <= {302, 403, 404, 405}} == set()
    assert len(seen) > 60
    assert Client(enforce_csrf_checks=True).post("/language/setlang/", {"language": "es"}).status_code == 403


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "https:evil.example"]
)
def test_no_address_of_ours_leads_away(cast: Cast, as_person: SignIn, to: str) -> None:
    answers = [
        Client().post("/language/setlang/", {"language": "es", "next": to}),
        as_person(cast.maya).get("/account/login/", {"next": to}),
        as_person(cast.maya).get("/people/me/confirmation/", {"next": to}),
        as_person(cast.maya).post("/people/me/confirmation/", {"next": to}),
    ]
    assert [answer.headers.get("Location", "") for answer in answers if "evil" in answer.headers.get("Location", "").split("?")[0]] == []


def test_letters_lead_to_our_own_address_whatever_host_was_asked(cast: Cast, settings: Settings) -> None:
    settings.MODE, settings.ALLOWED_HOSTS = "production", ["evil.example", "testserver"]
    Client(headers={"host": "evil.example"}).post("/account/login/", {"email": "maya@example.com"})
    assert [letter.to for letter in mail.outbox] == [["maya@example.com"]]
    assert "evil.example" not in str(mail.outbox[0].message())
    assert Client(headers={"host": "worse.example"}).get("/").status_code == 400


def test_the_demos_doors_are_only_in_the_demo(cast: Cast, as_person: SignIn) -> None:
    maya = as_person(cast.maya)
    assert [maya.get(page).status_code for page in ("/demo/", "/ui/gallery/")] + [maya.post("/demo/1/").status_code] == [404] * 3
    with pytest.raises(Http404):
        views_demo.become(RequestFactory().post("/demo/1/"), cast.maya.pk)


def test_the_names_that_people_give_run_nothing(cast: Cast, now: datetime, as_person: SignIn) -> None:
    evil = '"><img src=x onerror=alert(1)><script>alert(1)</script>\u2028'
    members.describe(
        cast.trainer.business,
        Profile(name=evil, trades=["dog_trainer"], blurb=evil, services=evil, web="https://x.example/'\"><script>"),
        by=None,
        at=now,
    )
    cast.maya.name = evil
    cast.maya.save()
    cast.node.name = cast.node.blurb = cast.node.rules = evil
    cast.node.save()
    referral = referrals.give(
        cast.vet, cast.trainer, need=evil, note=evil, customer=Details(name=evil, phone="+15625550142"), by=None, at=now
    )
    referrals.say_yes(referral, choice="call_me", at=now)
    members.accept_rules(cast.trainer, by=cast.maya, at=now)
    maya = as_person(cast.maya)
    pages = [
        "/bixby/",
        "/bixby/story/",
        "/bixby/who/",
        "/bixby/members/",
        f"/bixby/members/{cast.trainer.pk}/",
        "/people/me/",
        "/bixby/rules/",
    ]
    pages += [
        page_of(referral),
        path(links.customer(referral)),
        path(links.step(referral, "see", reader=cast.maya.pk)),
        f"/join/{cast.node.join_code}/",
        "/bixby/referrals/",
    ]
    words = {page: maya.get(page).content.decode() for page in pages}
    assert [page for page, text in words.items() if "<img src=x" in text or "<script>alert" in text] == []
    work.once(now)
    htmls = [str(letter.alternatives[0][0]) for letter in mail.outbox if isinstance(letter, EmailMultiAlternatives)]
    assert htmls
    assert [html for html in htmls if "<img src=x" in html or "<script>alert" in html] == []
    assert [letter.subject for letter in mail.outbox if "\n" in letter.subject or "\r" in letter.subject] == []


def test_a_name_is_read_as_it_is_written(cast: Cast, as_person: SignIn) -> None:
    typed = {"need": "puppy", "receiver": cast.trainer.pk, "phone": "562 555 0142", "asked": "on"}
    for name in ("Pri\u202eya\r\nBcc: x@example.com", "\u200b", "José 🐶 Nuñez"):
        as_person(cast.ortiz).post("/bixby/referrals/new/", typed | {"name": name})
    assert [customer.name for customer in Customer.objects.order_by("pk")] == ["Pri ya Bcc: x@example.com", "José 🐶 Nuñez"]


def test_nobody_sends_mail_to_half_the_town_through_us(cast: Cast, as_person: SignIn) -> None:
    ortiz = as_person(cast.ortiz)
    typed = {"need": "puppy", "receiver": cast.trainer.pk, "name": "Win a prize", "asked": "on"}
    codes = [ortiz.post("/bixby/referrals/new/", typed | {"email": f"{n}@example.com"}).status_code for n in range(42)]
    assert codes == [302] * 40 + [422] * 2
    assert ortiz.post("/bixby/referrals/new/", typed | {"phone": "562 555 0142"}).status_code == 302
    way = f"/bixby/members/{cast.vet.pk}/people/"
    assert [ortiz.post(way, {"email": f"{n}@example.com"}).status_code for n in range(21)] == [302] * 20 + [422]


def test_a_customer_stops_such_letters_by_one_click_in_her_mail_program(cast: Cast, now: datetime) -> None:
    given(cast, now)
    work.once(now)
    (letter,) = (each for each in mail.outbox if each.to == ["priya@example.com"])
    way = path(letter.extra_headers["List-Unsubscribe"].strip("<>"))
    assert Client(enforce_csrf_checks=True).post(way, {"List-Unsubscribe": "One-Click"}).status_code == 200
    given(cast, now)
    work.once(now)
    assert [each.subject for each in mail.outbox if each.to == ["priya@example.com"]] == [letter.subject]


def test_what_is_erased_cannot_be_read_from_the_file(cast: Cast) -> None:
    """On PostgreSQL its own vacuum sees to that."""
    with connection.cursor() as cursor:
        kept = cursor.execute("PRAGMA secure_delete").fetchone() if connection.vendor == "sqlite" else (1,)
    assert kept == (1,)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of it at the same moment, each in a thread of its own. Says how each ended."""
    ready = threading.Barrier(len(deeds))
    ended: list[str] = []

    def run(deed: Callable[[], object]) -> None:
        ready.wait()
        try:
            deed()
            ended.append("done")
        except (referrals.Refused, members.Refused, projects.Refused, events.Refused, pacts.Refused):
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_at_once_does_its_deed_once(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)

    def fresh() -> Referral:
        return Referral.objects.select_related("giver__node", "receiver__node", "receiver__business").get(pk=referral.pk)

    one, two = fresh(), fresh()
    assert at_once(partial(referrals.accept, one, by=None, at=now), partial(referrals.accept, two, by=None, at=now)) == ["done", "refused"]
    one, two = fresh(), fresh()
    win = partial(referrals.win, worth=500, by=None, at=now)
    assert at_once(partial(win, one), partial(win, two)) == ["done", "refused"]
    pair = Pair.objects.get()
    assert (pair.sent, pair.answered, pair.won, pair.worth) == (1, 1, 1, 500)
    asked = members.invite(cast.guest, email="cheese@example.com", by=cast.steward, at=now)
    take = partial(members.take_seat, asked, at=now)
    assert at_once(partial(take, person=cast.stranger), partial(take, person=cast.sam)) == ["done", "refused"]
    assert Staff.objects.filter(business=cast.guest.business).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["called", "met", "declined"])
def test_two_answers_at_the_same_moment_are_one_answer(cast: Cast, now: datetime, other: str) -> None:
    referral = sent(cast, now)
    one, two = (Referral.objects.select_related("giver__node", "receiver__node", "receiver__business").get(pk=referral.pk) for _n in "12")
    deed = partial(referrals.decline, two) if other == "declined" else partial(referrals.step, two, other)
    ended = at_once(partial(referrals.accept, one, by=None, at=now), partial(deed, by=None, at=now))
    assert ended in (["done", "done"], ["done", "refused"])
    pair, facts = Pair.objects.get(), [entry.fact for entry in Entry.objects.filter(kind__startswith="referrals.")]
    told = [word for fact in facts for word in fact.says() if isinstance(word, Regards)]
    assert (pair.answered, [(word.about, word.facet, word.strength) for word in told]) == (1, [(cast.trainer.pk, "communication", 1.0)])


def test_a_customer_taken_on_and_then_not_is_one_answer(cast: Cast, now: datetime) -> None:
    referral = sent(cast, now)
    stale = Referral.objects.select_related("giver__node", "receiver__node", "receiver__business").get(pk=referral.pk)
    referrals.accept(referral, by=None, at=now)
    referrals.step(stale, "called", by=None, at=now)
    referrals.decline(referral, by=None, at=now)
    told = [
        word for entry in Entry.objects.all() for word in entry.fact.says() if isinstance(word, Regards) and word.facet == "communication"
    ]
    assert (Pair.objects.get().answered, [word.strength for word in told]) == (1, [1.0])


@pytest.mark.django_db(transaction=True)
def test_a_wish_to_join_sent_twice_at_once_is_one_wish(cast: Cast, now: datetime) -> None:
    wish = partial(members.claim_seat, cast.guest, person=cast.sam, at=now)
    assert at_once(wish, wish) == ["done", "refused"]
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_twice_at_once_is_asked_proposed_and_promised_once(cast: Cast, now: datetime) -> None:
    due_at = now + timedelta(days=2)
    ask = partial(events.ask, cast.vet, cast.trainer, times=[due_at], by=None, at=now)
    propose = partial(pacts.propose, cast.vet, cast.trainer, REFER, by=None, at=now)
    promise = partial(promises.give, "Send three cards", of=cast.vet, to=cast.trainer, due_at=due_at, by=None, at=now)
    assert [at_once(deed, deed) for deed in (ask, propose, promise)] == [["done", "done"]] * 3
    assert [table.objects.count() for table in (OneToOne, Pact, Promise)] == [1, 1, 1]


def test_a_form_that_is_sent_again_leads_to_what_it_made(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.ortiz)
    day = (timezone.now() + timedelta(days=5)).date().isoformat()
    ask, propose = (reverse(name, args=["bixby", cast.trainer.pk]) for name in ("events:new", "pacts:new"))
    sent = (
        (ask, {"time0_0": day, "time0_1": "10:00", "place": "Second Cup", "line": ""}),
        (propose + "?kind=referral", vars(REFER)),
        (reverse("promises:new", args=["bixby"]), {"what": "Send cards", "to": cast.trainer.pk, "due_at_0": day, "due_at_1": "18:00"}),
    )
    answers = [[browser.post(address, typed) for _n in "12"] for address, typed in sent]
    assert [[answer.status_code for answer in both] for both in answers] == [[302, 302]] * 3
    assert [both[0].headers["Location"] == both[1].headers["Location"] for both in answers] == [True] * 3
    assert [table.objects.count() for table in (OneToOne, Pact, Promise)] == [1, 1, 1]


@pytest.mark.parametrize("receiver", ["9" * 30, "-1", "²", "\0", "<script>"])
def test_a_customer_goes_to_nobody_who_is_not_there(cast: Cast, as_person: SignIn, receiver: str) -> None:
    typed = {"need": "puppy", "receiver": receiver, "name": "Priya", "asked": "on"}
    assert as_person(cast.ortiz).post("/bixby/referrals/new/", typed).status_code == 422
    typed["receiver"] = str(cast.outsider.pk)
    assert as_person(cast.ortiz).post("/bixby/referrals/new/", typed).status_code == 422
    assert not Referral.objects.exists()
