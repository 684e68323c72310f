"""Tells Django that this room exists."""

from django.apps import AppConfig


class Trust(AppConfig):
    name = "betterpie.trust"
    label = "trust"
