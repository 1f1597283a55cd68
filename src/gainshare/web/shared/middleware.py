"""What pages of people who are signed in are not: kept by browsers, allowed more than they need, or open for longer than a day's work."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from gainshare.web.shared.views import busy

NOTHING_OF_THE_DEVICE = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
"""What a page may ask of the device: nothing."""
SEEN = "seen_at"
"""Where the session keeps when it was last put off to end, in seconds since 1970."""
BEGAN = "began_at"
"""Where the session keeps when it was first used by somebody signed in, in seconds since 1970."""
SECONDS_OF_AN_HOUR = 3600
GIVEN_UP = ("locked", "deadlock", "lock timeout")
"""What SQLite and PostgreSQL say of a step that they gave up for the sake of others."""


class PrivatePages:
    """Keeps pages out of caches and ends a session after `LONGEST_SESSION_HOURS`, however busy it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the page, with what browsers are told about it."""
        is_signed_in = request.user.is_authenticated
        if is_signed_in and _is_over(request):
            logout(request)
            messages.info(request, f"You were signed out after {settings.LONGEST_SESSION_HOURS} hours. Sign in again to go on.")
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"storage"'  # words of forms that the browser kept for its person
        if is_signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        response.headers.setdefault("Permissions-Policy", NOTHING_OF_THE_DEVICE)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class Busy:
    """Answers 503, with what to do, where a step waited so long for others that the database gave it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the page."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Return the page for a busy moment; None for anything else that went wrong."""
        gave_up = isinstance(exception, OperationalError) and any(word in str(exception).lower() for word in GIVEN_UP)
        return busy(request) if gave_up else None


def _is_over(request: HttpRequest) -> bool:
    """Return whether the session has lasted its time; one seen for the first time begins now, and a click keeps it from ending idle."""
    now = timezone.now().timestamp()
    began = request.session.setdefault(BEGAN, now)
    if now - request.session.get(SEEN, 0) >= settings.SESSION_KEPT_SECONDS:
        request.session[SEEN] = int(now)
    return bool(now - began > settings.LONGEST_SESSION_HOURS * SECONDS_OF_AN_HOUR)
