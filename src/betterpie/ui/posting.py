"""Addresses that only take a form: whoever comes to one without it is led to the page that the form stands on."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

Request = TypeVar("Request", bound=HttpRequest)
Values = ParamSpec("Values")
View = Callable[Concatenate[Request, Values], HttpResponseBase]


def posted(page: str, *, part: str = "") -> Callable[[View[Request, Values]], View[Request, Values]]:
    """Take POST alone. A GET, by reloading what came after a form or from a bookmark, is led to `page`; other methods are refused.

    `page` is the name of an address that takes as many of this one's own values as it knows, from the left: what is below
    `<node>/members/3/` leads to that member. `part` is put behind it, such as "#mail". Stands below the door, which opens first.
    """

    def decorate(view: View[Request, Values]) -> View[Request, Values]:
        @wraps(view)
        def taken(request: Request, /, *args: Values.args, **kwargs: Values.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD"):
                return redirect(_above(request, page) + part)
            return HttpResponseNotAllowed(["POST"])

        return taken

    return decorate


def _above(request: HttpRequest, page: str) -> str:
    match = request.resolver_match
    values: list[tuple[str, Any]] = list(match.kwargs.items()) if match else []
    for many in range(len(values), 0, -1):
        try:
            return reverse(page, kwargs=dict(values[:many]))
        except NoReverseMatch:
            continue
    return reverse(page)
