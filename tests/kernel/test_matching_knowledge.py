"""The knowledge of occasions: what is shipped holds together, an unfit file is refused whole, and affinity follows from shared steps."""

import csv
import subprocess
import sys
from importlib.resources import files

import pytest

from betterpie.kernel import vocabulary
from betterpie.kernel.matching import DEFAULT, Problem, UnfitKnowledge, load, trade_affinity
from betterpie.kernel.vocabulary import occasion_words, trades

HEAD = "occasion,people,how_often,asked,step,needed_by,weeks,trades,after,sign,source\n"
DOG = (
    "a new dog,families with a new dog,often,much,shots,most,0-8,veterinarian,,no shots yet,\n"
    ",,,,class,most,2-16,dog_trainer,shots,it jumps up,\n"
)


def problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with a file."""
    with pytest.raises(UnfitKnowledge) as refused:
        load(HEAD + text)
    return refused.value.problems


def test_the_shipped_file_speaks_of_at_least_ninety_occasions_and_of_every_trade() -> None:
    assert len(DEFAULT.occasions) >= 90
    assert {slug for occasion in DEFAULT.occasions for step in occasion.steps for slug in step.trades} == set(trades())


def test_every_trade_has_at_least_five_that_complement_it() -> None:
    assert [slug for slug in trades() if len(DEFAULT.partners(slug, limit=5)) < 5] == []


def test_every_step_that_is_shipped_says_what_one_notices_first() -> None:
    assert [(occasion.name, step.name) for occasion in DEFAULT.occasions for step in occasion.steps if not step.sign] == []


def test_everything_that_a_page_shows_of_an_occasion_has_its_spanish() -> None:
    steps = [step for one in DEFAULT.occasions for step in one.steps]
    shown = {words for one in DEFAULT.occasions for words in (one.name, one.people)}
    shown |= {words for step in steps for words in (step.name, step.sign)}
    with (files(vocabulary) / "occasions_es.csv").open(encoding="utf-8") as lines:
        spanish = {row["words"]: row["words_es"] for row in csv.DictReader(lines)}
    assert (set(spanish), "" in spanish.values()) == (shown, False)
    assert occasion_words("puppy shots and first check", language="es-MX") == "vacunas y primera revisión del cachorro"
    assert occasion_words("puppy shots and first check") == "puppy shots and first check"
    assert occasion_words("the lantern walk", language="es") == "the lantern walk"


def test_what_is_written_reads_as_it_was() -> None:
    assert load(DEFAULT.as_csv()).occasions == DEFAULT.occasions


def test_a_small_file_is_read() -> None:
    (occasion,) = load(HEAD + DOG).occasions
    assert (occasion.name, occasion.people, occasion.weight) == ("a new dog", "families with a new dog", 1.5)
    assert [(step.name, step.trades, step.first, step.last, step.after) for step in occasion.steps] == [
        ("shots", ("veterinarian",), 0, 8, ""),
        ("class", ("dog_trainer",), 2, 16, "shots"),
    ]


def test_an_unknown_trade_is_refused_with_its_line_and_a_guess() -> None:
    assert problems(DOG.replace("dog_trainer", "dog_trianer")) == (Problem(3, "“dog_trianer” is not a trade; did you mean “dog_trainer”?"),)


def test_a_loop_is_refused_with_its_lines() -> None:
    assert problems(DOG.replace("veterinarian,,", "veterinarian,class,").replace("0-8", "2-8")) == (
        Problem(2, "the steps go in a loop: shots after class after shots"),
        Problem(3, "the steps go in a loop: class after shots after class"),
    )


def test_a_step_after_itself_is_a_loop() -> None:
    assert problems(DOG.replace("dog_trainer,shots", "dog_trainer,class")) == (Problem(3, "the steps go in a loop: class after class"),)


def test_a_step_that_leads_into_a_loop_is_not_called_one() -> None:
    found = problems(
        DOG.replace("veterinarian,,", "veterinarian,class,").replace("0-8", "2-8") + ",,,,bath,most,4,pet_groomer,class,it smells,\n"
    )
    assert [problem.line for problem in found] == [2, 3]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (DOG + DOG, 4, "the occasion “a new dog” is there already, on line 2"),
        (DOG + ",,,,class,most,4,pet_store,,,\n", 4, "the step “class” is there already, on line 3"),
        (DOG.replace("dog_trainer", "dog_trainer; dog_trainer"), 3, "a trade is named twice: dog_trainer"),
        (DOG.replace("dog_trainer,shots", "dog_trainer,bath"), 3, "“class” comes after “bath”, which isn't a step of “a new dog”"),
        (DOG.replace("0-8", "4-8"), 3, "“class” begins before “shots”, which it should come after"),
        (DOG.replace("2-16", "16-2"), 3, "weeks 16-2 end before they begin"),
        (DOG.replace("2-16", "soon"), 3, "weeks should be a week (4) or from and to (4-12), not “soon”"),
        (DOG.replace("dog_trainer", ""), 3, "no trade serves “class”"),
        (DOG.replace(",class,", ",,"), 3, "the step has no name"),
        (DOG.replace("often", "daily"), 2, "how_often should be often, sometimes, rarely, not “daily”"),
        (DOG.replace("families with a new dog", ""), 2, "“a new dog” doesn't say who the people are"),
        (DOG.splitlines()[0], 2, "“a new dog” needs at least two steps: one step joins nobody"),
        (DOG.splitlines()[1], 2, "the first step has no occasion"),
        ("", 1, "there is no occasion in the file"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_reason(text: str, line: int, reason: str) -> None:
    assert Problem(line, reason) in problems(text)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UnfitKnowledge, match=r"Line 1: a column is missing: source"):
        load(HEAD.replace(",source", "") + DOG)


def test_all_that_is_wrong_is_said_at_once_and_the_first_five_in_the_message() -> None:
    text = "".join(DOG.replace("a new dog", f"dog {number}").replace("dog_trainer", "nobody") for number in range(7))
    with pytest.raises(UnfitKnowledge) as refused:
        load(HEAD + text)
    assert [problem.line for problem in refused.value.problems] == [3, 5, 7, 9, 11, 13, 15]
    assert str(refused.value).splitlines()[-1] == "... and 2 more"


def test_a_refused_file_leaves_the_last_good_one_as_it_was() -> None:
    good = load(HEAD + DOG)
    with pytest.raises(UnfitKnowledge):
        load(HEAD + DOG.replace("dog_trainer", "nobody"), base=good)
    assert good.occasions == load(HEAD + DOG).occasions


def test_a_nodes_own_file_adds_occasions_and_replaces_those_of_the_same_name() -> None:
    own = HEAD + DOG.replace("much", "little") + DOG.replace("a new dog", "the dog show").replace("families with a new dog", "handlers")
    both = load(own, base=DEFAULT)
    assert len(both.occasions) == len(DEFAULT.occasions) + 1
    assert next(occasion for occasion in both.occasions if occasion.name == "a new dog").asked == "little"
    assert both.occasions[-1].name == "the dog show"


def test_trades_that_serve_the_same_step_compete_and_add_nothing() -> None:
    same = load(HEAD + DOG.replace("dog_trainer,shots", "dog_trainer; pet_sitter,shots"))
    assert trade_affinity("dog_trainer", "pet_sitter", knowledge=same) == 0
    assert trade_affinity("veterinarian", "pet_sitter", knowledge=same) > 0


def test_what_comes_later_is_worth_more_than_what_is_over() -> None:
    order = load(HEAD + DOG.replace("0-8", "0-1"))
    assert (
        trade_affinity("veterinarian", "dog_trainer", knowledge=order) > trade_affinity("dog_trainer", "veterinarian", knowledge=order) > 0
    )


def test_what_few_need_is_worth_less_than_what_most_need() -> None:
    few = load(HEAD + DOG.replace("class,most", "class,few"))
    assert trade_affinity("veterinarian", "dog_trainer", knowledge=few) < trade_affinity(
        "veterinarian", "dog_trainer", knowledge=load(HEAD + DOG)
    )


def test_affinity_is_zero_for_oneself_and_for_what_nobody_knows() -> None:
    assert [trade_affinity("florist", "florist"), trade_affinity("florist", "unicorn_trainer"), trade_affinity("", "florist")] == [0, 0, 0]
    assert DEFAULT.partners("unicorn_trainer") == []


def test_affinity_stays_within_its_bounds() -> None:
    table = DEFAULT.affinity.table
    assert table.min() == 0
    assert 0.5 < table.max() < 1
    assert table.diagonal().tolist() == [0] * len(trades())


def test_the_occasions_two_trades_share_add_up_to_their_affinity() -> None:
    for giver, receiver in (("veterinarian", "dog_trainer"), ("insurance_agent", "mortgage_broker"), ("florist", "caterer")):
        parts = [shared.part for shared in DEFAULT.affinity.shared(giver, receiver)]
        assert parts == sorted(parts, reverse=True)
        assert sum(parts) == pytest.approx(trade_affinity(giver, receiver), abs=1e-12)


def test_the_well_known_pairs_are_found_and_the_unlikely_are_not() -> None:
    assert "dog_trainer" in dict(DEFAULT.partners("veterinarian"))
    assert {"cheese_shop", "butcher"} <= set(dict(DEFAULT.partners("grocer")))
    assert {"mortgage_broker", "title_company"} <= set(dict(DEFAULT.partners("real_estate_agent")))
    assert trade_affinity("hair_salon", "pizza") < 0.2 < trade_affinity("florist", "photographer")


def test_reading_the_knowledge_needs_no_numpy() -> None:
    code = "import sys; from betterpie.kernel.matching import DEFAULT, load; load(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
