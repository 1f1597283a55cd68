"""The forecast of the year: its page, and the picture of its bridge."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.forecasting import METHODS, NoForecast
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.forecast import Method
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.costs import months
from gainshare.web.modelling.forecasts import book_for, bridge_for, forecast_from, names_of
from gainshare.web.modelling.forms import ForecastFilter
from gainshare.web.modelling.pages import forecast_page, month_choices
from gainshare.web.shared.pages import render


@require_GET
@within("settlements.read")
def forecast(request: SeatRequest) -> HttpResponseBase:
    """Show the forecast of a year: `?month=2026-10&method=run_rate`; without them the month to close, by remaining target."""
    seat, book = request.seat, book_for(request.seat)
    month, method = _asked(request, book.agreement)
    found = forecast_from(book, month)
    upto = max(month, months.month_to_close(book.agreement, timezone.localdate()))
    form = ForecastFilter({"month": months.word_of(month), "method": method}, months=month_choices(book.agreement, upto))
    page = forecast_page(seat, book.agreement, found, bridge_for(seat, book, found, method), form=form, method=method, names=names_of(book))
    return render(request, "modelling/forecast.html", page)


@require_GET
@within("settlements.read")
def chart(request: SeatRequest) -> HttpResponseBase:
    """Return the picture of the bridge, as the person may see it; not found where there is no forecast to lead to."""
    book = book_for(request.seat)
    month, method = _asked(request, book.agreement)
    bridge = bridge_for(request.seat, book, forecast_from(book, month), method)
    if isinstance(bridge, NoForecast):
        raise Http404
    answer = HttpResponse(bridge.chart.svg.encode(), content_type="image/svg+xml; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _asked(request: SeatRequest, agreement: Agreement) -> tuple[Month, Method]:
    """Return the month and the method that an address asks for.

    Raises:
        Http404: there is no such month in the term, or no such method.
    """
    word, method = request.GET.get("month", ""), request.GET.get("method", "") or METHODS[0]
    if method not in METHODS:
        raise Http404
    month = months.read_month(word, agreement) if word else months.month_to_close(agreement, timezone.localdate())
    return month, method
