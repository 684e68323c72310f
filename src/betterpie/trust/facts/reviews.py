"""What can happen to a line: a reply, and a review from the asking to the decision."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Code, Fact, MemberId, Tells, Word


@dataclass(frozen=True, kw_only=True)
class LineReplied(Fact):
    """One of the two sides said something to a line."""

    about: MemberId
    by: MemberId
    sentence = _("{by} said something to a line about {about}.")


@dataclass(frozen=True, kw_only=True)
class ReviewFact(Fact):
    """Something that happened to one review."""

    review: int
    about: MemberId
    by: MemberId | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(ReviewFact):
    """A member asked that a line about her is looked at again."""

    sentence = _("{about} asked to have a line looked at again.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=() if self.by is None else (self.by,)),)


@dataclass(frozen=True, kw_only=True)
class ReviewSaid(ReviewFact):
    """A steward said a word; both sides may be content with it or not."""

    word: Code
    sentence = _("A steward looked at a line about {about}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=_sides(self)),)


@dataclass(frozen=True, kw_only=True)
class ReviewDrawn(ReviewFact):
    """Members who had no part in it were drawn to look at the line."""

    voices: int
    sentence = _("Members who had no part in it were asked about a line about {about}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(),)


@dataclass(frozen=True, kw_only=True)
class ReviewDecided(ReviewFact):
    """It is settled what becomes of the line, and how: by the steward, by members, or because nobody had said a word."""

    word: Code
    how: Code
    sentence = _("It was settled what becomes of a line about {about}.")

    def says(self) -> tuple[Word, ...]:
        return (Tells(members=_sides(self)),)


def _sides(fact: ReviewFact) -> tuple[int, ...]:
    return (fact.about,) if fact.by is None else (fact.about, fact.by)
