"""The months of an alliance: a year at a glance, one month party by party, and reminders."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gainshare.core.kernel.problem import Fault
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs import months
from gainshare.web.costs.book import agreement_of, registers_of
from gainshare.web.costs.pages import month_page, year_page
from gainshare.web.costs.reminding import remind
from gainshare.web.measures.complete import measures_in_words
from gainshare.web.shared.pages import render


@require_GET
@within("costs.read_totals")
def year(request: SeatRequest) -> HttpResponseBase:
    """Show a year: `?year=2026-27`, without it the one that the month to close lies in."""
    agreement = agreement_of(request.seat.alliance)
    word = request.GET.get("year", "").replace("-", "/")
    try:
        chosen = agreement.period(word) if word else months.year_of(months.month_to_close(agreement, timezone.localdate()), agreement)
    except Fault:
        raise Http404 from None
    if chosen.kind != "year" or not months.first_of(agreement) < chosen.end or chosen.first > months.last_of(agreement):
        raise Http404
    return render(request, "costs/year.html", year_page(request.seat, agreement, chosen, timezone.localtime()))


@require_GET
@within("costs.read_totals")
def month(request: SeatRequest, month: str) -> HttpResponseBase:
    """Show who has handed in what for a month."""
    agreement = agreement_of(request.seat.alliance)
    chosen = months.read_month(month, agreement)
    registers = registers_of(request.seat.alliance, agreement)
    said = measures_in_words(agreement, registers["observations.csv"], chosen)
    return render(request, "costs/month.html", month_page(request.seat, agreement, chosen, now=timezone.localtime(), measures=said))


class ReminderForm(forms.Form):
    """Whom to remind."""

    party = forms.CharField(max_length=60)


@require_POST
@within("costs.remind")
def remind_party(request: SeatRequest, month: str) -> HttpResponseBase:
    """Remind a party of a month's return."""
    agreement = agreement_of(request.seat.alliance)
    chosen = months.read_month(month, agreement)
    form = ReminderForm(request.POST)
    party = next((one for one in months.providers_of(request.seat.alliance, agreement) if one.code == request.POST.get("party")), None)
    if not form.is_valid() or party is None:
        raise Http404
    words, due_on = months.month_in_words(chosen, agreement), months.due_date(chosen, agreement)
    try:
        sent = remind(by=request.seat, party=party, month=chosen, words=words, due_on=due_on, address=request.build_absolute_uri)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("month", alliance=request.seat.alliance.pk, month=month)
    if sent:
        messages.success(request, f"A reminder is on its way to {sent} at {party.organisation.name}.")
    else:
        messages.warning(request, f"Nobody at {party.organisation.name} can be reminded: invite a finance lead first.")
    return redirect("month", alliance=request.seat.alliance.pk, month=month)
