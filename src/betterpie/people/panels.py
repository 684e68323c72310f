"""What other rooms show on a person's own page."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

ON_MY_PAGE: list[Callable[[HttpRequest], SafeString]] = []
"""Sections of the page, drawn by the rooms that own them. Filled by the house's wiring."""
