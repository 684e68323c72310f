"""Customers' words lead to trades that can help, with the words that decided; other people's labels lead to a trade or to none."""

import csv
from pathlib import Path

import pytest

from betterpie.kernel.needs import Match, best, categorise
from betterpie.kernel.needs.lexicon import lexicon
from betterpie.kernel.needs.stems import stem
from betterpie.kernel.vocabulary import groups, trades

HERE = Path(__file__).parent
PHRASES = [file.name for file in sorted(HERE.glob("needs_*.csv"))]
"""Questions with the trades that help. What ends in "unseen" is measured only: nothing was tuned on it."""


def helped(name: str, *, among: int) -> float:
    """The share of the questions of a file for which an accepted trade is `among` the first."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    met = [not set(row["accepted"].split(";")).isdisjoint(match.slug for match in best(row["phrase"], limit=among)) for row in rows]
    return sum(met) / len(met)


@pytest.mark.parametrize("name", PHRASES)
def test_nine_questions_in_ten_find_a_trade_that_helps_among_three(name: str) -> None:
    assert helped(name, among=3) >= 0.9


@pytest.mark.parametrize("name", PHRASES)
def test_accepted_trades_are_trades(name: str) -> None:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        accepted = {slug for row in csv.DictReader(lines) for slug in row["accepted"].split(";")}
    assert accepted - set(trades()) == set()


def test_every_trade_has_entries_beyond_its_name() -> None:
    known = lexicon()
    told = {known.slugs[entry.trade] for entry in known.entries if entry.weight == 1.0}
    assert {group: [slug for slug in slugs if slug not in told] for group, slugs in groups().items()} == {group: [] for group in groups()}


def test_the_words_that_decided_are_told_as_they_were_asked() -> None:
    [match] = best("Please help, my TOILET is overflowing since Tuesday!", limit=1)
    assert (match.slug, set(match.because)) == ("plumber", {"toilet", "overflowing"})


@pytest.mark.parametrize("text", ["", "   ", "?!", "please can anybody help me today", "xqzzv wvvkq", "12345"])
def test_nothing_is_found_where_no_word_is_known(text: str) -> None:
    assert best(text) == []


def test_a_strange_word_lowers_the_score_but_not_the_trade() -> None:
    [plain], [strange] = best("roofer", limit=1), best("roofer zzqxv", limit=1)
    assert (plain.slug, plain.score, strange.slug) == ("roofer", 1.0, "roofer")
    assert 0 < strange.score < 1


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("plumer", "plumber"),
        ("chiropracter", "chiropractor"),
        ("dog traner", "dog_trainer"),
        ("lawnmower", "small_engine_repair"),
        ("garagedoor", "garage_door"),
        ("plomero", "plumber"),
        ("Niñera para mis hijos", "nanny"),
        ("beagle training", "dog_trainer"),
    ],
)
def test_typing_errors_joined_words_spanish_and_classes_are_read(text: str, slug: str) -> None:
    assert best(text)[0].slug == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("need a haircut next to the pharmacy", "hair_salon"),
        ("tacos across from the theater", "restaurant"),
        ("busco un dentista cerca de la iglesia", "dentist"),
        ("it drips near my toilet", "plumber"),
        ("my mother needs flowers", "florist"),
        ("dogwalker near the park", "pet_sitter"),
        ("carrepair", "auto_repair"),
        ("somewhere else for a massage", "massage_therapist"),
        ("near the pharmacy", "pharmacy"),
    ],
)
def test_what_is_needed_counts_before_where_and_for_whom(text: str, slug: str) -> None:
    assert slug in [match.slug for match in best(text, limit=2)]


def test_never_more_than_the_limit_and_best_first() -> None:
    found = best("dog", limit=5)
    assert len(found) == 5
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_a_very_long_question_is_read_as_far_as_sixty_words() -> None:
    assert best("zzqxv " * 60 + "toilet") == []
    assert best("zzqxv " * 59 + "toilet")[0].slug == "plumber"


@pytest.mark.parametrize(
    ("one", "other"), [("leaks", "leaking"), ("moving", "move"), ("berries", "berry"), ("stopped", "stop"), ("tiles", "tiling")]
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("care", "car"), ("ride", "rid"), ("mowing", "move"), ("hair", "ha")])
def test_different_words_keep_their_stems_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Auto Repair - General", "auto_repair"),
        ("Contracting ??? Electrical", "electrician"),
        ("Thai Restaurant", "restaurant"),
        ("BEAUTY SALON", "hair_salon"),
        ("Real Estate Agents & Brokers", "real_estate_agent"),
        ("Plumbing Contractor Lic#C36-998877", "plumber"),
        ("541940", "veterinarian"),
        ("HairSalon", "hair_salon"),
        ("dog_trainer", "dog_trainer"),
        ("Veh For Hire/Limos", "limousine"),
    ],
)
def test_a_label_is_read_for_its_trade(label: str, slug: str) -> None:
    [match] = categorise(label, limit=1)
    assert match.slug == slug
    assert match.score >= 0.5


@pytest.mark.parametrize(
    "label", ["", "Business Office", "Retail", "General Services ??? Other", "1 Veh", "Soliciting", "Mail Order", "???"]
)
def test_a_label_without_a_trade_is_left_without(label: str) -> None:
    assert [match for match in categorise(label) if match.score >= 0.5] == []


def test_a_name_or_code_of_one_trade_is_certain() -> None:
    assert categorise("Locksmith") == [Match("locksmith", 1.0, ("locksmith",))]
    assert [slug for slug in trades() if categorise(slug, limit=1)[0].slug != slug] == []
