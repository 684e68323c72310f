"""The matcher's reasons, warnings and moments in the reader's language: as it says them in English, else from the same occasion."""

from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.kernel.matching.occasions import Step
from betterpie.kernel.vocabulary import occasion_words

if TYPE_CHECKING:
    from betterpie.kernel.matching import Caution, Reason, Suggestion
    from betterpie.kernel.matching.affinity import Shared

GENERAL = {
    "occasion": lazy("You often serve the same customers, at different moments."),
    "asked": lazy("They do what your customers ask you for."),
    "services": lazy("Some of what you do, they do too."),
    "deeds": lazy("Customers have gone from one to the other already."),
    "rivals": lazy("You are in the same trade: partners for overflow, holidays and larger jobs, rather than for referrals."),
    "competes": lazy("You compete on some services. Agree who takes which customers."),
    "regulated": lazy("A regulated trade: send customers freely, but no fee, gift, point or reward may hang on it."),
    "price": lazy("Your prices are far apart: ask whether it would suit your customers."),
    "concentration": lazy("Most referrals of one of you come from the other: it would be good to have other partners too."),
    "broad": lazy("A broad word for a trade: ask what they really do."),
    "focus": lazy("They name many trades: ask which is their real work."),
}
"""What is told without the figures where the reader's language is not the one in which the matcher explains itself."""


def said(words: str) -> str:
    """An occasion's name, its people, a step or its sign in the reader's language; a node's own words as it wrote them."""
    return occasion_words(words, language=get_language() or "en")


def told(reason: "Reason") -> str:
    """A reason in the reader's language."""
    if _is_english():
        return reason.text
    return _seen(reason.shared) if reason.shared is not None else str(GENERAL.get(reason.kind, reason.text))


def warned(warning: "Caution") -> str:
    """A warning in the reader's language."""
    return warning.text if _is_english() else str(GENERAL.get(warning.kind, warning.text))


def moment(suggestion: "Suggestion") -> str:
    """When to think of the receiver, in the reader's language; "" where nothing tells."""
    if _is_english():
        return suggestion.moment
    step = suggestion.moment_step
    if step is None:
        return ""
    if not step.sign:
        return _("Think of them for %(step)s.") % {"step": said(step.name)}
    return _("Think of them for %(step)s when you hear or see: %(sign)s.") % {"step": said(step.name), "sign": said(step.sign)}


def _seen(shared: "Shared") -> str:
    mine, theirs = shared.giver_step, shared.receiver_step
    words = {"people": said(shared.occasion.people), "mine": _timed(mine, beside=theirs), "theirs": _timed(theirs, beside=mine)}
    return _("You both see %(people)s: you for %(mine)s, they for %(theirs)s.") % words


def _timed(step: Step, *, beside: Step) -> str:
    if not step.is_timed(beside=beside):
        return said(step.name)
    unit, low, high = step.span(beside=beside)
    return f"{said(step.name)} ({_time(unit, low, high)})"


def _time(unit: str, low: int, high: int) -> str:
    if unit == "days":
        return _("in the first days")
    count = 1 if low == high else 2
    pattern = {
        "week": ngettext("week %(low)d", "weeks %(low)d to %(high)d", count),
        "month": ngettext("month %(low)d", "months %(low)d to %(high)d", count),
        "year": ngettext("year %(low)d", "years %(low)d to %(high)d", count),
    }[unit]
    return pattern % {"low": low, "high": high}


def _is_english() -> bool:
    return (get_language() or "en").startswith("en")
