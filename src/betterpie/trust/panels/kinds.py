"""The kinds of deeds in words, for the table of weights; the steps of the path; and how a steward begins a call."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from betterpie.trust.queries import Line

KINDS = {
    "kept": lazy("A promise kept"),
    "excused": lazy("Said in good time that it could not be"),
    "repaired": lazy("Broken, then made good"),
    "late": lazy("Done, but late"),
    "broken": lazy("Broken, and nothing said"),
    "broken_but_told": lazy("Could not be, and said so at short notice"),
    "followed_up": lazy("Did the next step with a customer in time"),
    "referral_worked": lazy("A customer says that it went well"),
    "referral_complaint": lazy("A customer says that it did not"),
    "told_truly": lazy("Told the outcome as the customer tells it"),
    "told_wrongly": lazy("Told it otherwise than the customer"),
    "told_early": lazy("Told bad news early"),
    "kept_silent": lazy("Bad news came late"),
    "answered": lazy("Answered a referral in time, or not"),
    "took_part": lazy("Took part"),
    "feedback": lazy("Feedback after working together"),
    "praise": lazy("Praise"),
}
STEPS = {
    "refer": lazy("send customers"),
    "campaign": lazy("a campaign together"),
    "lend": lazy("lend a thing"),
    "credit": lazy("shared rewards on credit"),
    "steward": lazy("look after the group"),
}


def way_to_begin(name: str, lines: Iterable[Line]) -> str:
    """A friendly first sentence for a call, from what happened last; it asks, and blames nobody."""
    kinds = {line.kind for line in lines}
    words = {"name": name}
    if "broken" in kinds or "broken_but_told" in kinds:
        return _("“Hello, how are things at %(name)s? Something you had planned did not work out. Can one of us help?”") % words
    if "answered" in kinds:
        return _("“Hello, how are things at %(name)s? Are there more customers than you can call back just now?”") % words
    if "referral_complaint" in kinds or "told_wrongly" in kinds:
        return _("“Hello, how are things at %(name)s? A customer saw something otherwise, and I would like to hear your side.”") % words
    return _("“Hello, how are things at %(name)s? I had not heard from you and thought of you.”") % words
