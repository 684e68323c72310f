"""Tells Django of the room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "betterpie.ui"
    label = "ui"
