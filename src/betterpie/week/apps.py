"""Tells Django that this room exists."""

from django.apps import AppConfig


class Week(AppConfig):
    name = "betterpie.week"
    label = "week"
