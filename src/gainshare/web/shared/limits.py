"""How often somebody may upload: reading a file costs more than showing a page, so a minute holds only so many of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gainshare.web.shared.views import too_many

MINUTE = 60


class UploadLimit:
    """Answers 429 once somebody has sent more than `UPLOADS_A_MINUTE` forms with files, before anything of the next is read.

    It is counted in each process that answers, as guesses at passwords are: with several, a person has as many times the limit. Strangers
    can upload nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the page, or that it is too early for another upload."""
        is_upload = request.method == "POST" and request.content_type == "multipart/form-data"
        if is_upload and request.user.is_authenticated and _count(request.user.pk) > settings.UPLOADS_A_MINUTE:
            response = too_many(request)
            response["Retry-After"] = str(MINUTE)
            return response
        return self.get_response(request)


def _count(person: UUID) -> int:
    """Return how many uploads somebody has sent this minute, with this one."""
    key = f"uploads:{person}:{int(time.time()) // MINUTE}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return int(cache.incr(key))
    except ValueError:  # pushed out of the cache in between
        return 1
