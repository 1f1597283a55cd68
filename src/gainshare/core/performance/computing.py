"""Measures worked out from records: which windows a period asks for, one question to the engine, a value with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from gainshare.core.kernel.period import Calendar, Period, month_period, quarter_period, year_period
from gainshare.core.performance.definition import Definition, Figure, Note, RecordsTerms
from gainshare.core.performance.disclosure import publishable
from gainshare.core.performance.framework import MeasureTerms
from gainshare.core.performance.interval_of_figure import NO_INTERVAL, interval_of
from gainshare.core.performance.measures.count import Count
from gainshare.core.performance.query import Asked, Engine, Group, Quantity, Window

INTERVAL_LEVEL = Fraction(95, 100)
"""The confidence level where none is asked for."""


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """One measure worked out for one period."""

    measure: str
    """The measure's id."""
    period: Period
    """The period that it is reported for."""
    window: Window
    """The months that it was counted over."""
    numerator: Fraction
    """The count or sum above the line."""
    denominator: Fraction | None
    """The count or sum below the line; None for a measure that is one count."""
    value: Fraction | None
    """The exact value in the measure's unit; None if the denominator is zero."""
    lower: float | None
    """The lower end of its confidence interval, in the measure's unit; None if it has none."""
    upper: float | None
    """The upper end."""
    method: str
    """How the interval is made; empty if there is none."""
    publishable: str
    """The value as it may leave the alliance: rounded, or [c]."""
    notes: tuple[Note, ...] = ()
    """What to know about the records behind it."""
    groups: Mapping[Group, Fraction] = field(default_factory=dict)
    """For a count that is divided by fields: the part of each."""


def windows_of(basis: str, period: Period, calendar: Calendar) -> Iterator[tuple[Period, Window]]:
    """Yield what a measure is worked out for when a period is asked for: the period it is reported for, and the months it is counted over.

    A measure of the period, or of a point in time, is worked out once, for the period itself; one with a basis of its own for
    every month, quarter or year that lies whole within the period; a rolling one, or one of the year so far, for the period's last
    month.
    """
    last = period.last_month
    if basis in {"period", "point"}:
        yield period, Window.of(period)
    elif basis == "year_to_date":
        yield month_period(last, calendar), Window(year_period(last, calendar).first, last)
    elif basis in {"rolling_3", "rolling_12"}:
        yield month_period(last, calendar), Window(last.plus(1 - int(basis.removeprefix("rolling_"))), last)
    else:
        whole = {"month": month_period, "quarter": quarter_period, "year": year_period}[basis]
        found = dict.fromkeys(whole(month, calendar) for month in period.months())
        yield from ((one, Window.of(one)) for one in found if one.first >= period.first and one.end <= period.end)


def compute(
    measures: Sequence[MeasureTerms],
    records: RecordsTerms,
    periods: Sequence[Period],
    calendar: Calendar,
    engine: Engine,
    *,
    conversions: Mapping[str, Mapping[Fraction, Fraction]],
    level: Fraction = INTERVAL_LEVEL,
) -> tuple[MeasuredValue, ...]:
    """Return every measure that has a definition, for every period, in the order of the measures.

    Args:
        measures: the measures.
        records: the datasets and populations that the definitions name.
        periods: the periods asked for.
        calendar: the calendar of the periods.
        engine: what answers questions of the records.
        conversions: the conversion tables that the definitions name, read.
        level: the confidence level of the intervals.
    """
    jobs = [
        (measure, measure.definition, reported, window)
        for measure in measures
        if measure.definition is not None
        for period in periods
        for reported, window in windows_of(measure.basis, period, calendar)
    ]
    windows = tuple(dict.fromkeys(window for *_, window in jobs))
    asked, places = _questions([(definition, window) for _, definition, _, window in jobs], records, conversions, windows)
    answers = engine.answer(asked)
    return tuple(
        _measured(measure, definition, reported, window, _of(answers, names, windows.index(window)), level)
        for (measure, definition, reported, window), names in zip(jobs, places, strict=True)
    )


Named = Mapping[str, Mapping[Group, Fraction]]
"""Answers in one window, by the definition's name for each quantity."""


def _questions(
    jobs: Sequence[tuple[Definition, Window]],
    records: RecordsTerms,
    conversions: Mapping[str, Mapping[Fraction, Fraction]],
    windows: tuple[Window, ...],
) -> tuple[Asked, list[Mapping[str, int]]]:
    """Return one question for all, each quantity once, and for each job where its quantities stand."""
    quantities: list[Quantity] = []
    wanted: dict[int, set[Window]] = {}
    places: list[Mapping[str, int]] = []
    for definition, window in jobs:
        named: dict[str, int] = {}
        for name, quantity in definition.quantities(records).items():
            if quantity not in quantities:
                quantities.append(quantity)
            named[name] = quantities.index(quantity)
            wanted.setdefault(named[name], set()).add(window)
        places.append(named)
    populations = {name: (population.members, population.counted) for name, population in records.populations.items()}
    each = tuple(tuple(window in wanted[index] for window in windows) for index in range(len(quantities)))
    return Asked(records.datasets, populations, conversions, windows, tuple(quantities), each), places


def _of(answers: Sequence[Sequence[Mapping[Group, Fraction]]], names: Mapping[str, int], window: int) -> Named:
    return {name: answers[index][window] for name, index in names.items()}


def _measured(
    measure: MeasureTerms, definition: Definition, reported: Period, window: Window, answers: Named, level: Fraction
) -> MeasuredValue:
    figure = definition.figure({name: answer.get((), Fraction(0)) for name, answer in answers.items()}, window)
    if figure.denominator is None:
        value: Fraction | None = figure.numerator * measure.per
    else:
        value = figure.numerator / figure.denominator * measure.per if figure.denominator else None
    lower, upper, method = interval_of(figure, measure.per, level) if value is not None else NO_INTERVAL
    divided = answers.get("by", {}) if isinstance(definition, Count) else {}
    return MeasuredValue(
        measure=measure.id,
        period=reported,
        window=window,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=value,
        lower=lower,
        upper=upper,
        method=method,
        publishable=publishable(value, *_counts(figure), measure.suppression),
        notes=tuple(note for note in figure.notes if note.count or note.of),
        groups={group: part * measure.per for group, part in divided.items()},
    )


def _counts(figure: Figure) -> tuple[Fraction, Fraction]:
    """Return the counts that decide whether a value is too small to publish.

    A mean is judged by how many were averaged, since the sum of their scores counts nobody; what has no denominator by itself; and a
    sum below zero as none.
    """
    numerator = max(figure.numerator, Fraction(0))
    denominator = numerator if figure.denominator is None else figure.denominator
    return (denominator if figure.interval == "mean" else numerator), denominator
