"""All measures of an alliance, and one of them: as a page, as a picture and as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.core.kernel.problem import Fault
from gainshare.files.csv_writer import write_table
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.measures import rebasing
from gainshare.web.measures.charting import series_of, svg_of
from gainshare.web.measures.measure_page import measure_page
from gainshare.web.measures.pages import measure_of, measures_page, year_asked
from gainshare.web.measures.queries import all_observations
from gainshare.web.measures.showing import file_cells, standing
from gainshare.web.measures.small_numbers import sight_of
from gainshare.web.shared.pages import render

COLUMNS = ("measure", "period", "numerator", "denominator", "value", "status", "origin", "recorded_on")
"""The columns of a measure's values as a file."""


@require_GET
@within("measures.read")
def measures(request: SeatRequest) -> HttpResponseBase:
    """Show every measure, and how complete a year is: `?year=2026-27`."""
    agreement = agreement_of(request.seat.alliance)
    try:
        year = year_asked(agreement, request.GET.get("year", ""))
    except Fault:
        raise Http404 from None
    return render(request, "measures/measures.html", measures_page(request.seat, agreement, year, timezone.localdate()))


@require_GET
@within("measures.read")
def measure(request: SeatRequest, measure: str) -> HttpResponseBase:
    """Show one measure."""
    agreement = agreement_of(request.seat.alliance)
    return render(request, "measures/measure.html", measure_page(request.seat, agreement, *measure_of(agreement, measure)))


@require_GET
@within("measures.read")
def chart(request: SeatRequest, measure: str) -> HttpResponseBase:
    """Give out a measure's control chart as a picture, of the values that the person may see."""
    agreement = agreement_of(request.seat.alliance)
    _, found = measure_of(agreement, measure)
    observations = all_observations(request.seat.alliance, agreement)
    rebases = rebasing.read_rebases(request.seat.alliance, found.id)
    svg = svg_of(series_of(found, observations, sight_of(request.seat, agreement, observations), rebases))
    if svg is None:
        raise Http404
    answer = HttpResponse(svg, content_type="image/svg+xml")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer


@require_GET
@within("measures.read")
def values(request: SeatRequest, measure: str) -> HttpResponseBase:
    """Give out the values of a measure as a file, as the person sees them on its page."""
    agreement = agreement_of(request.seat.alliance)
    _, found = measure_of(agreement, measure)
    observations = all_observations(request.seat.alliance, agreement)
    sight = sight_of(request.seat, agreement, observations)
    rows = [
        (
            found.id,
            one.period.word,
            *file_cells(one, found, is_hidden=sight.hides(one)),
            one.status,
            one.origin,
            one.recorded_on,
        )
        for one in standing(observations, found.id)
    ]
    answer = HttpResponse(write_table(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.id}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
