"""Who she is, shown lately: what changes how one signs in, or ends it, is not left to whoever finds an open phone."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

FRESH_SECONDS = 15 * 60

View = Callable[..., HttpResponseBase]


def fresh(view: View) -> View:
    """Open to whoever signed in, or showed who she is, within the last 15 minutes; others are asked to show it first."""

    @wraps(view)
    @login_required
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('people:confirm')}?{urlencode({'next': request.get_full_path()})}")

    return opened


def is_fresh(request: HttpRequest) -> bool:
    """Whether she showed who she is within the last 15 minutes, in this session."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < FRESH_SECONDS
