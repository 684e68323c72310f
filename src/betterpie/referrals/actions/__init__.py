"""The verbs of referrals: giving, the customer's own say, the steps to an outcome, and what happens by itself in time."""

from betterpie.referrals.actions.base import Refused
from betterpie.referrals.actions.clock import erase_due, wake_due
from betterpie.referrals.actions.customers import choose_other, forget, judge, say_yes, stop, tell
from betterpie.referrals.actions.giving import give
from betterpie.referrals.actions.steps import accept, decline, lose, pass_on, step, tell_again, thank, win

__all__ = [
    "Refused",
    "accept",
    "choose_other",
    "decline",
    "erase_due",
    "forget",
    "give",
    "judge",
    "lose",
    "pass_on",
    "say_yes",
    "step",
    "stop",
    "tell",
    "tell_again",
    "thank",
    "wake_due",
    "win",
]
