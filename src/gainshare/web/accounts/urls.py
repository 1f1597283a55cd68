"""The addresses of sign-in: those of allauth that are in use, each with the right that it needs; the others do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

View = Callable[..., HttpResponseBase]


def _needs(right: str, view: View) -> View:
    """Return a view of allauth with the right that it needs; allauth itself sends strangers to the sign-in."""

    @wraps(view)
    def named(*args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  # whatever allauth's views take
        return view(*args, **kwargs)

    named.right = right  # type: ignore[attr-defined]
    return named


def _of_the_organisation(view: View) -> View:
    """Return a view that asks the organisation's provider; if that cannot be reached or understood, people are told, and sent back."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  # whatever allauth's views take
        try:
            return view(request, *args, **kwargs)
        except OSError:  # every fault of a connection, and of an answer that is none
            messages.warning(request, UNREACHED)
            return redirect("account_login")

    return asking


UNREACHED = "Your organisation's sign-in does not answer. Try again in a few minutes, or sign in with a password."
ANYONE = {
    "login/": (account.login, "account_login"),
    "logout/": (account.logout, "account_logout"),
    "inactive/": (account.account_inactive, "account_inactive"),
    "signup/": (account.signup, "account_signup"),
    "password/reset/": (account.password_reset, "account_reset_password"),
    "password/reset/sent/": (account.password_reset_done, "account_reset_password_done"),
    "password/reset/changed/": (account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    "password/reset/<str:uidb36>-<str:key>/": (account.password_reset_from_key, "account_reset_password_from_key"),
    "second-step/": (mfa.authenticate, "mfa_authenticate"),
    "organisation/cancelled/": (social.login_cancelled, "socialaccount_login_cancelled"),
    "organisation/error/": (social.login_error, "socialaccount_login_error"),
    "organisation/signup/": (social.signup, "socialaccount_signup"),
    "oidc/<str:provider_id>/login/": (_of_the_organisation(openid.login), "openid_connect_login"),
    "oidc/<str:provider_id>/login/callback/": (_of_the_organisation(openid.callback), "openid_connect_callback"),
}
"""What is open to strangers: the address beneath `sign-in/`, the view, and its name."""
SIGNED_IN = {
    "again/": (account.reauthenticate, "account_reauthenticate"),
    "password/": (account.password_change, "account_change_password"),
    "password/first/": (account.password_set, "account_set_password"),
    "factors/": (mfa.index, "mfa_index"),
    "factors/again/": (mfa.reauthenticate, "mfa_reauthenticate"),
    "factors/app/add/": (totp.activate_totp, "mfa_activate_totp"),
    "factors/app/remove/": (totp.deactivate_totp, "mfa_deactivate_totp"),
    "factors/codes/": (codes.view_recovery_codes, "mfa_view_recovery_codes"),
    "factors/codes/new/": (codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    "factors/codes/download/": (codes.download_recovery_codes, "mfa_download_recovery_codes"),
    "organisations/": (social.connections, "socialaccount_connections"),
}
"""What is for those who are signed in."""

urlpatterns = [
    path(f"sign-in/{address}", _needs(right, view), name=name)
    for right, views in (("anyone", ANYONE), ("signed_in", SIGNED_IN))
    for address, (view, name) in views.items()
]
