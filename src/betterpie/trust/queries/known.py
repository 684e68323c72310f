"""What members said about lines and about each other, for those who ask what is known of them."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from betterpie.trust.models import Feedback, Reply, Review, Voice


def said_by(members: Collection[int]) -> dict[str, list[Any]]:
    """All that these members said in replies, reviews and feedback, and what was said of them as far as they may read it."""
    shown = Q(by__in=members) | Q(about__in=members, said_at__isnull=False, closed_at__isnull=False)
    feedback = Feedback.objects.filter(shown).order_by("pk")
    return {
        "replies": list(Reply.objects.filter(member__in=members).order_by("pk").values("member", "text", "at")),
        "reviews": list(
            Review.objects.filter(about__in=members).order_by("pk").values("about", "why", "asked_at", "state", "said", "how", "decided_at")
        ),
        "words_in_reviews": list(Voice.objects.filter(member__in=members).order_by("pk").values("member", "said", "said_at")),
        "feedback": list(feedback.values("by", "about", "asked_at", "again", "told", "words", "said_at", "closed_at")),
    }
