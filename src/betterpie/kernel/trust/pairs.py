"""How far one member would trust another, whether they have met or not: five readable terms."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np

from betterpie.kernel.trust.columns import SHIFT, Bools, Floats, Ints, ranges, tally
from betterpie.kernel.trust.evidence import Evidence
from betterpie.kernel.trust.network import SURE, Network
from betterpie.kernel.trust.policy import DEFAULT, Policy
from betterpie.kernel.trust.scores import TOP, build
from betterpie.kernel.trust.voices import TYPICAL

RESERVE = 0.3  # friends' weight short of which their word counts only in part
MANY = 20_000  # pairs at once


@dataclass(frozen=True, slots=True)
class Terms:
    """How much each term counts, as a deviation from the mean.

    `general`: v's score and u's generosity. `habit`: what u usually gives and v usually gets, each by how steady it is. `back`: v's own
    view of u; `surprise`: how far that lies from what was to be expected. `friends`: how those whom u trusts found v, beyond the rest.
    """

    general: float
    habit: float
    back: float
    surprise: float
    friends: float


STRANGERS = Terms(0.8, 0.4, 0.0, 0.0, 0.8)
ANSWERED = Terms(0.25, 0.45, 0.35, 0.2, 0.3)  # where v has already told what v thinks of u, that says much


def pair_scores(
    evidence: Iterable[Evidence],
    pairs: Iterable[tuple[Hashable, Hashable]],
    *,
    vouched: Iterable[Hashable],
    now: float,
    policy: Policy = DEFAULT,
) -> list[float]:
    """How far u would trust v, −5..+5, for each pair (u, v): a forecast from everything known at `now`, and what u has seen herself.

    Refuses a pair of one and the same. Members nobody has heard of are newcomers.
    """
    wanted = list(pairs)
    network, columns = build(evidence, vouched=vouched, now=now, policy=policy)
    trusting, trusted = (np.array([columns.number.get(pair[side], -1) for pair in wanted], np.int64) for side in (0, 1))
    if any(u == v for u, v in wanted):
        raise ValueError("nobody has a pair score with herself")
    forecast = Forecast(network)
    return [float(score) for score in forecast.scores(trusting, trusted)]


class Forecast:
    """The pair scores of one network; members are numbers, −1 for one nobody has heard of."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.view = network.pair_sum / network.pair_weight
        self.key = (network.pair_about << SHIFT) | network.pair_by
        self.gives = _Habit.of(self.view, network.pair_by, network)
        self.gets = _Habit.of(self.view, network.pair_about, network)
        overall, residual = network.views.overall()
        self.generosity = np.append(overall, 0.0)
        self.silence = self._silence(residual)

    def scores(self, trusting: Ints, trusted: Ints) -> Floats:
        """How far each of `trusting` would trust the one of `trusted` beside it, −5..+5."""
        score = self._member_scores(np.union1d(trusting, trusted))
        parts = [self._some(trusting[i : i + MANY], trusted[i : i + MANY], score) for i in range(0, len(trusting), MANY)]
        return TOP * np.concatenate(parts) if parts else np.zeros(0)

    def _some(self, u: Ints, v: Ints, score: Floats) -> Floats:
        mean, generosity = self.network.mean, self.generosity
        general = score[v] + generosity[u]
        back, answered = self._views(about=u, by=v)
        terms = (
            general - mean,
            _steadier(self.gives, u, self.gets, v) - mean,
            back - mean,
            back - score[u] - generosity[v],
            self._friends(u, v, score),
        )
        strange = sum(_weights(STRANGERS, terms)) + self.silence
        known = sum(_weights(ANSWERED, terms))
        forecast = mean + np.where(answered, known, strange)
        seen, met = self._views(about=v, by=u)
        much = np.where(met, self.network.policy.own * self._amount(about=v, by=u), 0.0)
        return np.clip((SURE * forecast + much * seen) / (SURE + much), -1.0, 1.0)

    def _member_scores(self, members: Ints) -> Floats:
        """By number; the last place is a newcomer's, so that −1 finds it."""
        members = members[members >= 0]
        score = np.full(self.network.size + 1, self.network.mean)
        # A few are quicker one by one.
        for some in members[:, None] if len(members) <= 4 else [members]:
            score[some] = self.network.weigh(some).score
        return score

    def _find(self, *, about: Ints, by: Ints) -> tuple[Ints, Bools]:
        """Where each pair stands, and whether it does."""
        if not len(self.key):
            return np.zeros(len(about), np.int64), np.zeros(len(about), np.bool_)
        wanted = np.where((about < 0) | (by < 0), -1, (about << SHIFT) | by)
        place = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return place, self.key[place] == wanted

    def _views(self, *, about: Ints, by: Ints) -> tuple[Floats, Bools]:
        place, there = self._find(about=about, by=by)
        return (np.where(there, self.view[place], 0.0) if len(self.view) else np.zeros(len(about))), there

    def _amount(self, *, about: Ints, by: Ints) -> Floats:
        place, there = self._find(about=about, by=by)
        return np.where(there, self.network.pair_weight[place], 0.0) if len(self.view) else np.zeros(len(about))

    def _friends(self, u: Ints, v: Ints, score: Floats) -> Floats:
        """How those whom u thinks well of found v, beyond v's score and their own generosity."""
        starts = np.append(self.network.starts, self.network.starts[-1])  # a newcomer, −2 and −1, has nobody
        first, last = starts[v], np.where(v < 0, starts[v], starts[v + 1])
        voices = ranges(first, last)
        which = np.repeat(np.arange(len(u)), last - first)
        friend = self.network.pair_by[voices]
        regard = np.maximum(self._views(about=friend, by=u[which])[0], 0.0)
        beyond = self.view[voices] - score[v][which] - self.generosity[friend]
        return tally(which, regard * beyond, len(u)) / (tally(which, regard, len(u)) + RESERVE)

    def _silence(self, residual: Floats) -> float:
        """What it means, in this network, not to have been answered: how far views of those who have not lie from the rest."""
        told = self.network.told
        alone = ~self._find(about=self.network.pair_by[told], by=self.network.pair_about[told])[1]
        return float(residual[alone].sum() / (alone.sum() + TYPICAL))


def _weights(weights: Terms, terms: tuple[Floats, ...]) -> list[Floats]:
    names = ("general", "habit", "back", "surprise", "friends")
    return [getattr(weights, name) * term for name, term in zip(names, terms, strict=True)]


@dataclass(frozen=True, slots=True)
class _Habit:
    """By member: the mean of what she gives or gets, shrunk by one view of the network's mean, and how steady it is."""

    mean: Floats
    precision: Floats

    @classmethod
    def of(cls, view: Floats, member: Ints, network: Network) -> "_Habit":
        size = network.size + 1
        count, total, squares = np.bincount(member, minlength=size), tally(member, view, size), tally(member, view**2, size)
        mean = (total + network.mean) / (count + 1)
        variance = (np.maximum(squares - 2 * mean * total + count * mean**2, 0.0) + network.spread) / (count + 1)
        return cls(mean, 1 / np.maximum(variance * (1 + 1 / (count + 1)), 1e-12))


def _steadier(gives: _Habit, u: Ints, gets: _Habit, v: Ints) -> Floats:
    """The mean of both habits, the steadier counting more."""
    mine, hers = gives.precision[u], gets.precision[v]
    return (mine * gives.mean[u] + hers * gets.mean[v]) / (mine + hers)
