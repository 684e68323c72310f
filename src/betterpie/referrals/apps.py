"""Tells Django that this room exists."""

from django.apps import AppConfig


class Referrals(AppConfig):
    name = "betterpie.referrals"
    label = "referrals"
