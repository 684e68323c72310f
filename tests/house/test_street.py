"""The demo street: laid by the real actions, and true to what was planted in it."""

from collections import Counter
from datetime import datetime

import pytest
from scipy.stats import spearmanr

from betterpie.house.street.lay import lay
from betterpie.house.street.people import script
from betterpie.journal import actions as journal
from betterpie.journal.models import Delivery, Entry
from betterpie.members.models import Business, Member
from betterpie.promises.models import Promise
from betterpie.referrals.models import Pair, Referral
from betterpie.value.models import Flow


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
    the_books_come_back()


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
    before = set(Flow.objects.values_list(*columns))
    assert journal.replay() > 300
    assert set(Flow.objects.values_list(*columns)) == before
    assert Entry.objects.count() > 1500
