"""How the neighbors found working together: said by some, in a line or without one, and true to what is planted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from betterpie.house.street.people import Neighbor, Plan, script
from betterpie.journal.models import Entry
from betterpie.trust.actions import Refused, feedback
from betterpie.trust.models import Feedback

SPEAK, WITH_WORDS = 0.6, 0.5
"""How many of those who are asked say something, and how many of these in words of their own."""


class Listener:
    """Asks, now and then, who was asked since it asked last, and plans what she will say."""

    def __init__(self, plan: Plan, keys: dict[int, str], *, seed: int) -> None:
        self.plan, self.keys = plan, keys
        self.random = Random(seed)  # noqa: S311  # no secret: draws of its own, so that what else happens on the street stays as it is
        self.last = 0

    def hear(self, at: datetime) -> None:
        """Let those who were asked since the last time make up their minds."""
        for asked in Feedback.objects.filter(pk__gt=self.last).order_by("pk"):
            self.last = asked.pk
            if self.random.random() < SPEAK:
                self.plan(at + timedelta(days=self.random.uniform(0.5, 9)), self._say(asked))

    def _say(self, asked: Feedback) -> Callable[[datetime], None]:
        by, about = (script().truths[self.keys[member]] for member in (asked.by_id, asked.about_id))
        again, told, lines = self._found(about, sent_by_her=_was_sent_by(asked))
        # The lines are written in English; whoever speaks another language taps and says no more.
        words = self.random.choice(lines) if by.language == "en" and self.random.random() < WITH_WORDS else ""

        def say(at: datetime) -> None:
            try:
                with transaction.atomic():
                    feedback.say(asked, again=again, told=told, words=words, by=None, at=at)
            except Refused:
                return  # the two weeks were over

        return say

    def _found(self, about: Neighbor, *, sent_by_her: bool) -> tuple[int, int, tuple[str, ...]]:
        """The two answers and the lines that go with them."""
        again, told, said = Feedback.Again, Feedback.Told, script().found
        if about.pads and sent_by_her:
            return again.PERHAPS, told.LITTLE, said["padded"]
        if self.random.random() < about.reliability:
            return self.random.choice((again.GLADLY, again.YES)), told.ALL, said["well"]
        if self.random.random() < 0.5:
            return again.YES, told.MOST, said["fairly"]
        return again.PERHAPS, told.LITTLE, said["badly"]


def _was_sent_by(asked: Feedback) -> bool:
    """Whether it is about one who sent a customer."""
    entry = Entry.objects.get(pk=asked.occasion)
    return bool(entry.data.get("giver") == asked.about_id)
