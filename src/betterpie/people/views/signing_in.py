"""Coming in: allauth's views in this house's order. A code is asked for, mailed, and typed or filled in by the mail's link."""

import re
from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core.ratelimit import respond_429
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

CODE = re.compile(r"[0-9A-Z]{2,8}(-[0-9A-Z]{2,8}){0,3}")


class SignIn(RequestLoginCodeView):
    """Mails a code to a known address; to an unknown one the page says the same."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        if form._user:
            # Whoever was made known by a steward has an address that nobody proved yet: this code will prove it.
            sync_user_email_address(form._user)
        response: HttpResponseBase = super().form_valid(form)
        return response

    def form_invalid(self, form: BaseForm) -> HttpResponseBase:
        return _too_often(self.request, form) or super().form_invalid(form)


class EnterCode(ConfirmLoginCodeView):
    """Takes the code with which somebody signs in."""

    def get_initial(self) -> dict[str, Any]:
        return {"code": code_in(self.request)}


class EnterAddressCode(ConfirmEmailVerificationCodeView):
    """Takes the code that proves an address."""

    def get_initial(self) -> dict[str, Any]:
        return {"code": code_in(self.request)}


class AddPasskey(AddWebAuthnView):
    """Makes a passkey on this device."""

    success_url = reverse_lazy("people:me")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # A passkey here always lets her in by itself, so the device must keep it and ask for finger, face or PIN.
        return context | {"js_data": {"creation_options": auth.begin_registration(self.request.user, passwordless=True)}}

    def get_success_url(self) -> str:
        return str(self.success_url)


class RenamePasskey(EditWebAuthnView):
    """Gives a passkey another name."""

    success_url = reverse_lazy("people:me")


class RemovePasskey(RemoveWebAuthnView):
    """Takes a passkey away, after asking."""

    success_url = reverse_lazy("people:me")


@never_cache
@login_not_required
def enter_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code. Its link opened in another browser shows it large, to be typed where it was asked for."""
    waits = request.user.is_authenticated or LoginStageController.enter(request, LoginByCodeStage.key)
    return _elsewhere(request, waits=bool(waits)) or EnterCode.as_view()(request)


@never_cache
@login_not_required
def enter_address_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code that proves an address, in the same way."""
    return _elsewhere(request, waits=bool(EmailVerificationProcess.resume(request))) or EnterAddressCode.as_view()(request)


def code_in(request: HttpRequest) -> str:
    """The code that the mail's link carries, if it looks like one."""
    code = request.GET.get("code", "")
    return code if CODE.fullmatch(code) else ""


def _elsewhere(request: HttpRequest, *, waits: bool) -> HttpResponseBase | None:
    if waits or request.method != "GET" or not code_in(request):
        return None
    return render(request, "people/elsewhere.html", {"code": code_in(request)})


def _too_often(request: HttpRequest, form: BaseForm) -> HttpResponseBase | None:
    response: HttpResponseBase | None = respond_429(request) if form.has_error("email", "too_many_login_attempts") else None
    return response
