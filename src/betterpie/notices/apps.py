"""Tells Django that this room exists."""

from django.apps import AppConfig


class Notices(AppConfig):
    name = "betterpie.notices"
    label = "notices"
