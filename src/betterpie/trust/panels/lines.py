"""A line in words: what it was about, what happened, and where to open it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from betterpie.journal.facts import member_fields
from betterpie.journal.models import Entry
from betterpie.members import queries as members
from betterpie.promises.models import Promise
from betterpie.trust.facts import FeedbackShown
from betterpie.trust.models import Evidence, Review
from betterpie.trust.queries import Line, line_of
from betterpie.trust.queries import reviews as cases

PAGES: dict[str, Callable[[str, int], str]] = {}
"""The address of a thing's page, by the word before the colon of 'referral:12', given (node's address, 12). Filled by wiring."""


def told(lines: Iterable[Line]) -> list[Line]:
    """The lines with what each was about, and what both sides said to it: for those who may read that."""
    rows = list(lines)
    promised = {row.thing: row.thing.partition(":")[2] for row in rows if row.thing.startswith("promise:")}
    said = {f"promise:{promise.pk}": promise.said for promise in Promise.objects.filter(pk__in=promised.values())}
    replies = cases.replies_to(rows)
    return [replace(row, what=said.get(row.thing, ""), replies=replies.get((row.entry or 0, row.place), [])) for row in rows]


def told_one(evidence: Evidence) -> Line:
    """One line in the same way."""
    return told([line_of(evidence)])[0]


def happened(line: Line) -> str:
    """What the journal says of it, as a sentence; of what came along from elsewhere only what it was."""
    entry = Entry.objects.filter(pk=line.entry).first() if line.entry is not None else None
    if entry is None:
        return f"{line.sentence}."
    fact = entry.fact
    names = members.names(fact.mentions())
    nobody = _("somebody")
    words = {name: names.get(getattr(fact, name) or 0, nobody) for name in member_fields(type(fact))}
    return str(fact.sentence).format(**words)


def page_of(line: Line, *, node: str) -> str:
    """Where one can see what it was about; "" where there is no such page."""
    if line.kind == "feedback" and (said := _feedback(line)):
        return reverse("trust:feedback", args=[node, said])
    word, _colon, number = line.thing.partition(":")
    address = PAGES.get(word)
    return address(node, int(number)) if address and number.isdecimal() else ""


def _feedback(line: Line) -> int | None:
    entry = Entry.objects.filter(pk=line.entry or 0, kind=FeedbackShown.kind()).first()
    return entry.data["feedback"] if entry else None


def line_in_words(review: Review) -> str:
    """The line of a review in a few words, for a letter."""
    evidence = cases.line_of(review)
    if evidence is None:
        return _("A line that is there no longer")
    line = told_one(evidence)
    return f"{line.what}: {line.sentence}" if line.what else line.sentence
