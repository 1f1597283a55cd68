"""Sign-in, password, e-mail, second factor and session events, written into the site's journal."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from gainshare.web.accounts.models import Person
from gainshare.web.audit.journal import record


@receiver(auth.user_logged_in)
def signed_in(user: Person, **_: Any) -> None:  # noqa: ANN401  # what Django's signals give
    """Record that somebody signed in."""
    _record("session.started", user)


@receiver(auth.user_logged_out)
def signed_out(user: Person | None, **_: Any) -> None:  # noqa: ANN401
    """Record that somebody signed out."""
    if user is not None:
        _record("session.ended", user)


@receiver(auth.user_login_failed)
def refused(credentials: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
    """Record that a sign-in was refused; by whom it was tried is kept only if the address is known."""
    email = str(credentials.get("email") or credentials.get("username") or "")
    _record("session.refused", Person.objects.filter(email__iexact=email).first())


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def password_changed(user: Person, **_: Any) -> None:  # noqa: ANN401
    """Record that a password was changed."""
    _record("password.changed", user)


@receiver(account.email_changed)
def email_changed(user: Person, **_: Any) -> None:  # noqa: ANN401
    """Record that an e-mail address was changed."""
    _record("email.changed", user)


@receiver(mfa.authenticator_added)
def factor_added(user: Person, authenticator: Any, **_: Any) -> None:  # noqa: ANN401
    """Record that a second factor was added."""
    _record("second_factor.added", user, kind=authenticator.type)


@receiver(mfa.authenticator_removed)
def factor_removed(user: Person, authenticator: Any, **_: Any) -> None:  # noqa: ANN401
    """Record that a second factor was removed."""
    _record("second_factor.removed", user, kind=authenticator.type)


@receiver(mfa.authenticator_reset)
def factor_reset(user: Person, authenticator: Any, **_: Any) -> None:  # noqa: ANN401
    """Record that recovery codes were made anew."""
    _record("second_factor.reset", user, kind=authenticator.type)


@receiver(account.authentication_step_completed)
def proven_again(request: HttpRequest, **more: Any) -> None:  # noqa: ANN401
    """Give the session a new key once somebody has proven again who they are; at sign-in Django does that."""
    if more.get("reauthenticated"):
        request.session.cycle_key()


def _record(action: str, person: Person | None, **content: str) -> None:
    with transaction.atomic():
        record(action, by=person, subject=person, content=content)
