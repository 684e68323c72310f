"""The house as somebody meets it who means no good, and as the customer whose details it holds."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from betterpie.house import work
from betterpie.journal import actions as journal
from betterpie.journal.models import Entry
from betterpie.members import actions as members
from betterpie.members.models import Claim, Invitation, Member, Staff
from betterpie.notices.models import Letter
from betterpie.referrals import actions as referrals
from betterpie.referrals import links, queries
from betterpie.referrals.models import Customer, Referral
from tests.conftest import Cast, SignIn
from tests.referrals.test_referral_pages import PRIYA, given, path, sent

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
    mailed = path(links.step(referral, "see"))
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
