"""The clock at the door, and its discretion."""

import re
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone


def now(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the time into the request: nothing below the door asks the clock."""

    def with_time(request: HttpRequest) -> HttpResponse:
        cast(Any, request).now = timezone.now()
        return get_response(request)

    return with_time


NOWHERE = re.compile(r"\0|\d{19}")
KEYS = ("/c/", "/i/", "/in/", "/u/", "/people/", "/account/")
"""Where an address is itself a key, or a page is somebody's own."""


def discreet(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep what is somebody's own out of caches, the browser's too, and out of search engines.

    An address with a NUL, or with a number that no row can have, is nowhere: a database would refuse to look.
    """

    def with_discretion(request: HttpRequest) -> HttpResponse:
        if NOWHERE.search(request.path_info):
            return HttpResponseNotFound()
        response = get_response(request)
        is_key = request.path_info.startswith(KEYS)
        if is_key:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if (is_key or settings.SESSION_COOKIE_NAME in request.COOKIES) and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return with_discretion
