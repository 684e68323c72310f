"""Tells Django that this room exists."""

from django.apps import AppConfig


class Partners(AppConfig):
    name = "betterpie.partners"
    label = "partners"
