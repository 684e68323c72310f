"""What partners hears of: referrals, for which it keeps small counters, and coffees, by which a nudge is taken up."""

from collections.abc import Mapping

from betterpie.events.facts import OneToOneAsked
from betterpie.journal.facts import Fact
from betterpie.journal.models import Entry
from betterpie.partners import actions
from betterpie.partners.models import Tally
from betterpie.referrals.facts import (
    CustomerKept,
    CustomerSpoke,
    ReferralAccepted,
    ReferralAgreed,
    ReferralDeclined,
    ReferralFact,
    ReferralLapsed,
    ReferralLost,
    ReferralStepped,
    ReferralWon,
)
from betterpie.referrals.models import Referral
from betterpie.rows.actions import raise_counts

AGAIN: Mapping[str, str] = {Referral.Again.YES: "kept", Referral.Again.NO: "gone"}
"""What is counted of customers who bought; who came for one time only says nothing of the two."""


def hear(entry: Entry, fact: Fact) -> None:
    """Count what came of a customer, or take up what was suggested, in the deed's own transaction."""
    if isinstance(fact, OneToOneAsked):
        actions.take_up(fact.asker, fact.other, at=entry.at)
    counter = _counter(fact)
    if counter:
        assert isinstance(fact, ReferralFact)
        raise_counts(Tally, key={"node": fact.node, "giver": fact.giver, "receiver": fact.receiver}, more={counter: 1})


def forget() -> None:
    """Empty all counters, to be filled anew from the journal."""
    Tally.objects.all().delete()


def _counter(fact: Fact) -> str:
    """What a fact adds to; silence until a referral lapsed counts as a no."""
    match fact:
        case ReferralAgreed():
            return "sent"
        case ReferralAccepted():
            return "accepted"
        case ReferralStepped():
            return "accepted" if fact.minutes is not None else ""
        case ReferralWon():
            return "won"
        case ReferralLost():
            return "lost"
        case ReferralDeclined():
            return "declined"
        case ReferralLapsed():
            return "declined" if fact.was_with_receiver else ""
        case CustomerKept():
            return AGAIN.get(fact.again, "")
        case CustomerSpoke():
            return "pleased" if fact.went_well else "unhappy"
        case _:
            return ""
