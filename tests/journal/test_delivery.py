"""How facts reach those who follow them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from betterpie.journal import actions as journal
from betterpie.journal import queries, signals
from betterpie.journal.facts import FACTS, Code, Fact, MemberId, Moves, Tells, Word
from betterpie.journal.followers import FOLLOWERS, Follower, follow
from betterpie.journal.models import Delivery, Entry, Mention
from betterpie.referrals import actions as referrals
from betterpie.referrals.actions.giving import Details
from betterpie.value.models import Flow
from tests.conftest import Cast


@dataclass(frozen=True, kw_only=True)
class Waved(Fact):
    """Somebody waved. Only in these tests."""

    member: MemberId
    how: Code | None = None

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=(self.member,)),)


del FACTS[Waved.kind()]


@pytest.fixture(autouse=True)
def only_here() -> Iterator[None]:
    """No followers but those of the test, and the fact of these tests known while they run."""
    before = dict(FOLLOWERS)
    FOLLOWERS.clear()
    FACTS[Waved.kind()] = Waved
    yield
    FOLLOWERS.clear()
    FOLLOWERS.update(before)
    del FACTS[Waved.kind()]


@pytest.fixture
def heard() -> list[tuple[str, int]]:
    """Who heard which entry."""
    return []


def listener(name: str, heard: list[tuple[str, int]], **more: bool) -> Follower:
    """A follower of Tells who writes down what it hears."""
    return Follower(name=name, word=Tells, hear=lambda entry, _fact: heard.append((name, entry.pk)), **more)


def deaf(_entry: Entry, _fact: Fact) -> None:
    """A follower's ear that fails, after it began to write."""
    Mention.objects.create(entry=_entry, member=999)
    raise OSError("deaf today")


def wave(at: datetime, member: int = 1) -> Entry:
    """Record a wave in its own transaction."""
    with transaction.atomic():
        return journal.record(Waved(node=1, member=MemberId(member)), by=None, at=at)


@transaction.atomic
def wave_and_fall(at: datetime) -> None:
    """A deed that fails after its fact was written."""
    journal.record(Waved(node=1, member=MemberId(1)), by=None, at=at)
    assert (Entry.objects.count(), Delivery.objects.count(), Mention.objects.count()) == (1, 1, 1)
    raise ZeroDivisionError


def test_a_failing_follower_waits_and_the_others_go_on(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(Follower(name="deaf", word=Tells, hear=deaf))
    follow(listener("keen", heard))
    first, second = wave(now), wave(now)
    assert journal.deliver(at=now) == 2
    assert heard == [("keen", first.pk), ("keen", second.pk)]
    waiting = list(Delivery.objects.order_by("id").values("entry", "follower", "due_at", "tries", "trouble"))
    assert waiting == [
        {"entry": entry.pk, "follower": "deaf", "due_at": now + timedelta(minutes=1), "tries": 1, "trouble": "OSError('deaf today')"}
        for entry in (first, second)
    ]
    assert not Mention.objects.filter(member=999).exists()


def test_what_the_others_wrote_stands_once_when_the_last_of_them_fails(db: None, now: datetime) -> None:
    follow(Follower(name="careful", word=Tells, hear=lambda entry, _fact: Mention.objects.create(entry=entry, member=7) and None))
    follow(Follower(name="deaf", word=Tells, hear=deaf))
    entry = wave(now)
    assert journal.deliver(at=now) == 1
    assert list(Mention.objects.order_by("member").values_list("entry", "member")) == [(entry.pk, 1), (entry.pk, 7)]
    assert [(one.follower, one.tries) for one in Delivery.objects.all()] == [("deaf", 1)]


def test_a_follower_that_was_mended_hears_what_it_missed(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(Follower(name="ear", word=Tells, hear=deaf))
    entry = wave(now)
    journal.deliver(at=now)
    follow(listener("ear", heard))
    assert journal.deliver(at=now + timedelta(seconds=59)) == 0
    assert journal.deliver(at=now + timedelta(minutes=1)) == 1
    assert (heard, Delivery.objects.count()) == ([("ear", entry.pk)], 0)


def test_each_failure_waits_twice_as_long_and_the_last_waits_for_a_person(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(Follower(name="deaf", word=Tells, hear=deaf))
    wave(now)
    pauses = []
    at = now
    for _try in range(journal.LAST_TRY):
        journal.deliver(at=at)
        due_at = Delivery.objects.get().due_at
        pauses.append(due_at - at)
        at = due_at
    assert pauses == [timedelta(minutes=2**n) for n in range(11)] + [timedelta(days=365)]
    assert queries.waiting(at=now) == {"due": 0, "troubled": 1}

    follow(listener("deaf", heard))
    assert journal.try_again(at=now) == 1
    assert journal.deliver(at=now) == 1


def test_a_delivery_for_somebody_nobody_knows_is_kept(db: None, now: datetime) -> None:
    entry = wave(now)
    Delivery.objects.create(entry=entry, follower="ghost", due_at=now)
    assert journal.deliver(at=now) == 0
    assert Delivery.objects.get().trouble == "LookupError('nobody is called ghost')"


def test_a_fact_nobody_knows_any_more_waits_and_holds_nobody_back(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(listener("keen", heard))
    strange, plain = wave(now), wave(now)
    Entry.objects.filter(pk=strange.pk).update(kind="gone.Gone")
    assert journal.deliver(at=now) == 1
    assert heard == [("keen", plain.pk)]
    assert Delivery.objects.get().entry_id == strange.pk


def test_entry_and_delivery_come_with_the_deed_or_not_at_all(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(listener("keen", heard))
    with pytest.raises(ZeroDivisionError):
        wave_and_fall(now)
    assert (Entry.objects.count(), Delivery.objects.count(), Mention.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused(now: datetime) -> None:
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="in the transaction of its deed"):
        journal.record(Waved(node=1, member=MemberId(1)), by=None, at=now)
    assert not Entry.objects.exists()


def test_a_code_that_is_free_text_is_refused(db: None, now: datetime) -> None:
    with pytest.raises(ValueError, match=r"holds free text in how"), transaction.atomic():
        journal.record(Waved(node=1, member=MemberId(1), how=Code("with both hands, says Priya")), by=None, at=now)
    assert not Entry.objects.exists()


def test_who_listens_at_once_hears_in_the_deeds_own_transaction(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(listener("counter", heard, at_once=True))
    entry = wave(now)
    assert (heard, Delivery.objects.count()) == ([("counter", entry.pk)], 0)


def test_the_bell_rings_after_the_commit_and_only_where_somebody_waits(
    db: None, now: datetime, heard: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(signals, "LISTENERS", [lambda: rung.append("ring")])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django gives a context manager
        wave(now)
        assert rung == []
    assert rung == []
    follow(listener("keen", heard))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # as above
        wave(now)
        assert rung == []
    assert rung == ["ring"]


def test_only_so_many_are_brought_at_once_the_oldest_first(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(listener("keen", heard))
    late, early = wave(now), wave(now - timedelta(hours=1))
    assert journal.deliver(at=now, limit=1) == 1
    assert heard == [("keen", early.pk)]
    assert journal.deliver(at=now) == 1
    assert heard == [("keen", early.pk), ("keen", late.pk)]


def test_what_is_not_due_yet_is_not_brought(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(listener("keen", heard))
    wave(now + timedelta(minutes=1))
    assert journal.deliver(at=now) == 0
    assert heard == []


def test_a_replay_tells_what_waits_in_the_queue_once(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(Follower(name="keen", word=Tells, hear=lambda entry, _fact: heard.append(("keen", entry.pk)), forget=heard.clear))
    told, waiting = wave(now), wave(now + timedelta(hours=1))
    journal.deliver(at=now)
    assert journal.replay() == 2
    journal.deliver(at=now + timedelta(hours=1))
    assert heard == [("keen", told.pk), ("keen", waiting.pk)]


def test_a_replay_leaves_those_alone_who_cannot_forget(db: None, now: datetime, heard: list[tuple[str, int]]) -> None:
    follow(listener("letters", heard))
    wave(now)
    assert journal.replay() == 0
    assert (heard, Delivery.objects.count()) == ([], 1)
    with pytest.raises(ValueError, match="can forget"):
        journal.replay(["letters"])


def test_replay_equals_live(cast: Cast, now: datetime) -> None:
    from betterpie.value import followers as value

    follow(Follower(name="value", word=Moves, hear=value.post, at_once=True, forget=value.forget))
    details = Details(name="Priya Shah", phone="+15625550142", email="priya@example.com")
    for n in range(3):
        referral = referrals.give(cast.vet, cast.trainer, need="puppy", customer=details, by=None, at=now + timedelta(days=n))
        referrals.say_yes(referral, choice="call_me", at=now + timedelta(days=n))
        referrals.accept(referral, by=None, at=now + timedelta(days=n, hours=1))
        referrals.win(referral, worth=10_000 * (n + 1), is_new_customer=bool(n), by=None, at=now + timedelta(days=n, hours=2))
    live = books()
    assert len(live["Flow"]) == 3
    assert journal.replay() > 0
    assert books() == live


def books() -> dict[str, list[dict[str, object]]]:
    """Every row of the derived tables, without their own numbers."""
    tables = list(Flow._meta.app_config.get_models())  # type: ignore[union-attr]  # set once apps are loaded
    return {
        model.__name__: sorted(
            ({name: value for name, value in row.items() if name != "id"} for row in model._default_manager.values()), key=repr
        )
        for model in tables
    }
