"""Measures the matcher: whether it finds the partners that others have published, beside two baselines, and how fast it is.

    python bench/matching.py            both
    python bench/matching.py quality    published lists of referral partners, one source left out at a time
    python bench/matching.py scale      a node of 300; 20,000 businesses within 30 miles; a deed

Quality reads ../shared/data/complements, or what BETTERPIE_DATA names. The occasions were written by people who knew these lists, so
the figures say that the knowledge agrees with them, not that it would have been found without; what is fitted (the dials) is fitted on
the other sources only. "Others" are pairs of the lists' trades that no source names; many of them are good partners all the same.
"""

import csv
import gzip
import itertools
import json
import os
import random
import resource
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from scipy.stats import rankdata

from betterpie.kernel.matching import DEFAULT, Business, Deed, Matcher, complements
from betterpie.kernel.matching.affinity import Affinity, Dials

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("BETTERPIE_DATA", ROOT / "../shared/data"))
LISTS = DATA / "complements"

Pair = frozenset[str]
Score = Callable[[str, str], float]

GRID = [
    Dials(behind=behind, wait=wait, giver_spread=giver, receiver_spread=receiver)
    for behind, wait, (giver, receiver) in itertools.product(
        (0.35, 0.5, 0.7), (0.15, 0.3, 0.45), ((0.3, 0.2), (0.4, 0.3), (0.5, 0.4), (0.6, 0.5))
    )
]


def main() -> None:
    """Runs what is asked for on the command line."""
    asked = sys.argv[1:] or ["quality", "scale"]
    if "quality" in asked:
        quality()
    if "scale" in asked:
        scale()


def quality() -> None:
    """Prints AUC and partners among the first ten, in the sample and with each source left out, ours and the baselines."""
    if not LISTS.exists():
        print(f"skipped: {LISTS} absent")
        return
    sources = published()
    named = frozenset().union(*sources.values())
    trades = sorted({slug for pair in named for slug in pair})
    others = [pair for pair in map(frozenset, itertools.combinations(trades, 2)) if pair not in named]
    print(f"{len(sources)} sources, {len(named)} published pairs among {len(trades)} trades, {len(others)} others")

    print("\nAll sources together (greater of the two directions)           AUC   first 10   of those possible   mean of trades")
    crosswalk = [row["slug"] for row in rows(DATA / "taxonomies/category_crosswalk.csv")]
    ours = symmetric(DEFAULT.affinity.between)
    for label, score, candidates in (
        (f"occasions, candidates: {len(DEFAULT.trades)} trades of ours", ours, list(DEFAULT.trades)),
        (f"occasions, candidates: {len(crosswalk)} of the crosswalk", ours, crosswalk),
        (f"occasions, candidates: {len(trades)} of the lists", ours, trades),
        ("input-output lift", symmetric(input_output("lift")), crosswalk),
        ("input-output share of inputs", symmetric(input_output("share_of_user_inputs")), crosswalk),
        ("colocation z (uncovered pairs lowest)", symmetric(colocation()), crosswalk),
    ):
        hits, possible, trade = first_ten(score, named, candidates)
        print(f"  {label:<58} {auc(score, named, others):.3f}   {hits:6.1%}   {possible:6.1%}              {trade:6.1%}")
    near = colocation()
    covered = [pair for pair in (*named, *others) if symmetric(near)(*pair) > -np.inf]
    yes, no = [pair for pair in covered if pair in named], [pair for pair in covered if pair not in named]
    there = auc(ours, yes, no)
    print(f"  on the {len(covered)} pairs that colocation covers: {auc(symmetric(near), yes, no):.3f}, occasions there {there:.3f}")

    print("\nOne source left out, dials fitted on the others     pairs    AUC   first 10   of those possible   dials")
    leave_one_out(sources, others, crosswalk)
    directed = [(here, there) for pair in named for here, there in itertools.permutations(sorted(pair))]
    against = [(here, there) for pair in others for here, there in itertools.permutations(sorted(pair))]
    scores = [DEFAULT.affinity.between(*pair) for pair in (*directed, *against)]
    print(f"\nEach direction by itself: AUC {area(scores, len(directed)):.3f}")
    lists = json.loads((LISTS / "power_teams_dev.json").read_text())
    for warning in lists["negatives"]:
        print(f"said not to fit: {warning['a']} and {warning['b']}: {ours(warning['a'], warning['b']):.2f} ({warning['why']})")


def leave_one_out(sources: Mapping[str, frozenset[Pair]], others: Collection[Pair], candidates: list[str]) -> None:
    """Prints a line for each source, and the pool of all, with the dials that suit the other sources best."""
    tables = {dials: Affinity.of(DEFAULT.occasions, tuple(DEFAULT.trades), dials=dials) for dials in GRID}
    ranks, weights, hits, possible, total = [], [], 0.0, 0, 0
    for source, pairs in sorted(sources.items()):
        rest = frozenset().union(*(theirs for name, theirs in sources.items() if name != source))
        dials = max(GRID, key=lambda one: both(symmetric(tables[one].between), rest, others, candidates))
        score = symmetric(tables[dials].between)
        found, share = auc(score, pairs, others), first_ten(score, pairs, candidates)
        ranks.append(found)
        weights.append(len(pairs))
        places = sum(min(10, len(partners)) for partners in by_trade(pairs).values())
        hits += share[1] * places
        possible += places
        total += 2 * len(pairs)
        shown = f"behind {dials.behind}, wait {dials.wait}, spread {dials.giver_spread} and {dials.receiver_spread}"
        print(f"  {source:<48} {len(pairs):5}   {found:.3f}   {share[0]:6.1%}   {share[1]:6.1%}             {shown}")
    print(f"  AUC: mean over pairs {np.average(ranks, weights=weights):.3f}, mean over sources {np.mean(ranks):.3f}")
    print(f"  first 10: {hits / total:.1%} of all, {hits / possible:.1%} of those possible")


def published() -> dict[str, frozenset[Pair]]:
    """The pairs that each source names: all of a sphere, the hub with each, or the two."""
    lists = json.loads((LISTS / "power_teams_dev.json").read_text())
    found: dict[str, set[Pair]] = {}
    for group in lists["groups"]:
        slugs = sorted({member["slug"] for member in group["members"]})
        pairs = (
            [(group["hub"], slug) for slug in slugs if slug != group["hub"]] if group["kind"] == "hub" else itertools.combinations(slugs, 2)
        )
        found.setdefault(group["source"], set()).update(map(frozenset, pairs))
    return {source: frozenset(pairs) for source, pairs in found.items()}


def input_output(column: str) -> Score:
    """From the 2017 Use table of the Bureau of Economic Analysis: how much the receiver's industry sells to the giver's."""
    industries: dict[str, str] = {}
    for row in rows(LISTS / "bea_naics2017_crosswalk.csv.gz"):
        industries.setdefault(row["naics2017"], row["bea_detail"])
    cells = {(row["supplier_bea"], row["user_bea"]): float(row[column] or 0) for row in rows(LISTS / "bea_use_2017_detail.csv.gz")}
    industry = {
        slug: next((industries[trade.naics[:n]] for n in (6, 5, 4, 3, 2) if trade.naics[:n] in industries), "")
        for slug, trade in DEFAULT.trades.items()
    }
    return lambda giver, receiver: cells.get((industry[receiver], industry[giver]), 0.0)


def longest(code: str, known: Mapping[str, str]) -> str:
    """What `known` has for the longest beginning of a code; "" where it has none."""
    return next((known[code[:length]] for length in range(len(code), 1, -1) if code[:length] in known), "")


def colocation() -> Score:
    """Jensen's (2006) attraction between trades that settle near each other, as z against shuffles; minus infinity where not covered."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in rows(LISTS / "colocation_jensen_M.csv"):
        if row["z_perm"]:
            found.setdefault((row["naics4_a"], row["naics4_b"]), []).append(float(row["z_perm"]))
    code = {slug: trade.naics[:4] for slug, trade in DEFAULT.trades.items()}
    return lambda giver, receiver: float(np.mean(found.get((code[giver], code[receiver]), [-np.inf])))


def symmetric(score: Score) -> Score:
    """The greater of both directions, since the lists have none."""
    return lambda one, other: max(score(one, other), score(other, one))


def auc(score: Score, yes: Collection[Pair], no: Collection[Pair]) -> float:
    """The chance that a published pair scores above another one, ties counting half (Mann and Whitney)."""
    return area([score(*sorted(pair)) for pair in (*yes, *no)], len(yes))


def both(score: Score, yes: Collection[Pair], no: Collection[Pair], candidates: list[str]) -> float:
    """By what dials are fitted: the AUC and the share of partners among the first ten, added up."""
    return auc(score, yes, no) + first_ten(score, yes, candidates)[0]


def area(scores: list[float], positives: int) -> float:
    """The area under the curve when the first `positives` of `scores` should be the greatest."""
    ranks = rankdata(scores)
    return float((ranks[:positives].sum() - positives * (positives + 1) / 2) / (positives * (len(scores) - positives)))


def first_ten(score: Score, pairs: Collection[Pair], candidates: list[str]) -> tuple[float, float, float]:
    """The share of published partners among a trade's first ten: of all, of those for whom ten have room, and as the mean of trades."""
    hits = total = possible = 0
    shares = []
    for trade, partners in by_trade(pairs).items():
        ranked = sorted((other for other in candidates if other != trade), key=lambda other: -score(trade, other))
        found = len(partners & set(ranked[:10]))
        hits += found
        shares.append(found / len(partners))
        total += len(partners)
        possible += min(10, len(partners))
    return hits / total, hits / possible, float(np.mean(shares))


def by_trade(pairs: Collection[Pair]) -> dict[str, set[str]]:
    """The published partners of each trade."""
    found: dict[str, set[str]] = {}
    for pair in pairs:
        for here, there in itertools.permutations(sorted(pair)):
            found.setdefault(here, set()).add(there)
    return found


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a CSV file, gzipped or not."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(content.decode().splitlines())


def scale() -> None:
    """Prints the time for a node, for 20,000 businesses in one county, for a deed, and the memory at its highest."""
    print("\nTimes as the clock saw them, and in seconds of one processor")
    with clock(f"affinity of {len(DEFAULT.trades)} trades from {len(DEFAULT.occasions)} occasions, once a process"):
        assert DEFAULT.affinity.table.size
    town = street(300)
    deeds = [Deed(one.key, other.key, "won") for one, other in itertools.pairwise(town[:200])]
    for _ in range(3):
        with clock(f"a node of 300 with {len(deeds)} deeds, all suggestions"):
            found = complements(town, deeds)
    with clock("reasons, warnings and moments of 1,000 of them"):
        said = [(one.reasons, one.warnings, one.moment) for one in found[:1000]]
    assert all(reasons for reasons, _, _ in said)

    county = street(20_000, spread=0.35)
    with clock("20,000 businesses: laid out, top 20 of each within 30 miles"):
        matcher = Matcher(county)
        found = matcher.all()
    print(f"  {len(found):,} suggestions; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    looked = sample(list(matcher.board.blocks(np.arange(len(county)))), 5)
    pairs = sum(int((matcher.board.strengths(block, ledger=matcher.ledger, within_miles=30)[1] > 0).sum()) for block in looked)
    print(f"  {pairs / sum(map(len, looked)):,.0f} receivers above 0 for a giver, by a sample of {sum(map(len, looked))}")
    for number in range(3):
        deed = Deed(number * 7, number * 11 + 1, "asked")
        with clock("a deed heard, and the giver's new list"):
            matcher.hear(deed)
            matcher.best(deed.giver)
        with clock("the same referral a step further, and her list"):
            matcher.hear(replace(deed, outcome="won"), instead_of=[deed])
            matcher.best(deed.giver)
        with clock(f"the lists of {int(matcher._stale.sum())} others of her trade"):
            matcher.settle()


@contextmanager
def clock(label: str) -> Iterator[None]:
    """Prints how long its block took."""
    started, worked = perf_counter(), process_time()
    yield
    print(f"  {label:<72} {perf_counter() - started:8.3f} s   {process_time() - worked:8.3f} s")


def sample(blocks: list[Any], count: int) -> list[Any]:
    """`count` of them, drawn with a fixed seed."""
    return random.Random(7).sample(blocks, min(count, len(blocks)))


def street(count: int, *, spread: float = 0.02) -> list[Business]:
    """Made-up businesses around Long Beach: trades and services drawn from the vocabulary, one in five with two trades."""
    draw = random.Random(7)
    slugs = list(DEFAULT.trades)
    services = [step.name for occasion in DEFAULT.occasions for step in occasion.steps][::3]
    return [
        Business(
            key=number,
            name=f"Business {number}",
            trades=draw.sample(slugs, 2 if draw.random() < 0.2 else 1),
            offers=draw.sample(services, 4),
            asked=draw.sample(services, 2),
            price=draw.choice([None, 1, 2, 2, 3, 4]),
            place=None if draw.random() < 0.02 else (33.8 + draw.uniform(-spread, spread), -118.17 + draw.uniform(-spread, spread)),
            trust=draw.choice([None, None, draw.uniform(-5, 5)]),
        )
        for number in range(count)
    ]


if __name__ == "__main__":
    main()
