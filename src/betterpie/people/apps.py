"""Tells Django that this room exists."""

from django.apps import AppConfig


class People(AppConfig):
    name = "betterpie.people"
    label = "people"
