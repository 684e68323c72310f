"""The gallery by itself: its addresses only, and no other room that does its work after an answer."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.test import override_settings


@pytest.fixture(scope="module")
def alone() -> Iterator[None]:
    """Nothing but the gallery, without a database."""
    with override_settings(ROOT_URLCONF="tests.ui.urls"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(request_finished, "receivers", [])
        yield
