"""Tells Django that this room exists."""

from django.apps import AppConfig


class Events(AppConfig):
    name = "betterpie.events"
    label = "events"
