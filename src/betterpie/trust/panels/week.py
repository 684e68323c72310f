"""What trust puts on the week's page and into the weekly letter: a line to look at, and a word on working together, asked once."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.trust import links
from betterpie.trust.models import Feedback, Voice
from betterpie.trust.queries.waiting import Waiting, waiting_for
from betterpie.ui.formats import due
from betterpie.ui.messages import Action, Card

Keyed = tuple[str, Card]
"""A card with the key by which a letter knows that it was told already."""


def together(member: Member, *, at: datetime, reader: int | None = None) -> tuple[list[Keyed], Keyed | None]:
    """The line that she was drawn to look at, if any, which waits for her word; and how it was with a neighbor, which she may leave."""
    found = waiting_for(member, at=at)
    waits = [_line(found, member, at=at, reader=reader)] if found.voice else []
    return waits, _how_it_was(found, member, reader=reader) if found.feedback else None


def _line(found: Waiting, member: Member, *, at: datetime, reader: int | None) -> Keyed:
    page = reverse("trust:review", args=[member.node.slug, found.review])
    url = page if reader is None else links.voice(Voice(pk=found.voice), "see", reader=reader)
    card = Card(
        title=_("Is a line about %(name)s right?") % {"name": found.about},
        text=_("You have no part in it, so you were drawn by lot. It takes two minutes, and nobody reads who said what."),
        tag=due(found.due_at, now=at) if found.due_at else "",
        icon="scale",
        tone="sky",
        actions=(Action(label=_("Have a look"), url=url, is_main=True),),
    )
    return f"voice:{found.voice}", card


def _how_it_was(found: Waiting, member: Member, *, reader: int | None) -> Keyed:
    page = reverse("trust:feedback", args=[member.node.slug, found.feedback])
    url = page if reader is None else links.feedback(Feedback(pk=found.feedback), reader=reader)
    card = Card(
        title=_("How was it with %(name)s?") % {"name": found.neighbor},
        text=_("Two taps. They are asked the same about you, and you read each other's words at the same moment."),
        icon="chat",
        tone="sky",
        actions=(Action(label=_("Say how it was"), url=url, is_main=True),),
    )
    return f"feedback:{found.feedback}", card
