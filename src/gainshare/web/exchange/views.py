"""Starting an alliance from its folder, and taking everything away."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gainshare.core.kernel.problem import Invalid
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import SeatRequest, at_site, within
from gainshare.web.alliances.views import link_in
from gainshare.web.exchange import actions, pages
from gainshare.web.exchange.forms import StartForm
from gainshare.web.shared.pages import render


@require_http_methods(["GET", "POST"])
@at_site("site.alliances")
def start(request: HttpRequest) -> HttpResponseBase:
    """Start an alliance: from a ZIP of its folder, an agreement by itself, or an example."""
    if request.method == "GET":
        return render(request, "exchange/start.html", pages.start_page(StartForm()))
    form = StartForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "exchange/start.html", pages.start_page(form), status=422)
    person, manager = cast(Person, request.user), form.cleaned_data["manager"]
    try:
        made = actions.start(by=person, files=form.folder(), manager=manager, link=link_in(request), token=form.cleaned_data["token"])
    except Invalid as invalid:
        return render(request, "exchange/start.html", pages.start_page(form, invalid.problems), status=422)
    messages.success(request, f"{made.name} is here. An invitation to manage it is on its way to {manager}.")
    return redirect("alliances")


@require_http_methods(["GET", "POST"])
@within("alliance.export")
def export(request: SeatRequest) -> HttpResponseBase:
    """Take everything away, as a ZIP of the folder that the library reads."""
    if request.method == "GET":
        return render(request, "exchange/export.html", pages.export_page(request.seat))
    answer = HttpResponse(actions.take_away(by=request.seat), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{request.seat.alliance.reference}.zip"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
