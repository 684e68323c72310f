"""The mails about signing in. They answer what somebody has just done, so there is nothing to stop."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from betterpie.ui.messages import Action, Card, Message

Words = Callable[[dict[str, Any]], Message]


def code(context: dict[str, Any]) -> Message:
    """The code with which she comes in, and a link that fills it in where she asked for it."""
    return Message(
        subject=_("%(code)s is your code for Betterpie") % context,
        opening=_("Here is your code."),
        cards=(
            Card(
                title=context["code"],
                text=_("It is good for 15 minutes, in the browser where you asked for it."),
                actions=(Action(label=_("Fill it in for me"), url=context["enter_url"], is_main=True),),
            ),
        ),
        closing=_("If you did not ask for it, do nothing: without the code nobody gets in."),
    )


def unknown(context: dict[str, Any]) -> Message:
    """To an address that nobody here signs in with."""
    return Message(
        subject=_("Signing in to Betterpie"),
        opening=_("Somebody, probably you, asked for a code with this address, %(email)s. We don't know it yet.") % context,
        actions=(Action(label=_("Start with this address"), url=context["signup_url"], is_main=True),),
        closing=_("Perhaps you use another address here. If it wasn't you, do nothing."),
    )


def known_already(context: dict[str, Any]) -> Message:
    """To somebody who wished to start with an address that is hers already."""
    return Message(
        subject=_("You are here already"),
        opening=_("Somebody, probably you, tried to start with this address, %(email)s. It is known here: just sign in.") % context,
        actions=(Action(label=_("Sign in"), url=context["login_url"], is_main=True),),
        closing=_("If it wasn't you, do nothing."),
    )


def address_changed(context: dict[str, Any]) -> Message:
    """To the old address, after the new one was proved."""
    return _changed(_("Your mail address here is now %(to_email)s, no longer %(from_email)s.") % context, context)


def passkey_added(context: dict[str, Any]) -> Message:
    """After a passkey was made."""
    return _changed(_("A passkey was added. You can sign in with it from now on."), context)


def passkey_removed(context: dict[str, Any]) -> Message:
    """After a passkey was taken away."""
    return _changed(_("A passkey was removed. Nobody can sign in with it any more."), context)


WRITERS: dict[str, Words] = {
    "account/email/login_code": code,
    "account/email/email_confirmation": code,
    "account/email/email_confirmation_signup": code,
    "people/email/confirm_code": code,
    "account/email/unknown_account": unknown,
    "account/email/account_already_exists": known_already,
    "account/email/email_changed": address_changed,
    "mfa/email/webauthn_added": passkey_added,
    "mfa/email/webauthn_removed": passkey_removed,
}
"""What is written for each mail that allauth asks for, by its name there; and the one that we ask for ourselves."""


def _changed(what: str, context: dict[str, Any]) -> Message:
    return Message(
        subject=_("How you sign in to Betterpie was changed"),
        opening=what,
        actions=(Action(label=_("See how you sign in"), url=context["me_url"]),),
        closing=_("If that wasn't you, sign in, end the other sessions and remove what you don't know. It came from %(ip)s.") % context,
    )
