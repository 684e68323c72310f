"""Tells Django that this room exists."""

from django.apps import AppConfig


class Promises(AppConfig):
    name = "betterpie.promises"
    label = "promises"
