"""The words of the matcher: each reason and warning as a sentence a florist believes."""

from collections.abc import Sequence

from betterpie.kernel.matching.affinity import Shared
from betterpie.kernel.matching.ledger import Sum
from betterpie.kernel.matching.occasions import Step

NEIGHBORHOOD = 0.6
"""In miles. Many places are known by their ZIP code only, so nothing finer is said."""


def shared_occasion(shared: Shared) -> str:
    """“You both see families with a new dog: you for shots (weeks 1 to 8), they for puppy class (weeks 2 to 16).”"""
    mine, theirs = shared.giver_step, shared.receiver_step
    return f"You both see {shared.occasion.people}: you for {_at(mine, theirs)}, they for {_at(theirs, mine)}."


def further_occasions(count: int) -> str:
    """The rest of the shared occasions."""
    return "You share one more occasion." if count == 1 else f"You share {count} more occasions."


def moment(step: Step) -> str:
    """When to think of the business that serves `step`."""
    return f"Think of them for {step.name} when you hear or see: {step.sign}." if step.sign else f"Think of them for {step.name}."


def asked_for(services: Sequence[str], *, to_receiver: bool) -> str:
    """What customers ask the giver for."""
    if to_receiver:
        return f"Their customers ask for {listed(services)}, which you do."
    return f"Your customers ask for {listed(services)}, which they do."


def asked_moment(services: Sequence[str]) -> str:
    """When to think of a business that does what the giver's customers ask for."""
    return f"Think of them when somebody asks you for {listed(services)}."


def overlap(services: Sequence[str]) -> str:
    """What both do."""
    return f"You both do {listed(services)}."


def competes(services: Sequence[str]) -> str:
    """What both do, as a warning."""
    return f"You both do {listed(services)}: you compete on that. Agree who takes which customers."


def rivals() -> str:
    """For two of one trade."""
    return "You are in the same trade: partners for overflow, holidays and larger jobs, rather than for referrals."


def prices(apart: int) -> str:
    """What price levels say."""
    return "Your prices are at the same level." if apart == 0 else "Your price levels differ: it suits fewer of your customers."


def prices_apart() -> str:
    """The warning on price."""
    return "Your prices are far apart: ask whether it would suit your customers."


def nearness(miles: float) -> str:
    """How far apart the two are."""
    if miles < NEIGHBORHOOD:
        return "You are in the same neighborhood."
    return f"You are about {miles:.0f} miles apart." if miles >= 1.5 else "You are about a mile apart."


def deeds(seen: Sum, *, to_receiver: bool) -> str:
    """What came of the referrals between the two: how many bought, how many of these came again, how many customers were not happy."""
    said = [_bought(seen.count, seen.won, "they sent you" if to_receiver else "you sent them")]
    if seen.kept:
        said.append(f"{_count(seen.kept)} came again.")
    if seen.complaints:
        said.append(f"{_count(seen.complaints)} {'was' if seen.complaints == 1 else 'were'} not happy.")
    return " ".join(said)


def _bought(count: float, won: float, whom: str) -> str:
    if not won:
        return f"{_count(count)} {'referral' if count == 1 else 'referrals'} {whom} so far."
    if count == won == 1:
        return f"The referral {whom} became a customer."
    if count == won:
        return f"All {_count(count)} referrals {whom} became customers."
    return f"Of {_count(count)} referrals {whom}, {_count(won)} became {'a customer' if won == 1 else 'customers'}."


def others(*, good: bool, few: bool) -> str:
    """What has been seen between these two trades; no figures, so that nobody's business shows."""
    if few:
        return "There have been first referrals between your two trades."
    return f"{'More' if good else 'Less'} came of referrals between your two trades than we expected."


def trusted(trust: float, *, to_receiver: bool) -> str:
    """What trust says, without a number."""
    if to_receiver:
        return "What you did for others counts here."
    return "They have done right by others here." if trust > 0 else "Talk with them first: not everything went well lately."


def many_trades(count: int) -> str:
    """For a business that names many trades."""
    return f"They name {count} trades: ask which is their real work."


def broad_words(trades: Sequence[str]) -> str:
    """For trades whose name says little."""
    return f"{listed(trades)}: a broad word, so ask what they really do." if len(trades) == 1 else f"{listed(trades)}: broad words, so ask."


def regulated(fields: Sequence[str]) -> str:
    """For trades in which law forbids paying for referrals."""
    return f"Regulated ({listed(fields)}): send customers freely, but no fee, gift, point or reward may hang on it."


def concentrated(share: float, *, from_reader: bool) -> str:
    """When more than half of a business's referrals come from one partner."""
    percent = round(share * 100)
    if from_reader:
        return f"{percent}% of the referrals they get come from you: it would be good for them to have other partners too."
    return f"{percent}% of the referrals you get come from them: it would be good to have other partners too."


def listed(words: Sequence[str]) -> str:
    """“cheese”, “cheese and wine”, “cheese, wine and bread”."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def time(step: Step, *, beside: Step) -> str:
    """When a step comes, as people say it beside the other step's time: “week 4”, “weeks 4 to 12”, “months 5 to 9”, “years 2 to 4”."""
    unit, low, high = step.span(beside=beside)
    if unit == "days":
        return "in the first days"
    return f"{unit} {low}" if low == high else f"{unit}s {low} to {high}"


def _at(step: Step, other: Step) -> str:
    """The step's name, with its time where the two steps differ in time."""
    return f"{step.name} ({time(step, beside=other)})" if step.is_timed(beside=other) else step.name


def _count(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
