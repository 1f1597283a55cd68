"""What views that write have in common: the version that a form was made from, and what becomes of a form that was sent."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from gainshare.web.alliances.refusals import Refused


def seen_in(request: HttpRequest) -> int:
    """Return the version that a form was made from; 0, which none has, if it does not say."""
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def taken(
    request: HttpRequest, form: Form, write: Callable[[], str], *, to: str, again: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Do what a form asks and go on, or show it again with what is wrong.

    Args:
        request: the request.
        form: the form as it was sent.
        write: what it asks; it returns what to say once it is done.
        to: where to go on.
        again: the page with the form in it.
    """
    if form.is_valid():
        try:
            said = write()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(to)
    return again()


def file_of(text: str, name: str) -> HttpResponse:
    """Return a table as a file to take away."""
    found = HttpResponse(text, content_type="text/csv; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="{name}"'
    found["X-Content-Type-Options"] = "nosniff"
    return found
