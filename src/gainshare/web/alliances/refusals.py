"""Why something that was asked for is not done, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from gainshare.core.kernel.problem import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest


class Refused(Exception):
    """Things stand so that it cannot be done; the text says why and what to do."""


def why(refused: Refused | Fault) -> str:
    """Return why something is not done, and what to do."""
    return f"{refused.message} {refused.fix}" if isinstance(refused, Fault) else str(refused)


def is_done(request: HttpRequest, form: BaseForm, write: Callable[[], str]) -> bool:
    """Do what a form asks, and leave a message of what came of it; if it is not done, the reason stays with the form, and nothing is lost.

    Args:
        request: the request.
        form: the form as it was sent.
        write: what it asks; it returns what to say once it is done.
    """
    if not form.is_valid():
        return False
    try:
        said = write()
    except (Refused, Fault) as refused:
        form.add_error(None, f"{why(refused)} Nothing was changed.")
        return False
    messages.success(request, said)
    return True


def do_and_say(request: HttpRequest, write: Callable[[], str]) -> None:
    """Do what a form asks, and leave a message for the next page: what came of it (if there is something to say), or why not."""
    try:
        if said := write():
            messages.success(request, said)
    except (Refused, Fault) as refused:
        messages.warning(request, f"{why(refused)} Nothing was changed.")
