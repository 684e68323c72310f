"""Whom to meet next: fairly, never twice in a row, and not too often."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

from django.core import mail
from django.urls import reverse

from betterpie.house import work
from betterpie.members import actions as members
from betterpie.members.actions import Profile
from betterpie.members.models import Member
from betterpie.partners import actions, queries
from betterpie.partners.models import Nudge
from betterpie.referrals import actions as referrals
from betterpie.week import queries as week
from tests.conftest import Cast, SignIn
from tests.partners.conftest import Street

MONDAY = datetime.fromisoformat("2026-03-09T05:05:00-07:00")
WEEK = timedelta(days=7)
TRADES = (
    "veterinarian",
    "dog_trainer",
    "pet_groomer",
    "pet_sitter",
    "florist",
    "bakery",
    "caterer",
    "photographer",
    "bookkeeper",
    "plumber",
)


def crowd(cast: Cast, count: int, at: datetime) -> list[Member]:
    """So many members of ten trades."""
    made = []
    for number in range(count):
        profile = Profile(name=f"Shop {number}", trades=[TRADES[number % len(TRADES)]], zip="90807")
        member = members.list_business(cast.node, profile, by=None, at=at)
        members.join(member, person=cast.steward, at=at)
        made.append(member)
    return made


def test_each_is_told_of_somebody_on_monday_and_once(street: Street) -> None:
    for minutes in (-60, 0, 10, 600):
        actions.nudge_due(at=MONDAY + timedelta(minutes=minutes))
    told = Counter(Nudge.objects.values_list("member", flat=True))
    assert set(told.values()) == {1}
    assert street.cast.vet.pk in told


def test_the_same_is_never_said_twice_in_a_row_and_two_open_ones_are_enough(street: Street) -> None:
    for number in range(8):
        at = MONDAY + number * WEEK
        actions.nudge_due(at=at)
        assert max(len(queries.open_nudges(member, at=at)) for member in queries.board(street.cast.node.pk).neighbors) <= 2
    assert Nudge.objects.count() > 20
    for member in queries.board(street.cast.node.pk).neighbors:
        nudges = list(Nudge.objects.filter(member=member).order_by("made_at"))
        named = [one.other_id for one in nudges]
        assert all(before != after for before, after in pairwise(named))


def test_the_popular_and_the_quiet_are_shown_alike(cast: Cast, now: datetime) -> None:
    those = crowd(cast, 40, now - timedelta(days=400))
    popular = those[1]
    for giver in (*those[10:20], *those[30:40]):
        referral = referrals.give(giver, popular, need="puppy", by=None, at=now)
        referrals.say_yes(referral, choice="will_call", at=now)
    for number in range(12):
        at = MONDAY + number * WEEK
        actions.nudge_due(at=at)
        Nudge.objects.filter(state="open").update(state="later", ended_at=at)
    shown = Counter(Nudge.objects.values_list("other", flat=True))
    counts = [shown[member] for member in queries.board(cast.node.pk).neighbors]
    assert sum(counts) > 400
    assert max(counts) - min(counts) <= 3
    assert abs(shown[popular.pk] - sum(counts) / len(counts)) <= 2


def test_there_is_one_of_each_kind_and_none_whom_she_knows(cast: Cast, now: datetime) -> None:
    those = crowd(cast, 20, now - timedelta(days=400))
    new = crowd(cast, 1, now)[0]
    vet, trainer = those[0], those[1]
    referral = referrals.give(vet, trainer, need="puppy", by=None, at=now)
    referrals.say_yes(referral, choice="will_call", at=now)
    here = queries.board(cast.node.pk)
    found = {one.kind: one.neighbor for one in queries.next_to_meet(here, those[6].pk, node=cast.node.pk, at=now + timedelta(days=1))}
    assert set(found) == {"complementor", "weak_tie", "newcomer"}
    assert len({one.pk for one in found.values()}) == 3
    assert found["newcomer"].joined_at == new.joined_at or found["newcomer"].joined_at >= now - timedelta(days=90)
    known = {one.neighbor.pk for one in queries.next_to_meet(here, vet.pk, node=cast.node.pk, at=now)}
    assert trainer.pk not in known


def test_the_week_says_whom_to_meet_and_hears_not_now(street: Street, as_person: SignIn) -> None:
    actions.nudge_due(at=MONDAY)
    nudge = Nudge.objects.get(member=street.cast.vet)
    card = week.week(street.cast.vet, at=MONDAY).suggestion
    assert card is not None
    assert card.title == f"Meet {nudge.other.business.name}?"
    browser = as_person(street.cast.ortiz)
    answer = browser.post(reverse("partners:later", args=["bixby", nudge.pk]), {"back": "week"})
    assert answer.headers["Location"] == "/bixby/"
    assert Nudge.objects.get(pk=nudge.pk).state == "later"
    assert week.week(street.cast.vet, at=MONDAY).suggestion != card


def test_nobody_puts_off_what_was_said_to_somebody_else(street: Street, as_person: SignIn) -> None:
    actions.nudge_due(at=MONDAY)
    nudge = Nudge.objects.get(member=street.cast.vet)
    assert as_person(street.cast.maya).post(reverse("partners:later", args=["bixby", nudge.pk])).status_code == 404
    assert Nudge.objects.get(pk=nudge.pk).state == "open"


def test_the_weekly_letter_tells_it_once(street: Street) -> None:
    for minutes in (0, 125):
        work.once(MONDAY + timedelta(minutes=minutes))
    name = Nudge.objects.get(member=street.cast.vet).other.business.name
    letter = next(letter for letter in mail.outbox if letter.to == ["ana@example.com"] and "Meet" in str(letter.body))
    assert f"Meet {name}?" in str(letter.body)


def test_who_is_new_is_told_that_nothing_joins_them_yet(cast: Cast, now: datetime) -> None:
    lonely = crowd(cast, 1, now)[0]
    Nudge.objects.create(member=cast.vet, other=lonely, kind="newcomer", made_at=now)
    card = week.week(cast.vet, at=now).suggestion
    assert card is not None
    assert card.text == "They are new here. You have not met here yet."
