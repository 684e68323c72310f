"""Trades whose name says little: what to expect of them is less, and the affinity of trades stays as it is."""

import csv
from importlib.resources import files

import numpy as np
import pytest

from betterpie.kernel import vocabulary
from betterpie.kernel.matching import DEFAULT, Business, Deed, Matcher, complements, trade_affinity

WHOLESALER = Business("w", "Harbor Wholesale", ["wholesaler"])
BOOKS = Business("b", "Tidy Ledger", ["bookkeeper"])


def test_of_a_broad_word_less_is_expected_than_of_a_plain_one() -> None:
    assert DEFAULT.expected("wholesaler", "bookkeeper") == pytest.approx(0.25 * trade_affinity("wholesaler", "bookkeeper"))
    assert DEFAULT.expected("veterinarian", "dog_trainer") == trade_affinity("veterinarian", "dog_trainer")
    assert (DEFAULT.expected("wholesaler", "no_trade"), DEFAULT.expected("no_trade", "wholesaler")) == (0.0, 0.0)


def test_the_table_of_expectations_is_the_same_pair_by_pair() -> None:
    slugs = DEFAULT.affinity.slugs
    one_by_one = [[DEFAULT.expected(giver, receiver) for receiver in slugs] for giver in slugs]
    assert np.allclose(DEFAULT.expectations, one_by_one, atol=1e-12)


def test_a_broad_trade_is_matched_with_care_and_the_reasons_say_so() -> None:
    there = complements([WHOLESALER, BOOKS])[0]
    assert there.strength == pytest.approx(DEFAULT.expected("wholesaler", "bookkeeper"), abs=1e-6)
    careful = [reason for reason in there.reasons if reason.kind == "broad"]
    assert [reason.text for reason in careful] == ["Wholesaler / distributor: a broad word, so ask what they really do."]
    assert careful[0].weight < 0
    assert sum(reason.weight for reason in there.reasons) == pytest.approx(there.strength, abs=1e-6)


def test_deeds_decide_over_a_broad_word_too() -> None:
    street = [WHOLESALER, BOOKS]
    once = Matcher(street)
    before = once.between("w", "b").strength
    once.hear(*[Deed("w", "b", "won")] * 20)
    anew = Matcher(street, [Deed("w", "b", "won")] * 20)
    assert once.between("w", "b").strength == anew.between("w", "b").strength > 2 * before


def test_every_share_is_of_a_known_trade_and_has_its_reason() -> None:
    with (files("betterpie.kernel.vocabulary") / "broad.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["trade"] for row in rows} - set(vocabulary.trades()) == set()
    assert len({row["trade"] for row in rows}) == len(rows)
    assert [row for row in rows if not (0 < float(row["typical"]) < 1 and row["why"])] == []
    assert {slug: trade.typical for slug, trade in vocabulary.trades().items() if trade.typical != 1} == {
        row["trade"]: float(row["typical"]) for row in rows
    }
