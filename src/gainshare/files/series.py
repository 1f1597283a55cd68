"""Series of values from a CSV file of any make: its columns named or guessed, its dates and numbers in the forms that tables have."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from itertools import islice
from pathlib import Path

from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.files.csv_cells import decimal_parser, text_parser
from gainshare.files.csv_guesses import MONTHS, guess_date
from gainshare.files.csv_reader import CSV_BYTES_LIMIT, OTHER_DELIMITERS, SAVE_AS, Column, read_table
from gainshare.files.text_file import find_encoding_problem, read_file

ROWS_LOOKED_AT = 200
"""Rows that columns are guessed from."""
LONGEST_NAME = 200
"""Characters of the name of a series."""

THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
BRITISH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})[ -]([0-9]{4})")
SHORT_MONTH = re.compile(r"([A-Za-z]{3,9})[ -]([0-9]{2})")
WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns that the user names; None for one to be guessed, or not there."""

    value: str | None = None
    """The column of values; guessed if it is the only one of numbers."""
    date: str | None = None
    """The column of dates; guessed if it is the only one."""
    by: str | None = None
    """The column whose texts tell several series apart."""
    denominator: str | None = None
    """The column of denominators."""
    target: str | None = None
    """The column of targets."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a series."""

    line: int
    """The line of the file on which it begins."""
    name: str
    """Which series it belongs to; empty if there is one."""
    day: date | None
    """Its day; None without a column of dates."""
    value: Fraction | None
    """Its value; None for a gap."""
    is_percentage: bool
    """Whether the value was written with a per cent sign."""
    denominator: Fraction | None
    """Its denominator; None without one."""
    target: Fraction | None
    """Its target; None without one."""


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of one series, in the order of their dates."""

    name: str
    """What `by` says; empty if the file holds one series."""
    rows: tuple[Row, ...]
    """The rows, oldest first; those without dates in the order of the file."""
    was_sorted: bool
    """Whether the file had them in another order."""


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """What a file holds."""

    value: str
    """The name of the column of values."""
    date: str | None
    """The name of the column of dates; None without one."""
    series: tuple[Series, ...]
    """Every series, in the order in which the file begins them."""
    is_percentage: bool
    """Whether values are written with per cent signs."""
    others: tuple[str, ...] = ()
    """Columns beside those that are read."""


def read_series(path: Path, wanted: Wanted) -> SeriesFile:
    """Return the series of a CSV file in UTF-8.

    Dates are 2024-04-01, 01/04/2024 (day first), 2024-04 or Apr 2024; numbers may have commas between thousands and a per cent
    sign, which says the unit and divides nothing. A blank value is a gap.

    Raises:
        Invalid: the file cannot be used; every row and column that is wrong is listed.
    """
    data = read_file(path, CSV_BYTES_LIMIT)
    if isinstance(data, Problem):
        raise Invalid([data])
    if problem := find_encoding_problem(data, path.name, save_as=SAVE_AS):
        raise Invalid([problem])
    names, sample = _looked_at(data)
    if len(names) == 1 and (other := next((words for sign, words in OTHER_DELIMITERS.items() if sign in names[0]), "")):
        message = f"The cells are separated by {other}, not by commas."
        raise Invalid([Problem(message, SAVE_AS, Source(path.name, 1), names[0])])
    found = _chosen(names, sample, wanted, path.name)
    rows = _rows(data, path.name, found)
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.name, []).append(row)
    series = tuple(_ordered(name, group) for name, group in grouped.items())
    problems = [*_repeated(series, path.name, found), *_mixed(rows, path.name, found)]
    if problems:
        raise Invalid(problems)
    assert found.value is not None, "a file without a column of values is refused"
    read = {found.value, found.date, found.by, found.denominator, found.target}
    others = tuple(name for name in names if name and name not in read)
    return SeriesFile(found.value, found.date, series, any(row.is_percentage for row in rows), others)


def read_figure(text: str) -> tuple[Fraction, bool]:
    """Return the number that a cell says, and whether it has a per cent sign.

    Raises:
        Fault: it is no number.
    """
    plain = text.strip()
    is_percentage = plain.endswith("%")
    plain = plain.removesuffix("%").rstrip() if is_percentage else plain
    return decimal_parser(plain.replace(",", "") if THOUSANDS.fullmatch(plain) else plain), is_percentage


def read_day(text: str) -> date:
    """Return the day that a cell says; a month is its first day, and a time of the day is passed over.

    Raises:
        Fault: it is no date in a form that is read.
    """
    plain = text.strip()
    plain = found[1] if (found := WITH_TIME.fullmatch(plain)) else plain
    year, month, day = "", "", "1"
    if found := MONTH.fullmatch(plain):
        year, month = found.groups()
    elif found := BRITISH.fullmatch(plain):
        day, month, year = found.groups()
    elif (found := NAMED_MONTH.fullmatch(plain)) and found[1][:3].lower() in MONTHS:
        month, year = str(MONTHS.index(found[1][:3].lower()) + 1), found[2]
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain):
        year, month, day = plain.split("-")
    else:
        guess = _guess_month(plain) or guess_date(plain)
        raise Fault("This is not a date.", f"Write {guess}." if guess else "Write it such as 2024-04-01, 01/04/2024 or 2024-04.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Fault("There is no such day.", "Check the day and the month; the day comes first, or the year.") from None


def _guess_month(plain: str) -> str | None:
    """Return how to write a month with a short year, such as Jan-24, which Excel makes of many dates."""
    found = SHORT_MONTH.fullmatch(plain)
    if found is None or found[1][:3].lower() not in MONTHS:
        return None
    return f"20{found[2]}-{MONTHS.index(found[1][:3].lower()) + 1:02}"


# -- columns --------------------------------------------------------------------------------------------------


def _looked_at(data: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the column names and the first rows; what is no CSV is left to the reader, which says so."""
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    try:
        first, *sample = list(islice(reader, ROWS_LOOKED_AT + 1)) or [[]]
    except csv.Error:
        return [], []
    return [name.strip() for name in first], sample


def _chosen(names: Sequence[str], sample: Sequence[Sequence[str]], wanted: Wanted, file: str) -> Wanted:
    """Return the columns to read, those not named guessed."""
    problems: list[Problem] = []
    given = {
        field: _named(names, getattr(wanted, field), f"--{field}", file, problems)
        for field in ("value", "date", "by", "denominator", "target")
    }
    taken = [name for name in given.values() if name]
    free = [(place, name) for place, name in enumerate(names) if name and name not in taken]
    cells = {name: [row[place] for row in sample if len(row) > place] for place, name in free}
    # Where no date can be read, a column of dates in another form is taken, so that each of them is reported with how to write it.
    dates = [name for name in cells if _mostly(read_day, cells[name])] or [name for name in cells if _mostly(_guess_day, cells[name])]
    if given["date"] is None and wanted.date is None and dates:
        given["date"] = _only(dates, "dates", "--date", names, file, problems)
    if given["value"] is None and wanted.value is None:
        left = [name for _, name in free if name not in dates]
        # A last column with a digit, or with nothing, is meant for values: what is wrong with each is then reported by its row.
        only = [
            name for name in left if len(left) == 1 and cells[name] and (re.search("[0-9]", "".join(cells[name])) or not any(cells[name]))
        ]
        numbers = [name for name in left if _mostly(read_figure, cells[name])] or only
        given["value"] = _only(numbers, "numbers", "--value", names, file, problems)
    if problems:
        raise Invalid(problems)
    return Wanted(**given)


def _named(names: Sequence[str], name: str | None, option: str, file: str, problems: list[Problem]) -> str | None:
    if name is None:
        return None
    by_folded = {one.casefold(): one for one in names if one}
    found = by_folded.get(name.strip().casefold())
    if found is None:
        near = get_close_matches(name.casefold(), list(by_folded), n=1) if len(name) <= LONGEST_NAME else []
        guess = f"Did you mean {by_folded[near[0]]}? " if near else ""
        listed = f"{guess}The columns are: {', '.join(by_folded.values()) or 'none'}."
        problems.append(Problem("There is no column of this name.", listed, Source(file, 1, option), name))
    return found


def _guess_day(text: str) -> object:
    """Return nothing for what looks like a date in another form and is no number; a Fault for what does not."""
    plain = text.strip()
    if _reads(read_figure, plain) or not (_guess_month(plain) or guess_date(plain)):
        raise Fault("This does not look like a date.", "Write it such as 2024-04-01.")
    return None


def _mostly(read: Callable[[str], object], cells: Sequence[str]) -> bool:
    """Return whether most cells that are not blank can be read so: one that cannot is then reported by its row."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(_reads(read, cell) for cell in filled) > len(filled)


def _reads(read: Callable[[str], object], cell: str) -> bool:
    try:
        read(cell)
    except Fault:
        return False
    return True


def _only(found: Sequence[str], what: str, option: str, names: Sequence[str], file: str, problems: list[Problem]) -> str | None:
    if len(found) == 1:
        return found[0]
    message = f"Several columns hold {what}." if found else f"No column holds {what}."
    listed = ", ".join(found or [name for name in names if name]) or "none"
    problems.append(Problem(message, f"Say which with {option}: {listed}.", Source(file, 1, option)))
    return None


# -- rows -----------------------------------------------------------------------------------------------------


def _rows(data: bytes, file: str, columns: Wanted) -> list[Row]:
    text, figure = text_parser(LONGEST_NAME), lambda cell: read_figure(cell)[0]
    read: list[Column] = [Column(columns.value or "", read_figure, needed=False, doc="the value")]
    for name, parse in ((columns.by, text), (columns.date, read_day), (columns.denominator, figure), (columns.target, figure)):
        if name:
            read.append(Column(name, parse, needed=name in (columns.date, columns.by), doc="needed in every row"))
    extra = [name for name in (columns.by, columns.date, columns.denominator, columns.target) if name]

    def build(*cells: object) -> Row:
        value, *others, line = cells
        by_column = dict(zip(extra, others, strict=True))
        number, is_percentage = value if isinstance(value, tuple) else (None, False)
        day, whole, target = (by_column.get(name or "") for name in (columns.date, columns.denominator, columns.target))
        return Row(
            line=line if isinstance(line, int) else 0,
            name=str(by_column.get(columns.by or "", "")),
            day=day if isinstance(day, date) else None,
            value=number,
            is_percentage=is_percentage,
            denominator=whole if isinstance(whole, Fraction) else None,
            target=target if isinstance(target, Fraction) else None,
        )

    rows, problems = read_table(data, file, read, build)
    if errors(problems):
        raise Invalid(errors(problems))
    if not rows:
        raise Invalid([Problem("The file has no rows of values.", "Add a row for each value, below the column names.", Source(file, 1))])
    return rows


def _ordered(name: str, rows: Sequence[Row]) -> Series:
    ordered = sorted(rows, key=lambda row: row.day or date.min)
    return Series(name, tuple(ordered), was_sorted=list(rows) != ordered)


def _repeated(series: Sequence[Series], file: str, columns: Wanted) -> list[Problem]:
    """Return a problem for each row whose date stands before; one for all of them where the file may hold several series."""
    problems = []
    for one in series:
        lines: dict[date, int] = {}
        for row in sorted(one.rows, key=lambda row: row.line):
            if row.day is not None and row.day in lines:
                message = f"{date_long(row.day)} stands twice{f' for {one.name}' if one.name else ''}, in line {lines[row.day]} too."
                problems.append(Problem(message, "Delete one of the rows.", Source(file, row.line, columns.date or "")))
            elif row.day is not None:
                lines[row.day] = row.line
    if columns.by or len(problems) < 2:
        return problems
    message = f"{len(problems)} dates stand in more than one row, first in line {problems[0].source.line}."
    fix = "If the file holds several series, say with --by which column tells them apart; otherwise delete the rows that are too many."
    return [Problem(message, fix, Source(file, problems[0].source.line, columns.date or ""))]


def _mixed(rows: Sequence[Row], file: str, columns: Wanted) -> list[Problem]:
    filled = [row for row in rows if row.value is not None]
    without = [row for row in filled if not row.is_percentage]
    if not without or len(without) == len(filled):
        return []
    message = f"The value has no per cent sign, but {len(filled) - len(without)} others have."
    fix = "Write all values as percentages, or none."
    return [Problem(message, fix, Source(file, row.line, columns.value or "")) for row in without]
