"""Tells Django that this room exists."""

from django.apps import AppConfig


class Projects(AppConfig):
    name = "betterpie.projects"
    label = "projects"
