"""Takes away what a person wrote in her own words when she goes."""

from collections.abc import Collection

from django.db import transaction

from betterpie.people.models import Person
from betterpie.trust.models import Feedback, Reply, Review


@transaction.atomic
def forget_words(person: Person, *, members: Collection[int]) -> None:
    """Empty what was written for these members, for whom nobody else acts, and what she wrote as a steward. What was decided stays."""
    Reply.objects.filter(member__in=members).delete()
    Review.objects.filter(about__in=members).update(why="")
    Review.objects.filter(steward=person).update(steward_why="")
    Feedback.objects.filter(by__in=members).update(words="")
