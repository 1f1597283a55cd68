"""Measures over records, from files to values: definitions and conversion tables read, an engine opened, every measure worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

from gainshare.core.commercial.cost_measures import observations_from_open_book
from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.period import Calendar, Period, month_period, parse_period, quarter_period, year_period
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.outturn import book_cells
from gainshare.core.performance.computing import INTERVAL_LEVEL, MeasuredValue, compute
from gainshare.core.performance.definition_checks import Uses, uses_of
from gainshare.core.performance.disclosure import publishable
from gainshare.core.performance.framework import Measure, MeasureTerms
from gainshare.core.performance.query import Window
from gainshare.engines.base import QualityNote, find_files
from gainshare.engines.open import EngineName, open_engine
from gainshare.files.definitions import Definitions, read_conversions, read_definitions
from gainshare.files.folder import load_books

Each = Literal["month", "quarter", "year"]
"""Into what a period is divided."""


@dataclass(frozen=True)
class MeasuredRun:
    """What came of running measures over records."""

    definitions: Definitions
    """The measures and the records."""
    values: tuple[MeasuredValue, ...]
    """Every measure for every period, in the order of the definitions."""
    quality: tuple[QualityNote, ...]
    """What is worth knowing about the records."""
    problems: tuple[Problem, ...]
    """Warnings: what was left out, and why."""

    @property
    def observed(self) -> tuple[MeasuredValue, ...]:
        """The values that an alliance's observations hold: those of the open book are made anew from it."""
        of_open_book = {measure.id for measure in self.definitions.measures if _is_of_open_book(measure)}
        return tuple(value for value in self.values if value.measure not in of_open_book)


def run_measures(  # noqa: PLR0913  # one argument for each option
    definitions: str | Path,
    records: str | Path,
    period: str,
    *,
    engine: EngineName = "duckdb",
    each: Each | None = None,
    only: Sequence[str] = (),
    as_of: date | None = None,
    level: Fraction = INTERVAL_LEVEL,
    progress: Callable[[str], None] | None = None,
    spark_master: str | None = None,
) -> MeasuredRun:
    """Return measures worked out from records.

    Args:
        definitions: an alliance's folder, its agreement.yaml, or a file of definitions (`records`, `measures`).
        records: the folder of records, in CSV or Parquet.
        period: a period word, such as `2025/26`, `2025/26 M3` or `2026/27 to M7`.
        engine: `duckdb`, `spark` (needs gainshare[spark] and Java 17) or `reference` (plain Python, slow).
        each: divides the period into months, quarters or years, and works out every measure for each.
        only: ids of the measures that are wanted; without any, all.
        as_of: the day on which the records were drawn. Records dated later are noted; costs known later do not count.
        level: the level of confidence of the intervals, between 0 and 1.
        progress: told what is being done.
        spark_master: the address of a Spark cluster; without it, Spark runs on this machine.

    Raises:
        Invalid: definitions, records, the period or a measure asked for cannot be used; every problem at once.
    """
    told = progress or (lambda _: None)
    read = read_definitions(definitions)
    periods = _divided(read_period(read.calendar, period), each, read.calendar)
    chosen = _chosen(read, only)
    folder = Path(records)
    made = [measure for measure in chosen if measure.definition is not None]
    tables, lacking = read_conversions(read.records, folder, _uses(made, read).conversions)
    left_out = {measure.id: name for measure in made for name in _uses([measure], read).conversions if name in lacking}
    runnable = [measure for measure in made if measure.id not in left_out]
    values: list[MeasuredValue] = []
    quality: tuple[QualityNote, ...] = ()
    if runnable:
        used = _uses(runnable, read)
        with open_engine(engine, find_files(read.records, folder, used.datasets), progress=told, spark_master=spark_master) as opened:
            values += compute(runnable, read.records, periods, read.calendar, opened, conversions=tables, level=level)
            members = [member for name in used.populations for member in read.records.populations[name].members]
            told("the quality of the records")
            quality = opened.quality(members, as_of)
    values += _from_open_book(read, chosen, periods, as_of)
    order = {measure.id: number for number, measure in enumerate(chosen)}
    ordered = sorted(values, key=lambda value: order[value.measure])
    warnings = [
        _warning(f"{measure} is left out: the conversion table “{name}” is not there.", lacking[name]) for measure, name in left_out.items()
    ]
    without_value = [measure for measure in chosen if measure.id not in left_out and measure.id not in {value.measure for value in values}]
    unended = _unended([value for value in ordered if value.measure in {measure.id for measure in runnable}], as_of)
    return MeasuredRun(read, tuple(ordered), quality, (*warnings, *map(_why_left_out, without_value), *unended))


def read_period(calendar: Calendar, word: str) -> Period:
    """Return the period that a word says.

    Raises:
        Invalid: there is no such period.
    """
    try:
        return parse_period(word, calendar)
    except Fault as fault:
        raise Invalid([fault.problem(Source(field="period"), word)]) from None


def _divided(period: Period, each: Each | None, calendar: Calendar) -> tuple[Period, ...]:
    if each is None:
        return (period,)
    whole = {"month": month_period, "quarter": quarter_period, "year": year_period}[each]
    found = dict.fromkeys(whole(month, calendar) for month in period.months())
    inside = tuple(one for one in found if one.first >= period.first and one.end <= period.end)
    if not inside:
        message = f"{period.word} holds no whole {each}."
        raise Invalid([Problem(message, "Divide it into something shorter, or name a longer period.", Source(field="each"))])
    return inside


def _chosen(read: Definitions, only: Sequence[str]) -> list[MeasureTerms]:
    known = [measure.id for measure in read.measures]
    problems = [
        Problem(f"There is no measure “{name}”.", f"Use one of: {', '.join(known)}.", Source(read.path.name, field="measure"), name)
        for name in only
        if name not in known
    ]
    if problems:
        raise Invalid(problems)
    return [measure for measure in read.measures if not only or measure.id in only]


def _uses(measures: Sequence[MeasureTerms], read: Definitions) -> Uses:
    return uses_of([measure.definition for measure in measures if measure.definition is not None], read.records)


def _why_left_out(measure: MeasureTerms) -> Problem:
    """Return a warning that a measure has no value, with the reason."""
    if measure.definition is None and not _is_of_open_book(measure):
        return _warning(f"{measure.id} is left out: it has no definition.", "Give it one, or hand its values in.")
    whole = measure.basis.replace("_", " ")
    return _warning(f"{measure.id} is left out: the period holds no whole {whole}.", "Name a period that holds one.")


def _unended(values: Sequence[MeasuredValue], as_of: date | None) -> Iterator[Problem]:
    """Yield a warning if values go on after the day on which the records were drawn."""
    last = max(values, key=lambda value: value.window.last_day, default=None)
    if as_of is not None and last is not None and last.window.last_day > as_of:
        yield _warning(
            f"The records were drawn on {date_long(as_of)}, and {last.period.word} goes on after that.",
            "Memberships without a last day are taken to go on to its end: name a period that has ended, or keep these values provisional.",
        )


def _warning(message: str, fix: str) -> Problem:
    return Problem(message, fix, severity="warning")


# -- measures made from the open book --------------------------------------------------------------------------


def _is_of_open_book(measure: MeasureTerms) -> bool:
    return isinstance(measure, Measure) and measure.from_open_book is not None


def _from_open_book(
    read: Definitions, chosen: Sequence[MeasureTerms], periods: Sequence[Period], as_of: date | None
) -> Iterator[MeasuredValue]:
    """Yield the measures that are made from costs and targets, for each period."""
    wanted = {measure.id: measure for measure in chosen if _is_of_open_book(measure)}
    if not wanted or read.agreement is None:
        return
    cells = book_cells(load_books(read.path).ledger, as_of=as_of)
    for period in periods:
        terms = read.agreement.in_force(period, known_on=as_of)
        for seen in observations_from_open_book(terms.performance, cells, period, terms.open_book, terms.currency):
            if seen.measure in wanted and seen.numerator is not None and seen.denominator is not None:
                measure = wanted[seen.measure]
                value = seen.value(measure) if isinstance(measure, Measure) else None
                yield MeasuredValue(
                    measure=seen.measure,
                    period=period,
                    window=Window.of(period),
                    numerator=seen.numerator,
                    denominator=seen.denominator,
                    value=value,
                    lower=None,
                    upper=None,
                    method="",
                    publishable=publishable(value, seen.numerator, seen.denominator, measure.suppression),
                )
