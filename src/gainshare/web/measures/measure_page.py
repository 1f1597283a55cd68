"""The page of one measure: its definition in words, its levels, its control chart, and every value there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import cast

from django.urls import NoReverseMatch, reverse

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import date_short, month_name
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.definition_words import say_measure
from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.core.performance.framework import Measure
from gainshare.core.performance.observation import Observation
from gainshare.reports.measure_card import levels_table
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.measures import rebasing
from gainshare.web.measures.charting import series_of, words_of
from gainshare.web.measures.checking import history_of
from gainshare.web.measures.convert import ENTERED, core_observation
from gainshare.web.measures.models import Observation as Row
from gainshare.web.measures.pages import FROM_BOOK, crumbs_of
from gainshare.web.measures.queries import all_observations, rows_of
from gainshare.web.measures.showing import NO_INTERVAL, SMALL, WHO_ELSE, Figures, figures_in_words
from gainshare.web.measures.small_numbers import Sight, is_small, sight_of
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Column

BROUGHT = "Brought in"
"""What is said of a value that came with the alliance's files."""


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """One measure."""

    frame: Frame
    """What stands around it."""
    measure: str
    """What the agreement calls it."""
    area: str
    """Its key result area."""
    definition: Sequence[Sequence[object]]
    """What it is, in sentences: what each is about, and the sentence."""
    levels: Sequence[Sequence[object]]
    """Its seven levels: name, score, threshold, and what it looks like."""
    columns: Sequence[Column]
    """What is shown of each value."""
    values: Sequence[Sequence[object]]
    """The values that stand, the latest period first."""
    replaced: Sequence[Sequence[object]]
    """Values that others took the place of, the latest first."""
    unit: str
    """The unit of its values."""
    chart: str
    """Where its chart is; empty if there is too little to draw."""
    title: str
    """What the chart shows."""
    words: Sequence[str]
    """What the chart says."""
    rebases: Sequence[str]
    """Its new baselines, each with the decision behind it, in sentences."""
    propose: str
    """Where a new baseline is proposed; empty for those who may not."""
    """What is no point of the chart, in a sentence; empty if nothing is left out."""
    small: str
    """A sentence on small numbers; empty for those who see them."""
    from_book: str
    """Says that it is made from the open book; empty if it is handed in."""
    csv: str
    """Where its values are taken as a file."""
    enter: str
    """Where a value is entered; empty for those who may not."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One value as somebody sees it."""

    one: Observation
    """The value."""
    figures: Figures
    """What it says to them."""
    row: Row | None
    """The row it was entered as; None if it was brought in."""


def measure_page(seat: Seat, agreement: Agreement, area: str, measure: Measure) -> MeasurePage:
    """Return the page of a measure."""
    observations = all_observations(seat.alliance, agreement)
    sight = sight_of(seat, agreement, observations)
    standing, replaced = shown_values(seat, agreement, measure, observations, sight)
    columns, shows = _columns(measure, (*standing, *replaced))
    rebases = rebasing.read_rebases(seat.alliance, measure.id)
    words = words_of(series_of(measure, observations, sight, rebases))
    performance = agreement.latest.performance
    said = say_measure(measure, cast(RecordsTerms, performance.records))  # asked for by measures with a definition alone, which need it
    keys = {"alliance": seat.alliance.pk}
    of = {**keys, "measure": measure.id}
    may_enter = seat.may("measures.enter") and measure.from_open_book is None
    return MeasurePage(
        frame=frame_of(seat, f"{measure.id}: {measure.name}", place="measures", crumbs=crumbs_of(seat), who_else=WHO_ELSE, help="measures"),
        measure=measure.id,
        area=area,
        definition=[(one.about, one.text) for one in said],
        levels=[[cell if cell != "–" else "None" for cell in row] for row in levels_table(measure, performance.scale).rows],
        columns=[column for column, holds in zip(columns, shows, strict=True) if holds],
        values=[list(compress(_cells(one), shows)) for one in standing],
        replaced=[list(compress(_cells(one), shows)) for one in replaced],
        unit=measure.unit,
        chart=reverse("measure_chart", kwargs=of) if words else "",
        title=f"Control chart of {measure.id}: {measure.name}",
        words=words,
        rebases=[f"A new baseline begins in {month_name(day)}, by {decision}." for day, decision in rebases],
        propose=_address("propose_decision", seat) if words and seat.may("decisions.propose") else "",
        small="" if sight.sees_small else SMALL,
        from_book=f"{FROM_BOOK}: accepted cost against the adjusted target." if measure.from_open_book is not None else "",
        csv=reverse("measure_csv", kwargs=of),
        enter=f"{reverse('enter_observation', kwargs=keys)}?measure={measure.id}" if may_enter else "",
    )


def _address(route: str, seat: Seat) -> str:
    """Return the address of a page of another part of the application; empty if there is none."""
    try:
        return reverse(route, kwargs={"alliance": seat.alliance.pk})
    except NoReverseMatch:
        return ""


def shown_values(
    seat: Seat, agreement: Agreement, measure: Measure, observations: Sequence[Observation], sight: Sight
) -> tuple[list[Shown], list[Shown]]:
    """Return the values of a measure that stand, and those that were replaced, as somebody sees them; the latest period first."""
    rows = {row.number: row for row in rows_of(seat.alliance, measure.id)}
    standing: list[Shown] = []
    replaced: list[Shown] = []
    for history in history_of([one for one in observations if one.measure == measure.id]).values():
        *earlier, stands = [_shown(one, measure, rows, is_hidden=sight.hides(one)) for one in history]
        standing.append(stands)
        replaced += earlier
    replaced += _put_right(agreement, measure, rows, {one.row.number for one in (*standing, *replaced) if one.row}, standing, sight)
    standing.sort(key=lambda shown: (-shown.one.period.end.index, shown.one.period.month_count))
    replaced.sort(key=lambda shown: (-shown.one.period.end.index, shown.one.period.month_count, -(shown.row.number if shown.row else 0)))
    return standing, replaced


def _put_right(
    agreement: Agreement, measure: Measure, rows: dict[int, Row], seen: set[int], standing: Sequence[Shown], sight: Sight
) -> Iterator[Shown]:
    """Yield values that were put right on the day they were entered; whoever may not see what stands does not see those either."""
    stands = {shown.one.period: shown.one for shown in standing}
    for number, row in rows.items():
        if number not in seen:
            one = core_observation(row, agreement.calendar)
            is_hidden = not sight.sees_small and (is_small(one, measure) or sight.hides(stands.get(one.period)))
            yield _shown(one, measure, rows, is_hidden=is_hidden)


def _shown(one: Observation, measure: Measure, rows: dict[int, Row], *, is_hidden: bool) -> Shown:
    row = rows.get(one.source.line or 0) if one.source.file == ENTERED else None
    return Shown(one, figures_in_words(one, measure, is_hidden=is_hidden), row)


def _columns(measure: Measure, shown: Sequence[Shown]) -> tuple[Sequence[Column], Sequence[bool]]:
    """Return the columns that there are, and which of them any value has something to say in."""
    columns = [
        Column("Period", is_short=True),
        Column("Numerator", is_numeric=True),
        Column("Denominator", is_numeric=True),
        Column(f"Value ({measure.unit})", is_numeric=True),
        Column("95% interval", is_numeric=True),
        Column("Status", is_short=True),
        Column("Origin"),
        Column("Reason"),
        Column("Entered"),
    ]
    has_interval = any(one.figures.interval not in {NO_INTERVAL, CONFIDENTIAL} for one in shown)
    has_reason = any(one.row is not None and one.row.note for one in shown)
    return columns, [True, True, True, True, has_interval, True, True, has_reason, True]


def _cells(shown: Shown) -> list[object]:
    one, row = shown.one, shown.row
    return [
        one.period.word.replace(" ", "\u00a0"),
        shown.figures.numerator,
        shown.figures.denominator,
        shown.figures.value,
        shown.figures.interval,
        one.status.capitalize(),
        one.origin or "Not said",
        row.note if row and row.note else "None",
        BROUGHT if row is None else f"{row.entered_by.name}, {date_short(row.recorded_on)}",
    ]
