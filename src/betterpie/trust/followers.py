"""What trust does when it hears a reason to think well or ill of a member."""

from collections.abc import Mapping

from betterpie.journal.facts import Fact, Regards
from betterpie.journal.models import Entry
from betterpie.promises.models import Promise
from betterpie.trust import actions
from betterpie.trust.actions import feedback
from betterpie.trust.models import Book, Evidence, Standing, new_edition

GOOD: Mapping[str, str] = {
    "reliability": "kept",
    "honesty": "told_truly",
    "communication": "answered",
    "disclosure": "told_early",
    "participation": "took_part",
}
BAD: Mapping[str, str] = {**GOOD, "reliability": "broken", "honesty": "told_wrongly", "disclosure": "kept_silent"}
"""What a facet alone means, where a fact names no deed."""


def hear(entry: Entry, fact: Fact) -> None:
    """Write down each reason as a piece of evidence."""
    for place, word in enumerate(fact.says()):
        if isinstance(word, Regards):
            actions.take_in(word, kind=kind_of(word), entry=entry, place=place)


def forget() -> None:
    """Empty what was made of this journal. What was brought along from another installation stays."""
    Evidence.objects.filter(entry__isnull=False).delete()
    Standing.objects.all().delete()
    for book in Book.objects.all():
        Book.objects.filter(pk=book.pk).update(edition=new_edition(), weighed_at=None)


def kind_of(word: Regards) -> str:
    """The policy's kind of a deed: as the fact names it, else what its facet and its strength say."""
    if word.deed is not None:
        return word.deed
    if word.facet == "reliability" and 0 < word.strength < 1:
        return "late"
    return (GOOD if word.strength > 0 else BAD)[word.facet]


WORKED_TOGETHER: dict[str, tuple[str, str]] = {}
"""The kinds of facts after which two may say how it was, and which fields name the two. Filled by the house's wiring."""


def worked_together(entry: Entry, fact: Fact) -> None:
    """Let both sides of what has come to its end say how it was to work together."""
    names = WORKED_TOGETHER.get(entry.kind)
    if names is None or _is_looked_after(fact):
        return
    one, other = (getattr(fact, name) for name in names)
    if one is not None and other is not None:
        feedback.ask(one, other, occasion=entry.pk, node=entry.node, at=entry.at)


def _is_looked_after(fact: Fact) -> bool:
    """Whether it ends a promise that is but a step of something larger, such as the call to a customer."""
    promise = getattr(fact, "promise", None)
    return promise is not None and Promise.objects.filter(pk=promise).exclude(thing="").exists()
