"""Measures the search for duplicates on labelled pairs of places, and makes the weights again: `python bench/duplicates.py [file]`.

Prints precision and recall at the default setting with the weights as they stand in the code, and by ten-fold cross-validation (five
shufflings) the area under the curve and the recall where precision is 0.95, beside the likeness of the names alone. The file is a CSV
of pairs with `same_place` and two records `a_*` and `b_*`; BETTERPIE_DATA says where the folder of real data is.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from scipy.optimize import minimize

from betterpie.kernel.listings import duplicates
from betterpie.kernel.listings.shops import Shop, shop

DATA = Path(os.environ.get("BETTERPIE_DATA", Path(__file__).parents[1] / "../shared/data"))
PENALTY = 3.0
FOLDS, SHUFFLINGS = 10, 5
Floats = npt.NDArray[np.float64]


def main(path: Path) -> None:
    """Print the table."""
    if not path.exists():
        sys.exit(f"skipped: {path.name} is absent (set BETTERPIE_DATA to the folder of real data)")
    pairs, same = _read(path)
    compared = np.array([duplicates.compare(a, b) for a, b in pairs])
    names = np.array([fuzz.token_sort_ratio(a.name, b.name) / 100 for a, b in pairs])
    scores = np.array([duplicates.score(a, b) for a, b in pairs])
    held_out = [_cross_validated(compared, same, seed) for seed in range(SHUFFLINGS)]
    print(f"{len(pairs)} labelled pairs, {same.mean():.0%} the same place\n")
    print(f"{'':44}{'AUC':>8}{'precision':>11}{'recall':>8}")
    _line("likeness of names, at precision 0.95", auc(names, same), *_at_precision(names, same, 0.95))
    _line("cross-validated, at precision 0.95", *np.mean([(auc(s, same), *_at_precision(s, same, 0.95)) for s in held_out], axis=0))
    _line(f"cross-validated, at the default ({duplicates.LIKELY})", *np.mean([(auc(s, same), *_at(s, same)) for s in held_out], axis=0))
    _line("weights in the code, at the default", auc(scores, same), *_at(scores, same))
    intercept, weights = fit(compared, same)
    print(f"\nfitted on all pairs: intercept {intercept:.2f}")
    for reason, weight in zip(duplicates.WEIGHTS, weights, strict=True):
        print(f"  {reason:44}{weight:6.2f}   in the code {duplicates.WEIGHTS[reason]:6.2f}")


def fit(compared: Floats, same: npt.NDArray[np.bool_]) -> tuple[float, Floats]:
    """Logistic regression with an L2 penalty on standardised comparisons: intercept and weights."""
    mean, spread = compared.mean(0), compared.std(0) + 1e-9
    design = np.c_[np.ones(len(compared)), (compared - mean) / spread]
    sign = np.where(same, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (design @ weights)
        slope = design.T @ (-sign / (1 + np.exp(margin)))
        return float(np.logaddexp(0, -margin).sum() + PENALTY * (weights[1:] ** 2).sum()), slope + 2 * PENALTY * np.r_[0, weights[1:]]

    found = minimize(loss, np.zeros(design.shape[1]), jac=True).x
    weights = found[1:] / spread
    return float(found[0] - weights @ mean), weights


def auc(scores: Floats, same: npt.NDArray[np.bool_]) -> float:
    """The chance that a pair of one place scores above a pair of two (Mann-Whitney)."""
    ranks = np.array([np.mean(np.flatnonzero(np.sort(scores) == score)) + 1 for score in scores])
    count = int(same.sum())
    return float((ranks[same].sum() - count * (count + 1) / 2) / (count * (len(same) - count)))


def _cross_validated(compared: Floats, same: npt.NDArray[np.bool_], seed: int) -> Floats:
    fold = np.random.default_rng(seed).permutation(len(same)) % FOLDS
    scores = np.zeros(len(same))
    for held in range(FOLDS):
        intercept, weights = fit(compared[fold != held], same[fold != held])
        scores[fold == held] = 1 / (1 + np.exp(-intercept - compared[fold == held] @ weights))
    return scores


def _at(scores: Floats, same: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Precision and recall at the default setting."""
    said = scores >= duplicates.LIKELY
    return float(same[said].mean()), float(said[same].mean())


def _at_precision(scores: Floats, same: npt.NDArray[np.bool_], wanted: float) -> tuple[float, float]:
    """The precision and the recall at the lowest threshold that still has the wanted precision."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(same[order])
    precision = right / np.arange(1, len(same) + 1)
    enough = np.flatnonzero(precision >= wanted)
    return (float(precision[enough[-1]]), float(right[enough[-1]] / same.sum())) if len(enough) else (wanted, 0.0)


def _line(what: str, area: float, precision: float, recall: float) -> None:
    print(f"{what:44}{area:8.3f}{precision:11.3f}{recall:8.3f}")


def _read(path: Path) -> tuple[list[tuple[Shop, Shop]], npt.NDArray[np.bool_]]:
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    return [(_record(row, "a_"), _record(row, "b_")) for row in rows], np.array([row["same_place"] == "1" for row in rows])


def _record(row: dict[str, str], side: str) -> Shop:
    return shop(
        side + row["pair_id"],
        row[side + "name"],
        phones=row[side + "phones"].split(";"),
        web=row[side + "websites"].split(";")[0],
        street=row[side + "street"],
        zip_code=row[side + "postcode"],
        city=row[side + "city"],
        state=row[side + "region"],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "listings" / "dedupe_pairs_dev.csv.gz")
