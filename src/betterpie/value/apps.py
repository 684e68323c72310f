"""Tells Django that this room exists."""

from django.apps import AppConfig


class Value(AppConfig):
    name = "betterpie.value"
    label = "value"
