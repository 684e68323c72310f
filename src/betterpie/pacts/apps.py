"""Tells Django that this room exists."""

from django.apps import AppConfig


class Pacts(AppConfig):
    name = "betterpie.pacts"
    label = "pacts"
