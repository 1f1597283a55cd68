"""A measure's control chart; for those who may not see all its values a chart without mean and limits, which would mislead or tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gainshare.core.kernel import formats
from gainshare.core.kernel.period import Kind
from gainshare.core.kernel.problem import Invalid
from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.core.performance.framework import Measure
from gainshare.core.performance.observation import Observation
from gainshare.core.performance.spc import spc
from gainshare.core.performance.spc_values import ControlChart, Improvement, not_below
from gainshare.reports import charts, run_picture
from gainshare.reports.spc_words import sentences, teller_of
from gainshare.web.measures.showing import standing
from gainshare.web.measures.small_numbers import Sight

DRAWN: tuple[Kind, ...] = ("month", "quarter", "year")
"""The kinds of period that make a series; the one with the most values is drawn."""
FEWEST = 3
"""Points below which there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values of a measure over time."""

    title: str
    """What they are."""
    unit: str
    """Their unit."""
    better: Improvement
    """Which way is better."""
    target: float | None
    """The minimum conditions of satisfaction."""
    values: tuple[float | None, ...]
    """The values, oldest first; None for one that is not there or must not be seen."""
    days: tuple[date, ...]
    """The first day of the period of each."""
    hidden: frozenset[date]
    """The days of the values that must not be seen."""
    is_screened: bool = True
    """Whether outlying moving ranges are left out of the limits; with values that hardly ever move, every move would be one."""

    rebases: tuple[tuple[date, str], ...] = ()
    """The first day of each new baseline, with the decision behind it."""
    lowest: float | None = None
    """What no value can be below, such as 0 for counts; its limits go no lower. None if there is no such bound."""

    @property
    def count(self) -> int:
        """Return how many values there are to draw."""
        return sum(value is not None for value in self.values)


def series_of(measure: Measure, observations: Sequence[Observation], sight: Sight, rebases: Sequence[tuple[date, str]] = ()) -> Series:
    """Return what is drawn of a measure for somebody.

    Args:
        measure: the measure.
        observations: the values of all measures.
        sight: what they may see.
        rebases: the day of each new baseline, with the decision behind it; it begins with the first value on or after the day.
    """
    there = standing(observations, measure.id)
    kinds = [one.period.kind for one in there]
    kind = max(DRAWN, key=kinds.count)
    mine = sorted((one for one in there if one.period.kind == kind), key=lambda one: one.period.first)
    values = [None if sight.hides(one) else one.value(measure) for one in mine]
    mcos = measure.thresholds.get("mcos")
    return Series(
        title=f"{measure.id}: {measure.name}",
        unit=measure.unit,
        better=measure.better,
        target=None if mcos is None else float(mcos),
        values=tuple(None if value is None else float(value) for value in values),
        days=tuple(one.period.start_on for one in mine),
        hidden=frozenset(one.period.start_on for one in mine if sight.hides(one)),
        rebases=_begun([one.period.start_on for one in mine], rebases),
    )


def _begun(days: Sequence[date], rebases: Sequence[tuple[date, str]]) -> tuple[tuple[date, str], ...]:
    """Return the new baselines by the day of their first value; one before which or from which on there is no value begins nothing."""
    begun = {next((day for day in days if day >= first), None): reason for first, reason in rebases}
    return tuple((day, reason) for day, reason in begun.items() if day is not None and day != days[0])


def words_of(series: Series) -> Sequence[str]:
    """Return what the chart says, in sentences; empty if there is too little to draw."""
    if series.count < FEWEST:
        return ()
    if series.hidden:
        ends = [formats.month_name(day) for day in (series.days[0], series.days[-1])]
        return (
            f"{series.title}: {len(series.days)} values from {ends[0]} to {ends[1]}, of which {_withheld(len(series.hidden))}.",
            "No mean, limits or signals are drawn for you: without those values they would mislead.",
        )
    chart = _chart(series)
    return () if chart is None else sentences(chart, teller_of(chart, series.unit), series.title)


@lru_cache(maxsize=256)
def svg_of(series: Series) -> str | None:
    """Return the chart as a picture; None if there is too little to draw."""
    if series.count < FEWEST:
        return None
    if series.hidden:
        return run_picture.draw(series.days, series.values, series.hidden, title=series.title, unit=series.unit, target=series.target)
    chart = _chart(series)
    if chart is None:
        return None
    lowest = 0 if min(value for value in series.values if value is not None) >= 0 else None
    return charts.spc(chart, title=series.title, unit=series.unit, lowest=lowest).svg


@lru_cache(maxsize=256)
def _chart(series: Series) -> ControlChart | None:
    try:
        found = spc(
            series.values,
            dates=series.days,
            improvement=series.better,
            target=series.target,
            rebase_at=dict(series.rebases),
            screen_outliers=series.is_screened,
        )
    except Invalid:
        return None
    return found if series.lowest is None else not_below(found, series.lowest)


def _withheld(count: int) -> str:
    return f"1 that rests on a small number is {CONFIDENTIAL}" if count == 1 else f"{count} that rest on small numbers are {CONFIDENTIAL}"
