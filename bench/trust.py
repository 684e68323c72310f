"""Measures the trust score beside six published methods, and prints the tables of `docs/explanation/trust-mathematics.md`.

    python bench/trust.py                 everything (some ten minutes)
    python bench/trust.py weights users   only these of: weights online users ranges attacks streets constants cost

The rating network is Bitcoin OTC in ../shared/data/trust, or under what BETTERPIE_DATA names; without it only streets and cost are run.
"""

import csv
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

import trust_streets as streets
from betterpie.kernel.trust import DEFAULT, RATINGS, Evidence, Ledger, Policy, network, pairs, ratings, scores, standing, voices
from betterpie.kernel.trust.columns import Columns
from betterpie.kernel.trust.network import Network
from betterpie.kernel.trust.scores import Summary, build
from trust_attacks import Row, Scorer, Town, moves, ours, peer
from trust_peers import MEMBER
from trust_protocols import SEED, Fit, coverage, leak_free, oldest, online, tenfold, time_split

DATA = Path(os.environ.get("BETTERPIE_DATA", Path(__file__).parents[1] / "../shared/data")) / "trust"
NAMES = [*MEMBER, "Betterpie"]
WHOLE_REFERRAL = "answered + followed_up + referral_worked + told_truly"
"""All that a referral invented by two can bring."""


def main(wanted: list[str]) -> None:
    """Prints the sections asked for."""
    for name, section in SECTIONS.items():
        if not wanted or name in wanted:
            if name in ON_RATINGS and not (DATA / "soc-sign-bitcoinotc.csv").exists():
                print(f"\nskipped: {name}: {DATA} is absent")
                continue
            print(f"\n## {name.capitalize()}\n")
            for line in section():
                print(line, flush=True)


def read() -> tuple[list[Row], dict[int, int]]:
    """Bitcoin OTC: rows of rater, ratee, rating, time; and the labels."""
    with (DATA / "soc-sign-bitcoinotc.csv").open() as file:
        rows = [(int(a), int(b), float(rating), float(when)) for a, b, rating, when in csv.reader(file)]
    with (DATA / "otc_gt.csv").open() as file:
        return rows, {int(member): int(label) for member, label in csv.reader(file)}


def weights() -> Iterator[str]:
    """How close each method comes to the next rating, on −1..1."""
    rows, _ = read()
    fits = {"ten-fold": tenfold(rows), "last fifth": time_split(rows)}
    yield from _fits(fits)


def current() -> Iterator[str]:
    """The same, each rating predicted from everything before it."""
    yield from _fits({"online": online(read()[0])})


def users() -> Iterator[str]:
    """Benign against fraudulent, nothing leaked."""
    found = leak_free(*read())
    yield from table(
        ["method", "AUC of the score", "of the cautious value"],
        [[name, f"{found[name].score:.3f}", f"{found[name].cautious:.3f}" if found[name].cautious else "–"] for name in NAMES],
    )


def ranges() -> Iterator[str]:
    """Whether nine tenths of the truth lie in the 90 % range."""
    rows, _ = read()
    runs = [coverage(rows, seed=seed) for seed in (SEED, 1, 2)]
    lines = [[name, str(count), *(f"{100 * run[place][2]:.1f} %" for run in runs)] for place, (name, count, _) in enumerate(runs[0])]
    yield from table(["ratings known", "members", "inside the range", "another split", "a third"], lines)


def attacks() -> Iterator[str]:
    """How far each attack moves each method's score."""
    rows, labels = read()
    town = Town(rows, oldest(rows), {m for m, label in labels.items() if label == -1}, np.random.default_rng(SEED))
    methods = [name for name in MEMBER if name != "global mean"]
    scorers: dict[str, Scorer] = {name: peer(name) for name in methods}
    scorers |= {"Betterpie": ours(gated=False), "Betterpie, gated": ours(gated=True)}
    found = moves(town, scorers)
    lines = [[attack, *(_move(by[name]) for name in scorers)] for attack, by in found.items()]
    yield from table(["attack", *scorers], lines)
    yield ""
    yield from _whitewash(town, scorers, sorted(m for m, label in labels.items() if label == -1))


def _whitewash(town: Town, scorers: Mapping[str, Scorer], fraudulent: list[int]) -> Iterator[str]:
    """What leaving and coming back new gains the labelled fraudulent users."""
    nobody = 10**12
    lines = []
    for name, scorer in scorers.items():
        # The newcomer needs a number; one rating that weighs nothing gives it to methods that know members by their ratings only.
        *stay, fresh = scorer(town.rows + town.rows_of([(nobody, nobody + 1, 0.0)]), town.vouched, [*fraudulent, nobody])
        gain = fresh - np.array(stay)
        lines.append([name, f"{fresh:+.2f}", f"{gain.mean():+.2f}", f"{100 * (gain > 0).mean():.0f} %"])
    found = scores(ratings(town.rows), vouched=town.vouched, now=town.now, policy=RATINGS)
    careful = found["nobody"].cautious - np.array([found[m].cautious for m in fraudulent])
    lines.append(
        ["Betterpie, cautious value", f"{found['nobody'].cautious:+.2f}", f"{careful.mean():+.2f}", f"{100 * (careful > 0).mean():.0f} %"]
    )
    yield from table(["whitewashing: method", "a newcomer has", "mean gain of the 180 fraudulent", "who gain"], lines)


def planted() -> Iterator[str]:
    """Truths planted on a made-up street of forty."""
    lines = []
    for days in (90, 365):
        found = streets.planted(days=days)
        lines.append([f"rank correlation with planted reliability, {days} days", f"{np.mean(found):.2f}", f"{min(found):.2f}"])
    for kind in ("referral_worked", WHOLE_REFERRAL, "kept"):
        for days in (90, 365):
            for what, found in zip(("largest move", "largest gain of the four"), streets.clique(kind, days=days), strict=True):
                said = f"clique of four, ten false “{kind}” each way, {days} days: {what}"
                lines.append([said, f"{np.mean(found):.2f}", f"{max(found):.2f}"])
    lines.append(["takes part in everything, promises nothing, a year: score", f"{streets.padder():+.2f}", ""])
    yield from table(["planted", "mean", "worst"], lines)
    yield ""
    turned = streets.on_off()
    steps = (0, 1, 2, 3, 5, 8, 12, 20, 30, 52)
    yield from table(
        ["promises broken after a good year", *map(str, steps)],
        [["score", *(f"{turned[step].value:+.2f}" for step in steps)], ["cautious", *(f"{turned[step].cautious:+.2f}" for step in steps)]],
    )
    below = [next((step for step, score in enumerate(turned) if score.cautious < limit), None) for limit in (3, 2, 1, 0)]
    yield f"\n- Broken promises until the cautious value is below 3, 2, 1, 0: {', '.join(map(str, below))}."
    pulses = ", ".join(f"{kept} kept to one broken: {streets.pulsing(kept):+.2f}" for kept in (1, 2, 3, 5, 10))
    yield f"- On and off for two years: {pulses}."
    back = streets.whitewashed()
    yield (
        f"- Whitewashing: {back[0].value:+.2f} (cautious {back[0].cautious:+.2f}) after half a year of broken promises; new again "
        f"{back[1].value:+.2f} ({back[1].cautious:+.2f}); after 1, 2, 3, 5, 10 kept: "
        + ", ".join(f"{back[1 + n].value:+.2f} ({back[1 + n].cautious:+.2f})" for n in (1, 2, 3, 5, 10))
        + "."
    )


def constants() -> Iterator[str]:
    """Each constant halved and raised by half: what changes."""
    rows, labels = read()
    lines = []

    def measured(name: str, policy: Policy = RATINGS) -> None:
        fold, split = (run(rows, policy, peers=False)["Betterpie"] for run in (tenfold, time_split))
        area = leak_free(rows, labels, policy)
        street = np.mean(streets.planted(days=90, policy=replace(policy, kinds=DEFAULT.kinds, prior_mean=0.0, spread=0.1)))
        lines.append([name, _fit(fold), _fit(split), f"{area['Betterpie'].cautious:.3f}", f"{street:.3f}"])

    measured("as it is")
    for name in ("prior_weight", "clip", "passing", "alike", "share", "doubt"):
        for factor in (0.5, 1.5):
            measured(
                f"{name} × {factor}", replace(RATINGS, **{name: min(getattr(RATINGS, name) * factor, 1.0 if name == "alike" else 9.0)})
            )
    for module, name in ((voices, "TYPICAL"), (network, "SURE"), (network, "FIRM"), (pairs, "RESERVE")):
        value = getattr(module, name)
        for factor in (0.5, 1.5):
            setattr(module, name, value * factor)
            measured(f"{name} × {factor}")
        setattr(module, name, value)
    for full in (0.9, 0.975):
        value, standing.FULL = standing.FULL, full
        measured(f"FULL {full}")
        standing.FULL = value
    for terms in ("STRANGERS", "ANSWERED"):
        whole = getattr(pairs, terms)
        for term in ("general", "habit", "back", "surprise", "friends"):
            if getattr(whole, term):
                for factor in (0.5, 1.5):
                    setattr(pairs, terms, replace(whole, **{term: getattr(whole, term) * factor}))
                    measured(f"{terms.lower()}: {term} × {factor}")
        setattr(pairs, terms, whole)
    yield from table(["constant", "ten-fold", "last fifth", "AUC", "planted, 90 days"], lines)


def cost() -> Iterator[str]:
    """What it costs, in seconds of one core."""
    lines = []
    for edges in (100_000, 1_000_000):
        u, v, w = heavy_tailed(edges)
        # What is imported late is imported before the clock starts.
        timed(lambda s=u: build([], vouched=s[:1].tolist(), now=0.0, policy=RATINGS))
        pieces = ratings(zip(u.tolist(), v.tolist(), w.tolist(), [1e9] * len(u), strict=True))
        reading, columns = timed(lambda e=pieces: Columns(RATINGS.kinds, e))
        for exclusion in (False, True):
            policy = replace(RATINGS, self_exclusion=exclusion)
            sort, net = timed(lambda c=columns, p=policy: Network(c.sorted(), members=c.members, vouched=np.arange(20), now=2e9, policy=p))
            weigh, _ = timed(lambda n=net: Summary.whole(n))
            name = f"{len(u):,} ratings, {'each without herself' if exclusion else 'one standing for all'}"
            lines.append([name, *(f"{1e6 * seconds / len(u):.2f} µs" for seconds in (reading, sort, weigh, sort + weigh))])
    head = ["each rating costs", "to read", "standings", "to score everybody", "both"]
    yield from table(head, lines)
    yield ""
    yield from _events()
    for count, members, node in ((30_000, 300, 300), (5_000_000, 20_000, 300)):
        vouched = [member for member in range(members) if member % node < 5]
        seconds, found = timed(lambda c=count, m=members, n=node, v=vouched: scores(town(c, m, n), vouched=v, now=6e7))
        more, _ = timed(lambda f=found: [f[member].value for member in f])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        took = f"{seconds + more:.1f} s, making the evidence included; {peak:.2f} GB at most in the whole run"
        yield f"{members:,} members, {count:,} pieces of evidence: {took}."


def _events() -> Iterator[str]:
    """One new event in a network of 5,000 members with 35,000 ratings."""
    u, v, w = heavy_tailed(36_000, members=5_000)
    pieces = ratings(zip(u.tolist(), v.tolist(), w.tolist(), range(len(u)), strict=True))
    ledger = Ledger(pieces[:-200], vouched=u[:20].tolist(), policy=RATINGS)
    ledger.score(int(v[0])).contributions  # noqa: B018 - explained once before the clock starts
    taken = []
    for piece in pieces[-200:]:
        start = process_time()
        ledger.add(piece)
        ledger.score(piece.about).contributions  # noqa: B018 - the explanation is part of what is timed
        taken.append(1000 * (process_time() - start))
    yield (
        f"One new event among {len(ledger.scores()):,} members with {len(pieces):,} ratings, score and explanation current: "
        f"median {np.median(taken):.1f} ms, nine in ten below {np.quantile(taken, 0.9):.1f} ms."
    )


def heavy_tailed(edges: int, *, members: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A network with few very busy members: no pair twice, a tenth of the ratings bad."""
    rng, n = np.random.default_rng(SEED), members or edges // 10
    ends = [rng.permutation(n)[np.floor(n * rng.random(edges) ** 2).astype(int)] for _ in range(2)]
    pair = rng.permutation(np.unique(ends[0] * n + ends[1]))
    u, v = pair // n, pair % n
    u, v = u[u != v], v[u != v]
    return u, v, np.where(rng.random(len(u)) < 0.1, -rng.integers(1, 11, len(u)), rng.integers(1, 4, len(u))).astype(float)


def town(count: int, members: int, node: int) -> Iterator[Evidence]:
    """Deeds of all sorts within nodes."""
    rng, kinds = np.random.default_rng(SEED), list(DEFAULT.kinds)
    for _ in range(0, count, 10_000):
        about = rng.integers(0, members, 10_000)
        by = about // node * node + rng.integers(0, node, 10_000)
        kind, when = rng.integers(0, len(kinds), 10_000), rng.random(10_000) * 6e7
        for a, b, k, t in zip(about.tolist(), by.tolist(), kind.tolist(), when.tolist(), strict=True):
            if a != b and b < members:
                yield Evidence(a, b, DEFAULT.kinds[kinds[k]].outcome, kinds[k], t, k % 4 > 0)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, and what came of it."""
    start = process_time()
    result = work()
    return process_time() - start, result


def table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table as the docs write it."""
    head = list(head)
    yield f"| {' | '.join(head)} |"
    yield "|" + " --- |" * len(head)
    for line in lines:
        yield f"| {' | '.join(line)} |"


def _fits(fits: Mapping[str, Mapping[str, Fit]]) -> Iterator[str]:
    head = ["method", *(f"{name}: error, correlation" for name in fits)]
    yield from table(head, [[name, *(_fit(found[name]) for found in fits.values())] for name in NAMES])


def _fit(fit: Fit) -> str:
    return f"{fit.error:.3f}, {fit.correlation:.3f}"


def _move(moved: np.ndarray) -> str:
    return f"{moved.mean():+.2f} ({moved[np.abs(moved).argmax()]:+.2f})"


ON_RATINGS = ("weights", "online", "users", "ranges", "attacks", "constants")
SECTIONS: dict[str, Callable[[], Iterator[str]]] = {
    "weights": weights,
    "online": current,
    "users": users,
    "ranges": ranges,
    "attacks": attacks,
    "streets": planted,
    "cost": cost,
    "constants": constants,
}

if __name__ == "__main__":
    main(sys.argv[1:])
