"""Rows of measures' values to the core's observations."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.kernel.source import Source
from gainshare.core.performance.observation import Observation, Status
from gainshare.web.measures.models import Observation as Row

ENTERED = "values entered here"
"""What stands in place of the file's name in the source of what was entered here; the line is the row's number."""


def core_observation(row: Row, calendar: Calendar) -> Observation:
    """Return a row as the core reads it; its source names the row."""
    return Observation(
        measure=row.measure,
        period=parse_period(row.period, calendar),
        numerator=_read(row.numerator),
        denominator=_read(row.denominator),
        given=_read(row.given),
        status=cast(Status, row.status),
        origin=row.origin,
        recorded_on=row.recorded_on,
        source=Source(ENTERED, row.number),
    )


def figures_of(one: Observation) -> Mapping[str, str | None]:
    """Return the figures of an observation as a row keeps them: exact, as text."""
    figures = {"numerator": one.numerator, "denominator": one.denominator, "given": one.given}
    return {name: None if value is None else exact_text(value) for name, value in figures.items()}


def _read(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
