"""The words for trades and occasions on pages."""

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from betterpie.kernel import vocabulary

register = template.Library()


@register.filter
def trade_name(slug: str) -> str:
    """A trade's name in the reader's language; nothing for one that is unknown."""
    return vocabulary.name(slug, language=get_language() or "en") if slug in vocabulary.trades() else ""


@register.filter
def occasion_words(words: str) -> str:
    """What an occasion is called, its people, a step or a sign in the reader's language; a node's own words as they are."""
    return vocabulary.occasion_words(words, language=get_language() or "en")


@register.filter
def answers_in(minutes: int) -> str:
    """How quickly somebody answers: "answers in 40 min", "answers in 3 hours"."""
    if minutes < 60:
        return _("answers in %(n)d min") % {"n": max(minutes, 1)}
    if minutes < 60 * 24:
        hours = round(minutes / 60)
        return ngettext("answers in an hour", "answers in %(n)d hours", hours) % {"n": hours}
    days = round(minutes / 1440)
    return ngettext("answers in a day", "answers in %(n)d days", days) % {"n": days}
