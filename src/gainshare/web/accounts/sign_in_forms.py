"""Allauth's forms of sign-in, with a sentence for each field that is left empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp

ADDRESS = {"required": "Enter your e-mail address", "invalid": "Enter an e-mail address in the correct form, such as name@example.com"}
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "login": ADDRESS,
    "email": ADDRESS,
    "password": {"required": "Enter your password"},
    "oldpassword": {"required": "Enter your current password"},
    "password1": {"required": "Enter a new password"},
    "password2": {"required": "Enter the new password again"},
    "code": {"required": "Enter the code from your app, or a recovery code"},
}
"""What is said of a field, by its name, if it is left empty or cannot be read."""


class Said:
    """A form that speaks in our sentences."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # what allauth's forms take
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # of the form that this stands before
            field.error_messages |= SENTENCES.get(name, {})


class Login(Said, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Signing in."""


class Again(Said, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""


class ChangePassword(Said, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password instead of the one that is known."""


class FirstPassword(Said, account.SetPasswordForm):  # type: ignore[misc]
    """A password for somebody who has none."""


class ForgottenPassword(Said, account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link."""


class NewPassword(Said, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password instead of a forgotten one."""


class SecondStep(Said, mfa.AuthenticateForm):  # type: ignore[misc]
    """The code of the second step."""


class SecondStepAgain(Said, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something that matters."""


class TurnOn(Said, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which shows that the app is set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # what allauth's forms take
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = "Enter the 6 digits that your app shows"
