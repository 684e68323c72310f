"""What can happen when two have worked together and say how it was."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from betterpie.journal.facts import Fact, MemberId, Regards, Word


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven(Fact):
    """One side said how it was; nobody reads it yet."""

    feedback: int
    by: MemberId
    about: MemberId
    sentence = _("{by} said how it was to work with {about}.")
    shown = "nobody"


@dataclass(frozen=True, kw_only=True)
class FeedbackShown(Fact):
    """What one side said is now read by both: because the other has spoken too, or her fourteen days are over.

    `again` and `told` are her two answers, from −100 to 100.
    """

    feedback: int
    by: MemberId
    about: MemberId
    again: int
    told: int
    sentence = _("{by} said how it was to work with {about}.")

    def says(self) -> tuple[Word, ...]:
        return (Regards(about=self.about, by=self.by, facet="honesty", strength=(self.again + self.told) / 200, deed="feedback"),)
