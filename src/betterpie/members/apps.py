"""Tells Django that this room exists."""

from django.apps import AppConfig


class Members(AppConfig):
    name = "betterpie.members"
    label = "members"
