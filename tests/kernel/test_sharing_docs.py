"""The page that explains sharing says what the code does."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/explanation/sharing.md"


def test_every_example_on_the_page_runs() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.REPORT_NDIFF)
    assert result.failed == 0
    assert result.attempted > 30
