"""The verbs of partners: telling members whom to meet next, and writing down what a node knows of occasions."""

from betterpie.partners.actions.nudges import nudge, nudge_due, put_off, take_up
from betterpie.partners.actions.occasions import Refused, change_occasion, change_occasions, drop_occasion

__all__ = ["Refused", "change_occasion", "change_occasions", "drop_occasion", "nudge", "nudge_due", "put_off", "take_up"]
