"""What partners shows in other places: whom to meet next on the week's page and in the weekly letter, a line on a business's page."""

from collections.abc import Collection
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from betterpie.events import links
from betterpie.members.models import Member
from betterpie.members.queries import Seat
from betterpie.pacts.models import Pact
from betterpie.partners import queries
from betterpie.partners.models import Nudge
from betterpie.ui.messages import Action, Card


def suggestion(member: Member, *, at: datetime, reader: int | None) -> tuple[str, Card] | None:
    """Whom to meet next, as one card, with the key by which a letter knows that it was told already."""
    nudge = next(iter(queries.open_nudges(member.pk, at=at)), None)
    if nudge is None:
        return None
    slug, name = member.node.slug, nudge.other.business.name
    asking = links.ask(member, nudge.other, reader=reader) if reader is not None else reverse("events:new", args=[slug, nudge.other_id])
    ask = Action(label=_("Suggest a time"), url=asking, is_main=True)
    see = Action(label=_("See how you fit"), url=reverse("partners:pair", args=[slug, nudge.other_id]))
    later = Action(label=_("Later"), url=reverse("partners:later", args=[slug, nudge.pk]), method="post")
    card = Card(
        title=_("Meet %(name)s?") % {"name": name},
        text=" ".join(part for part in (words(nudge), _("You have not met here yet.")) if part),
        icon="meet",
        tone="sky",
        actions=(ask,) if reader is not None else (ask, see, later),
    )
    return f"nudge:{nudge.pk}", card


def would_help(node: int, circle: Collection[int]) -> list[tuple[int, str]]:
    """Who else would suit some members who make something together, and why; told to any of them."""
    return [(one.neighbor.pk, one.why) for one in queries.welcome(queries.board(node), circle)]


def words(nudge: Nudge) -> str:
    """Why the two should meet, in the reader's language."""
    if nudge.why:
        return nudge.why if (get_language() or "en").startswith("en") else _("You often serve the same customers, at different moments.")
    if nudge.kind == Nudge.Kind.NEWCOMER:
        return _("They are new here.")
    return _("You move in different circles, and that is where news comes from.")


def came_of(pact: Pact, member: Member) -> queries.Came:
    """The customers who went each way since a pact holds, told to `member`."""
    return queries.came_of(pact, member)


def on_business(seat: Seat, member: Member) -> str:
    """A line on a business's page that leads to everything between the two."""
    if seat.member is None or member.is_guest or member.pk == seat.member.pk:
        return ""
    url = reverse("partners:pair", args=[seat.node.slug, member.pk])
    return render_to_string("partners/on_business.html", {"member": member, "url": url})
