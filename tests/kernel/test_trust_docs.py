"""What the pages say about trust is what the code does."""

import doctest
import re
from pathlib import Path

import pytest

from betterpie.kernel.trust import DEFAULT, Evidence, Score, scores

PAGES = Path(__file__).parents[2] / "docs" / "explanation"
KNOWN = ("rosa", "ben", "cleo", "dora", "emil")
WORDS = {
    "promise kept": "kept",
    "could not, and said so in good time": "excused",
    "broken, then made good": "repaired",
    "done, but late": "late",
    "could not, and said so at short notice": "broken_but_told",
    "broken, and nothing said": "broken",
    "did the next step with a customer in time": "followed_up",
    "a customer sent to you was glad": "referral_worked",
    "she was not": "referral_complaint",
    "told the outcome as the customer tells it": "told_truly",
    "told it wrongly": "told_wrongly",
    "told bad news early": "told_early",
    "kept it to yourself": "kept_silent",
    "answered in time": "answered",
    "took part": "took_part",
    "praise": "praise",
}


def florist(*more: str) -> Score:
    """The florist of the page, and what else Rosa saw of her."""
    deeds = [Evidence("florist", who, 1.0, "kept", 0.0, True) for who in KNOWN[:4]]
    deeds.append(Evidence("florist", "emil", 0.3, "late", 0.0, True))
    deeds += [Evidence("florist", "rosa", DEFAULT.kinds[kind].outcome, kind, 0.0, True) for kind in more]
    return scores(deeds, vouched=KNOWN, now=0.0)["florist"]


def test_the_examples_of_the_mathematics_page_run() -> None:
    result = doctest.testfile(str(PAGES / "trust-mathematics.md"), module_relative=False)
    assert result.attempted > 15
    assert result.failed == 0


def test_the_owners_table_is_the_policy() -> None:
    page = (PAGES / "trust.md").read_text()
    rows = re.findall(r"^\| ([^|]+?)(?: ¹)? \| ([\d.]+) \| ([+−][\d.]+) \| (\w+) \|$", page, re.MULTILINE)
    told = {WORDS[what]: (float(weight), float(outcome.replace("−", "-")), facet) for what, weight, outcome, facet in rows}
    assert told == {name: (kind.weight, kind.outcome, kind.facet) for name, kind in DEFAULT.kinds.items() if name != "feedback"}
    feedback = DEFAULT.kinds["feedback"]
    assert f"| feedback after a job both sides confirmed ¹ | {feedback.weight} | −1 to +1 | {feedback.facet} |" in page


def test_the_owners_example_is_what_comes_out() -> None:
    page = (PAGES / "trust.md").read_text()
    score = florist()
    assert [round(line.points, 2) for line in score.contributions] == [0.77, 0.77, 0.77, 0.77, 0.23]
    assert f"together **{score.value:+.2f}**, likely between {score.low:+.1f} and {score.high:+.1f};" in page
    assert f"the careful value **{score.cautious:+.2f}**" in page
    for kind in ("broken", "broken_but_told", "excused"):
        assert f"**{florist(kind).value:+.2f}**" in page


@pytest.mark.parametrize("page", ["trust.md", "trust-mathematics.md"])
def test_no_line_of_the_pages_is_left_unfinished(page: str) -> None:
    assert "@" not in (PAGES / page).read_text()
