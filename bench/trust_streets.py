"""A made-up street with planted truths: who is reliable, a clique, somebody who leaves and comes back new, somebody who turns bad."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from betterpie.kernel.trust import DEFAULT, Evidence, Policy, Score, scores

DAY = 86_400.0
MEMBERS, SEEDS = 40, 8
NODE = "the node"


@dataclass(frozen=True)
class Street:
    """Evidence of some days among forty members, and how reliable each truly is."""

    evidence: list[Evidence]
    reliable: np.ndarray
    days: int

    @property
    def vouched(self) -> list[object]:
        """The node itself and its five most reliable members."""
        return [NODE, *np.argsort(-self.reliable)[:5].tolist()]

    def scores(self, more: list[Evidence], policy: Policy = DEFAULT) -> list[float]:
        """Everybody's score with some more evidence."""
        found = scores(self.evidence + more, vouched=self.vouched, now=self.days * DAY, policy=policy)
        return [found[member].value for member in range(MEMBERS)]


def street(seed: int, *, days: int = 90) -> Street:
    """Each member makes a promise a week to one of twelve partners and a referral every three weeks; six are unreliable."""
    rng = np.random.default_rng(seed)
    reliable = np.clip(rng.beta(4, 1.2, MEMBERS), 0.05, 0.99)
    reliable[rng.choice(MEMBERS, 6, replace=False)] = rng.uniform(0.1, 0.5, 6)
    evidence = []
    for member in range(MEMBERS):
        partners = rng.choice([other for other in range(MEMBERS) if other != member], 12, replace=False)
        for often, good, bad in (
            (1.0, ("kept", "late"), ("broken", "broken_but_told")),
            (0.3, ("referral_worked",), ("referral_complaint",)),
        ):
            for _ in range(rng.poisson(often * days / 7)):
                kinds = good if rng.random() < reliable[member] else bad
                kind = kinds[0] if rng.random() < 0.8 else kinds[-1]
                evidence.append(_deed(member, int(rng.choice(partners)), kind, rng.uniform(0, days)))
        evidence += [_deed(member, NODE, "took_part", 30.0 * month) for month in range(1, days // 30 + 1) if rng.random() < 0.7]
    return Street(evidence, reliable, days)


def planted(*, days: int, policy: Policy = DEFAULT) -> list[float]:
    """The rank correlation of score and planted reliability, on several streets."""
    streets = [street(seed, days=days) for seed in range(SEEDS)]
    return [float(spearmanr(one.reliable, one.scores([], policy)).statistic) for one in streets]


def clique(kind: str, *, days: int, each: int = 10, policy: Policy = DEFAULT) -> tuple[list[float], list[float]]:
    """Four members, drawn at random or the worst four, confirm ten false deeds of these kinds for each other.

    The largest move of anybody, and the largest gain of the four: who praises each other so much has less to give to others.
    """
    moves, gains = [], []
    for seed in range(SEEDS):
        one, rng = street(seed, days=days), np.random.default_rng(1000 + seed)
        before = one.scores([], policy)
        kinds = kind.split(" + ")
        for four in (rng.choice(MEMBERS, 4, replace=False), np.argsort(one.reliable)[:4]):
            names = [int(member) for member in four]
            times = [(a, b, rng.uniform(0, days)) for a in names for b in names if a != b for _ in range(each)]
            false = [_deed(a, b, one_kind, day) for a, b, day in times for one_kind in kinds]
            moved = np.array(one.scores(false, policy)) - before
            moves.append(float(np.abs(moved).max()))
            gains.append(float(moved[names].max()))
    return moves, gains


def padder(*, days: int = 365) -> float:
    """The score of one who takes part in everything and keeps no promise, as the node sees it."""
    one = street(0, days=days)
    padding = [_deed("padder", NODE, "took_part", day) for day in range(0, days, 2)]
    return _score(one.evidence + padding, one, "padder", days).value


def on_off(*, weeks: int = 52, partners: int = 12, policy: Policy = DEFAULT) -> list[Score]:
    """A year of a promise kept each week, for twelve partners in turn; then every promise is broken: the score after each of them."""
    one = street(0, days=weeks * 7)
    evidence = list(one.evidence) + [_deed("eve", week % partners, "kept", week * 7) for week in range(weeks)]
    found = [_score(evidence, one, "eve", weeks * 7, policy)]
    for week in range(weeks, 2 * weeks):
        evidence.append(_deed("eve", week % partners, "broken", week * 7))
        found.append(_score(evidence, one, "eve", week * 7, policy))
    return found


def pulsing(kept: int, *, weeks: int = 104) -> float:
    """The score of one who keeps so many promises and then breaks one, over and over."""
    one = street(0, days=weeks * 7)
    deeds = [_deed("eve", week % 12, "broken" if week % (kept + 1) == kept else "kept", week * 7) for week in range(weeks)]
    return _score(one.evidence + deeds, one, "eve", weeks * 7).value


def whitewashed(*, partners: int = 12) -> list[Score]:
    """One who broke every promise for half a year leaves, comes back new, and keeps one a week: before, on return, and after each."""
    one = street(0, days=365)
    bad = [_deed("eve", week % partners, "broken", week * 7) for week in range(26)]
    found = [_score(one.evidence + bad, one, "eve", 182), _score(one.evidence + bad, one, "eve again", 183)]
    fresh: list[Evidence] = []
    for week in range(10):
        fresh.append(_deed("eve again", week % partners, "kept", 183 + 7 * week))
        found.append(_score(one.evidence + bad + fresh, one, "eve again", 183 + 7 * week))
    return found


def _score(evidence: list[Evidence], one: Street, member: object, day: float, policy: Policy = DEFAULT) -> Score:
    return scores(evidence, vouched=one.vouched, now=day * DAY, policy=policy)[member]


def _deed(about: object, by: object, kind: str, day: float) -> Evidence:
    return Evidence(about, by, DEFAULT.kinds[kind].outcome, kind, day * DAY, True)
