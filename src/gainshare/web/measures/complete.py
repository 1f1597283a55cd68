"""How complete the measures are: of a month, in a sentence, and of a year, measure by measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.period import Month, Period, month_period, quarter_period, year_period, year_to_date
from gainshare.core.performance.framework import Measure, measures_of
from gainshare.core.performance.observation import Observation, observation_for
from gainshare.web.agreements import months
from gainshare.web.measures.checking import history_of

State = Literal["provisional", "final", "revised", "missing", "not due yet", "none needed", "outside the term"]
"""What a cell of the year's table says: the status of the value, or why there is none."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Which measures have no value for a month."""

    wanted: Sequence[str]
    """The measures that need one."""
    missing: Sequence[str]
    """Those of them without one."""


def handed_in_measures(agreement: Agreement) -> list[Measure]:
    """Return the measures whose values are handed in; those made from the open book need none."""
    return [measure for _, measure in measures_of(agreement.latest.performance) if measure.from_open_book is None]


def gaps_in(agreement: Agreement, observations: Iterable[Observation], month: Month) -> Gaps:
    """Return which measures have no value for a month, of those that have one for each month, or for the quarter that ends with it."""
    there = {(one.measure, one.period) for one in observations}
    wanted = [(measure.id, due) for measure in handed_in_measures(agreement) if (due := due_in(agreement, measure, month))]
    return Gaps([name for name, _ in wanted], [name for name, due in wanted if (name, due) not in there])


def provisional_years(agreement: Agreement, observations: Iterable[Observation], last: Month) -> dict[Period, int]:
    """Return how many values are still provisional of each year that has ended, in order; of the year to date, only the whole year's.

    Args:
        agreement: the agreement.
        observations: the values that there are.
        last: the last month that has ended.
    """
    found: Counter[Period] = Counter()
    for history in history_of(tuple(observations)).values():
        one = history[-1]
        year = year_period(one.period.first, agreement.calendar)
        is_part = one.period.kind == "year_to_date" and one.period.end != year.end
        if one.status == "provisional" and year.last_month <= last and not is_part:
            found[year] += 1
    return dict(sorted(found.items(), key=lambda item: item[0].first))


def due_in(agreement: Agreement, measure: Measure, month: Month) -> Period | None:
    """Return the period for which a measure needs a value once a month has ended; None if it needs none then."""
    if measure.basis not in {"quarter", "year"}:
        return month_period(month, agreement.calendar)
    whole = (quarter_period if measure.basis == "quarter" else year_period)(month, agreement.calendar)
    return whole if whole.last_month == month else None


def measures_in_words(agreement: Agreement, observations: Iterable[Observation], month: Month) -> str:
    """Return how many measures have a value for a month, in a sentence; those made from the open book need none."""
    gaps = gaps_in(agreement, observations, month)
    count = len(gaps.wanted)
    words = f"{count - len(gaps.missing)} of {count} measures have a value for this month"
    return f"{words}; missing: {', '.join(gaps.missing)}." if gaps.missing and len(gaps.missing) < count else f"{words}."


def year_states(agreement: Agreement, observations: Sequence[Observation], year: Period, last: Month) -> dict[str, list[State]]:
    """Return where each measure stands in each month of a year, and in the year, by its id.

    Args:
        agreement: the agreement.
        observations: the values that there are.
        year: the year.
        last: the last month for which values are due.
    """
    latest = {key: history[-1] for key, history in history_of(observations).items()}
    term = (months.first_of(agreement), months.last_of(agreement))
    found: dict[str, list[State]] = {}
    for measure in handed_in_measures(agreement):
        cells = [_month_state(agreement, measure, month, latest, last, term) for month in year.months()]
        found[measure.id] = [*cells, _year_state(agreement, measure, observations, year, last)]
    return found


def _month_state(
    agreement: Agreement,
    measure: Measure,
    month: Month,
    latest: dict[tuple[str, Period], Observation],
    last: Month,
    term: tuple[Month, Month],
) -> State:
    due = due_in(agreement, measure, month)
    for period in (month_period(month, agreement.calendar), *([due] if due else [])):
        if (measure.id, period) in latest:
            return latest[measure.id, period].status
    if not term[0] <= month <= term[1]:
        return "outside the term"
    if due is None:
        return "none needed"
    return "missing" if month <= last else "not due yet"


def _year_state(agreement: Agreement, measure: Measure, observations: Sequence[Observation], year: Period, last: Month) -> State:
    """Return the status of the value by which a measure is scored for the year, or for the year to date while it runs."""
    has_ended = year.last_month <= last
    period = year if has_ended or last < year.first else year_to_date(last, agreement.calendar)
    found = observation_for(measure, period, observations)
    if found is not None:
        return found.status
    return "missing" if has_ended or last >= year.first else "not due yet"
