"""How allauth's door behaves in this house."""

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as at_the_door
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from betterpie.people import letters
from betterpie.people.devices import device
from betterpie.people.models import Person
from betterpie.ui.letters import draw

log = logging.getLogger(__name__)

ENTER_CODE = {
    "account/email/login_code": "account_confirm_login_code",
    "account/email/email_confirmation": "account_email_verification_sent",
    "account/email/email_confirmation_signup": "account_email_verification_sent",
    "people/email/confirm_code": "people:confirm",
}
"""For each mail with a code, the page that asks for it."""


class Door(DefaultAccountAdapter):
    """Lets people in by a mailed code or a passkey, either alone; there are no passwords."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That is not the code we sent last. Look at the newest mail."),
        "too_many_login_attempts": gettext_lazy("That was tried a few times too often. Please ask for a new code in some minutes."),
        "rate_limited": gettext_lazy("That was a little fast. Please wait a minute and try again."),
        "duplicate_email": gettext_lazy("That is your address already."),
        "email_taken": gettext_lazy("This address is used by somebody else here."),
        "account_inactive": gettext_lazy("This way in has been closed. Ask a steward of your group."),
    }

    def save_user(self, request: HttpRequest, user: Person, form: object, commit: bool = True) -> Person:
        person: Person = super().save_user(request, user, form, commit=False)
        person.email = person.email.lower()
        person.language = get_language() or settings.LANGUAGE_CODE
        person.set_unusable_password()
        if commit:
            person.save()
        return person

    def get_login_stages(self) -> list[str]:
        """A passkey is another way in, not a second lock: who lost her phone must get in by mail."""
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa")]

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Never asked by allauth: `permissions.fresh` stands before each address where it matters, and knows the mailed code too."""
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] == "mfa_reauthenticate:webauthn"]

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        speak(response, user.language)
        return response

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("people:me")

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, since somebody waits for it. Where mail is down, she reads so instead of waiting."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            log.exception("a mail for signing in could not be sent")
            raise ImmediateHttpResponse(render(at_the_door.request, "people/no_mail.html", status=503)) from None

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        request = at_the_door.request
        addresses = {"me_url": "people:me", "login_url": "account_login", "enter_url": ENTER_CODE.get(template_prefix, "account_login")}
        # Whoever asks says what our host is called; where strangers ask, a mail with a code must not lead to a host of their choice.
        home = settings.BASE_URL if settings.MODE == "production" else request.build_absolute_uri("/").rstrip("/")
        urls = {name: home + reverse(url) for name, url in addresses.items()}
        urls["enter_url"] += "?" + urlencode(_with_next(request, code=context.get("code", "")))
        signup_url = home + reverse("account_signup") + "?" + urlencode({"email": email})
        words = letters.WRITERS[template_prefix]({**context, **urls, "signup_url": signup_url})
        drawn = draw(words, why=_("You get this because your address was used to sign in."))
        mail = EmailMultiAlternatives(
            drawn.subject, drawn.text, self.get_from_email(), [email] if isinstance(email, str) else email, headers=headers
        )
        mail.attach_alternative(drawn.html, "text/html")
        return mail


class Keys(DefaultMFAAdapter):
    """Names passkeys after the device they were made on."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That passkey did not work here. Try again, or let us mail you a code."),
        "unverified_email": gettext_lazy("Please prove your mail address first, then add a passkey."),
    }

    def _get_site_name(self) -> str:
        return "Betterpie"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  allauth names it so
        return device(at_the_door.request.headers.get("User-Agent", ""))


def speak(response: HttpResponse, language: str) -> None:
    """Have this browser speak `language` from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _with_next(request: HttpRequest, **params: str) -> dict[str, str]:
    after = get_next_redirect_url(request)
    return params | ({"next": after} if after else {})
