"""What a member's page shows of her trust: no more than the node has chosen, and nothing while it is too early."""

from collections.abc import Callable, Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from betterpie.members.models import Member
from betterpie.members.queries import Seat
from betterpie.trust import queries
from betterpie.trust.models import PolicyChange, Standing
from betterpie.trust.panels.facets import facets
from betterpie.trust.panels.why import of_how_many, why
from betterpie.trust.queries import Line

Detail = PolicyChange.Detail


def panel(seat: Seat, member: Member) -> str:
    """What the reader sees of `member` on her page: her own leads to all of it, another's says what the node shows.

    On the page of a guest a steward finds the way to say that it is a member already.
    """
    if member.is_guest:
        return render_to_string("trust/twice.html", {"node": seat.node, "member": member}) if seat.is_steward else ""
    if seat.member is not None and member.pk == seat.member.pk:
        return render_to_string("trust/own_panel.html", {"node": seat.node})
    standing = queries.whole_standing_of(member.pk)
    detail = queries.change_of(member.node_id).detail
    shows_deeds = detail in (Detail.WORDS, Detail.REASONS) and not queries.is_too_early(standing)
    lines = queries.lines_under(standing, member.pk) if shows_deeds else []
    return seen(member, standing, detail=detail, lines=lines, is_panel=True)


def seen(member: Member, standing: Standing | None, *, detail: str, lines: Iterable[Line], is_panel: bool = False) -> SafeString | str:
    """What others see of a member's trust; nothing where the node shows nothing."""
    if detail == Detail.NOTHING:
        return ""
    is_early = queries.is_too_early(standing)
    context = {
        "member": member,
        "standing": standing,
        "is_early": is_early,
        "said": "" if is_early or standing is None else in_words(standing),
        "facets": facets(standing) if detail in (Detail.NUMBER, Detail.REASONS) and not is_early else [],
        "reasons": why(lines) if detail == Detail.REASONS and not is_early else [],
        "counts": of_how_many(lines) if detail == Detail.WORDS and not is_early else [],
        "with_number": detail != Detail.WORDS,
        "is_panel": is_panel,
    }
    return render_to_string("trust/seen.html", context)


def in_words(standing: Standing) -> str:
    """A score as a plain sentence, by its cautious value: what one can count on, never a blame."""
    for at_least, said in SAID:
        if standing.cautious >= at_least:
            return said()
    return _("Not everything went as agreed lately. Ask how things stand, and agree on a day.")


SAID: tuple[tuple[float, Callable[[], str]], ...] = (
    (3.0, lambda: _("One can count on them: many neighbors have seen it.")),
    (1.5, lambda: _("What they say, they mostly do.")),
    (0.0, lambda: _("Things go well more often than not.")),
)
