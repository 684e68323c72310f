"""The addresses of signing in, under the names by which allauth finds them. There is none that has to do with a password."""

from allauth.account import views as account
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.generic import RedirectView

from betterpie.people.permissions import fresh
from betterpie.people.views import signing_in

to_me = RedirectView.as_view(pattern_name="people:me")

urlpatterns = [
    path("login/", signing_in.SignIn.as_view(), name="account_login"),
    path("login/", signing_in.SignIn.as_view(), name="account_request_login_code"),
    path("login/code/", signing_in.enter_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("address/", fresh(account.email), name="account_email"),
    path("address/code/", signing_in.enter_address_code, name="account_email_verification_sent"),
    path("passkeys/", to_me, name="mfa_index"),
    path("passkeys/", to_me, name="mfa_list_webauthn"),
    path("passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/new/", fresh(signing_in.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("passkeys/confirmation/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", signing_in.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/removal/", fresh(signing_in.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
]
