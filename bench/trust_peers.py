"""Published trust methods, from their formulas: each turns a rating network into a score for every member."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ratings:
    """u rated v with w in −1..1, in a network of n; `seeds` are the members trusted from the start."""

    u: Ints
    v: Ints
    w: Floats
    n: int
    seeds: Ints

    def given(self) -> Ints:
        return np.bincount(self.u, minlength=self.n)

    def received(self) -> Ints:
        return np.bincount(self.v, minlength=self.n)


Method = Callable[[Ratings], Floats]


def global_mean(net: Ratings) -> Floats:
    return np.full(net.n, net.w.mean())


def shrunk_mean(net: Ratings, weight: float = 2.0) -> Floats:
    return (np.bincount(net.v, net.w, net.n) + weight * net.w.mean()) / (net.received() + weight)


def beta(net: Ratings) -> Floats:
    """Jøsang and Ismail 2002, each rating a piece of evidence of its size."""
    good = np.bincount(net.v, np.maximum(net.w, 0), net.n)
    bad = np.bincount(net.v, np.maximum(-net.w, 0), net.n)
    return (good - bad) / (good + bad + 2)


def fairness_goodness(net: Ratings, *, start: tuple[Floats, Floats] | None = None, rounds: int = 60) -> tuple[Floats, Floats]:
    """Kumar, Spezzano, Subrahmanian and Faloutsos, ICDM 2016."""
    given, received = net.given(), net.received()
    fairness, goodness = start if start is not None else (np.ones(net.n), np.zeros(net.n))
    for _ in range(rounds):
        before = goodness
        goodness = np.bincount(net.v, fairness[net.u] * net.w, net.n) / np.maximum(received, 1)
        gap = np.bincount(net.u, np.abs(net.w - goodness[net.v]), net.n)
        fairness = np.where(given > 0, 1 - gap / np.maximum(given, 1) / 2, 1.0)
        if np.abs(goodness - before).sum() < 1e-6:
            break
    return fairness, goodness


def goodness(net: Ratings) -> Floats:
    return fairness_goodness(net)[1]


def eigentrust(net: Ratings, share: float = 0.15) -> Floats:
    """Kamvar, Schlosser and Garcia-Molina, WWW 2003: only praise flows, from the trusted."""
    start = np.zeros(net.n)
    start[net.seeds] = 1 / len(net.seeds)
    return _flow(net.u, net.v, np.maximum(net.w, 0), start, 1 - share)


def pagerank(net: Ratings) -> Floats:
    """Page, Brin, Motwani and Winograd 1998, on who rated whom."""
    return _flow(net.u, net.v, np.ones(len(net.w)), np.full(net.n, 1 / net.n), 0.85)


def ranked(score: Floats) -> Floats:
    """A score that has only an order, spread over −1..1."""
    return 2 * (rankdata(score) - 1) / (len(score) - 1) - 1


def _flow(u: Ints, v: Ints, weight: Floats, start: Floats, damping: float) -> Floats:
    out = np.bincount(u, weight, len(start))
    share = weight / np.where(out[u] > 0, out[u], 1)
    matrix = sparse.csr_array((share, (v, u)), shape=(len(start), len(start)))
    now = start
    for _ in range(100):
        handed = matrix @ now
        before, now = now, damping * (handed + (1 - handed.sum()) * start) + (1 - damping) * start
        if np.abs(now - before).sum() < 1e-10:
            break
    return now


MEMBER: dict[str, Method] = {
    "global mean": global_mean,
    "shrunk mean": shrunk_mean,
    "Beta": beta,
    "fairness-goodness": goodness,
    "EigenTrust": eigentrust,
    "PageRank": pagerank,
}
ONLY_ORDER = ("EigenTrust", "PageRank")


def forecasts(net: Ratings, a: Ints, b: Ints) -> dict[str, Floats]:
    """How each method expects a to rate b. Those that have only an order are put on the scale by a line fitted to the same ratings."""
    fairness, good = fairness_goodness(net)
    found = {
        "global mean": global_mean(net)[b],
        "shrunk mean": shrunk_mean(net)[b],
        "Beta": beta(net)[b],
        "fairness-goodness": fairness[a] * good[b],
    }
    for name in ONLY_ORDER:
        score = MEMBER[name](net)
        slope, level = np.polyfit(score[net.u] - score[net.v], net.w, 1)
        found[name] = level + slope * (score[a] - score[b])
    return found
