"""Pages that belong to no app: help, accessibility, whether the application is well, and what is shown when something is not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from gainshare.web.shared.pages import Frame, render


@dataclass(frozen=True, slots=True)
class WordsPage:
    """A page of words alone."""

    frame: Frame
    """What stands around it."""


def help_page(request: HttpRequest) -> HttpResponse:
    """Return the help page: the words, the steps of a month, whom to ask."""
    return render(request, "shared/help.html", WordsPage(Frame("Help")))


def accessibility(request: HttpRequest) -> HttpResponse:
    """Return the accessibility statement."""
    return render(request, "shared/accessibility.html", WordsPage(Frame("Accessibility statement")))


def health(request: HttpRequest) -> HttpResponse:
    """Return whether the application reaches its database, for whatever watches over it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for a request that cannot be understood (400)."""
    return render(request, "shared/400.html", WordsPage(Frame("We could not read that")), status=400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for something that the person has no right to (403)."""
    return render(request, "shared/403.html", WordsPage(Frame("You cannot see this page")), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for an address with nothing behind it (404)."""
    return render(request, "shared/404.html", WordsPage(Frame("Page not found")), status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for somebody who sends too much in a short time (429)."""
    return render(request, "shared/429.html", WordsPage(Frame("Please wait a minute")), status=429)


def busy(request: HttpRequest) -> HttpResponse:
    """Return the page for a moment in which too many people save at once (503); nothing of the step was done."""
    response = render(request, "shared/503.html", WordsPage(Frame("Too many people are saving at once")), status=503)
    response["Retry-After"] = "30"
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """Return the page for a mistake of ours (500); it needs no database, because that may be what failed."""
    return render(HttpRequest(), "shared/500.html", WordsPage(Frame("Sorry, something went wrong")), status=500)


for _view in (help_page, accessibility, health):
    _view.right = "anyone"  # type: ignore[attr-defined]
