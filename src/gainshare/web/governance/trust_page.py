"""The trust check: how the parties work together, by quarter, from the record alone; nobody is asked, and nobody is scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.core.kernel.formats import number, plural
from gainshare.web.alliances.access import Seat, SeatRequest, within
from gainshare.web.alliances.frames import frame_of
from gainshare.web.governance.trust_numbers import Quarter, Trust, trust_of
from gainshare.web.measures.charting import FEWEST, Series, svg_of, words_of
from gainshare.web.shared.pages import Frame, render
from gainshare.web.shared.tables import Column, Row

PLACES = 1
"""Decimals of a mean."""
Value = Callable[[Quarter], int | Fraction | None]
"""From a quarter to its value; None if it has none."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is drawn over time."""

    name: str
    """What it is called."""
    unit: str
    """What it is counted in, where its name does not say so."""
    value: Value
    """Its value in a quarter."""


FIGURES: Mapping[str, Figure] = {
    "rounds": Figure("Rounds to agreement, mean", "", lambda one: one.figures.rounds_to_agreement),
    "latency": Figure("From being put to being agreed, mean", "working days", lambda one: one.figures.latency_working_days),
    "papers": Figure("Meetings whose papers were late", "", lambda one: one.figures.meetings_papers_late),
    "returns": Figure("Returns of costs that came late", "", lambda one: one.returns_late),
    "disputes": Figure("Disputes open at the end of the quarter", "", lambda one: one.figures.disputes_open),
}
"""The figures that are drawn, by what their addresses call them; of each, less is better."""
COLUMNS = (
    Column("Quarter", is_short=True),
    Column("Agreed", True),
    Column("Rounds", True),
    Column("Working days", True),
    Column("Meetings", True),
    Column("No quorum", True),
    Column("Late papers", True),
    Column("Returns", True),
    Column("Late returns", True),
    Column("Actions overdue", True),
    Column("Disputes", True),
)


@dataclass(frozen=True, slots=True)
class TrendView:
    """A figure over time."""

    name: str
    """What it is called."""
    chart: str
    """Where its chart is; empty if there is too little to draw."""
    words: Sequence[str]
    """What the chart says, in sentences; where there is none, why."""


@dataclass(frozen=True, slots=True)
class TrustPage:
    """How the parties work together."""

    frame: Frame
    """What stands around it."""
    summary: Sequence[str]
    """What the last two quarters say, in sentences."""
    columns: Sequence[Column]
    """The columns of the table."""
    rows: Sequence[Row]
    """Each quarter with its figures, the latest first."""
    trends: Sequence[TrendView]
    """The figures over time."""
    not_known: Sequence[str]
    """What cannot be read off the record."""


def trust_page(seat: Seat, today: date) -> TrustPage:
    """Return the trust check as of a day."""
    found = trust_of(seat.alliance, today)
    return TrustPage(
        frame=frame_of(
            seat,
            "Trust check",
            place="governance",
            who_else="Everybody in the alliance can see this page.",
            help="trust",
        ),
        summary=_summary(found),
        columns=COLUMNS,
        rows=[_row(one) for one in reversed(found.quarters)],
        trends=[_trend(seat, code, found) for code in FIGURES] if found.quarters else (),
        not_known=found.not_known,
    )


def _summary(found: Trust) -> Sequence[str]:
    """Return what the last quarter that ended says, and the one that is running."""
    ended = [one for one in found.quarters if not one.is_running]
    running = [one for one in found.quarters if one.is_running]
    return [" ".join((_of_decisions(one), _of_meetings(one), *_of_returns(one), _at_the_end(one))) for one in (*ended[-1:], *running)]


def _of_decisions(one: Quarter) -> str:
    figures, when = one.figures, f"So far in {one.period.word}" if one.is_running else f"In {one.period.word}"
    if figures.rounds_to_agreement is None:
        return f"{when}, no decision was agreed."
    agreed = f"{plural(figures.decisions_agreed, 'decision')} {_verb(figures.decisions_agreed)} agreed"
    rounds = f"{_mean(figures.rounds_to_agreement)} {'round' if figures.rounds_to_agreement == 1 else 'rounds'}"
    if figures.latency_working_days is None:
        return f"{when}, {agreed}, after {rounds} on average."
    return f"{when}, {agreed}, after {rounds} and {_mean(figures.latency_working_days)} working days on average."


def _of_meetings(one: Quarter) -> str:
    figures = one.figures
    if not figures.meetings_held:
        return "No meeting was held."
    held = f"{plural(figures.meetings_held, 'meeting')} {_verb(figures.meetings_held)} held"
    return f"{held}, {figures.meetings_inquorate or 'none'} without a quorum and {figures.meetings_papers_late or 'none'} with late papers."


def _of_returns(one: Quarter) -> Sequence[str]:
    if one.returns_late is None or not one.returns_due:
        return ()
    return (f"Of {plural(one.returns_due, 'return')} of costs, {one.returns_late or 'none'} came late.",)


def _at_the_end(one: Quarter) -> str:
    actions, disputes = plural(one.figures.actions_overdue, "action"), plural(one.figures.disputes_open, "dispute")
    if one.is_running:
        return f"Overdue now: {actions}. Open now: {disputes}."
    return f"Overdue at its end: {actions}. Open at its end: {disputes}."


def _verb(count: int) -> str:
    return "was" if count == 1 else "were"


def _row(one: Quarter) -> Row:
    figures = one.figures
    cells = (
        f"{one.period.word}, so far" if one.is_running else one.period.word,
        figures.decisions_agreed,
        None if figures.rounds_to_agreement is None else _mean(figures.rounds_to_agreement),
        None if figures.latency_working_days is None else _mean(figures.latency_working_days),
        figures.meetings_held,
        figures.meetings_inquorate,
        figures.meetings_papers_late,
        one.returns_due,
        one.returns_late,
        figures.actions_overdue,
        figures.disputes_open,
    )
    return Row(tuple(cell if cell is None else str(cell) for cell in cells))


def _mean(value: Fraction) -> str:
    """Return a mean; a whole number without decimals."""
    return number(value, 0 if value.denominator == 1 else PLACES)


def _trend(seat: Seat, code: str, found: Trust) -> TrendView:
    figure, series = FIGURES[code], series_of(code, found)
    words = words_of(series)
    if not words:
        count = plural(series.count, "quarter has a value", many="quarters have a value")
        return TrendView(figure.name, "", [f"{count}: a chart needs {FEWEST}."])
    chart = reverse("trust_chart", kwargs={"alliance": seat.alliance.pk, "figure": code})
    return TrendView(figure.name, chart, words)


def series_of(code: str, found: Trust) -> Series:
    """Return a figure's values over the quarters that have ended: the one that is running would mislead."""
    ended = [one for one in found.quarters if not one.is_running]
    values = [FIGURES[code].value(one) for one in ended]
    return Series(
        title=FIGURES[code].name,
        unit=FIGURES[code].unit,
        better="down",
        target=None,
        values=tuple(None if value is None else float(value) for value in values),
        days=tuple(one.period.start_on for one in ended),
        hidden=frozenset(),
        is_screened=False,
        lowest=0,
    )


@require_GET
@within("governance.read")
def trust(request: SeatRequest) -> HttpResponseBase:
    """Show how the parties work together, by quarter."""
    return render(request, "governance/trust.html", trust_page(request.seat, timezone.localdate()))


@require_GET
@within("governance.read")
def trust_chart(request: SeatRequest, figure: str) -> HttpResponseBase:
    """Give out the control chart of a figure as a picture."""
    if figure not in FIGURES:
        raise Http404
    svg = svg_of(series_of(figure, trust_of(request.seat.alliance, timezone.localdate())))
    if svg is None:
        raise Http404
    answer = HttpResponse(svg, content_type="image/svg+xml")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer
