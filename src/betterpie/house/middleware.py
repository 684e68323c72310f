"""The clock at the door."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def now(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the time into the request: nothing below the door asks the clock."""

    def with_time(request: HttpRequest) -> HttpResponse:
        cast(Any, request).now = timezone.now()
        return get_response(request)

    return with_time
