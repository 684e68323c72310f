"""One's own page, and showing once more who one is."""

import time
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from betterpie.people import actions, queries
from betterpie.people.adapters import speak
from betterpie.people.devices import device
from betterpie.people.forms import Code, Profile
from betterpie.people.models import Person
from betterpie.people.panels import ON_MY_PAGE
from betterpie.people.permissions import fresh, is_fresh
from betterpie.people.views.signing_in import code_in
from betterpie.ui.posting import posted

ASKED = "people.confirm"
CODE_SECONDS = 15 * 60
TRIES = 3


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponseBase:
    """What is written about her, how she signs in, where she is signed in, and which mails she gets."""
    person = cast(Person, request.user)
    form = Profile(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        return _describe(request, form)
    if not any(session.is_current() for session in queries.sessions(person)):
        actions.note_session(request)
    context = {
        "form": form,
        "person": person,
        "passkeys": queries.passkeys(person),
        "sessions": [(session, device(session.user_agent), session.is_current()) for session in queries.sessions(person)],
        "sections": [section(request) for section in ON_MY_PAGE],
    }
    return render(request, "people/me.html", context)


@login_required
@posted("people:me", part="#sessions")
def end_session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End one of her sessions; her present one by signing out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        logout(request)
        return redirect("home")
    actions.end_session(session)
    messages.success(request, _("Signed out there."))
    return redirect(reverse("people:me") + "#sessions")


@login_required
@posted("people:me", part="#sessions")
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """End all her sessions but this one."""
    for session in queries.sessions(cast(Person, request.user)):
        if not session.is_current():
            actions.end_session(session)
    messages.success(request, _("You are signed in only here now."))
    return redirect(reverse("people:me") + "#sessions")


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything that is known about her, as a file."""
    answer = JsonResponse(queries.known_of(cast(Person, request.user)), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="betterpie-about-me.json"'
    return answer


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def goodbye(request: HttpRequest) -> HttpResponseBase:
    """Ask, then delete her account."""
    trouble = ""
    if request.method == "POST":
        try:
            actions.forget(cast(Person, request.user), at=cast(Any, request).now)
        except actions.Refused as refused:
            trouble = str(refused)
        else:
            request.session.flush()
            messages.success(request, _("Your account is deleted. Thank you for having been here."))
            return redirect("home")
    return render(request, "people/goodbye.html", {"trouble": trouble}, status=409 if trouble else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Have her show once more who she is, by a mailed code or a passkey, before something that matters."""
    if is_fresh(request):
        return _go_on(request)
    asked = _asked(request)
    form = Code(request.POST if "code" in request.POST else None, initial={"code": code_in(request)})
    if request.method == "POST" and "code" not in request.POST:
        return _mail_code(request)
    if asked and form.is_valid():
        if compare_user_code(actual=form.cleaned_data["code"], expected=asked["code"]):
            record_authentication(request, request.user, "code", reauthenticated=True)
            actions.prove_address(cast(Person, request.user))
            del request.session[ASKED]
            return _go_on(request)
        _count_try(request, asked)
        form.add_error("code", get_adapter().error_messages["incorrect_code"])
    context = {"form": form, "asked": _asked(request), "has_passkey": bool(queries.passkeys(cast(Person, request.user)))}
    return render(request, "people/confirm.html", context | {"next": get_next_redirect_url(request) or ""})


def _describe(request: HttpRequest, form: Profile) -> HttpResponse:
    person = cast(Person, request.user)
    actions.describe(person, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
    with override(person.language):
        messages.success(request, _("Saved."))
    answer = redirect("people:me")
    speak(answer, person.language)
    return answer


def _mail_code(request: HttpRequest) -> HttpResponseBase:
    person = cast(Person, request.user)
    if not ratelimit.consume(request, action="request_login_code", key=person.email.lower()):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]  # allauth is untyped
    door = get_adapter()
    code = door.generate_login_code()
    door.send_mail("people/email/confirm_code", person.email, {"code": code})
    request.session[ASKED] = {"code": code, "at": time.time(), "tries": 0}
    return redirect(request.get_full_path())


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    asked: dict[str, Any] | None = request.session.get(ASKED)
    if asked and (time.time() - asked["at"] > CODE_SECONDS or asked["tries"] >= TRIES):
        del request.session[ASKED]
        return None
    return asked


def _count_try(request: HttpRequest, asked: dict[str, Any]) -> None:
    request.session[ASKED] = asked | {"tries": asked["tries"] + 1}


def _go_on(request: HttpRequest) -> HttpResponse:
    return redirect(get_next_redirect_url(request) or reverse("people:me"))
