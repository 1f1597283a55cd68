"""The page on which a period is closed, or opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gainshare.core.kernel.formats import moment, period_long
from gainshare.core.kernel.period import Month, Period
from gainshare.core.kernel.problem import Fault
from gainshare.web.alliances.access import Seat, SeatRequest, within
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.refusals import Refused, do_and_say
from gainshare.web.costs.book import agreement_of
from gainshare.web.settlements.closing import CLOSE, Closing, close, closing_of, reopen
from gainshare.web.settlements.forms import ReasonForm
from gainshare.web.shared.pages import Crumb, Frame, render
from gainshare.web.shared.tables import Link

TABLES = {
    "submissions.csv": "Which returns count",
    "costs.csv": "Lines of cost",
    "targets.csv": "Target as first agreed",
    "target_adjustments.csv": "Adjustments of the target",
    "observations.csv": "Values of measures",
}
"""What each table holds, in words."""


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """What is frozen when a period is closed, and whether it can be."""

    frame: Frame
    """What stands around it."""
    sentence: str
    """Where it stands, in a sentence."""
    waits_for: Sequence[str]
    """What has to be done first."""
    remarks: Sequence[str]
    """What to know."""
    rows: Sequence[Sequence[object]]
    """Each table with its fingerprint, and whether it has changed since."""
    can_close: bool
    """Whether whoever looks may close it now."""
    can_reopen: bool
    """Whether whoever looks may open it again."""
    close: str
    """Where it is closed."""
    reopen: str
    """Where it is opened again."""
    form: forms.Form
    """Why it is opened again."""
    related: Link
    """The costs or the settlements of the period."""


def closing_page(seat: Seat, found: Closing, form: forms.Form) -> ClosingPage:
    """Return the page of a period's closing."""
    calendar = agreement_of(seat.alliance).calendar
    period, closed = found.period, found.closed
    words = period_long(period, calendar)
    place = {"alliance": seat.alliance.pk, "period": word_of(period)}
    if closed is not None:
        sentence = (
            f"Closed on {moment(timezone.localtime(closed.closed_at))} by {closed.closed_by.name}. What comes later is a restatement."
        )
        sentence += " Nothing has changed since." if not found.changed else ""
    else:
        sentence = "It is open. Closing it freezes what is known of it with a fingerprint; what comes later is a restatement."
    is_month = period.kind == "month"
    related = _related(seat, period, words)
    return ClosingPage(
        frame=frame_of(
            seat,
            f"Close {words}",
            place="months" if is_month else "settlements",
            status="closed" if closed else "open",
            crumbs=[Crumb(related.text, related.href)],
            who_else="Everybody who reads costs sees this page.",
            help="closing",
        ),
        sentence=sentence,
        waits_for=() if closed else found.waits_for,
        remarks=() if closed else found.remarks,
        rows=[_row(name, found) for name in found.parts],
        can_close=seat.may(CLOSE) and closed is None and not found.waits_for,
        can_reopen=seat.may(CLOSE) and closed is not None,
        close=reverse("close_period", kwargs=place),
        reopen=reverse("reopen_period", kwargs=place),
        form=form,
        related=related,
    )


def _related(seat: Seat, period: Period, words: str) -> Link:
    """Return where a period is looked after: a month with its costs, a year with its settlements."""
    place = {"alliance": seat.alliance.pk}
    if period.kind == "month":
        return Link(f"Costs of {words}", reverse("month", kwargs={**place, "month": f"{period.first.year}-{period.first.month:02d}"}))
    return Link("Settlements", reverse("settlements", kwargs=place))


def _row(name: str, found: Closing) -> Sequence[object]:
    print_of = found.closed.parts.get(name, "") if found.closed else found.parts[name]
    since = "Not closed" if found.closed is None else "Changed since" if name in found.changed else "As it was closed"
    return (TABLES.get(name, name), print_of[:16], since)


def word_of(period: Period) -> str:
    """Return a period as addresses write it: `2026-10`, or `2025-26` for a year."""
    if period.kind == "month":
        return f"{period.first.year}-{period.first.month:02d}"
    return period.word.replace("/", "-")


def read_period(word: str, seat: Seat) -> Period:
    """Return the month or the year of an address.

    Raises:
        Http404: it is none, or outside the alliance's term.
    """
    agreement = agreement_of(seat.alliance)
    first = Month.of(agreement.terms.alliance.starts_on)
    for spelling in (word, f"{word[:4]}/{word[5:]}"):
        try:
            period = agreement.period(spelling)
        except Fault:
            continue
        if period.kind in {"month", "year"} and period.end > first and period.first <= agreement.latest.alliance.last_month:
            return period
    raise Http404


@require_GET
@within("costs.read_totals")
def show(request: SeatRequest, period: str) -> HttpResponseBase:
    """Show what closing a period comes to."""
    return _shown(request, read_period(period, request.seat), ReasonForm())


def _shown(request: SeatRequest, period: Period, form: forms.Form) -> HttpResponseBase:
    page = closing_page(request.seat, closing_of(request.seat.alliance, period), form)
    return render(request, "settlements/closing.html", page, status=422 if form.is_bound else 200)


@require_POST
@within(CLOSE)
def close_period(request: SeatRequest, period: str) -> HttpResponseBase:
    """Close a period."""
    found = read_period(period, request.seat)
    do_and_say(request, lambda: f"Closed. Its fingerprint is {close(by=request.seat, period=found).sha256[:16]}.")
    return redirect("closing", alliance=request.seat.alliance.pk, period=period)


@require_POST
@within(CLOSE)
def reopen_period(request: SeatRequest, period: str) -> HttpResponseBase:
    """Open a closed period again, with the reason."""
    found, form = read_period(period, request.seat), ReasonForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        reopen(by=request.seat, period=found, reason=form.cleaned_data["reason"])
        messages.success(request, "It is open again.")
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("closing", alliance=request.seat.alliance.pk, period=period)
