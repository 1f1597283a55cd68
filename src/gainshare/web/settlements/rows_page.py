"""The rows behind a figure, listed: each cost leads to the return that it was handed in with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from gainshare.core.agreement.case import Case
from gainshare.core.kernel import formats
from gainshare.core.kernel.period import Month, Period, month_period
from gainshare.core.kernel.problem import Fault
from gainshare.core.openbook.behind import costs_behind, targets_behind
from gainshare.core.openbook.entry import TargetLine
from gainshare.core.openbook.outturn import Select
from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.core.performance.framework import measures_of
from gainshare.reports.content import Rows
from gainshare.reports.tables import sensible_number
from gainshare.reports.teller import Teller
from gainshare.web.agreements.models import Register
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.costs.models import Return
from gainshare.web.settlements.figures import rows_in_words
from gainshare.web.settlements.held import Held, held, rests_on_few
from gainshare.web.settlements.models import Settlement
from gainshare.web.settlements.pages import crumbs_to
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Column, Link, Row

NOT_HERE = "Not in the workspace"
"""What is said of a row whose return or register is not here: it came with files that did not hold it."""


@dataclass(frozen=True, slots=True)
class RowsPage:
    """The rows behind a figure."""

    frame: Frame
    """What stands around it."""
    caption: str
    """What they are."""
    columns: Sequence[Column]
    """The columns."""
    rows: Sequence[Row | Sequence[object]]
    """The rows."""
    note: str
    """Where they come from."""


Listed = tuple[Sequence[Column], Sequence[Row | Sequence[object]], str]


def rows_page(seat: Seat, one: Settlement, rows: Rows) -> RowsPage:
    """Return the page of the rows behind a figure.

    Raises:
        Http404: the settlement has no such period.
    """
    mine = held(one)
    period = _period(mine, rows.period)
    lister: Callable[[Seat, Held, Rows, Period], Listed] = LISTERS[rows.table]
    columns, found, note = lister(seat, mine, rows, period)
    caption = rows_in_words(rows, Teller(mine.assessment).words)
    who = "Everybody who reads settlements sees these totals; the lines of a return are seen by fewer."
    frame = frame_of(
        seat,
        "Rows behind a figure",
        place="settlements",
        period=rows.period,
        status=one.standing,
        crumbs=crumbs_to(seat, one),
        who_else=who,
        help="figures-opened",
    )
    return RowsPage(frame, caption, columns, found, note)


def _period(mine: Held, word: str) -> Period:
    case = mine.case
    known = [case.period, case.settled_period, case.period.year(case.agreement.calendar), *(part for part, _ in case.parts)]
    for period in known:
        if period.word == word:
            return case.settled_period if period is case.period else period
    try:
        return case.agreement.period(word)
    except Fault:
        raise Http404 from None


def _select(rows: Rows, period: Period) -> Select:
    parties = frozenset(rows.parties) if rows.parties else None
    return Select(frozenset(period.months()), parties, frozenset(rows.limbs), rows.work_package, rows.pass_through)  # type: ignore[arg-type]


def _costs(seat: Seat, mine: Held, rows: Rows, period: Period) -> Listed:
    case, teller = mine.case, Teller(mine.assessment)
    found = costs_behind(case.ledger, _select(rows, period), case.terms.open_book, standing="accepted", as_of=case.as_of)
    names = [one.submission.id for one in found if one.submission is not None]
    returns = {
        one.reference: one
        for one in Return.objects.filter(alliance=seat.alliance, reference__in=names).select_related("declared_by", "accepted_by")
    }
    made: list[Row | Sequence[object]] = []
    for one in found:
        row = returns.get(one.submission.id) if one.submission is not None else None
        name = one.submission.id if one.submission is not None else NOT_HERE
        link = Link(name, reverse("return", kwargs={"alliance": seat.alliance.pk, "of": row.pk}), ": the return") if row else name
        on = formats.date_short(one.submission.submitted_on) if one.submission is not None else ""
        who = row.declared_by.name if row is not None and row.declared_by is not None else "Brought in from files"
        made.append(
            (link, teller.words.names.get(one.party, one.party), _month(case, one.month), on, who, one.lines, teller.money(one.amount))
        )
    total = teller.money(sum(one.amount for one in found))
    made.append(Row(("Together", *["Not applicable"] * 4, sum(one.lines for one in found), total), is_total=True))
    columns = (
        Column("Return", is_short=True), Column("Party"), Column("Month"), Column("Handed in", is_short=True),
        Column("By"), Column("Lines", is_numeric=True), Column("Amount", is_numeric=True),
    )  # fmt: skip
    return columns, made, "Open a return to see its lines, who handed it in and when, who accepted it, and its entries in the journal."


def _targets(seat: Seat, mine: Held, rows: Rows, period: Period) -> Listed:
    case, teller = mine.case, Teller(mine.assessment)
    kinds = {kind.id: kind.name or kind.id for kind in case.terms.open_book.cost_types}
    found = targets_behind(case.ledger, _select(rows, period), case.terms.open_book, as_of=case.as_of)
    made: list[Row | Sequence[object]] = []
    for one in found:
        if isinstance(one, TargetLine):
            what, why = "As first agreed", one.category or "Not applicable"
        else:
            decided = f"{one.decision or 'no decision named'}, {formats.date_short(one.decided_on)}"
            what, why = f"Adjustment {one.id}", f"{one.reason} ({decided})"
        made.append(
            (
                _month(case, one.month),
                teller.words.names.get(one.party, one.party),
                kinds.get(one.cost_type, one.cost_type),
                what,
                why,
                teller.money(one.amount),
            )
        )
    made.append(Row(("Together", *["Not applicable"] * 4, teller.money(sum(one.amount for one in found))), is_total=True))
    columns = (
        Column("Month", is_short=True), Column("Party"), Column("Cost type"), Column("What"), Column("Category, or why"),
        Column("Amount", is_numeric=True),
    )  # fmt: skip
    return columns, made, _brought(seat, "targets.csv", "target_adjustments.csv")


def _observations(seat: Seat, mine: Held, rows: Rows, period: Period) -> Listed:
    case = mine.case
    measures = {measure.id: measure for _, measure in measures_of(case.terms.performance)}
    measure = measures.get(rows.measure)
    made: list[Sequence[object]] = []
    for one in case.all_observations():
        if one.measure != rows.measure or one.period.word != rows.period or measure is None:
            continue
        is_small = rests_on_few(one, measure)
        value = one.value(measure)
        figures = (one.numerator, one.denominator, value)
        shown = (
            [CONFIDENTIAL] * 3
            if is_small and not seat.may("measures.see_small")
            else ["" if f is None else sensible_number(f) for f in figures]
        )
        known = formats.date_short(one.recorded_on) if one.recorded_on else "Always"
        made.append((one.period.word, *(cell or "Not given" for cell in shown), one.status, one.origin or "Not named", known))
    columns = (
        Column("Period", is_short=True), Column("Numerator", is_numeric=True), Column("Denominator", is_numeric=True),
        Column("Value", is_numeric=True), Column("Quality"), Column("Source"), Column("Known from", is_short=True),
    )  # fmt: skip
    made_here = "It is made from the open book." if measure is not None and measure.from_open_book is not None else ""
    hidden = f"{CONFIDENTIAL}: a small number, which few may see." if any(CONFIDENTIAL in row for row in made) else ""
    return columns, made, " ".join(filter(None, (made_here, _brought(seat, "observations.csv"), hidden)))


def _payments(seat: Seat, mine: Held, rows: Rows, period: Period) -> Listed:
    case, teller = mine.case, Teller(mine.assessment)
    made = [
        (one.id, one.kind.replace("_", " "), teller.party(one.payer), teller.party(one.payee), one.period,
         formats.date_short(one.paid_on) if one.paid_on else "Not paid", teller.money(one.amount))
        for one in case.ledger.payments
        if one.kind == "gain_or_pain" and (not rows.parties or {one.payer, one.payee} & set(rows.parties))
    ]  # fmt: skip
    columns = (
        Column("Document"), Column("What for"), Column("Payer"), Column("Payee"), Column("Period", is_short=True),
        Column("Paid", is_short=True), Column("Amount", is_numeric=True),
    )  # fmt: skip
    return columns, made, "Payments of gain and pain that were known when it was settled."


def _facts(seat: Seat, mine: Held, rows: Rows, period: Period) -> Listed:
    made = [
        (
            one.name,
            one.period,
            formats.fraction_text(one.value),
            one.origin or "Not named",
            formats.date_short(one.recorded_on) if one.recorded_on else "Always",
        )
        for one in mine.case.ledger.facts
        if one.name == rows.measure and one.period == rows.period
    ]
    columns = (
        Column("Fact"),
        Column("Period", is_short=True),
        Column("Figure", is_numeric=True),
        Column("Source"),
        Column("Known from", is_short=True),
    )
    return columns, made, _brought(seat, "facts.csv")


LISTERS: Mapping[str, Callable[[Seat, Held, Rows, Period], Listed]] = {
    "costs": _costs,
    "targets": _targets,
    "observations": _observations,
    "payments": _payments,
    "facts": _facts,
}
"""How the rows of each table are listed."""


def _month(case: Case, month: Month) -> str:
    return formats.period_long(month_period(month, case.agreement.calendar), case.agreement.calendar)


def _brought(seat: Seat, *names: str) -> str:
    """Return who brought registers in, and when, in a sentence."""
    found = (
        Register.objects.filter(alliance=seat.alliance, name__in=names)
        .defer("text")
        .select_related("brought_by")
        .order_by("name", "number")
    )
    said = [f"{one.name}, version {one.number}, was brought in on {formats.date_long(one.brought_at)} by {_who(one)}" for one in found]
    return f"{'; '.join(said)}." if said else ""


def _who(register: Register) -> str:
    return register.brought_by.name if register.brought_by else "whoever runs gainshare"
