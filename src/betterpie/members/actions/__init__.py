"""The verbs of members."""

from betterpie.members.actions.base import Profile, Refused
from betterpie.members.actions.businesses import NOT_FREE, describe, index, list_business, seat_business, sort_name, words_by_which
from betterpie.members.actions.claims import claim_business, claim_new, claim_seat, grant, refuse
from betterpie.members.actions.invitations import answer_invitation, invite, invite_all, invite_helper, take_seat
from betterpie.members.actions.nodes import (
    arrange,
    ask_link,
    change_rules,
    dismiss_steward,
    end_link,
    name_steward,
    new_join_code,
    start_node,
)
from betterpie.members.actions.seats import accept_rules, answer_within, change_tier, join, leave, let_go, take_on

__all__ = [
    "NOT_FREE",
    "Profile",
    "Refused",
    "accept_rules",
    "answer_invitation",
    "answer_within",
    "arrange",
    "ask_link",
    "change_rules",
    "change_tier",
    "claim_business",
    "claim_new",
    "claim_seat",
    "describe",
    "dismiss_steward",
    "end_link",
    "grant",
    "index",
    "invite",
    "invite_all",
    "invite_helper",
    "join",
    "leave",
    "let_go",
    "list_business",
    "name_steward",
    "new_join_code",
    "refuse",
    "seat_business",
    "sort_name",
    "start_node",
    "take_on",
    "take_seat",
    "words_by_which",
]
