"""The verbs of partners: telling members whom to meet next, and writing down what a node knows of occasions."""

from betterpie.partners.actions.nudges import nudge_due, put_off, take_up

__all__ = ["nudge_due", "put_off", "take_up"]
