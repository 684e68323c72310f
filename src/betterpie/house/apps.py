"""Wires the rooms together once all of them are loaded."""

from django.apps import AppConfig


class House(AppConfig):
    name = "betterpie.house"
    label = "house"

    def ready(self) -> None:
        from betterpie.house import wiring

        wiring.connect()
