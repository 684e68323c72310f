"""An owner is asked by mail: yes, no, leave me alone; and a helper is asked to work with a member."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from betterpie.journal.facts import Tells
from betterpie.journal.models import Entry
from betterpie.members import actions, panels
from betterpie.members.actions import Refused
from betterpie.members.models import Acceptance, Invitation, Member, Staff
from betterpie.people.models import Person
from tests.conftest import NOW, Cast, SignIn, listed

S = Invitation.State


@pytest.fixture
def asked(cast: Cast) -> Invitation:
    """The cheese shop's owner has been asked."""
    return actions.invite(cast.guest, email="Rosa@example.com", note="Your Brie is famous.", by=cast.steward, at=NOW)


def page(invitation: Invitation) -> str:
    """The address behind the link in the mail."""
    return reverse("members_open:invitation", args=[invitation.token])


def test_the_letter_says_who_asks_and_leads_to_three_answers(asked: Invitation) -> None:
    entry = Entry.objects.get(kind="members.OwnerInvited")
    (written,) = panels.WRITERS[entry.kind](entry, entry.fact, Tells())
    assert (written.email, written.message.subject) == ("rosa@example.com", "Stella Ward invites Knolls Cheese to Bixby Knolls")
    (card,) = written.message.cards
    assert card.text == "Your Brie is famous."
    assert [(action.label, action.method, action.url.split("?")[1]) for action in card.actions] == [
        ("Yes, I'd like to join", "get", "answer=yes"),
        ("No thanks", "get", "answer=no"),
        ("Leave me alone", "get", "answer=never"),
    ]


def test_a_mail_scanner_that_opens_every_link_answers_nothing(asked: Invitation, client: Client) -> None:
    for answer in ("yes", "no", "never"):
        for method in (client.get, client.head):
            assert method(page(asked), {"answer": answer}).status_code == 200
    asked.refresh_from_db()
    assert (asked.state, asked.answered_at) == (S.OPEN, None)


def test_a_yes_without_an_account_is_kept_and_leads_to_signing_in(asked: Invitation, cast: Cast, client: Client) -> None:
    answer = client.post(page(asked), {"answer": "yes"})
    asked.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, f"/account/signup/?next={page(asked)}")
    assert (asked.state, asked.taken_at, Member.objects.get(pk=cast.guest.pk).tier) == (S.ACCEPTED, None, "guest")

    rosa = Person.objects.create_user("rosa.private@example.com", "Rosa Brie")
    client.force_login(rosa)
    assert "One more tap" in client.get(page(asked)).content.decode()
    answer = client.post(page(asked), {"answer": "yes"})
    assert answer["Location"] == f"/bixby/members/{cast.guest.pk}/edit/"
    asked.refresh_from_db()
    member = Member.objects.get(pk=cast.guest.pk)
    assert (asked.state, asked.taken_at is not None, member.tier) == (S.ACCEPTED, True, "full")
    assert list(Staff.objects.filter(business=member.business).values_list("person", "is_owner")) == [(rosa.pk, True)]
    assert Acceptance.objects.filter(member=member, version=1, person=rosa).exists()


def test_an_invitation_seats_one_person_only(asked: Invitation, cast: Cast, as_person: SignIn) -> None:
    actions.take_seat(asked, person=cast.maya, at=NOW)
    with pytest.raises(Refused, match="has joined already"):
        actions.take_seat(Invitation.objects.get(), person=cast.sam, at=NOW)
    client = as_person(cast.sam)
    client.post(page(asked), {"answer": "yes"})
    assert "This invitation is over" in client.get(page(asked)).content.decode()
    assert not Staff.objects.filter(business=cast.guest.business, person=cast.sam).exists()


def test_a_no_is_kept_and_can_be_thought_over(asked: Invitation, client: Client) -> None:
    client.post(page(asked), {"answer": "no"})
    asked.refresh_from_db()
    assert asked.state == S.DECLINED
    assert "You said no" in client.get(page(asked)).content.decode()
    client.post(page(asked), {"answer": "yes"})
    asked.refresh_from_db()
    assert asked.state == S.ACCEPTED


def test_who_wishes_to_be_left_alone_is_never_asked_again_by_anybody(asked: Invitation, cast: Cast, client: Client) -> None:
    client.post(page(asked), {"answer": "never"})
    assert "We leave you alone" in client.get(page(asked)).content.decode()
    with pytest.raises(Refused, match="left alone"):
        actions.invite(cast.guest, email="ROSA@example.com", by=cast.steward, at=NOW)
    with pytest.raises(Refused, match="left alone"):
        actions.invite_helper(cast.outsider, email="rosa@example.com", by=cast.stranger, at=NOW)


def test_what_was_withdrawn_seats_nobody(asked: Invitation, cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.steward)
    url = f"/bixby/steward/invitations/{asked.pk}/withdrawal/"
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    with pytest.raises(Refused, match="can't be used"):
        actions.take_seat(asked, person=cast.maya, at=NOW)
    assert client.post(url).status_code == 404
    assert Invitation.objects.get().state == S.WITHDRAWN


def test_asking_twice_before_she_answered_is_refused(asked: Invitation, cast: Cast) -> None:
    with pytest.raises(Refused, match="Knolls Cheese has been asked and has not answered yet"):
        actions.invite(cast.guest, email="rosa@example.com", by=cast.steward, at=NOW + timedelta(days=1))


def test_an_unknown_link_and_an_unknown_answer_are_not_there(asked: Invitation, client: Client) -> None:
    assert client.get("/i/no-such-token/").status_code == 404
    assert client.post(page(asked), {"answer": "perhaps"}).status_code == 404


def test_a_helper_is_invited_by_the_owner_and_may_act_from_then_on(cast: Cast, as_person: SignIn) -> None:
    owner = as_person(cast.maya)
    people = f"/bixby/members/{cast.trainer.pk}/people/"
    assert owner.post(people, {"email": "tom@example.com", "note": "Saturdays"}).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.is_for_helper) == ("tom@example.com", True)
    entry = Entry.objects.get(kind="members.HelperInvited")
    (written,) = panels.WRITERS[entry.kind](entry, entry.fact, Tells())
    assert written.message.subject == "Maya Good asks you to help with Maya's Good Dogs"

    tom = Person.objects.create_user("tom@example.com", "Tom")
    helper = as_person(tom)
    assert helper.get("/bixby/members/").status_code == 404
    helper.post(page(invitation), {"answer": "yes"})
    assert helper.get(people).status_code == 200
    assert list(Staff.objects.filter(business=cast.trainer.business).order_by("pk").values_list("person", "is_owner")) == [
        (cast.maya.pk, True),
        (tom.pk, False),
    ]

    assert helper.get(f"{people}{cast.maya.pk}/removal/").status_code == 404
    assert owner.post(f"{people}{tom.pk}/removal/").status_code == 302
    assert helper.get(people).status_code == 404


def test_inviting_somebody_who_works_there_says_so_and_keeps_what_was_typed(cast: Cast, as_person: SignIn) -> None:
    answer = as_person(cast.maya).post(f"/bixby/members/{cast.trainer.pk}/people/", {"email": "Maya@example.com", "note": "again"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Maya@example.com is here already." in page
    assert "again</textarea>" in page


def test_the_last_one_cannot_go(cast: Cast) -> None:
    with pytest.raises(Refused, match="Somebody has to stay"):
        actions.let_go(cast.trainer, person=cast.maya, by=cast.maya, at=NOW)


def test_when_the_owner_goes_the_longest_serving_helper_is_the_owner(cast: Cast) -> None:
    actions.take_on(cast.trainer, person=cast.sam, at=NOW)
    actions.let_go(cast.trainer, person=cast.maya, by=cast.maya, at=NOW)
    assert list(Staff.objects.filter(business=cast.trainer.business).values_list("person", "is_owner")) == [(cast.sam.pk, True)]


def test_a_new_member_is_welcomed_once(cast: Cast) -> None:
    entry = Entry.objects.filter(kind="members.MemberJoined", data__member=cast.trainer.pk).get()
    (written,) = panels.WRITERS[entry.kind](entry, entry.fact, Tells(members=(cast.trainer.pk,)))
    assert (written.email, written.message.subject) == ("maya@example.com", "Welcome to Bixby Knolls")
    actions.join(cast.trainer, person=cast.maya, at=NOW)
    assert Entry.objects.filter(kind="members.MemberJoined", data__member=cast.trainer.pk).count() == 1


def test_a_group_asks_no_more_owners_in_a_day_than_its_host_lets_it(cast: Cast, as_person: SignIn, settings: Settings) -> None:
    settings.INVITATIONS_A_DAY = 3
    shops = [listed(cast.node, f"Shop {n}", "florist", email=f"shop{n}@example.com") for n in range(5)]
    actions.invite(shops[0], email="shop0@example.com", by=cast.steward, at=timezone.now())
    steward = as_person(cast.steward)
    ask_all = "/bixby/steward/invitations/all/"
    assert "Invite 2 owners by mail?" in steward.get(ask_all).content.decode()
    assert "2 letters are on their way." in steward.post(ask_all, follow=True).content.decode()
    enough = "Your group has asked as many owners as it may in a day."
    assert enough in steward.post(ask_all, follow=True).content.decode()
    assert enough in steward.post(f"/bixby/members/{shops[4].pk}/invitation/", {"email": "shop4@example.com"}).content.decode()
    assert Invitation.objects.count() == 3
    with pytest.raises(Refused, match=enough):
        actions.invite(shops[4], email="shop4@example.com", by=cast.steward, at=timezone.now())
    assert actions.invite_all(shops[3:], by=cast.steward, at=timezone.now() + timedelta(days=1, minutes=1)) == 2
