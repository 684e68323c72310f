"""The verbs of notices: write a letter, send what is due, stop what is not wanted, forget whom it concerned."""

from betterpie.notices.actions.sending import AFTER_SENDING, send_due, try_again
from betterpie.notices.actions.wishes import choose, resume, stop
from betterpie.notices.actions.writing import clear_out, forget, move, post, print_edition, withdraw, write

__all__ = [
    "AFTER_SENDING",
    "choose",
    "clear_out",
    "forget",
    "move",
    "post",
    "print_edition",
    "resume",
    "send_due",
    "stop",
    "try_again",
    "withdraw",
    "write",
]
