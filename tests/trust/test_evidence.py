"""What becomes evidence, what does not, and that the books come back."""

import math
from datetime import datetime

import pytest
from django.db import connection

from betterpie.house import work
from betterpie.journal import actions as journal
from betterpie.journal.facts import DEEDS, Regards
from betterpie.journal.models import Delivery, Entry
from betterpie.kernel.trust import DEFAULT
from betterpie.members import actions as members
from betterpie.promises import actions as promises
from betterpie.referrals import actions as referrals
from betterpie.trust import actions, queries
from betterpie.trust.followers import kind_of
from betterpie.trust.models import Evidence, Standing
from betterpie.trust.queries.evidence import Reader
from tests.conftest import Cast
from tests.trust.scenes import DAY, HOUR, broken, heard, kept, neighbors, value

DEED = ("about", "by", "kind", "outcome", "at", "is_confirmed", "thing", "entry", "place", "is_replaced", "state")


def books() -> list[tuple[object, ...]]:
    """All evidence, as it stands."""
    return list(Evidence.objects.order_by("entry", "place").values_list(*DEED))


def told(kind: str) -> list[tuple[object, ...]]:
    """Of whom, by whom, how well: the evidence of a kind that counts."""
    return list(Evidence.objects.filter(kind=kind, is_replaced=False).order_by("pk").values_list("about", "by", "outcome"))


def test_a_repair_takes_the_place_of_the_miss(cast: Cast, now: datetime) -> None:
    promise = broken(cast.trainer, to=cast.vet, at=now)
    heard(now + 3 * DAY)
    assert told("broken") == [(cast.trainer.pk, cast.vet.pk, -1.0)]
    missed = value(cast.trainer)
    promise.refresh_from_db()
    promises.keep(promise, by=None, at=now + 4 * DAY)
    promises.thank(promise, by=None, at=now + 4 * DAY)
    heard(now + 4 * DAY)
    assert (told("broken"), told("repaired")) == ([], [(cast.trainer.pk, cast.vet.pk, 1.0)])
    assert missed < 0 < value(cast.trainer)


def test_an_excuse_in_good_time_counts_as_kept_and_as_told_early(cast: Cast, now: datetime) -> None:
    promise = promises.make("Bring the banner", of=cast.trainer, to=cast.vet, due_at=now + DAY, by=None, at=now)
    promises.excuse(promise, by=None, at=now + HOUR)
    heard(now + HOUR)
    assert (told("excused"), told("told_early")) == ([(cast.trainer.pk, None, 1.0)], [(cast.trainer.pk, None, 1.0)])


def test_a_customer_speaks_with_the_voice_of_the_one_who_sent_her(cast: Cast, now: datetime) -> None:
    referral = referrals.give(cast.vet, cast.trainer, need="puppy", by=None, at=now)
    referrals.say_yes(referral, choice="will_call", at=now)
    referrals.accept(referral, by=None, at=now)
    referrals.step(referral, "called", by=None, at=now + HOUR)
    referrals.win(referral, by=None, at=now + DAY)
    referrals.judge(referral, went_well=True, at=now + 2 * DAY)
    referrals.tell(referral, bought=True, at=now + 2 * DAY)
    heard(now + 2 * DAY)
    seen = (cast.trainer.pk, cast.vet.pk, 1.0)
    assert [told(kind) for kind in ("answered", "followed_up", "referral_worked", "told_truly")] == [[seen]] * 4


def test_a_fact_that_names_no_deed_is_read_by_its_facet(cast: Cast) -> None:
    def kind(facet: str, strength: float) -> str:
        return kind_of(Regards(about=1, by=2, facet=facet, strength=strength))  # type: ignore[arg-type]  # each is a facet

    words = [("reliability", 1.0), ("reliability", 0.3), ("reliability", -1.0), ("honesty", 1.0), ("honesty", -1.0)]
    words += [("communication", -0.5), ("disclosure", 1.0), ("disclosure", -1.0), ("participation", 0.3)]
    assert [kind(facet, strength) for facet, strength in words] == [
        "kept", "late", "broken", "told_truly", "told_wrongly", "answered", "told_early", "kept_silent", "took_part",
    ]  # fmt: skip


@pytest.mark.parametrize("strength", [math.nan, 1.1, -math.inf])
def test_a_strength_that_is_none_is_refused(strength: float) -> None:
    with pytest.raises(ValueError, match="between -1 and 1"):
        Regards(about=1, by=2, facet="honesty", strength=strength)


def test_the_deeds_are_the_kinds_of_the_policy_and_no_others() -> None:
    assert set(DEFAULT.kinds) == DEEDS
    with pytest.raises(ValueError, match="no deed 'liked'"):
        Regards(about=1, by=2, facet="honesty", strength=1.0, deed="liked")  # type: ignore[arg-type]  # that is the point


def test_nobody_is_evidence_for_herself_and_nothing_is_told_of_nobody(cast: Cast, now: datetime) -> None:
    entry = Entry.objects.latest("pk")
    for about, by in ((cast.vet.pk, cast.vet.pk), (10**9, cast.vet.pk)):
        word = Regards(about=about, by=by, facet="reliability", strength=1.0)
        assert actions.take_in(word, kind="kept", entry=entry, place=7) is None
    assert not Evidence.objects.filter(place=7).exists()


def test_short_notice_costs_nothing_once_she_is_let_off(cast: Cast, now: datetime) -> None:
    for one in neighbors(cast, 3):
        kept(cast.trainer, to=one, at=now)
    promise = promises.make("Bring the banner", of=cast.trainer, to=cast.vet, due_at=now + DAY, by=None, at=now)
    promises.excuse(promise, by=None, at=now + DAY)
    heard(now + DAY)
    assert told("broken_but_told") == [(cast.trainer.pk, cast.vet.pk, -0.3)]
    at_short_notice = value(cast.trainer)
    promises.let_off(promise, by=None, at=now + DAY)
    heard(now + DAY)
    assert (told("broken_but_told"), told("excused")) == ([], [(cast.trainer.pk, cast.vet.pk, 1.0)])
    assert at_short_notice < value(cast.trainer)


def test_what_lies_ahead_waits(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now + 2 * DAY)
    heard(now)
    assert "kept" not in {line.kind for line in queries.lines_of(cast.trainer.pk) if line.points}
    heard(now + 3 * DAY)
    assert "kept" in {line.kind for line in queries.lines_of(cast.trainer.pk) if line.points}


def test_a_hundred_a_day_from_one_voice_are_a_quarter_at_most(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now, times=100)
    for one in neighbors(cast, 3):
        kept(cast.trainer, to=one, at=now)
    heard(now + 2 * HOUR)
    hundred = sum(line.points for line in queries.lines_of(cast.trainer.pk) if line.by_member == cast.vet.pk)
    assert 0 < hundred <= 5 * 0.25


def test_a_word_heard_late_does_not_undo_the_later_one(cast: Cast, now: datetime) -> None:
    promise = broken(cast.trainer, to=cast.vet, at=now)
    promise.refresh_from_db()
    promises.keep(promise, by=None, at=now + 3 * DAY)
    late = Delivery.objects.filter(follower="trust", entry__kind="promises.PromiseBroken")
    late.update(due_at=now + 9 * DAY)
    heard(now + 4 * DAY)
    heard(now + 9 * DAY)
    assert (told("broken"), told("repaired")) == ([], [(cast.trainer.pk, None, 1.0)])
    before = books()
    journal.replay(["trust"])
    assert books() == before


def test_replay_gives_the_same_books_and_the_same_scores(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now, times=2)
    broken(cast.rival, to=cast.trainer, at=now)
    heard(now + 3 * DAY)
    before, scores = books(), {row.member: row.value for row in Standing.objects.all()}
    journal.replay(["trust"])
    assert books() == before
    work.once(now + 3 * DAY, clocks=False)
    assert {row.member: row.value for row in Standing.objects.all()} == pytest.approx(scores, abs=1e-12)


def test_who_left_keeps_her_evidence_and_is_shown_no_more(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now)
    kept(cast.vet, to=cast.trainer, at=now)
    heard(now + 2 * HOUR)
    with_her = value(cast.vet)
    members.leave(cast.trainer, by=cast.maya, at=now + DAY)
    heard(now + DAY)
    assert queries.standing_of(cast.trainer.pk) is None
    assert told("kept") == [(cast.trainer.pk, cast.vet.pk, 1.0), (cast.vet.pk, cast.trainer.pk, 1.0)]
    assert value(cast.vet) == pytest.approx(with_her, abs=0.01)


def test_a_forgotten_person_leaves_what_her_business_did(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now)
    heard(now + 2 * HOUR)
    before = books()
    cast.maya.delete()
    journal.replay(["trust"])
    assert books() == before


def test_a_linked_group_speaks_with_one_voice(cast: Cast, now: datetime) -> None:
    members.ask_link(cast.node, cast.other_node, at=now)
    members.ask_link(cast.other_node, cast.node, at=now)
    for _time in range(20):
        referral = referrals.give(cast.vet, cast.outsider, need="puppy", by=None, at=now)
        referrals.say_yes(referral, choice="will_call", at=now)
        referrals.accept(referral, by=None, at=now)
        referrals.step(referral, "called", by=None, at=now + HOUR)
    heard(now + HOUR)
    assert set(Evidence.objects.filter(kind="answered").values_list("node", "by_node")) == {(cast.other_node.pk, cast.node.pk)}
    assert 0 < value(cast.outsider) <= 1.3


def test_evidence_is_read_with_its_moment(cast: Cast, now: datetime) -> None:
    kept(cast.trainer, to=cast.vet, at=now)
    heard(now + 2 * HOUR)
    promise = next(piece for piece in Reader(cast.node.pk).new() if piece.kind == "kept")
    assert (promise.about, promise.by, promise.when) == (cast.trainer.pk, cast.vet.pk, (now + HOUR).timestamp())


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize("is_good", [True, False])
def test_what_is_weakened_counts_less_and_what_is_removed_not_at_all(cast: Cast, now: datetime, is_good: bool, is_confirmed: bool) -> None:
    kept(cast.trainer, to=cast.vet, at=now)
    (kept if is_good else broken)(cast.trainer, to=cast.rival, at=now)
    heard(now + 3 * DAY)
    line = Evidence.objects.get(about=cast.trainer.pk, by=cast.rival.pk)
    Evidence.objects.filter(pk=line.pk).update(is_confirmed=is_confirmed)

    def settled(state: str) -> float:
        assert line.entry is not None
        actions.settle(entry=line.entry, place=line.place, state=state)
        actions.weigh(cast.node.pk, at=now + 3 * DAY)
        return value(cast.trainer)

    counts, weakened, removed = settled("counts"), settled("weakened"), settled("removed")
    assert (counts > weakened > removed) if is_good else (counts < weakened < removed)


def test_what_was_said_before_of_a_thing_is_found_by_its_index(cast: Cast, now: datetime) -> None:
    laid = ({"about": 1 + row % 3, "thing": f"promise:{row}" if row % 4 else "", "kind": "kept", "outcome": 1.0} for row in range(600))
    Evidence.objects.bulk_create(Evidence(node=cast.node.pk, by=None, at=now, **fields) for fields in laid)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE trust_evidence")
        plan = Evidence.objects.filter(about=2, thing="promise:7", kind__in=("kept", "late")).values_list("pk").explain()
    assert "evidence_about_a_thing" in plan
