"""A target adjusted by a decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gainshare.core.kernel.problem import Fault, Invalid, errors
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.queries import parties_of
from gainshare.web.alliances.refusals import Refused, why
from gainshare.web.costs.book import agreement_of
from gainshare.web.governance import adjusting, decisions_page
from gainshare.web.governance import seat_forms as forms
from gainshare.web.governance.decision_page import address
from gainshare.web.governance.models import Decision
from gainshare.web.shared.pages import render


@require_http_methods(["GET", "POST"])
@within("targets.adjust")
def adjust_target(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Adjust a party's target by a decision."""
    row = Decision.objects.filter(alliance=request.seat.alliance, pk=of).first()
    if row is None:
        raise Http404
    agreement = agreement_of(request.seat.alliance)
    parties = {party.code: party for party in parties_of(request.seat.alliance)}
    cost_types = [(one.id, one.name) for one in agreement.terms.open_book.cost_types]
    offered = {"parties": [(code, str(party)) for code, party in parties.items()], "cost_types": cost_types}
    form = forms.AdjustForm(request.POST if request.method == "POST" else None, **offered)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        what = adjusting.Adjustment(
            parties[given["party"]], given["period"], given["cost_type"], given["amount"] or 0, given["kind"], given["reason"]
        )
        try:
            made = adjusting.adjust(by=request.seat, of=row.pk, what=what)
        except Invalid as invalid:
            problems = [f"{one.message} {one.fix}" for one in errors(invalid.problems)]
        except (Refused, Fault) as refused:
            problems = [why(refused)]
        else:
            messages.success(request, f"{made} adjusts the target by {row.reference}.")
            return redirect(address("decision", request.seat, row))
    page = decisions_page.adjust_page(request.seat, row, form, problems)
    return render(request, "governance/adjust.html", page, status=422 if request.method == "POST" else 200)
