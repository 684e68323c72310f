"""Two seats that are one business: somebody left and came back, or was listed twice."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from betterpie.house import work
from betterpie.journal.models import Entry
from betterpie.members import actions as members
from betterpie.members.models import Member
from betterpie.trust import actions, queries
from betterpie.trust.models import Merging
from betterpie.trust.queries import seats
from tests.conftest import Cast, SignIn, listed
from tests.trust.scenes import DAY, HOUR, broken, heard, kept, neighbors, value

WHY = "She left and came back under a new name."


def url(name: str, *args: int) -> str:
    """A steward's address in Bixby."""
    return reverse(f"trust_steward:{name}", args=["bixby", *args])


def gone(cast: Cast, now: datetime) -> Member:
    """The trainer kept a promise to the vet and three to the rival, broke two to neighbors, thanked for one, and left."""
    kept(cast.trainer, to=cast.vet, at=now)
    kept(cast.trainer, to=cast.rival, at=now, times=3)
    kept(cast.vet, to=cast.trainer, at=now)
    for other in neighbors(cast, 2):
        broken(cast.trainer, to=other, at=now)
    members.leave(cast.trainer, by=cast.maya, at=now + 3 * DAY)
    heard(now + 3 * DAY)
    cast.trainer.refresh_from_db()
    return cast.trainer


def test_two_seats_that_are_one_business_count_together(cast: Cast, now: datetime) -> None:
    left = gone(cast, now)
    alone = value(cast.rival)
    actions.merge(left, into=cast.rival, reason=WHY, by=cast.steward, at=now + 3 * DAY)
    heard(now + 4 * DAY)
    lines = [(line.kind, line.by_member) for line in queries.lines_of(cast.rival.pk) if line.kind in ("kept", "broken")]
    assert ("kept", cast.vet.pk) in lines
    assert ("kept", cast.rival.pk) not in lines  # what the two promised each other falls away
    assert value(cast.rival) < alone  # the broken promise came along


def test_a_look_says_what_would_move_and_moves_nothing(cast: Cast, now: datetime) -> None:
    left = gone(cast, now)
    before = {member.pk: value(member) for member in (cast.vet, cast.rival)}
    would = actions.would_merge(left, into=cast.rival, at=now + 3 * DAY)
    assert (would.about, would.seen, would.between) == (4, 1, 3)
    assert {moved.member: round(moved.before, 9) for moved in would.moved}[cast.rival.pk] == round(before[cast.rival.pk], 9)
    actions.merge(left, into=cast.rival, reason=WHY, by=cast.steward, at=now + 3 * DAY)
    actions.weigh(cast.node.pk, at=now + 3 * DAY)
    after = {moved.member: moved.after for moved in would.moved}
    assert {member: after.get(member, before[member]) for member in before} == pytest.approx(
        {member.pk: value(member) for member in (cast.vet, cast.rival)}, abs=1e-9
    )


def test_what_was_made_one_by_mistake_is_undone_to_the_last_digit(cast: Cast, now: datetime) -> None:
    left = gone(cast, now)
    actions.weigh(cast.node.pk, at=now + 4 * DAY)
    alone = value(cast.rival)
    made = actions.merge(left, into=cast.rival, reason=WHY, by=cast.steward, at=now + 3 * DAY)
    actions.part(made, by=cast.steward, at=now + 4 * DAY)
    actions.weigh(cast.node.pk, at=now + 4 * DAY)
    assert value(cast.rival) == pytest.approx(alone, abs=1e-12)
    left.refresh_from_db()
    assert left.left_at == now + 3 * DAY  # she had left by herself, and stays away
    told = Entry.objects.filter(kind__in=("trust.SeatsMerged", "trust.SeatsParted")).order_by("pk")
    assert [(entry.kind, entry.data["gone"], entry.data["into"], entry.by) for entry in told] == [
        ("trust.SeatsMerged", left.pk, cast.rival.pk, cast.steward.pk),
        ("trust.SeatsParted", left.pk, cast.rival.pk, cast.steward.pk),
    ]
    with pytest.raises(actions.Refused, match="undone already"):
        actions.part(made, by=cast.steward, at=now + 4 * DAY)
    actions.merge(left, into=cast.vet, reason="It was the other one.", by=cast.steward, at=now + 5 * DAY)


def test_who_is_listed_twice_leaves_the_list_and_is_back_when_it_is_undone(cast: Cast, now: datetime) -> None:
    made = actions.merge(cast.guest, into=cast.vet, reason="The same shop.", by=cast.steward, at=now)
    cast.guest.refresh_from_db()
    assert cast.guest.left_at == now
    actions.part(made, by=cast.steward, at=now + DAY)
    cast.guest.refresh_from_db()
    assert (cast.guest.left_at, cast.guest.tier) == (None, "guest")


def test_a_seat_that_counts_for_another_is_not_taken_again_until_that_is_undone(cast: Cast, now: datetime, as_person: SignIn) -> None:
    made = actions.merge(cast.guest, into=cast.vet, reason="The same shop.", by=cast.steward, at=now)
    with pytest.raises(members.Refused, match="counts as one with Bluff Park Vet"):
        members.seat_business(cast.node, cast.guest.business, by=cast.steward, at=now + DAY)
    client = as_person(cast.steward)
    form = {"name": cast.guest.business.name, "trade": "florist", "known": str(cast.guest.business_id)}
    response = client.post(reverse("members:new", args=["bixby"]), form)
    assert response.status_code == 422
    assert "counts as one with Bluff Park Vet" in response.content.decode()
    actions.part(made, by=cast.steward, at=now + DAY)
    cast.guest.refresh_from_db()
    assert (cast.guest.left_at, cast.guest.tier) == (None, "guest")


def test_who_joined_since_the_page_was_shown_keeps_her_seat(cast: Cast, now: datetime) -> None:
    stale = Member.objects.get(pk=cast.guest.pk)
    members.join(cast.guest, person=cast.sam, at=now)
    with pytest.raises(actions.Refused, match="still in use"):
        actions.merge(stale, into=cast.vet, reason="The same shop.", by=cast.steward, at=now)


def test_what_cannot_be_one_is_refused(cast: Cast, now: datetime) -> None:
    left = gone(cast, now)
    at = now + 3 * DAY
    with pytest.raises(actions.Refused, match="say why"):
        actions.merge(left, into=cast.rival, reason=" ", by=None, at=at)
    with pytest.raises(actions.Refused, match="still in use"):
        actions.merge(cast.vet, into=cast.rival, reason=WHY, by=None, at=at)
    with pytest.raises(actions.Refused, match="of this group"):
        actions.merge(cast.outsider, into=cast.rival, reason=WHY, by=None, at=at)
    with pytest.raises(actions.Refused, match="given up the seat"):
        actions.merge(cast.guest, into=left, reason=WHY, by=None, at=at)
    actions.merge(left, into=cast.rival, reason=WHY, by=None, at=at)
    with pytest.raises(actions.Refused, match="one already"):
        actions.merge(left, into=cast.rival, reason=WHY, by=None, at=at)
    assert Merging.objects.count() == 1


def test_the_same_name_or_phone_is_proposed_and_nothing_else(cast: Cast) -> None:
    phones = ("+15625550101", "+15625550102", "+15625550103")
    for member, phone in zip((cast.vet, cast.trainer, cast.rival), phones, strict=True):
        type(member.business).objects.filter(pk=member.business_id).update(phone=phone)
    type(cast.guest.business).objects.filter(pk=cast.guest.business_id).update(phone="")
    named = listed(cast.node, "The Bluff Park Vet", "veterinarian")
    called = listed(cast.node, "Good Dogs by Maya", "dog_trainer")
    type(called.business).objects.filter(pk=called.business_id).update(phone=phones[1])
    assert seats.look_alike(cast.node, limit=9) == [(named, cast.vet), (called, cast.trainer)]


def test_a_steward_looks_first_then_makes_them_one_and_undoes_it(cast: Cast, as_person: SignIn) -> None:
    at = datetime.now(tz=cast.node.zone)
    left = gone(cast, at - 6 * DAY)
    stella = as_person(cast.steward)
    assert url("seats") in stella.get(url("desk")).content.decode()
    assert url("merge", left.pk) in stella.get(url("seats")).content.decode()
    page = stella.post(url("merge", left.pk), {"into": cast.rival.pk, "look": "1"})
    assert (page.status_code, page.context["would"].about, Merging.objects.count()) == (200, 4, 0)
    assert ("Seaside Canine", True) in [(name, by < 0) for name, by in page.context["moved"]]
    assert stella.post(url("merge", left.pk), {"into": cast.rival.pk, "reason": ""}).status_code == 422
    assert stella.post(url("merge", left.pk), {"into": "", "reason": WHY}).status_code == 422
    answer = stella.post(url("merge", left.pk), {"into": cast.rival.pk, "reason": WHY}, follow=True)
    assert WHY in answer.content.decode()
    made = Merging.objects.get()
    assert (made.gone, made.into, made.by, made.parted_at) == (left.pk, cast.rival.pk, cast.steward.pk, None)
    stella.post(url("part", made.pk))
    assert Merging.objects.get().parted_at is not None
    assert stella.post(url("part", made.pk), follow=True).status_code == 200


def test_a_guests_page_shows_stewards_the_way_and_members_nothing(cast: Cast, as_person: SignIn) -> None:
    page = reverse("members:business", args=["bixby", cast.guest.pk])
    way = url("merge", cast.guest.pk)
    assert [way in as_person(who).get(page).content.decode() for who in (cast.steward, cast.maya)] == [True, False]


def test_another_groups_seats_are_not_there(cast: Cast, now: datetime, as_person: SignIn) -> None:
    stella = as_person(cast.steward)
    assert stella.get(url("merge", cast.outsider.pk)).status_code == 404
    elsewhere = Merging.objects.create(node=cast.other_node.pk, gone=cast.outsider.pk, into=1, at=now)
    assert stella.post(url("part", elsewhere.pk)).status_code == 404
    assert Merging.objects.get().parted_at is None
    assert stella.post(url("merge", cast.guest.pk), {"into": cast.outsider.pk, "reason": WHY}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_seats_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, now: datetime, as_person: SignIn, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number, member in enumerate(neighbors(cast, 3 * rows)):
        members.leave(member, by=None, at=now + timedelta(hours=number))
        if number % 3:
            member.refresh_from_db()
            actions.merge(member, into=cast.vet, reason=WHY, by=None, at=now + DAY)
    for number in range(rows):
        listed(cast.node, cast.vet.business.name if number else "Bluff Park Vet", "veterinarian")
    work.once(now + DAY + HOUR)
    browser = as_person(cast.steward)
    with django_assert_num_queries(10):
        page = browser.get(url("seats"))
    assert (len(page.context["alike"]) >= rows, len(page.context["left"]), len(page.context["pairs"])) == (True, rows, 2 * rows)
