"""The measurements on a rating network: edge weights four ways, leak-free user classification, calibration; each is one function.

Protocols: weights in −1..1; the members vouched for are the 20 with the oldest activity in the part at hand; root mean square error and
Pearson's correlation are taken once over the pooled predictions; every random choice comes from one seed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from betterpie.kernel.trust import RATINGS, Ledger, Policy, pair_scores, ratings, scores
from trust_attacks import Row, network
from trust_peers import MEMBER, ONLY_ORDER, Floats, Ints, Ratings, fairness_goodness, forecasts

SEED = 20240607
BLOCK = 500
BUCKETS = ((1, 2), (3, 5), (6, 20), (21, 10**9))


@dataclass(frozen=True)
class Fit:
    """How close predictions come: root mean square error and correlation."""

    error: float
    correlation: float

    @classmethod
    def of(cls, predicted: Floats, actual: Floats) -> "Fit":
        """Predictions off the scale count as its end; a constant has correlation 0."""
        predicted = np.clip(predicted, -1, 1)
        flat = np.ptp(predicted) < 1e-12
        return cls(float(np.sqrt(np.mean((predicted - actual) ** 2))), 0.0 if flat else float(np.corrcoef(predicted, actual)[0, 1]))


def oldest(rows: list[Row], count: int = 20) -> list[int]:
    """The members whose first rating, given or received, is the oldest."""
    first: dict[int, float] = {}
    for rater, ratee, _, when in sorted(rows, key=lambda row: row[3]):
        first.setdefault(rater, when)
        first.setdefault(ratee, when)
    return sorted(first, key=lambda member: first[member])[:count]


def predictions(
    train: list[Row], test: list[Row], everyone: list[int], policy: Policy = RATINGS, *, peers: bool = True
) -> dict[str, Floats]:
    """What each method, knowing the first ratings, expects of the second; without `peers`, ours alone."""
    vouched = oldest(train)
    now = max(row[3] for row in train) + 1
    pairs = [(row[0], row[1]) for row in test]
    told = np.array(pair_scores(ratings(train), pairs, vouched=vouched, now=now, policy=policy)) / 5
    if not peers:
        return {"Betterpie": told}
    net, number = network([*train], [*vouched, *everyone])
    net = Ratings(net.u, net.v, net.w, net.n, net.seeds[: len(vouched)])
    a, b = (np.array([number[row[side]] for row in test]) for side in (0, 1))
    return forecasts(net, a, b) | {"Betterpie": told}


def tenfold(rows: list[Row], policy: Policy = RATINGS, *, peers: bool = True) -> dict[str, Fit]:
    """Each tenth of the ratings predicted from the other nine."""
    order, everyone = np.random.default_rng(SEED).permutation(len(rows)), _everyone(rows)
    pooled: dict[str, list[Floats]] = {}
    for fold in np.array_split(order, 10):
        held = set(fold.tolist())
        train = [row for place, row in enumerate(rows) if place not in held]
        for name, found in predictions(train, [rows[place] for place in fold], everyone, policy, peers=peers).items():
            pooled.setdefault(name, []).append(found)
    actual = np.array([rows[place][2] / 10 for place in order])
    return {name: Fit.of(np.concatenate(parts), actual) for name, parts in pooled.items()}


def time_split(rows: list[Row], policy: Policy = RATINGS, *, peers: bool = True) -> dict[str, Fit]:
    """The last fifth predicted from the first four fifths, nothing refreshed."""
    rows = sorted(rows, key=lambda row: row[3])
    cut = len(rows) * 4 // 5
    actual = np.array([row[2] / 10 for row in rows[cut:]])
    found = predictions(rows[:cut], rows[cut:], _everyone(rows), policy, peers=peers)
    return {name: Fit.of(guess, actual) for name, guess in found.items()}


def online(rows: list[Row]) -> dict[str, Fit]:
    """Each rating after the first fifth predicted from everything before it; the first 500 after that are not scored, for any method.

    Means, Beta, fairness-goodness (four warm rounds at each rating) and ours are current at every event; the rank scores are refitted
    every 500, as their lines are.
    """
    rows = sorted(rows, key=lambda row: row[3])
    burn = len(rows) // 5
    vouched = oldest(rows[:burn])
    found = _online_peers(rows, burn, vouched)
    ledger = Ledger(ratings(rows[:burn]), vouched=vouched, policy=RATINGS)
    told = []
    for row, piece in zip(rows[burn:], ratings(rows[burn:]), strict=True):
        told.append(ledger.pair(row[0], row[1]) / 5)
        ledger.add(piece)
    found["Betterpie"] = np.array(told)
    actual = np.array([row[2] / 10 for row in rows[burn:]])
    return {name: Fit.of(guess[BLOCK:], actual[BLOCK:]) for name, guess in found.items()}


def _online_peers(rows: list[Row], burn: int, vouched: list[int]) -> dict[str, Floats]:
    whole, _ = network(rows, vouched)
    names = ("global mean", "shrunk mean", "Beta", "fairness-goodness", *ONLY_ORDER)
    found = {name: np.zeros(len(rows) - burn) for name in names}
    total, count, good, bad = (np.bincount(whole.v[:burn], w, whole.n) for w in _sums(whole.w[:burn]))
    warm = fairness_goodness(_first(whole, burn))
    for place in range(burn, len(rows)):
        spot, net = place - burn, _first(whole, place)
        if spot % BLOCK == 0:
            ranks = {name: _line(MEMBER[name](net), net) for name in ONLY_ORDER}
            mean = float(net.w.mean())
        u, v, w = int(whole.u[place]), int(whole.v[place]), float(whole.w[place])
        warm = fairness_goodness(net, start=warm, rounds=4)
        found["global mean"][spot] = mean
        found["shrunk mean"][spot] = (total[v] + 2 * mean) / (count[v] + 2)
        found["Beta"][spot] = (good[v] - bad[v]) / (good[v] + bad[v] + 2)
        found["fairness-goodness"][spot] = warm[0][u] * warm[1][v]
        for name, rank in ranks.items():
            found[name][spot] = rank(u, v)
        total[v], count[v], good[v], bad[v] = total[v] + w, count[v] + 1, good[v] + max(w, 0), bad[v] + max(-w, 0)
    return found


def _sums(w: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    return w, np.ones(len(w)), np.maximum(w, 0), np.maximum(-w, 0)


def _first(net: Ratings, count: int) -> Ratings:
    return Ratings(net.u[:count], net.v[:count], net.w[:count], net.n, net.seeds)


def _line(score: Floats, net: Ratings) -> Callable[[int, int], float]:
    slope, level = np.polyfit(score[net.u] - score[net.v], net.w, 1)
    return lambda u, v: float(level + slope * (score[u] - score[v]))


@dataclass(frozen=True)
class Classified:
    """Area under the curve for telling the fraudulent from the benign, by the score and by its cautious value."""

    score: float
    cautious: float | None = None


def leak_free(rows: list[Row], labels: Mapping[int, int], policy: Policy = RATINGS) -> dict[str, Classified]:
    """Benign against fraudulent users, after all ratings from benign to labelled users, from which labels were made, are taken out."""
    vouched = oldest(rows)
    benign = {member for member, label in labels.items() if label == 1}
    kept = [row for row in rows if not (row[0] in benign and row[1] in labels)]
    scored = [member for member in labels if member not in set(vouched)]
    truth = np.array([labels[member] for member in scored])
    net, number = network(kept, [*vouched, *_everyone(rows)])
    net = Ratings(net.u, net.v, net.w, net.n, net.seeds[: len(vouched)])
    places = np.array([number[member] for member in scored])
    found = {name: Classified(area(method(net)[places], truth)) for name, method in MEMBER.items()}
    ours = scores(ratings(kept), vouched=vouched, now=max(row[3] for row in rows) + 1, policy=policy)
    value, cautious = (np.array([getattr(ours[member], name) for member in scored]) for name in ("value", "cautious"))
    found["shrunk mean"] = Classified(found["shrunk mean"].score, area(_lower(net)[places], truth))
    found["Betterpie"] = Classified(area(value, truth), area(cautious, truth))
    return found


def _lower(net: Ratings) -> Floats:
    """The shrunk mean less one standard deviation."""
    mean, n = MEMBER["shrunk mean"](net), net.received()
    squares = np.bincount(net.v, (net.w - mean[net.v]) ** 2, net.n)
    return mean - np.sqrt((squares + 4 * net.w.var()) / (n + 4) / (n + 2))


def area(score: Floats, truth: Ints) -> float:
    """The chance that a benign user's score lies above a fraudulent one's."""
    rank, good = rankdata(score), truth == 1
    return float((rank[good].sum() - good.sum() * (good.sum() + 1) / 2) / good.sum() / (~good).sum())


def coverage(rows: list[Row], policy: Policy = RATINGS, *, seed: int = SEED) -> list[tuple[str, int, float]]:
    """Half of the ratings gives score and deviation; how often does the 90 % range hold the mean of the other half? By evidence."""
    half = np.random.default_rng(seed).random(len(rows)) < 0.5
    first = [row for row, here in zip(rows, half, strict=True) if here]
    found = scores(ratings(first), vouched=oldest(first), now=max(row[3] for row in rows) + 1, policy=policy)
    spread = float(np.var([row[2] / 10 for row, here in zip(rows, half, strict=True) if not here]))
    held: dict[int, list[float]] = {}
    known: dict[int, int] = {}
    for row, here in zip(rows, half, strict=True):
        if here:
            known[row[1]] = known.get(row[1], 0) + 1
        else:
            held.setdefault(row[1], []).append(row[2] / 10)
    inside: dict[tuple[int, int], list[bool]] = {bucket: [] for bucket in BUCKETS}
    for member, got in held.items():
        bucket = next((bucket for bucket in BUCKETS if bucket[0] <= known.get(member, 0) <= bucket[1]), None)
        if bucket is not None and len(got) >= 3:
            score = found[member]
            own = (np.var(got) * len(got) + 4 * spread) / (len(got) + 4) / len(got)
            z = (np.mean(got) - score.value / 5) / np.sqrt((score.deviation / 5) ** 2 + own)
            inside[bucket].append(bool(abs(z) < 1.645))
    return [(f"{a}–{b}" if b < 10**9 else f"{a} and more", len(hits), float(np.mean(hits))) for (a, b), hits in inside.items()]


def _everyone(rows: list[Row]) -> list[int]:
    return sorted({member for row in rows for member in row[:2]})
