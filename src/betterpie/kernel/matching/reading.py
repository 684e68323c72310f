"""Reads a file of occasions, and refuses an unfit one whole, with every line that is wrong and why."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from betterpie.kernel.listings.sheets import guarded, unguarded
from betterpie.kernel.matching.occasions import ASKING, FREQUENCY, NEED, Occasion, Step

COLUMNS = ("occasion", "people", "how_often", "asked", "step", "needed_by", "weeks", "trades", "after", "sign", "source")
LONGEST = 20_000
"""Characters of a cell. A longer one is a quotation mark that was never closed."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on one line of the file (the first line, of column names, is 1)."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.reason}"


class UnfitKnowledge(ValueError):
    """A file of occasions that can't be used; `problems` has every line and reason. Nothing that was in use before has changed."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        more = len(problems) - SHOWN
        super().__init__("\n".join([*map(str, self.problems[:SHOWN]), *([f"... and {more} more"] if more > 0 else [])]))


def read(text: str, *, trades: Collection[str]) -> tuple[Occasion, ...]:
    """The occasions written in `text`, in order.

    The text is CSV with the columns `COLUMNS`; an empty cell under `occasion` means "the one above". Refuses, with UnfitKnowledge: a
    missing column, an empty file, an occasion without two steps, an occasion, step or trade named twice, a trade that is not among
    `trades`, weeks that are not "4" or "4-12", a word that is not known, and steps that come after each other in a loop, after a step
    that isn't there, or begin before the step they come after.
    """
    problems: list[Problem] = []
    try:
        drafts = list(_drafts(text, problems))
    except csv.Error as trouble:
        raise UnfitKnowledge([Problem(1, f"the file can't be read: {trouble}")]) from trouble
    for draft in drafts:
        _check_order(draft, problems)
    _check_names(drafts, problems)
    for draft in drafts:
        for line, step in draft.steps:
            problems += [Problem(line, _unknown(slug, trades)) for slug in step.trades if slug not in trades]
    if problems:
        raise UnfitKnowledge(problems)
    return tuple(draft.whole() for draft in drafts)


def write(occasions: Collection[Occasion]) -> str:
    """The text from which `read` makes the same occasions again; a spreadsheet takes none of it for a formula."""
    page = io.StringIO()
    out = csv.writer(page, lineterminator="\n")
    out.writerow(COLUMNS)
    for occasion in occasions:
        head = [occasion.name, occasion.people, occasion.how_often, occasion.asked]
        for step in occasion.steps:
            weeks = f"{step.first}-{step.last}" if step.last != step.first else str(step.first)
            row = [*head, step.name, step.needed_by, weeks, "; ".join(step.trades), step.after, step.sign, step.source]
            out.writerow(map(guarded, row))
            head = ["", "", "", ""]
    return page.getvalue()


@dataclass(slots=True)
class _Draft:
    """An occasion while it is being read, each step with its line."""

    line: int
    name: str
    people: str
    how_often: str
    asked: str
    steps: list[tuple[int, Step]]

    def whole(self) -> Occasion:
        return Occasion(self.name, self.people, self.how_often, self.asked, tuple(step for _, step in self.steps))


def _drafts(text: str, problems: list[Problem]) -> Iterator[_Draft]:
    """The occasions as far as they can be read; what can't be read is added to `problems`."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if missing := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
        problems.append(Problem(1, f"a column is missing: {', '.join(missing)}"))
        return
    draft: _Draft | None = None
    for row in rows:
        cells = {column: unguarded((row[column] or "").strip()) for column in COLUMNS}
        if any(len(cell) > LONGEST for cell in cells.values()):
            raise csv.Error(f"a cell before line {rows.line_num + 1} does not end")  # the reader's own limit can be moved by others
        if not any(cells.values()):
            continue
        if cells["occasion"]:
            if draft:
                yield draft
            draft = _begun(rows.line_num, cells, problems)
        if draft is None:
            problems.append(Problem(rows.line_num, "the first step has no occasion"))
        elif step := _step(rows.line_num, cells, problems):
            draft.steps.append((rows.line_num, step))
    if draft:
        yield draft
    elif not problems:
        problems.append(Problem(1, "there is no occasion in the file"))


def _begun(line: int, cells: Mapping[str, str], problems: list[Problem]) -> _Draft:
    if not cells["people"]:
        problems.append(Problem(line, f"“{cells['occasion']}” doesn't say who the people are"))
    problems += _wrong_word(line, "how_often", cells, FREQUENCY)
    problems += _wrong_word(line, "asked", cells, ASKING)
    return _Draft(line, cells["occasion"], cells["people"], cells["how_often"], cells["asked"], [])


def _step(line: int, cells: Mapping[str, str], problems: list[Problem]) -> Step | None:
    """The step on this line, or None where it can't be made, the reason then being among `problems`."""
    found = re.fullmatch(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?", cells["weeks"])
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    trades = tuple(slug.strip() for slug in cells["trades"].split(";") if slug.strip())
    wrong = _wrong_word(line, "needed_by", cells, NEED)
    if not cells["step"]:
        wrong.append(Problem(line, "the step has no name"))
    if not found:
        wrong.append(Problem(line, f"weeks should be a week (4) or from and to (4-12), not “{cells['weeks']}”"))
    elif last < first:
        wrong.append(Problem(line, f"weeks {first}-{last} end before they begin"))
    if not trades:
        wrong.append(Problem(line, f"no trade serves “{cells['step']}”"))
    if twice := _repeated(trades):
        wrong.append(Problem(line, f"a trade is named twice: {', '.join(twice)}"))
    problems += wrong
    if wrong:
        return None
    return Step(cells["step"], trades, first, last, cells["needed_by"], cells["after"], cells["sign"], cells["source"])


def _wrong_word(line: int, column: str, cells: Mapping[str, str], known: Mapping[str, float]) -> list[Problem]:
    return [] if cells[column] in known else [Problem(line, f"{column} should be {', '.join(known)}, not “{cells[column]}”")]


def _check_names(drafts: list[_Draft], problems: list[Problem]) -> None:
    seen: dict[str, int] = {}
    for draft in drafts:
        first = seen.setdefault(draft.name.casefold(), draft.line)
        if first != draft.line:
            problems.append(Problem(draft.line, f"the occasion “{draft.name}” is there already, on line {first}"))


def _check_order(draft: _Draft, problems: list[Problem]) -> None:
    """Adds what is wrong with the steps of one occasion: too few, named twice, out of order, or in a loop."""
    if len(draft.steps) < 2:
        problems.append(Problem(draft.line, f"“{draft.name}” needs at least two steps: one step joins nobody"))
    named: dict[str, tuple[int, Step]] = {}
    for line, step in draft.steps:
        if step.name in named:
            problems.append(Problem(line, f"the step “{step.name}” is there already, on line {named[step.name][0]}"))
        named.setdefault(step.name, (line, step))
    for line, step in draft.steps:
        if step.after and step.after not in named:
            problems.append(Problem(line, f"“{step.name}” comes after “{step.after}”, which isn't a step of “{draft.name}”"))
        elif loop := _loop(step.name, named):
            problems.append(Problem(line, f"the steps go in a loop: {' after '.join(loop)}"))
        elif step.after and step.first < named[step.after][1].first:
            problems.append(Problem(line, f"“{step.name}” begins before “{step.after}”, which it should come after"))


def _loop(name: str, named: Mapping[str, tuple[int, Step]]) -> list[str]:
    """The steps from `name` back to itself along `after`; empty where there is no way back."""
    way = [name]
    while (before := named[way[-1]][1].after) in named:
        if before == name:
            return [*way, name]
        if before in way:
            return []
        way.append(before)
    return []


def _repeated(trades: tuple[str, ...]) -> list[str]:
    return sorted({slug for slug in trades if trades.count(slug) > 1})


def _unknown(slug: str, trades: Collection[str]) -> str:
    near = get_close_matches(slug, trades, n=1)
    return f"“{slug}” is not a trade" + (f"; did you mean “{near[0]}”?" if near else "")
