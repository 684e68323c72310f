"""The verbs of projects."""

from betterpie.projects.actions.again import again, ask_anew
from betterpie.projects.actions.asking import Reply, answer, ask_more, begin_asking, close_round, settle_on
from betterpie.projects.actions.base import Refused
from betterpie.projects.actions.papers import choose_rule, draw, give_leave, reopen, sign, trouble
from betterpie.projects.actions.planning import (
    Upload,
    ask,
    describe,
    forget,
    hand_over,
    leave,
    note,
    plan_step,
    propose,
    put_in,
    strike_step,
    take_back,
    take_down,
    will_last,
    will_not_last,
)
from betterpie.projects.actions.settling import Entry, approve, book, draw_sheets, learn, say_paid, say_received, strike, withdraw
from betterpie.projects.actions.tapping import close_tap, count, tap
from betterpie.projects.actions.working import call_off, finish, start

__all__ = [
    "Entry",
    "Refused",
    "Reply",
    "Upload",
    "again",
    "answer",
    "approve",
    "ask",
    "ask_anew",
    "ask_more",
    "begin_asking",
    "book",
    "call_off",
    "choose_rule",
    "close_round",
    "close_tap",
    "count",
    "describe",
    "draw",
    "draw_sheets",
    "finish",
    "forget",
    "give_leave",
    "hand_over",
    "learn",
    "leave",
    "note",
    "plan_step",
    "propose",
    "put_in",
    "reopen",
    "say_paid",
    "say_received",
    "settle_on",
    "sign",
    "start",
    "strike",
    "strike_step",
    "take_back",
    "take_down",
    "tap",
    "trouble",
    "will_last",
    "will_not_last",
    "withdraw",
]
