"""Where a year stands, what each party would have of it, and what if something were otherwise: indicative, and never kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.core.agreement.agreement import Agreement, last_day
from gainshare.core.agreement.outlook import Outlook, outlook_of
from gainshare.core.agreement.what_if import Changes, what_if, with_terms, with_values
from gainshare.core.assess import Assessment, assess
from gainshare.core.commercial.settlement import Settlement
from gainshare.core.kernel import formats
from gainshare.core.kernel.period import Month, Period, month_number, year_period
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.openbook.checks import missing_returns
from gainshare.reports.settlement_statement import settlement_statement
from gainshare.web.alliances.access import Seat, SeatRequest, within
from gainshare.web.alliances.frames import frame_of
from gainshare.web.costs import months
from gainshare.web.costs.book import Book, agreement_of, book_of, registers_of
from gainshare.web.settlements.held import held, small_measures
from gainshare.web.settlements.pages import WHO_READS, crumbs_to
from gainshare.web.settlements.queries import settlement_of
from gainshare.web.settlements.what_if import (
    Asking,
    Beside,
    asking,
    beside,
    changes_in,
    faults_of,
    faults_shown,
    has_empty_boxes,
    read_changes,
)
from gainshare.web.shared.pages import Frame, render
from gainshare.web.shared.tables import Column, Link, Row

BASES = {"to_date": "So far", "year": "The year at its forecast"}
"""What a position is looked at as."""
PERIODS = 24
"""How many months back can be chosen."""
COLUMNS = (
    Column("Party"),
    Column("Role"),
    *(Column(words, is_numeric=True) for words in ("Share of the variance, £", "Performance payment, £", "Total, £")),
)
"""The columns of what each party would have."""


@dataclass(frozen=True, slots=True)
class PositionPage:
    """Where a year stands, and what if."""

    frame: Frame
    """What stands around it."""
    in_words: Sequence[str]
    """Where it stands, in sentences."""
    notes: Sequence[str]
    """What to know about it."""
    columns: Sequence[Column]
    """The columns of what each party has."""
    shares: Sequence[Row | Sequence[object]]
    """What each party would have, as things stand."""
    why: Sequence[tuple[str, Sequence[str]]]
    """For each party of whoever looks: its name, and how its figure comes about."""
    periods: Sequence[tuple[str, str, bool]]
    """The years so far that can be looked at: the word of each, what it is called, and whether it is shown."""
    basis: str
    """What it is looked at as."""
    views: Sequence[Link]
    """The other ways to look at it; the one that is shown has no address."""
    related: Sequence[Link]
    """What else tells of the year."""
    asking: Asking
    """What can be taken to be otherwise."""
    beside: Beside | None
    """What comes of it; None if nothing is otherwise."""
    faults: Sequence[object]
    """Why it cannot be worked out; each leads to its box, if it has one."""
    here: str
    """The address of the page without anything otherwise."""
    share: str
    """The whole address of what is shown, to be passed on; empty if nothing is otherwise."""


@require_GET
@within("settlements.read")
def position(request: SeatRequest) -> HttpResponseBase:
    """Show where a year stands: `?period=2026/27 to M7`, `&basis=year` for its forecast, and what if by the names of `what_if.py`."""
    if has_empty_boxes(request.GET):
        return HttpResponseRedirect(_shorter(request))
    seat, basis = request.seat, request.GET.get("basis", "to_date")
    agreement = agreement_of(seat.alliance)
    if basis not in BASES:
        raise Http404
    book = book_of(seat.alliance, agreement, registers_of(seat.alliance, agreement))
    period = _period(request, last_whole_month(book, months.month_to_close(agreement, timezone.localdate())))
    try:
        page = _position_page(request, book, period, basis)
    except Invalid as invalid:
        return render(request, "settlements/no_position.html", _no_position(seat, period, agreement, errors(invalid.problems)))
    return render(request, "settlements/position.html", page, status=422 if page.faults else 200)


@dataclass(frozen=True, slots=True)
class NoPosition:
    """Why it cannot be told where a year stands."""

    frame: Frame
    """What stands around it."""
    problems: Sequence[Problem]
    """Every reason, with what to do."""


def _no_position(seat: Seat, period: Period, agreement: Agreement, problems: Sequence[Problem]) -> NoPosition:
    words = formats.period_long(period, agreement.calendar)
    return NoPosition(frame_of(seat, "Position", place="position", period=words, who_else=WHO_READS, help="position"), problems)


def last_whole_month(book: Book, last: Month) -> Month:
    """Return the last month, up to a given one and of its year, for which every return is accepted; the given one if there is none."""
    year = [month for month in year_period(last, book.agreement.calendar).months() if month <= last]
    missing = missing_in(book, *year)
    return max((month for month in year if not any(gap <= month for gap in missing)), default=last)


def missing_in(book: Book, *wanted: Month) -> frozenset[Month]:
    """Return which of some months have a return that is not accepted yet."""
    providers = {party.id: party for party in book.agreement.latest.parties if party.is_provider}
    missing = missing_returns(book.ledger, wanted, list(providers), as_of=None)
    return frozenset(month for party, month in missing if providers[party].is_member(month.last_day))


def _period(request: SeatRequest, month: Month) -> Period:
    """Return the year so far that an address asks for; without one, up to a month."""
    agreement = agreement_of(request.seat.alliance)
    word = request.GET.get("period", "")
    try:
        period = agreement.period(word or f"{year_period(month, agreement.calendar).word} to M{month_number(month, agreement.calendar)}")
    except Fault:
        raise Http404 from None
    if period.kind not in {"year_to_date", "year"} or period.end <= months.first_of(agreement) or period.first > months.last_of(agreement):
        raise Http404
    return period


def _position_page(request: SeatRequest, book: Book, period: Period, basis: str) -> PositionPage:
    seat, agreement = request.seat, book.agreement
    real = assess(agreement, book.ledger, book.observations, (), period, "position", as_of=None)
    outlook = outlook_of(agreement, book.ledger, book.observations, (), period.last_month, as_of=None) if basis == "year" else None
    shown = real.settlement if outlook is None else outlook.settlement
    changes, wrong = read_changes(request.GET, agreement, actual=shown.actual, scorecard=real.scorecard)
    faults = {name: f"{one.message} {one.fix}" for name, one in wrong.items()}
    made = None
    if changes and not faults:
        try:
            made = _otherwise(book, period, basis, changes)
        except Invalid as invalid:
            faults = faults_of(invalid)
    currency = agreement.terms.currency
    names = {party.id: party.name_on(last_day(period)) for party in real.terms.parties}
    hidden = frozenset[str]() if seat.may("measures.see_small") else small_measures(real)
    here = reverse("position", kwargs={"alliance": seat.alliance.pk})
    words = formats.period_long(period, agreement.calendar)
    asked = asking(request.GET, agreement, actual=shown.actual, scorecard=real.scorecard, hidden=hidden, wrong=faults)
    return PositionPage(
        frame=frame_of(seat, "Position", place="position", period=words, status="indicative", who_else=WHO_READS, help="position"),
        in_words=_in_words(real, outlook),
        notes=_notes(real, outlook, names),
        columns=(
            Column("Party"),
            Column("Role"),
            Column("Share of the variance, £", is_numeric=True),
            Column("Performance payment, £", is_numeric=True),
            Column("Total, £", is_numeric=True),
        ),
        shares=_shares(shown, currency=currency),
        why=_why(seat, real, hidden) if outlook is None else (),
        periods=_periods(agreement, period),
        basis=basis,
        views=_views(here, period, basis),
        related=_related(seat, period),
        asking=asked,
        beside=beside(shown, made, currency, names) if made is not None else None,
        faults=faults_shown(asked, faults),
        here=f"{here}?{_kept(request)}" if _kept(request) else here,
        share=request.build_absolute_uri() if made is not None else "",
    )


def _otherwise(book: Book, period: Period, basis: str, changes: Changes) -> Settlement:
    """Return the position with something otherwise."""
    if basis == "to_date":
        return what_if(book.agreement, book.ledger, book.observations, (), period, changes, as_of=None).settlement
    agreement = with_terms(book.agreement, changes.terms)
    observations = with_values(book.observations, changes.values, period, None)
    return outlook_of(agreement, book.ledger, observations, (), period.last_month, as_of=None, outturn=changes.outturn).settlement


def _in_words(real: Assessment, outlook: Outlook | None) -> Sequence[str]:
    if outlook is None:
        return settlement_statement(real).in_words
    currency = real.settlement.currency
    variance = outlook.variance
    return (
        f"If what is to come costs its target, the year comes to {formats.money(outlook.forecast, currency)} against a target of "
        f"{formats.money(outlook.target, currency)}: a variance of {formats.money(variance, currency)}, {formats.favourable(variance)}. "
        f"It is shared by the scores so far, {formats.number(outlook.overall, 2)} overall.",
        "This is where it is heading: it is indicative, and nothing is payable on it.",
    )


def _notes(real: Assessment, outlook: Outlook | None, names: Mapping[str, str]) -> Sequence[str]:
    if outlook is None:
        missing = [one for one in real.problems if "no accepted return" in one.message]
        others = [one for one in real.problems if one.severity == "warning" and "value" in one.message]
        return [f"{_with_names(one.message, names)} {one.fix}" for one in (*missing, *others)]
    absent = [f"{names.get(party, party)} for {month.year}-{month.month:02d}" for party, month in outlook.missing]
    return [f"Not handed in, and taken to come to its target: {formats.list_in_words(absent)}."] if absent else []


def _with_names(text: str, names: Mapping[str, str]) -> str:
    """Return a sentence that begins with a party's id with the party's name instead."""
    first, _, rest = text.partition(" ")
    return f"{names.get(first, first)} {rest}"


def _shares(made: Settlement, currency: object) -> list[Row | Sequence[object]]:
    roles = {"owner": "Owner", "non_owner_participant": "Non-owner participant", "other": "Held apart"}
    return [
        (one.name, roles[one.role], *(formats.money(amount, made.currency) for amount in (one.cost, one.performance, one.total)))
        for one in made.shares
    ]


def _why(seat: Seat, real: Assessment, hidden: frozenset[str]) -> list[tuple[str, Sequence[str]]]:
    sharing = {share.party for share in real.settlement.shares}
    explanation = replace(real.explanation, hidden=hidden)
    return [(str(party), explanation.sentences(party.code)) for party in seat.parties if party.code in sharing]


def _periods(agreement: Agreement, shown: Period) -> list[tuple[str, str, bool]]:
    """Return the years so far that can be looked at, the latest first: each month that has ended, two years back."""
    last = months.month_to_close(agreement, timezone.localdate())
    found = []
    for back in range(PERIODS):
        month = last.plus(-back)
        if month >= months.first_of(agreement):
            word = f"{year_period(month, agreement.calendar).word} to M{month_number(month, agreement.calendar)}"
            period = agreement.period(word)
            found.append((word, formats.period_long(period, agreement.calendar), period.word == shown.word))
    return found


def _views(here: str, period: Period, basis: str) -> list[Link]:
    word = period.word.replace("/", "%2F").replace(" ", "+")
    return [Link(text, "" if name == basis else f"{here}?period={word}&basis={name}") for name, text in BASES.items()]


def _related(seat: Seat, period: Period) -> list[Link]:
    place = {"alliance": seat.alliance.pk}
    return [
        Link("Forecast of the year, by method, and what moves it", reverse("forecast", kwargs=place)),
        Link("Costs month by month", reverse("months", kwargs=place)),
        Link("Measures and their values", reverse("measures", kwargs=place)),
    ]


def _shorter(request: SeatRequest) -> str:
    """Return the address that says the same without boxes that were left empty."""
    kept = {name: str(value) for name, value in request.GET.items() if name in {"basis", "period"}} | changes_in(request.GET)
    query = request.GET.copy()
    query.clear()
    query.update(kept)
    return f"{request.path}?{query.urlencode()}" if kept else request.path


def _kept(request: SeatRequest) -> str:
    query = request.GET.copy()
    for name in list(query):
        if name not in {"basis", "period"}:
            del query[name]
    return query.urlencode()


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """What a settlement would be if something were otherwise."""

    frame: Frame
    """What stands around it."""
    asking: Asking
    """What can be taken to be otherwise."""
    beside: Beside | None
    """What comes of it; None if nothing is otherwise."""
    faults: Sequence[object]
    """Why it cannot be worked out; each leads to its box, if it has one."""
    here: str
    """The address of the page without anything otherwise."""
    share: str
    """The whole address of what is shown; empty if nothing is otherwise."""
    back: Link
    """The statement."""


@require_GET
@within("settlements.read")
def settlement_what_if(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show what a settlement would be if something were otherwise."""
    if has_empty_boxes(request.GET):
        return HttpResponseRedirect(_shorter(request))
    seat, one = request.seat, settlement_of(request.seat, of)
    mine = held(one)
    case, real = mine.case, mine.assessment
    changes, wrong = read_changes(request.GET, case.agreement, actual=real.settlement.actual, scorecard=real.scorecard)
    faults = {name: f"{each.message} {each.fix}" for name, each in wrong.items()}
    made = None
    if changes and not faults:
        try:
            made = what_if(
                case.agreement,
                case.ledger,
                case.observations,
                case.settled,
                case.period,
                changes,
                as_of=case.as_of,
                overall=mine.bundle.kept_overall,
            ).settlement
        except Invalid as invalid:
            faults = faults_of(invalid)
    hidden = frozenset[str]() if seat.may("measures.see_small") else small_measures(real)
    names = {share.party: share.name for share in real.settlement.shares}
    statement = Link("Back to the statement", reverse("settlement", kwargs={"alliance": seat.alliance.pk, "of": one.pk}))
    asked = asking(request.GET, case.agreement, actual=real.settlement.actual, scorecard=real.scorecard, hidden=hidden, wrong=faults)
    page = WhatIfPage(
        frame=frame_of(
            seat,
            f"What if: {one.reference}",
            place="settlements",
            period=one.period,
            status="not kept",
            crumbs=crumbs_to(seat, one),
            who_else=WHO_READS,
            help="what-if",
        ),
        asking=asked,
        beside=beside(real.settlement, made, real.settlement.currency, names) if made is not None else None,
        faults=faults_shown(asked, faults),
        here=request.path,
        share=request.build_absolute_uri() if made is not None else "",
        back=statement,
    )
    return render(request, "settlements/what_if.html", page, status=422 if page.faults else 200)
