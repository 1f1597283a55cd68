"""My desk."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import at_site
from gainshare.web.desk.pages import desk_page
from gainshare.web.shared.pages import render


@require_GET
@at_site("signed_in")
def desk(request: HttpRequest) -> HttpResponseBase:
    """Show what there is to do, alliance by alliance."""
    return render(request, "desk/desk.html", desk_page(cast(Person, request.user), timezone.localtime()))
