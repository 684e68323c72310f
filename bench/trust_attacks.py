"""Attacks on a rating network: who is attacked, by what ratings, and how far each method's score of the target moves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from betterpie.kernel.trust import RATINGS, ratings, scores
from trust_peers import MEMBER, ONLY_ORDER, Floats, Ratings, ranked

Row = tuple[int, int, float, float]
FIRST_FAKE = 10**9
PER_GROUP = 20


@dataclass
class Town:
    """A rating network and the groups that attacks draw from."""

    rows: list[Row]
    vouched: list[int]
    fraudulent: set[int]
    rng: np.random.Generator
    received: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    given: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rater, ratee, rating, _ in self.rows:
            self.received.setdefault(ratee, []).append((rater, rating / 10))
            self.given.setdefault(rater, []).append(ratee)
        self.now = max(row[3] for row in self.rows)
        mean = {member: float(np.mean([w for _, w in got])) for member, got in self.received.items()}
        count = {member: len(got) for member, got in self.received.items()}
        others = sorted(member for member in mean if member not in set(self.vouched))
        self.mean = mean
        self.bad = self._draw([m for m in others if mean[m] < -0.3 and 4 <= count[m] <= 12])
        self.newcomer = self._draw([m for m in others if mean[m] > 0 and count[m] <= 2])
        self.good = self._draw([m for m in others if mean[m] > 0.1 and 6 <= count[m] <= 20])
        self.popular = sorted(count, key=lambda m: (-count[m], m))[:200]
        self.honest = sorted(
            m for m in mean if count[m] >= 5 and len(self.given.get(m, [])) >= 5 and mean[m] > 0.1 and m not in self.fraudulent
        )

    def _draw(self, pool: list[int]) -> list[int]:
        return [int(m) for m in self.rng.choice(pool, PER_GROUP, replace=False)]

    def rows_of(self, votes: Iterable[tuple[int, int, float]]) -> list[Row]:
        """Votes in −1..1 as ratings of the latest moment."""
        return [(a, b, 10 * w, self.now) for a, b, w in votes]


Votes = list[tuple[int, int, float]]


def ring(town: Town, target: int, size: int, *, camouflage: bool = False, fooled: int = 0, praise: float = 1.0, back: bool = True) -> Votes:
    """New accounts praise each other and rate the target, who (with `back`) praises them."""
    fakes = [FIRST_FAKE + number for number in range(size)]
    votes = [(a, b, 1.0) for a in fakes for b in fakes if a != b] + [(fake, target, praise) for fake in fakes]
    if back:
        votes += [(target, fake, 1.0) for fake in fakes]
    return votes + disguise(town, target, fakes, camouflage=camouflage, fooled=fooled)


def disguise(town: Town, target: int, fakes: list[int], *, camouflage: bool, fooled: int) -> Votes:
    """Fakes rate popular members as everybody does; honest members are fooled into rating a fake +1 of 10."""
    votes = []
    if camouflage:
        for fake in fakes:
            chosen = town.rng.choice([m for m in town.popular if m != target], 3, replace=False)
            votes += [(fake, int(m), round(town.mean[int(m)], 1)) for m in chosen]
    if fooled:
        for member in town.rng.choice([m for m in town.honest if m != target], fooled, replace=False):
            votes.append((int(member), int(town.rng.choice(fakes)), 0.1))
    return votes


def slander(town: Town, target: int, size: int) -> Votes:
    """New accounts rate the target as badly as can be."""
    return [(FIRST_FAKE + number, target, -1.0) for number in range(size)]


def insiders(town: Town, target: int, size: int, word: float) -> Votes:
    """Real members, each with standing, agree on what to say."""
    already = {rater for rater, _ in town.received[target]}
    pool = [m for m in town.honest if m not in already and m != target]
    return [(int(m), target, word) for m in town.rng.choice(pool, size, replace=False)]


ATTACKS: dict[str, tuple[str, Callable[[Town, int], Votes]]] = {
    "bad member, ring of 5": ("bad", lambda town, t: ring(town, t, 5)),
    "bad member, ring of 20": ("bad", lambda town, t: ring(town, t, 20)),
    "bad member, ring of 50": ("bad", lambda town, t: ring(town, t, 50)),
    "newcomer, ring of 5": ("newcomer", lambda town, t: ring(town, t, 5)),
    "newcomer, ring of 50": ("newcomer", lambda town, t: ring(town, t, 50)),
    "bad member, ring of 20, camouflage, 5 fooled": ("bad", lambda town, t: ring(town, t, 20, camouflage=True, fooled=5)),
    "newcomer, ring of 20, camouflage, 5 fooled": ("newcomer", lambda town, t: ring(town, t, 20, camouflage=True, fooled=5)),
    "good member, 5 fakes slander": ("good", lambda town, t: slander(town, t, 5)),
    "good member, 20 fakes slander": ("good", lambda town, t: slander(town, t, 20)),
    "good member, 50 fakes slander": ("good", lambda town, t: slander(town, t, 50)),
    "good member, 20 slander, ring, camouflage, 5 fooled": (
        "good",
        lambda town, t: ring(town, t, 20, camouflage=True, fooled=5, praise=-1.0, back=False),
    ),
    "good member, 3 real members slander": ("good", lambda town, t: insiders(town, t, 3, -1.0)),
    "good member, 5 real members slander": ("good", lambda town, t: insiders(town, t, 5, -1.0)),
    "bad member, 3 real members praise": ("bad", lambda town, t: insiders(town, t, 3, 1.0)),
}

Scorer = Callable[[list[Row], list[int], list[int]], list[float]]


def peer(name: str) -> Scorer:
    """A published method as a function of rows, vouched and the members asked for, on −5..+5."""

    def score(rows: list[Row], vouched: list[int], wanted: list[int]) -> list[float]:
        net, number = network(rows, vouched)
        found = MEMBER[name](net)
        found = ranked(found) if name in ONLY_ORDER else found
        return [5 * float(found[number[member]]) for member in wanted]

    return score


def ours(*, gated: bool) -> Scorer:
    """This score; gated, a rating counts in full only where both rated each other."""

    def score(rows: list[Row], vouched: list[int], wanted: list[int]) -> list[float]:
        found = scores(ratings(rows, mutual=gated), vouched=vouched, now=rows[0][3] + 1e10, policy=RATINGS)
        return [found[member].value for member in wanted]

    return score


def network(rows: list[Row], vouched: list[int]) -> tuple[Ratings, Mapping[int, int]]:
    """The rows as arrays, and the members' numbers."""
    table = np.array(rows)
    ids = np.unique(np.concatenate((table[:, 0], table[:, 1], vouched))).astype(np.int64)
    u, v = (np.searchsorted(ids, table[:, side].astype(np.int64)) for side in (0, 1))
    number = {int(member): place for place, member in enumerate(ids)}
    return Ratings(u, v, table[:, 2] / 10, len(ids), np.searchsorted(ids, vouched)), number


def moves(town: Town, scorers: Mapping[str, Scorer]) -> dict[str, dict[str, Floats]]:
    """By attack and method: how far each target's score moves. Every method meets the same ratings."""
    rows = town.rows
    before = {
        name: dict(zip(all_targets(town), score(rows, town.vouched, all_targets(town)), strict=True)) for name, score in scorers.items()
    }
    found: dict[str, dict[str, Floats]] = {}
    for attack, (group, votes) in ATTACKS.items():
        targets = getattr(town, group)
        added = [(target, town.rows_of(votes(town, target))) for target in targets]
        found[attack] = {
            name: np.array([score(rows + more, town.vouched, [target])[0] - before[name][target] for target, more in added])
            for name, score in scorers.items()
        }
    found["retaliation on those who rated a bad member badly"] = _retaliation(town, scorers)
    return found


def all_targets(town: Town) -> list[int]:
    return town.bad + town.newcomer + town.good


def _retaliation(town: Town, scorers: Mapping[str, Scorer]) -> dict[str, Floats]:
    """The move of honest raters whom each bad target rates −10 in return."""
    plans = []
    for target in town.bad:
        rated = set(town.given.get(target, []))
        victims = [rater for rater, w in town.received[target] if w < 0 and rater not in rated]
        if victims:
            plans.append((victims, town.rows_of((target, victim, -1.0) for victim in victims)))
    everyone = sorted({victim for victims, _ in plans for victim in victims})
    found = {}
    for name, score in scorers.items():
        before = dict(zip(everyone, score(town.rows, town.vouched, everyone), strict=True))
        after = [(victims, score(town.rows + more, town.vouched, victims)) for victims, more in plans]
        found[name] = np.array([b - before[victim] for victims, now in after for victim, b in zip(victims, now, strict=True)])
    return found
