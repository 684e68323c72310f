"""Tells Django that this room exists."""

from django.apps import AppConfig


class Journal(AppConfig):
    name = "betterpie.journal"
    label = "journal"
