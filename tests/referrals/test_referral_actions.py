"""A customer sent from the vet to the dog trainer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from betterpie.journal import actions as journal
from betterpie.journal.facts import Regards
from betterpie.journal.models import Entry
from betterpie.promises.models import Promise
from betterpie.referrals import actions as referrals
from betterpie.referrals import queries
from betterpie.referrals.actions.giving import Details
from betterpie.referrals.models import Customer, Pair, Referral
from betterpie.value.models import Flow
from tests.conftest import Cast

PRIYA = Details(name="Priya Shah", phone="+15625550142", email="priya@example.com")


def test_a_customer_goes_from_the_vet_to_the_trainer_and_buys(cast: Cast, now: datetime) -> None:
    referral = referrals.give(cast.vet, cast.trainer, need="puppy chews the sofa", customer=PRIYA, by=cast.ortiz.pk, at=now)
    referrals.say_yes(referral, choice="call_me", at=now + timedelta(minutes=5))
    referrals.accept(referral, by=cast.maya.pk, at=now + timedelta(minutes=45))
    referrals.step(referral, "called", by=cast.maya.pk, at=now + timedelta(hours=2))
    referrals.win(referral, worth=30000, is_new_customer=True, by=cast.maya.pk, at=now + timedelta(days=2))
    referrals.thank(referral, words="Thank you, she is lovely.", by=cast.maya.pk, at=now + timedelta(days=2))

    promise = Promise.objects.get(thing=referral.thing)
    pair = Pair.objects.get()
    assert (promise.state, promise.due_at) == (Promise.State.KEPT, now + timedelta(minutes=45, hours=4))
    assert (pair.sent, pair.answered, pair.answer_minutes, pair.won, pair.worth) == (1, 1, 40, 1, 30000)
    assert {(flow.resource, flow.quantity) for flow in Flow.objects.all()} == {("introduction", 1), ("customer", 1), ("sale", 30000)}


def test_a_step_that_is_not_next_is_refused_with_a_sentence(cast: Cast, now: datetime) -> None:
    referral = referrals.give(cast.vet, cast.trainer, need="puppy", customer=PRIYA, by=None, at=now)
    with pytest.raises(referrals.Refused, match="waiting for the customer"):
        referrals.win(referral, worth=100, by=None, at=now)


def test_her_no_erases_her_at_once(cast: Cast, now: datetime) -> None:
    referral = referrals.give(cast.vet, cast.trainer, need="puppy chews", customer=PRIYA, by=None, at=now)
    referrals.stop(referral, at=now)
    assert not Customer.objects.exists()
    assert Referral.objects.get().need == ""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds its way by what it has counted")
def test_who_waits_is_found_among_the_open_ones_alone(cast: Cast, now: datetime) -> None:
    def heard(execute: Any, sql: str, values: Any, *more: Any) -> Any:
        asked.append((sql, values))
        return execute(sql, values, *more)

    asked: list[tuple[str, Any]] = []
    with connection.execute_wrapper(heard):
        queries.waiting(cast.trainer, at=now, limit=20)
    with connection.cursor() as cursor:
        plan = cursor.execute("EXPLAIN QUERY PLAN " + asked[0][0], asked[0][1]).fetchall()
    assert [step for *_numbers, step in plan if "referrals_of_receiver" in step] == [
        "SEARCH referrals_referral USING INDEX open_referrals_of_receiver (receiver_id=? AND ended_at=?)",
        "SEARCH referrals_referral USING INDEX referrals_of_receiver (receiver_id=? AND stepped_at>? AND stepped_at<?)",
    ]


def test_silence_is_nudged_twice_and_lapses_after_two_weeks(cast: Cast, now: datetime) -> None:
    referral = referrals.give(cast.vet, cast.trainer, need="puppy", customer=PRIYA, by=None, at=now)
    referrals.say_yes(referral, choice="call_me", at=now)
    for hours in range(0, 24 * 15, 6):
        referrals.wake_due(at=now + timedelta(hours=hours))
    kinds = [entry.kind for entry in Entry.objects.filter(kind__startswith="referrals").order_by("id")]
    assert kinds == [
        "referrals.ReferralGiven",
        "referrals.ReferralAgreed",
        "referrals.ReferralNudged",
        "referrals.ReferralNudged",
        "referrals.ReferralLapsed",
    ]


def test_an_urgent_customer_goes_on_to_the_next_within_the_hour(cast: Cast, now: datetime) -> None:
    referral = referrals.give(cast.vet, cast.trainer, need="dog trainer", customer=PRIYA, is_urgent=True, by=None, at=now)
    referrals.say_yes(referral, choice="call_me", may_pass_on=True, at=now)
    referrals.wake_due(at=now + timedelta(minutes=61))
    successor = Referral.objects.latest("pk")
    assert (successor.receiver, successor.state, successor.customer.name) == (cast.rival, "sent", "Priya Shah")


def test_emptied_flows_come_back_from_the_journal(cast: Cast, now: datetime) -> None:
    test_a_customer_goes_from_the_vet_to_the_trainer_and_buys(cast, now)
    before = list(Flow.objects.values("month", "provider", "receiver", "resource", "times", "quantity", "new_times", "new_quantity"))
    journal.replay()
    assert (
        list(Flow.objects.values("month", "provider", "receiver", "resource", "times", "quantity", "new_times", "new_quantity")) == before
    )


def called(cast: Cast, now: datetime) -> Referral:
    """The trainer has called a customer of the vet's."""
    referral = referrals.give(cast.vet, cast.trainer, need="puppy", customer=PRIYA, by=None, at=now)
    referrals.say_yes(referral, choice="call_me", at=now)
    referrals.step(referral, "called", by=None, at=now)
    return referral


def outcome_words() -> list[tuple[str, float]]:
    """What the facts so far say of how truly an outcome was told."""
    words = [word for entry in Entry.objects.order_by("pk") for word in entry.fact.says() if isinstance(word, Regards)]
    return [(str(word.deed), word.strength) for word in words if word.thing.endswith(":told")]


def test_the_outcome_is_laid_beside_the_customers_word_whoever_speaks_first(cast: Cast, now: datetime) -> None:
    first, second, third = (called(cast, now) for _each in range(3))
    referrals.win(first, by=None, at=now)
    referrals.tell(first, bought=True, at=now)
    referrals.tell(second, bought=True, at=now)
    referrals.lose(second, why="price", by=None, at=now)
    referrals.tell(third, bought=False, at=now)
    assert outcome_words() == [("told_truly", 1.0), ("told_wrongly", -1.0)]
    with pytest.raises(referrals.Refused, match="told us already"):
        referrals.tell(third, bought=True, at=now)


def test_an_answer_without_an_outcome_is_silence_after_two_months(cast: Cast, now: datetime) -> None:
    called(cast, now)
    for days in range(0, 90, 5):
        referrals.wake_due(at=now + timedelta(days=days))
    lapsed = Entry.objects.get(kind="referrals.ReferralLapsed").fact
    assert [word.deed for word in lapsed.says() if isinstance(word, Regards)] == ["kept_silent"]
