"""Why a strength is what it is: reasons whose weights add up to it, and what to mind.

It works the strength out a second time, pair by pair and step by step, so that it also checks the arrays of `board`. The weight of a
reason is what the strength gained or lost by it, in the order of the formulas.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from betterpie.kernel.matching import sentences
from betterpie.kernel.matching import strength as formulas
from betterpie.kernel.matching.affinity import Shared
from betterpie.kernel.matching.board import Board
from betterpie.kernel.matching.ledger import Ledger
from betterpie.kernel.matching.occasions import Step
from betterpie.kernel.matching.records import Business
from betterpie.kernel.places import miles

OCCASIONS_SHOWN = 3
LEAST_SAID = 0.005
ORDER = {"occasion": 0, "asked": 0, "services": 0, "deeds": 0, "occasions": 2}
"""What explains comes first, what only moves it after, the occasions that aren't named last."""
ALWAYS_SAID = ("services", "deeds")
ENOUGH_TO_SPEAK = 3
ENOUGH_TO_JUDGE = 6
HALF = 0.5
"""Benefits of an embedded tie rise to a threshold and then reverse (Uzzi 1996): above half from one partner is worth a word."""
FAR_IN_PRICE = 2
CONTESTED = 1 / 3
"""Two trades are told that they compete when the steps they both serve weigh this much of all they share."""
MANY = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its kind, what the strength gained (or lost) by it, and the sentence.

    `shared` is the occasion behind it, where there is one, with the reader's step as the giver's: for telling it in another language.
    """

    kind: str
    weight: float
    text: str
    shared: Shared | None = None


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to mind: its kind and the sentence."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Explainer:
    """Finds the words for any ordered pair of the businesses it knows, as things stand when it is asked."""

    businesses: Sequence[Business]
    rows: Mapping[Hashable, int]
    board: Board
    ledger: Ledger

    def reasons(self, giver: Hashable, receiver: Hashable, *, to_receiver: bool = False) -> tuple[Reason, ...]:
        """Why customers of `giver` need `receiver`, in ORDER and the weightiest first. Refuses a key that isn't there with KeyError."""
        here, there = self.rows[giver], self.rows[receiver]
        found = self._occasions(here, there, to_receiver=to_receiver)
        strength = sum(reason.weight for reason in found)
        for kind, after, text in self._turns(here, there, strength, to_receiver=to_receiver):
            if not found or kind in ALWAYS_SAID or abs(after - strength) > LEAST_SAID:
                found.append(Reason(kind, after - strength, text))
            else:
                found = _carried(found, after, strength)
            strength = after
        return tuple(sorted(found, key=lambda reason: (ORDER.get(reason.kind, 1), -abs(reason.weight))))

    def strength(self, giver: Hashable, receiver: Hashable) -> float:
        """The strength of the pair, worked out by itself; distance is measured, and nobody is left out for it."""
        return sum(reason.weight for reason in self.reasons(giver, receiver))

    def warnings(self, giver: Hashable, receiver: Hashable) -> tuple[Caution, ...]:
        """What the giver should mind. Refuses a key that isn't there with KeyError."""
        here, there = self.rows[giver], self.rows[receiver]
        return tuple(Caution(kind, text) for kind, text in (*self._rivalry(here, there), *self._mind(here, there)) if text)

    def moment(self, giver: Hashable, receiver: Hashable) -> str:
        """When the giver should think of the receiver. Refuses a key that isn't there with KeyError."""
        here, there = self.rows[giver], self.rows[receiver]
        if answered := self.board.services.answered(here, there):
            return sentences.asked_moment(answered)
        step = self.moment_step(giver, receiver)
        return sentences.moment(step) if step else ""

    def moment_step(self, giver: Hashable, receiver: Hashable) -> Step | None:
        """For which step the giver should think of the receiver; None where no occasion tells. Refuses an absent key with KeyError."""
        trades = self._trades(self.rows[giver], self.rows[receiver])
        shared = self.ledger.knowledge.affinity.shared(*trades) if trades else ()
        return shared[0].receiver_step if shared else None

    def _occasions(self, here: int, there: int, *, to_receiver: bool) -> list[Reason]:
        """The reasons from shared occasions; their weights add up to the affinity of the two, the last one gathering the rest."""
        trades = self._trades(here, there)
        if trades is None:
            return []
        affinity = self.ledger.knowledge.affinity
        shared = [one.turned() if to_receiver else one for one in affinity.shared(*trades)]
        found = [Reason("occasion", one.part, sentences.shared_occasion(one), one) for one in shared[:OCCASIONS_SHOWN]]
        if rest := shared[OCCASIONS_SHOWN:]:
            found.append(Reason("occasions", sum(one.part for one in rest), sentences.further_occasions(len(rest))))
        return found

    def _turns(self, here: int, there: int, strength: float, *, to_receiver: bool) -> list[tuple[str, float, str]]:
        """Each thing that moves the strength: its kind, the strength after it, and the sentence."""
        turns: list[tuple[str, float, str]] = []
        giver, receiver = self.businesses[here], self.businesses[there]
        if trades := self._trades(here, there):
            known = self.ledger.knowledge.expected(*trades)
            if known < strength:
                strength = known
                turns.append(("broad", strength, sentences.broad_words(self._broad(trades))))
            seen, strength = self.ledger.pools.get(trades), self.ledger.pooled(*trades)
            if seen:
                turns.append(("others", strength, sentences.others(good=strength > known, few=seen.weight < ENOUGH_TO_SPEAK)))
        if (count := len(self.ledger.trades[there])) > formulas.FOCUS:
            strength *= formulas.focus(count)
            turns.append(("focus", strength, sentences.many_trades(count)))
        if answered := self.board.services.answered(here, there):
            strength = formulas.asked_for(strength)
            turns.append(("asked", strength, sentences.asked_for(answered, to_receiver=to_receiver)))
        if both := self.board.services.both(here, there):
            fewest = float(min(self.board.services.provided[here], self.board.services.provided[there]))
            strength = formulas.overlapping(strength, both=float(len(both)), fewest=fewest)
            turns.append(("services", strength, sentences.overlap(both)))
        if giver.price and receiver.price:
            strength = formulas.moved(strength, float(formulas.price_odds()[giver.price, receiver.price]))
            turns.append(("price", strength, sentences.prices(abs(giver.price - receiver.price))))
        if giver.place and receiver.place:
            apart = miles(giver.place, receiver.place)
            strength = formulas.moved(strength, float(formulas.near_odds(apart, float(self.board.reach[there]))))
            turns.append(("nearness", strength, sentences.nearness(apart)))
        if receiver.trust:
            strength = formulas.moved(strength, float(formulas.trust_odds(receiver.trust)))
            turns.append(("trust", strength, sentences.trusted(receiver.trust, to_receiver=to_receiver)))
        if own := self.ledger.pairs.get(here, {}).get(there):
            strength = formulas.shrunk(strength, weight=own.weight, value=own.value, prior_weight=formulas.PAIR_PRIOR)
            turns.append(("deeds", strength, sentences.deeds(own, to_receiver=to_receiver)))
        return turns

    def _broad(self, trades: tuple[str, str]) -> list[str]:
        """The names of those trades that are broad words."""
        known = self.ledger.knowledge.trades
        return [known[slug].name for slug in trades if known[slug].typical < 1]

    def _trades(self, here: int, there: int) -> tuple[str, str] | None:
        """The trade of each by which they meet most, after all deeds; None if one has no known trade."""
        pairs = [(mine, theirs) for mine in self.ledger.trades[here] for theirs in self.ledger.trades[there]]
        return max(pairs, key=lambda pair: self.ledger.pooled(*pair), default=None)

    def _rivalry(self, here: int, there: int) -> list[tuple[str, str]]:
        """Where the two compete: by what they say they do, by trade, or at a step of an occasion."""
        both = self.board.services.both(here, there)
        mine, theirs = self.ledger.trades[here], self.ledger.trades[there]
        if set(mine) & set(theirs):
            return [("rivals", sentences.rivals()), ("competes", sentences.competes(both) if both else "")]
        steps = [step for one in mine for other in theirs for step in self._contested(one, other)]
        return [("competes", sentences.competes(both or steps[:OCCASIONS_SHOWN]) if both or steps else "")]

    def _contested(self, one: str, other: str) -> list[str]:
        """The steps that two trades both serve, the weightiest first, where these are a good part of what they have in common."""
        affinity = self.ledger.knowledge.affinity
        rival = sorted(affinity.rival_steps(one, other), key=lambda pair: -pair[0])
        against, together = sum(weight for weight, _ in rival), affinity.total(one, other)
        return [step.name for _, step in rival] if against > CONTESTED * (against + together) else []

    def _mind(self, here: int, there: int) -> list[tuple[str, str]]:
        """Regulated trades, prices far apart, and referrals that come from one partner for the most part."""
        giver, receiver = self.businesses[here], self.businesses[there]
        known = self.ledger.knowledge.trades
        law = dict.fromkeys(known[slug].regulated.replace("_", " ") for row in (here, there) for slug in self.ledger.trades[row])
        fields = [field for field in law if field]
        apart = bool(giver.price and receiver.price and abs(giver.price - receiver.price) >= FAR_IN_PRICE)
        to_them, to_me = self._share(there, here), self._share(here, there)
        count = len(self.ledger.trades[there])
        return [
            ("regulated", sentences.regulated(fields) if fields else ""),
            ("price", sentences.prices_apart() if apart else ""),
            ("concentration", sentences.concentrated(to_them, from_reader=True) if to_them > HALF else ""),
            ("concentration", sentences.concentrated(to_me, from_reader=False) if to_me > HALF else ""),
            ("focus", sentences.many_trades(count) if count >= MANY else ""),
        ]

    def _share(self, of: int, sender: int) -> float:
        """The share of the referrals to `of` that came from `sender`; 0 while there are too few to judge."""
        senders = self.ledger.received.get(of, {})
        total = sum(senders.values())
        return senders.get(sender, 0.0) / total if total >= ENOUGH_TO_JUDGE else 0.0


def _carried(found: list[Reason], after: float, before: float) -> list[Reason]:
    """The reasons with a change too small to name spread over them, so that they still add up."""
    if before == 0:
        return found
    return [replace(reason, weight=reason.weight * after / before) for reason in found]
