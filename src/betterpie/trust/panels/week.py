"""What trust suggests on the week's page and in the weekly letter: a word on working together, asked once."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.trust import links
from betterpie.trust.queries import feedback as said
from betterpie.ui.messages import Action, Card


def suggestion(member: Member, *, at: datetime, reader: int | None) -> tuple[str, Card] | None:
    """How was it to work with a neighbor? One card, with the key by which a letter knows that it was asked already."""
    asked = said.asked_of(member, at=at)
    if asked is None:
        return None
    url = links.feedback(asked, reader=reader) if reader is not None else reverse("trust:feedback", args=[member.node.slug, asked.pk])
    card = Card(
        title=_("How was it with %(name)s?") % {"name": asked.about.business.name},
        text=_("Two taps. They are asked the same about you, and you read each other's words at the same moment."),
        icon="chat",
        tone="sky",
        actions=(Action(label=_("Say how it was"), url=url, is_main=True),),
    )
    return f"feedback:{asked.pk}", card
