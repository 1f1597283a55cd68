"""My desk, and the portfolio."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import at_site
from gainshare.web.desk.pages import desk_page
from gainshare.web.desk.portfolio import portfolio_page
from gainshare.web.shared.pages import render


@require_GET
@at_site("signed_in")
def desk(request: HttpRequest) -> HttpResponseBase:
    """Show what there is to do, alliance by alliance."""
    return render(request, "desk/desk.html", desk_page(cast(Person, request.user), timezone.localtime()))


@require_GET
@at_site("signed_in")
def portfolio(request: HttpRequest) -> HttpResponseBase:
    """Show the alliances in which whoever asks has a role, side by side; filters, order and page stand in the address."""
    page = portfolio_page(cast(Person, request.user), request.GET, timezone.localdate())
    return render(request, "desk/portfolio.html", page)
