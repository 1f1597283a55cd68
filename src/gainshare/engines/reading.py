"""Records as plain Python values, row by row: for the reference engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from gainshare.engines.base import ISO_MONTH, MOST, NUMBER, WHOLE, DatasetFile, Role, checked_header, held, split_day
from gainshare.engines.csv_text import BLANKS, csv_rows

Cell = Any
"""A cell as the file holds it: text, or whatever Parquet gives."""
Value = str | Fraction | date | None


@dataclass(frozen=True, slots=True)
class Record:
    """One record, read."""

    person: str | None = None
    """Whose it is."""
    day: date | None = None
    """Its day, if it is of one day; the first of its month, if it is of a month."""
    start: date | None = None
    """Its first day, if it lasts."""
    end: date | None = None
    """Its last day; None if it goes on."""
    fields: Mapping[str, Value] = field(default_factory=dict)
    """Its other fields."""
    unreadable: frozenset[str] = frozenset()
    """The columns whose cell could not be read."""
    has_unreadable_end: bool = False
    """Whether its last day is one of those: it may have ended, so that it cannot be taken to go on."""

    @property
    def is_sound_spell(self) -> bool:
        """Whether it lasts from a known day to the same or a later one, or goes on."""
        return self.start is not None and not self.has_unreadable_end and (self.end is None or self.end >= self.start)

    def covers(self, day: date) -> bool:
        """Return whether it lasts over a day."""
        return self.is_sound_spell and self.start is not None and self.start <= day and (self.end is None or day <= self.end)


def read_records(file: DatasetFile) -> list[Record]:
    """Return every record of a file.

    Raises:
        Invalid: the file cannot be read, lacks a column, or holds what cannot be meant; every problem at once.
    """
    rows = _parquet_rows(file) if file.path.suffix == ".parquet" else _csv_rows(file)
    roles = file.roles
    return [_record({column: _read(row[column], role) for column, role in roles.items()}, file) for row in rows]


def _csv_rows(file: DatasetFile) -> Iterator[Mapping[str, Cell]]:
    header = checked_header(file)
    places = {column: header.index(column) for column in file.dataset.columns}
    for cells in csv_rows(file.path):
        yield {column: cells[place] for column, place in places.items()}


def _parquet_rows(file: DatasetFile) -> Iterator[Mapping[str, Cell]]:
    from gainshare.engines.duckdb_records import parquet_rows

    return parquet_rows(file)


def _record(values: Mapping[str, tuple[Value, bool]], file: DatasetFile) -> Record:
    dataset = file.dataset
    own = {name: values[column][0] for name, column in _own_columns(file).items()}
    return Record(
        **own,  # type: ignore[arg-type]  # each own column is read as what it is: a person is a text, a day a date
        fields={name: values[name][0] for name in dataset.fields},
        unreadable=frozenset(column for column, (_, is_unreadable) in values.items() if is_unreadable),
        has_unreadable_end=bool(dataset.ends) and values[dataset.ends][1],
    )


def _own_columns(file: DatasetFile) -> Mapping[str, str]:
    dataset = file.dataset
    named = {"person": dataset.person, "day": dataset.date or dataset.month, "start": dataset.starts, "end": dataset.ends}
    return {name: column for name, column in named.items() if column}


def _read(cell: Cell, role: Role) -> tuple[Value, bool]:
    """Return the value of a cell, and whether there was something in it that could not be read."""
    if isinstance(cell, str):
        cell = cell.strip(BLANKS)
    if cell is None or cell == "":
        return None, False
    value = READERS[role](cell)
    return value, value is None


def _text(cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if isinstance(cell, str) else str(cell)


def _whole(cell: Cell) -> Fraction | None:
    if isinstance(cell, str):
        return Fraction(int(cell.partition(".")[0])) if re.fullmatch(WHOLE, cell) else None
    number = _exact(cell)
    return number if number is not None and number.denominator == 1 and abs(number) < MOST["whole"] else None


def _number(cell: Cell) -> Fraction | None:
    if isinstance(cell, str) and not re.fullmatch(NUMBER, cell):
        return None
    number = Fraction(cell) if isinstance(cell, str) else _exact(cell)
    if number is None:
        return None
    rounded = held(number)
    return rounded if abs(rounded) < MOST["number"] else None


def _exact(cell: Cell) -> Fraction | None:
    """Return a number that Parquet gives; None for one that is none."""
    if isinstance(cell, (bool, int, Decimal)):
        return Fraction(cell)
    return Fraction(repr(cell)) if isinstance(cell, float) and isfinite(cell) else None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    parts = split_day(cell) if isinstance(cell, str) else None
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _month(cell: Cell) -> date | None:
    if isinstance(cell, str) and re.fullmatch(ISO_MONTH, cell):
        cell = f"{cell}-01"
    day = _day(cell)
    return day.replace(day=1) if day else None


READERS: Mapping[Role, Any] = {
    "person": _text,
    "text": _text,
    "whole": _whole,
    "number": _number,
    "date": _day,
    "day": _day,
    "start": _day,
    "end": _day,
    "month": _month,
}
"""How a cell is read, by what its column holds."""
