"""A control chart in words and as a table: for those who do not see the picture, for a terminal, and for those who check it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from gainshare.core.kernel import formats
from gainshare.core.kernel.period import MONTH_NAMES
from gainshare.core.performance.spc_values import ChartPoint, ChartSegment, ControlChart, PointType, SpecialCause
from gainshare.reports.content import Column, Table, visible
from gainshare.reports.spc_icons import assurance_icon, variation_icon

MOST_PLACES = 8
"""The most decimals that a figure is shown to."""
STEPS = 2
"""Figures that a third of the width between the limits, three standard deviations of six, is shown to."""

CAUSE_WORDS: dict[SpecialCause, str] = {
    "above_upper_limit": "above the upper limit",
    "below_lower_limit": "below the lower limit",
    "rising_trend": "in a rising trend of 7 or more",
    "falling_trend": "in a falling trend of 7 or more",
    "two_of_three_near_upper_limit": "one of 2 in 3 near the upper limit",
    "two_of_three_near_lower_limit": "one of 2 in 3 near the lower limit",
    "shift_above_mean": "in a run of 7 or more above the mean",
    "shift_below_mean": "in a run of 7 or more below the mean",
}
"""What each rule says of a point."""
TYPE_WORDS: dict[PointType, str] = {
    "common_cause": "Common cause",
    "special_cause_improvement": "Improvement",
    "special_cause_concern": "Concern",
    "special_cause_neutral_high": "High",
    "special_cause_neutral_low": "Low",
}
"""What a point means, in a word."""


@dataclass(frozen=True, slots=True)
class Teller:
    """How the figures and places of a chart are spoken of."""

    unit: str
    """What values are in, such as `%` or `bed days`; empty for bare numbers."""
    places: int
    """Decimals of a figure."""
    is_whole: bool
    """Whether the values themselves are whole numbers, shown without decimals."""
    is_monthly: bool
    """Whether every date is the first of a month, so that months are named."""

    def figure(self, value: float) -> str:
        """Return a mean, a limit or a target in words, without its unit."""
        return formats.number(Fraction(repr(value)), self.places)

    def value(self, value: float) -> str:
        """Return a value of the series in words, without its unit."""
        return formats.number(Fraction(repr(value)), 0 if self.is_whole else self.places)

    def goal(self, value: float) -> str:
        """Return a target in words, without its unit: whole where it is whole."""
        return formats.number(Fraction(repr(value)), 0) if value == int(value) else self.figure(value)

    def with_unit(self, figure: str) -> str:
        """Return a figure with its unit."""
        if not self.unit:
            return figure
        return f"{figure}{self.unit}" if self.unit == "%" else f"{self.unit}{figure}" if self.unit == "£" else f"{figure} {self.unit}"

    def day(self, point: ChartPoint) -> str:
        """Return when a point is, or which one it is: `April 2024`, `1 April 2024`, `point 3`."""
        return self.on(point.date) if point.date else f"point {point.index + 1}"

    def on(self, day: date) -> str:
        """Return a date in a sentence."""
        return formats.month_name(day) if self.is_monthly else formats.date_long(day)

    def short(self, point: ChartPoint) -> str:
        """Return when a point is, for a table: `Apr 2024`, `1 Apr 2024`, `3`."""
        if point.date is None:
            return str(point.index + 1)
        return f"{MONTH_NAMES[point.date.month - 1][:3]} {point.date.year}" if self.is_monthly else formats.date_short(point.date)

    def start(self, segment: ChartSegment) -> str:
        """Return when a segment begins."""
        return self.on(segment.first_date) if segment.first_date else f"point {segment.first + 1}"


def teller_of(chart: ControlChart, unit: str = "") -> Teller:
    """Return how to speak of a chart: with as many decimals as its limits, or else its values, differ in."""
    values = [point.value for point in chart.points]
    width = max(segment.upper - segment.lower for segment in chart.segments) or max(abs(value) for value in values)
    places = min(max(STEPS - math.floor(math.log10(width / 3)) - 1, 0), MOST_PLACES) if width else 0
    days = [point.date for point in chart.points if point.date]
    is_whole = all(value == int(value) for value in values)
    return Teller(unit, max(places, 1) if is_whole and places else places, is_whole, bool(days) and all(day.day == 1 for day in days))


def sentences(chart: ControlChart, teller: Teller, title: str) -> tuple[str, ...]:
    """Return the chart in sentences: what it shows, its limits, its icons, every run of special cause, and what to be careful about."""
    return (
        f"{title}: {_reach(chart, teller)}",
        *(_of_segment(chart, segment, teller) for segment in chart.segments),
        *_judgements(chart, teller),
        *_runs(chart, teller),
        *chart.notes,
    )


def in_short(chart: ControlChart, teller: Teller) -> tuple[str, ...]:
    """Return in sentences what the chart shows and what its icons say."""
    reach = _reach(chart, teller)
    return (reach[0].upper() + reach[1:], *_judgements(chart, teller))


def special_lines(chart: ControlChart, teller: Teller) -> tuple[str, ...]:
    """Return a line for each run of points under one rule."""
    return tuple(_run(list(run), teller) for _, run in _grouped(chart))


def points_table(chart: ControlChart, teller: Teller) -> Table:
    """Return every point with its limits, rule and meaning."""
    has_target = any(point.target is not None for point in chart.points)
    heads = ["Date" if chart.points[0].date else "Point"]
    columns = (
        Column(heads[0]),
        Column("Value", is_number=True),
        Column("Mean", is_number=True),
        Column("Lower limit", is_number=True),
        Column("Upper limit", is_number=True),
        *([Column("Target", is_number=True)] if has_target else []),
        Column("Rule"),
        Column("Meaning"),
    )
    rows = tuple(
        (
            teller.short(point),
            teller.value(point.value),
            *(teller.figure(line) for line in (point.mean, point.lower, point.upper)),
            *(["None" if point.target is None else teller.goal(point.target)] if has_target else []),
            _capital(CAUSE_WORDS[point.special_cause]) if point.special_cause else "None",
            TYPE_WORDS[point.point_type],
        )
        for point in chart.points
    )
    return Table("Points of the control chart", columns, rows, None, f"In {teller.unit}." if teller.unit else "")


def segments_table(chart: ControlChart, teller: Teller) -> Table:
    """Return every segment with its mean and limits."""
    columns = (
        Column("From"),
        Column("To"),
        Column("Points", is_number=True),
        Column("Limits from", is_number=True),
        Column("Mean", is_number=True),
        Column("Lower limit", is_number=True),
        Column("Upper limit", is_number=True),
        *([Column("Why it begins")] if any(segment.reason for segment in chart.segments) else []),
    )
    ends = {point.index: point for point in chart.points}
    rows = tuple(
        (
            teller.short(ends[segment.first]),
            teller.short(ends[segment.last]),
            str(segment.count),
            f"{segment.baseline_count}{' (trial)' if segment.is_trial else ''}",
            *(teller.figure(line) for line in (segment.mean, segment.lower, segment.upper)),
            *([visible(segment.reason) or ("Not said" if segment.index else "The first")] if len(columns) > 7 else []),
        )
        for segment in chart.segments
    )
    by_point = "Limits differ by denominator: those of the last point are shown." if chart.kind != "xmr" else ""
    return Table("Segments", columns, rows, None, " ".join(one for one in (f"In {teller.unit}." if teller.unit else "", by_point) if one))


def _of_segment(chart: ControlChart, segment: ChartSegment, teller: Teller) -> str:
    begins = f"From {teller.start(segment)}{f' ({visible(segment.reason)})' if segment.reason else ''}, the" if segment.index else "The"
    lines = [teller.with_unit(teller.figure(line)) for line in (segment.mean, segment.lower, segment.upper)]
    last = " at the last point" if chart.kind != "xmr" else ""
    count = formats.plural(segment.baseline_count, "point")
    return f"{begins} mean is {lines[0]} and the limits{last} are {lines[1]} and {lines[2]}, from {count}."


def _reach(chart: ControlChart, teller: Teller) -> str:
    first, last = chart.points[0], chart.points[-1]
    count = formats.plural(len(chart.points), "point")
    reach = f"from {teller.day(first)} to {teller.day(last)}" if len(chart.points) > 1 else f"at {teller.day(first)}"
    return f"{count} {reach}. The value of {teller.day(last)} is {teller.with_unit(teller.value(last.value))}."


def _judgements(chart: ControlChart, teller: Teller) -> Iterator[str]:
    letter = f" ({chart.variation_letter})" if chart.variation_letter else ""
    yield f"Variation: {_lower(variation_icon(chart).words)}{letter}."
    icon, last = assurance_icon(chart), chart.points[-1]
    if icon is not None and last.target is not None:
        target = teller.with_unit(teller.goal(last.target))
        yield f"Assurance: {_lower(icon.words)} ({chart.assurance_letter}); the target of {teller.day(last)} is {target}."


def _grouped(chart: ControlChart) -> Iterator[tuple[object, Iterator[ChartPoint]]]:
    runs = groupby(chart.points, key=lambda point: (point.segment, point.special_cause, point.point_type))
    return ((key, run) for key, run in runs if key[1] is not None)


def _runs(chart: ControlChart, teller: Teller) -> Iterator[str]:
    lines = special_lines(chart, teller)
    if not lines:
        yield "No point is special cause."
        return
    count = sum(point.special_cause is not None for point in chart.points)
    yield f"{formats.plural(count, 'point is', many='points are')} special cause. {' '.join(f'{_capital(line)}.' for line in lines)}"


def _run(run: Sequence[ChartPoint], teller: Teller) -> str:
    first, last = run[0], run[-1]
    assert first.special_cause, "a run is of special cause"
    when = teller.day(first) if len(run) == 1 else f"{teller.day(first)} to {teller.day(last)}, {len(run)} points"
    value = f" ({teller.with_unit(teller.value(first.value))})" if len(run) == 1 else ""
    return f"{when}{value}: {CAUSE_WORDS[first.special_cause]}, {TYPE_WORDS[first.point_type].lower()}"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
