"""Measured values to observations.csv, to a table of their groups, and notes on the records: as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gainshare.core.kernel.formats import exact_text, number, percent
from gainshare.core.kernel.money import round_fraction
from gainshare.core.performance.computing import MeasuredValue
from gainshare.core.performance.definition import Note
from gainshare.core.performance.observation import Status
from gainshare.files.csv_writer import write_table

COLUMNS = (
    "measure",
    "period",
    "numerator",
    "denominator",
    "value",
    "status",
    "origin",
    "recorded_on",
    "lower",
    "upper",
    "method",
    "publishable",
    "notes",
)
PLACES = 4
"""Decimals of a value and of its interval that are written beside the exact counts."""


def observations_text(values: Iterable[MeasuredValue], *, status: Status, recorded_on: date, origin: str) -> str:
    """Return values as the text of observations.csv: counts exact, value and interval to four decimals.

    Args:
        values: the values.
        status: how far they can be relied on.
        recorded_on: the day from which they are known.
        origin: where they come from, in words.
    """
    rows = []
    for value in values:
        counts = (None, None) if value.denominator is None else (_exact(value.numerator), _exact(value.denominator))
        given = None if value.value is None else _exact(value.value) if value.denominator is None else _rounded(value.value)
        ends = (_rounded_float(value.lower), _rounded_float(value.upper))
        notes = "; ".join(map(note_text, value.notes))
        rows.append(
            (value.measure, period_cell(value), *counts, given, status, origin, recorded_on, *ends, value.method, value.publishable, notes)
        )
    return write_table(COLUMNS, rows)


def groups_text(values: Iterable[MeasuredValue], fields: Sequence[Sequence[str]]) -> str:
    """Return the groups of values that are divided by fields: a line for each group, with a column for each field of any measure.

    Args:
        values: the values.
        fields: for each value, the fields by which it is divided.
    """
    names = list(dict.fromkeys(name for by in fields for name in by))
    rows = [
        (value.measure, period_cell(value), *(_group_cell(dict(zip(by, group, strict=True)).get(name)) for name in names), _exact(part))
        for value, by in zip(values, fields, strict=True)
        for group, part in sorted(value.groups.items(), key=lambda line: [cell or "" for cell in line[0]])
    ]
    return write_table(("measure", "period", *names, "value"), rows)


def _group_cell(value: str | None) -> object:
    """Return the value of a field as it is written: one below zero as the number that it is, not as a text that begins with a hyphen."""
    return Decimal(value) if value is not None and re.fullmatch(r"-[0-9]+", value) else value


def note_text(note: Note) -> str:
    """Return a note in words, with its count."""
    if note.of is None:
        return f"{note.text}: {number(note.count, 0)}"
    part = f" ({percent(note.count / note.of, 1)})" if note.of else ""
    return f"{note.text}: {number(note.count, 0)} of {number(note.of, 0)}{part}"


def period_cell(value: MeasuredValue) -> str:
    """Return the period as it is written in a table: a month as 2024-04."""
    first = value.period.first
    return f"{first.year}-{first.month:02d}" if value.period.kind == "month" else value.period.word


def _exact(value: Fraction) -> object:
    text = exact_text(value)
    return value if "/" in text else Decimal(text)


def _rounded(value: Fraction) -> Decimal:
    return Decimal(exact_text(round_fraction(value, PLACES, "half_even")))


def _rounded_float(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.{PLACES}f}")
