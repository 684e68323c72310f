"""The demo street: laid by the real actions, and true to what was planted in it."""

from collections import Counter
from datetime import datetime
from itertools import permutations

import pytest
from scipy.stats import spearmanr

from betterpie.house import work
from betterpie.house.carry.belongings import KEYED
from betterpie.house.street.lay import lay
from betterpie.house.street.people import script
from betterpie.journal import actions as journal
from betterpie.journal.models import Delivery, Entry
from betterpie.members.models import Business, Member, Node
from betterpie.promises.models import Promise
from betterpie.referrals import actions as referrals
from betterpie.referrals.models import Pair, Referral
from betterpie.trust import actions as trust
from betterpie.trust.models import Evidence, Standing
from betterpie.value.models import Flow
from betterpie.week import queries as week


@pytest.mark.slow
def test_the_planted_truths_can_be_found_again(db: None, now: datetime) -> None:
    node = lay(until=now)
    members = {member.business.name: member.pk for member in Member.objects.filter(node=node).select_related("business")}
    of_key = {each.key: members[each.name] for each in script().neighbors}

    reliable = {key: kept_share(member) for key, member in of_key.items()}
    truths = {each.key: each.reliability for each in script().neighbors}
    assert spearmanr([truths[key] for key in of_key], [reliable[key] for key in of_key]).statistic > 0.6

    padders = {each.key for each in script().neighbors if each.pads}
    wins = {key: win_share(of_key[key]) for key in of_key}
    assert max(wins[key] for key in padders) < sorted(wins.values())[len(wins) // 2]

    fits = {(of_key[habit.giver], of_key[habit.receiver]): habit.fit for habit in script().habits}
    won = {(pair.giver_id, pair.receiver_id): pair.won / max(pair.sent, 1) for pair in Pair.objects.all()}
    asked = [pair for pair in fits if pair in won]
    assert spearmanr([fits[pair] for pair in asked], [won[pair] for pair in asked]).statistic > 0.3

    no_real_number = [
        phone for phone in Business.objects.exclude(phone="").values_list("phone", flat=True) if not phone.startswith("+156255501")
    ]
    assert no_real_number == []
    assert not Delivery.objects.exists()
    the_score_finds_whom_one_can_count_on(of_key)
    a_ring_of_invented_referrals_gains_little(node, at=now)
    what_a_letter_told_moves_with_the_group(node, at=now)
    the_books_come_back()


def what_a_letter_told_moves_with_the_group(node: Node, *, at: datetime) -> None:
    """Each key in the weeks of a street names a row that gets another number elsewhere, or a suggestion, which has none."""
    seats = Member.objects.filter(node=node, left_at=None).select_related("business", "node")
    keys = {key.split(":")[0] for member in seats for key in week.week(member, at=at).keys}
    assert {"referral", "promise", "feedback"} <= keys
    assert keys <= {*KEYED, "suggestion"}


def the_score_finds_whom_one_can_count_on(of_key: dict[str, int]) -> None:
    """Scores go with planted reliability, and sending people who need nothing lifts nobody."""
    scores, truths = values(), {each.key: each.reliability for each in script().neighbors}
    assert spearmanr([truths[key] for key in of_key], [scores[of_key[key]] for key in of_key]).statistic >= 0.8
    padders = [of_key[each.key] for each in script().neighbors if each.pads]
    assert all(sum(other < scores[padder] for other in scores.values()) < 5 for padder in padders)
    for standing in Standing.objects.all():
        assert abs(sum(points for _evidence, points in standing.lines) - standing.value) < 1e-9


def a_ring_of_invented_referrals_gains_little(node: Node, *, at: datetime) -> None:
    """The four who have most to gain send each other customers who don't exist, ten each way, and praise themselves in their name."""
    before = values()
    four = Member.objects.filter(pk__in=sorted(before, key=lambda member: before[member])[:4]).select_related("business", "node")
    for giver, receiver in permutations(four, 2):
        for _time in range(10):
            invented(giver, receiver, at=at)
    work.once(at)
    trust.weigh(node.pk, at=at)
    after = values()
    assert max(abs(after[member] - before[member]) for member in before) <= 0.5


def invented(giver: Member, receiver: Member, *, at: datetime) -> None:
    """A referral of nobody, which goes as well as can be."""
    referral = referrals.give(giver, receiver, need="something", trade="florist", by=None, at=at)
    referrals.say_yes(referral, choice="will_call", at=at)
    referrals.accept(referral, by=None, at=at)
    referrals.step(referral, "called", by=None, at=at)
    referrals.win(referral, by=None, at=at)
    referrals.judge(referral, went_well=True, at=at)
    referrals.tell(referral, bought=True, at=at)


def values() -> dict[int, float]:
    """Everybody's score."""
    return dict(Standing.objects.values_list("member", "value"))


def kept_share(member: int) -> float:
    """What a member did in time, of all that waited for her: promises and answers."""
    ends = Counter(Promise.objects.filter(by=member).exclude(state="open").values_list("state", flat=True))
    answers = Referral.objects.filter(receiver=member, sent_at__isnull=False).values_list("sent_at", "answered_at")
    in_time = sum(answered is not None and (answered - sent).total_seconds() < 24 * 3600 for sent, answered in answers)
    done = ends["kept"] + ends["excused"] + in_time
    return done / max(sum(ends.values()) - ends["released"] + len(answers), 1)


def win_share(giver: int) -> float:
    """How many of those whom a member told about somebody bought."""
    told = Referral.objects.filter(giver=giver)
    return told.filter(state="won").count() / max(told.count(), 1)


def the_books_come_back() -> None:
    """Emptied and heard again, the flows are the same to the cent."""
    columns = ("month", "provider", "receiver", "resource", "times", "quantity", "new_times", "new_quantity")
    deed = ("about", "by", "kind", "outcome", "at", "thing", "entry", "place", "is_replaced", "state")
    before, evidence = set(Flow.objects.values_list(*columns)), set(Evidence.objects.values_list(*deed))
    assert journal.replay() > 300
    assert set(Flow.objects.values_list(*columns)) == before
    assert set(Evidence.objects.values_list(*deed)) == evidence
    assert Entry.objects.count() > 1500
