"""All evidence of a network at one moment, and the weighing of any of its members.

A *piece* is one piece of evidence, a *pair* all that one voice has to say about one member; both lie sorted by the member, then voice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from betterpie.kernel.trust import standing, voices, weighing
from betterpie.kernel.trust.circles import circles
from betterpie.kernel.trust.columns import SHIFT, Bools, Floats, Ints, Pieces, ranges, tally
from betterpie.kernel.trust.policy import Policy
from betterpie.kernel.trust.standing import Matrix

DAY = 86_400.0
FIRM = 1.0  # units of evidence at which praise is half as firm as praise can be
LIGHTLY = 1.0  # units of evidence that all light words of one voice about one member weigh at most
SURE = 4.0  # units of evidence that the expected spread stands for


@dataclass(frozen=True, slots=True)
class Weighed:
    """Some members weighed, on −1..1.

    By member: `score`, `deviation`, `units` of evidence, `independent` counterparties. By piece: `row` of the member, `place` in the
    columns, `weight` in the end, `share` of the score; and the factors of the weight: `own` (kind, age, confirmed), `standing`,
    `reliability`, `apart` (linked voices count as one), `limit` (of the kind, of the counterparty).
    """

    score: Floats
    deviation: Floats
    units: Floats
    independent: Floats
    row: Ints
    place: Ints
    weight: Floats
    share: Floats
    own: Floats
    standing: Floats
    reliability: Floats
    apart: Floats
    limit: Floats


class Network:
    """Evidence up to `now`, the standing of every voice, and what its opinions are worth; scores are worked out when asked for."""

    def __init__(self, pieces: Pieces, *, members: int, vouched: Ints, now: float, policy: Policy, start: Floats | None = None) -> None:
        """`vouched` are numbers below `members`; `start`, the flows of a moment ago, saves time."""
        self.policy, self.size = policy, members
        self.pieces = pieces.known(now)
        self._weigh_alone(now)
        self._pair()
        self.inward = standing.praise_matrix(self.pair_by, self.starts, self._firmness())
        self.flows = standing.flow(self.inward, vouched, passing=policy.passing, start=start)
        self.full = float(standing.full_voice(self.flows)) if members else np.inf
        self.plain = np.minimum(1.0, self.flows / self.full)
        self.mean, self.spread = self._priors()
        self._judge()

    def _weigh_alone(self, now: float) -> None:
        """The weight of each piece that is its own, whoever speaks: kind and age, and a gate each if unconfirmed or weakened."""
        kinds = self.policy.kinds.values()
        self.opinion = np.array([kind.opinion for kind in kinds], np.bool_)[self.pieces.kind]
        self.light = np.array([kind.is_light for kind in kinds], np.bool_)[self.pieces.kind]
        self.own = np.array([kind.weight for kind in kinds])[self.pieces.kind]
        if any(kind.half_life for kind in kinds):
            fading = np.array([1 / (kind.half_life * DAY) if kind.half_life else 0.0 for kind in kinds])[self.pieces.kind]
            floor = np.array([kind.floor for kind in kinds])[self.pieces.kind]
            self.own *= np.maximum(np.exp2((self.pieces.when - now) * fading), floor)
        for gated in (~self.pieces.confirmed, self.pieces.weakened):
            if gated.any():
                self.own[gated] *= self.policy.gate

    def _pair(self) -> None:
        """Gathers what each voice says about each member."""
        key = self.pieces.key
        self.first = np.flatnonzero(np.diff(key, prepend=-1))
        pair_key = key[self.first]
        self.pair_about, self.pair_by = pair_key >> SHIFT, pair_key & ((1 << SHIFT) - 1)
        self.pair = np.repeat(np.arange(len(pair_key)), np.diff(np.append(self.first, len(key))))
        self.starts = np.searchsorted(self.pair_about, np.arange(self.size + 1))
        self.pair_weight = tally(self.pair, self.own, len(pair_key))
        self.pair_sum = tally(self.pair, self.own * self.pieces.outcome, len(pair_key))

    def _firmness(self) -> Floats:
        """How firmly each voice praises each member, up to 1 (not above 0: it doesn't): the mean outcome, shrunk while there is little."""
        return self.pair_sum / (self.pair_weight + FIRM)

    def _priors(self) -> tuple[float, float]:
        """Mean and spread expected of a member of whom nothing is known: the policy's, or those of all evidence by standing."""
        mean, spread = self.policy.prior_mean, self.policy.spread
        if mean is None or spread is None:
            heard = self.own * self.plain[self.pair_by[self.pair]]
            if mean is None:
                mean = _mean(heard, self.pieces.outcome)
            if spread is None:
                spread = self._within(heard)
        return mean, spread

    def _within(self, heard: Floats) -> float:
        """The variance of what different voices say of the same member, pooled over members (unbiased for weights)."""
        about = self.pair_about[self.pair]
        total = np.maximum(tally(about, heard, self.size), 1e-30)
        mean = tally(about, heard * self.pieces.outcome, self.size) / total
        freedom = float((total - tally(about, heard * heard, self.size) / total).sum())
        return float((heard * (self.pieces.outcome - mean[about]) ** 2).sum()) / freedom if freedom > 1e-9 else 1.0

    def _judge(self) -> None:
        """Lays each opinion beside the others'."""
        voiced = np.where(self.opinion, self.own, 0.0)
        weight = tally(self.pair, voiced, len(self.pair_by))
        self.told = np.flatnonzero(weight > 0)
        by, about = self.pair_by[self.told], self.pair_about[self.told]
        self.told_opinion = (tally(self.pair, voiced * self.pieces.outcome, len(self.pair_by))[self.told]) / weight[self.told]
        self.told_place = np.cumsum(weight > 0) - 1
        told = tally(self.pair, np.where(self.light, self.own * self.pieces.outcome, 0.0), len(self.pair_by))
        self.tells = tally(self.pair, self.light, len(self.pair_by)) > 0
        self.praised = told > 0
        self.views = voices.Views.of(
            by, about, self.told_opinion, self.flows[by] > 0, size=self.size, mean=self.mean, prior_weight=self.policy.prior_weight
        )

    @cached_property
    def circles(self) -> Ints:
        """By pair, the first pair about the same member from the same circle: of those who have mostly each other confirm what they do."""
        if self.light.all():
            return np.arange(len(self.pair_by))
        facts = np.where(self.light, 0.0, self.own)
        praise = tally(self.pair, np.maximum(facts * self.pieces.outcome, 0.0), len(self.pair_by))
        return circles(self.pair_about, self.pair_by, praise, tally(self.pair, facts, len(self.pair_by)), size=self.size)

    @cached_property
    def praise(self) -> Matrix:
        """Praise by the voice: `P[u, w]`."""
        return self.inward.T.tocsr()

    @cached_property
    def opinions(self) -> Matrix:
        """Who says something light about whom: `[about, by] = 1`."""
        return voices.pattern(self.pair_about[self.tells], self.pair_by[self.tells], size=self.size)

    @cached_property
    def mutual(self) -> Matrix:
        """Who praises each other."""
        return voices.mutual(self.pair_about[self.praised], self.pair_by[self.praised], size=self.size)

    def weigh(self, members: Ints, *, kinds: Iterable[int] | None = None) -> Weighed:
        """Scores these members (sorted numbers, none twice) from all evidence, or from that of some kinds."""
        return next(self.weigh_each(members, [kinds]))

    def weigh_each(self, members: Ints, choices: Iterable[Iterable[int] | None]) -> Iterator[Weighed]:
        """Scores these members from each choice of kinds in turn (None: all), hearing the voices only once.

        From some kinds alone, what could be staged is read like any fact: it says how that side went, and decides nothing.
        """
        some = self._choose(members)
        heard = self._hear(members, some)
        for kinds in choices:
            if kinds is None:
                yield self._weigh(some, heard, lifting_little=some.light)
            else:
                chosen = np.isin(some.kind, list(kinds))
                part = some.only(chosen)
                yield self._weigh(part, heard.only(chosen), lifting_little=part.opinion)

    def _weigh(self, some: "_Chosen", heard: "_Heard", *, lifting_little: Bools) -> Weighed:
        policy, rows = self.policy, some.rows
        limit, per_pair = self._limit(some, self.own[some.pieces] * heard.standing * heard.reliability, heard.apart)
        weight = self.own[some.pieces] * heard.standing * heard.reliability * heard.apart * limit
        units = tally(some.row, weight, rows)
        down = np.where(some.lifts, 0.0, np.where(some.opinion, policy.clip, policy.clip_facts))
        up = np.where(lifting_little, policy.clip, policy.clip_facts)
        known = weighing.Known(self.mean, self.spread, policy.prior_weight, SURE)
        score, share = weighing.centre(heard.outcome, weight, some.row, down=down, up=up, units=units, known=known)
        return Weighed(
            score=score,
            deviation=weighing.deviation(heard.outcome, weight, score, some.row, units=units, known=known),
            units=units,
            independent=tally(some.pair_row, np.minimum(1.0, per_pair), rows),
            row=some.row,
            place=self.pieces.place[some.pieces],
            weight=weight,
            share=share,
            own=self.own[some.pieces],
            standing=heard.standing,
            reliability=heard.reliability,
            apart=heard.apart,
            limit=limit,
        )

    def _choose(self, members: Ints) -> "_Chosen":
        """The pairs and pieces about these members."""
        first, last = self.starts[members], self.starts[members + 1]
        edges = np.append(self.first, len(self.pair))
        pairs, pieces = ranges(first, last), ranges(edges[first], edges[last])
        pair_row = np.repeat(np.arange(len(members)), last - first)
        local, kind = np.searchsorted(pairs, self.pair[pieces]), self.pieces.kind[pieces].astype(np.int64)
        lifts = np.array([kind.lifts_only for kind in self.policy.kinds.values()], np.bool_)[kind]
        return _Chosen(len(members), pairs, pair_row, pieces, local, pair_row[local], kind, self.opinion[pieces], self.light[pieces], lifts)

    def _hear(self, members: Ints, some: "_Chosen") -> "_Heard":
        """What the voices are worth for these members, and what they say once their generosity is taken off."""
        stands = self._standings(members, some.pair_row, self.pair_by[some.pairs])[some.local]
        outcome, ones = self.pieces.outcome[some.pieces], np.ones(len(some.pieces))
        apart = generosity = close = ones
        if some.light.any():
            links = self._links(members, some.pairs, some.pair_row)[some.local]
            apart = np.where(some.light, 1 / (1 + links), 1.0)
        if some.opinion.any():
            generosity, close = (each[some.local] for each in self.views.worth(self.told_place[some.pairs], doubt=self.policy.doubt))
        heard = np.clip(outcome - np.where(some.opinion, generosity, 0.0), -1.0, 1.0)
        return _Heard(stands, np.where(some.opinion, close**2, 1.0), apart, heard)

    def _limit(self, some: "_Chosen", weight: Floats, apart: Floats) -> tuple[Floats, Floats]:
        """By piece, the factor of all limits; by pair, what the voice weighs in the end, a circle's at its first pair.

        A circle is one counterparty: what it says of facts counts like what one voice says more than once. What only lifts stands apart
        from the counterparties' limits, and what is light gets the room that the rest leaves it: else either would lower by crowding out.
        """
        policy, pairs = self.policy, len(some.pairs)
        limit = self._at_most(weight, some.kind, some.row, some.rows)
        counted = np.where(some.lifts, 0.0, weight * limit)
        firm, light = (tally(some.local, np.where(which, counted, 0.0), pairs) for which in (~some.light, some.light))
        one = np.searchsorted(some.pairs, self.circles[some.pairs])
        alone = firm * weighing.alike(firm, correlation=policy.alike)
        worth = firm * weighing.alike(tally(one, firm, pairs)[one], correlation=policy.alike)
        room = np.minimum((firm + light) * weighing.alike(firm + light, correlation=policy.alike) - alone, LIGHTLY)
        once = _ratio(room, light)
        lightly = tally(some.local, np.where(some.light, counted * once[some.local] * apart, 0.0), pairs)
        firms, lights = tally(one, worth, pairs), tally(one, lightly, pairs)
        cut = weighing.capped(firms + lights, some.pair_row, rows=some.rows, prior_weight=policy.prior_weight, share=policy.share)
        firmly = np.minimum(firms, cut * (firms + lights))
        heard = cut * (firms + lights) - firmly
        factor = np.where(
            some.light,
            (once * _ratio(heard, lights)[one])[some.local],
            (_ratio(worth, firm) * _ratio(firmly, firms)[one])[some.local],
        )
        return limit * np.where(some.lifts, 1.0, factor), firmly + heard

    def _standings(self, members: Ints, row: Ints, by: Ints) -> Floats:
        if not self.policy.self_exclusion:
            return self.plain[by]
        return standing.without(
            members, row, by, praise=self.praise, inward=self.inward, flows=self.flows, full=self.full, passing=self.policy.passing
        )

    def _links(self, members: Ints, pairs: Ints, row: Ints) -> Floats:
        by = self.pair_by[pairs]
        if len(members) > 1:
            return voices.links(members, row, by, opinions=self.opinions, mutual=self.mutual)
        counts, telling = np.zeros(len(by)), np.flatnonzero(self.tells[pairs])
        counts[telling] = voices.links_among(by[telling], praised=self.praised, starts=self.starts, pair_by=self.pair_by)
        return counts

    def _at_most(self, weight: Floats, kind: Ints, row: Ints, rows: int) -> Floats:
        """The factor that keeps each kind of evidence about one member within its limit."""
        limit = np.ones(len(weight))
        for number, rule in enumerate(self.policy.kinds.values()):
            if rule.at_most is not None and (mine := kind == number).any():
                total = tally(row[mine], weight[mine], rows)[row[mine]]
                limit[mine] = rule.at_most / np.maximum(total, rule.at_most)
        return limit


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Pairs and pieces about some members: `pair_row` and `row` say which, `local` the piece's place among the pairs."""

    rows: int
    pairs: Ints
    pair_row: Ints
    pieces: Ints
    local: Ints
    row: Ints
    kind: Ints
    opinion: Bools
    light: Bools
    lifts: Bools

    def only(self, which: Bools) -> "_Chosen":
        """The same members and pairs with some of the pieces."""
        parts = (getattr(self, name)[which] for name in ("pieces", "local", "row", "kind", "opinion", "light", "lifts"))
        return _Chosen(self.rows, self.pairs, self.pair_row, *parts)


@dataclass(frozen=True, slots=True)
class _Heard:
    """By piece: the voice's standing and (opinions) squared reliability, how far it speaks for itself, and what it is taken to tell."""

    standing: Floats
    reliability: Floats
    apart: Floats
    outcome: Floats

    def only(self, which: Bools) -> "_Heard":
        """Some of the pieces."""
        return _Heard(*(getattr(self, name)[which] for name in self.__slots__))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Part by whole; 1 where the whole is nothing."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 1.0)


def _mean(weight: Floats, value: Floats) -> float:
    total = float(weight.sum())
    return float((weight * value).sum()) / total if total > 0 else 0.0
