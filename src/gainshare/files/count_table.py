"""A table of counts as CSV: columns of labels, then columns of counts, true or as published; and rows with numerator and denominator."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.performance.count_table import NOT_APPLICABLE, Cell, CountTable, guess_total, sums_of_all, total_labels
from gainshare.core.performance.disclosure import CONFIDENTIAL, NOT_AVAILABLE, Suppression, publishable
from gainshare.files.csv_cells import decimal_parser, explain_excel_error, text_parser
from gainshare.files.csv_guesses import guess_number
from gainshare.files.csv_reader import BYTE_ORDER_MARK, CELL_LIMIT, CSV_BYTES_LIMIT, OTHER_DELIMITERS, Column, read_table
from gainshare.files.csv_writer import undo_inert, write_table
from gainshare.files.text_file import read_file

SIGNS = (CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE)
COUNT = re.compile(r"[0-9]{1,15}")
COUNT_DOC = "a count; 0 where there are none, [z] where there can be none, [x] where it is not known"
LABEL_LENGTH = 200
"""Characters of a label."""
GLUE = " / "
"""Stands between the labels of a row that has several."""
ADDED = "publishable"
"""The column that rows get."""


@dataclass(frozen=True, slots=True)
class CountFile:
    """A table of counts with the columns of labels that it was read with."""

    name: str
    """The file's name."""
    labelled: tuple[str, ...]
    """The names of the columns of labels."""
    labels: tuple[tuple[str, ...], ...]
    """For each row its labels."""
    lines: tuple[int, ...]
    """For each row its line in the file."""
    table: CountTable
    """The counts."""

    def text(self, table: CountTable) -> str:
        """Return a table of the same rows, or with a row of totals more, as CSV."""
        return write_table([*self.labelled, *table.columns], self.rows_of(table))

    def rows_of(self, table: CountTable) -> list[list[Cell]]:
        """Return the rows of a table as they are shown: labels, then cells."""
        blank = ("",) * (len(self.labelled) - 1)
        labels = [*self.labels, *((label, *blank) for label in table.rows[len(self.labels) :])]
        return [[*label, *cells] for label, cells in zip(labels, table.cells, strict=True)]

    def placed(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return problems of cells with the file and the line at which they stand."""
        lines = {
            self.table.name((row, column)): (line, name)
            for row, line in enumerate(self.lines)
            for column, name in enumerate(self.table.columns)
        }
        sources = [(one, *lines.get(one.source.field, (None, one.source.field))) for one in problems]
        return [replace(one, source=Source(self.name, line, field)) for one, line, field in sources]


def read_counts(path: Path, *, labels: int | None = None, total: str | None = None) -> CountFile:
    """Return a table of counts, true or as published.

    Args:
        path: a CSV file with a line of column names.
        labels: how many columns, from the left, hold labels; without it, those before the first column that holds nothing but counts.
        total: the label of the row and the column of totals, or nothing between quotation marks if there are none; without it, a label
            such as “Total” is taken for it.

    Raises:
        Invalid: the file cannot be read as that, every bad cell listed; or it is not said, and not clear, what its totals are.
    """
    header, body, data = _read(path)
    if labels is None:
        labels = _guess_labels(data, header, path.name)
    if labels >= len(header):
        message = f"The file has {plural(len(header), 'column')}, so that none is left for counts."
        fix = "Begin the file with a column of labels, then columns of counts; say with --labels how many hold labels."
        raise Invalid([Problem(message, fix, Source(path.name, 1), ",".join(header))])
    names = [name or f"column {place}" for place, name in enumerate(header, start=1)]
    columns = [Column(name, text_parser(LABEL_LENGTH), needed=False, default="") for name in names[:labels]]
    columns += [Column(name, count_parser, doc=COUNT_DOC) for name in names[labels:]]
    rows, problems = read_table(write_table(names, []).encode() + body, path.name, columns, lambda *cells: cells)
    if errors(problems):
        raise Invalid(problems)
    found = [tuple(str(cell) for cell in row[:labels]) for row in rows]
    glued = [GLUE.join(label for label in row if label) for row in found]
    try:
        table = CountTable(
            tuple(glued),
            tuple(names[labels:]),
            tuple(row[labels:-1] for row in rows),
            guess_total(glued, names[labels:]) if total is None else total,
        )
    except Invalid as invalid:
        raise Invalid(replace(one, source=Source(path.name, None, one.source.field)) for one in invalid.problems) from None
    if total is None and (doubts := _doubtful_totals(table, path.name)):
        raise Invalid(doubts)
    return CountFile(path.name, tuple(header[:labels]), tuple(found), tuple(int(row[-1]) for row in rows), table)


def _doubtful_totals(table: CountTable, name: str) -> list[Problem]:
    """Return why it is not clear what the totals are: taken for counts, they would give small ones away."""
    several = total_labels(table.rows, table.columns)
    if len(several) > 1:
        fix = "Give the row and the column of totals one label; leave totals of part of the table out."
        return [Problem("Several labels say that they are totals.", fix, Source(name, field=", ".join(several)))]
    return [
        Problem(
            "This line is the sum of all others.",
            f'Say --totals {shlex.quote(label)} if it is their total, or --totals "" if it is not.',
            Source(name, field=label),
        )
        for label in sums_of_all(table)
    ]


def publish_rows(
    path: Path, rule: Suppression, *, numerator: str, denominator: str, per: Fraction, labels: int | None = None
) -> tuple[list[str], list[list[str]]]:
    """Return the labels of a file's rows with a column `publishable` beside them: the header, and the rows.

    No other column is returned: a value or an interval worked out elsewhere would give the numerator away.

    Args:
        path: a CSV file with a line of column names.
        rule: which counts are small, and how the value is rounded.
        numerator: the name of the column of numerators.
        denominator: the name of the column of denominators; where it is 0, there is no value (`[x]`).
        per: what numerator ÷ denominator is multiplied by: 100 for a percentage.
        labels: how many columns, from the left, hold labels; without it, those before the first that holds mostly numbers.

    Raises:
        Invalid: the file cannot be read as that; every bad cell is listed.
    """
    header, body, data = _read(path)
    labels = _guess_labels(data, header, path.name) if labels is None else labels
    names = [name or f"column {place}" for place, name in enumerate(header, start=1)]
    kept = [name for name in names[:labels] if name.casefold() not in {numerator.casefold(), denominator.casefold(), ADDED}]
    columns = [
        Column(numerator, _part_parser, needed=False, doc="the count above"),
        Column(denominator, _part_parser, needed=False, doc="the count below"),
    ]
    columns += [Column(name, text_parser(CELL_LIMIT), needed=False, default="") for name in kept]
    missing = [
        Problem(f"The column “{name}” is missing.", "Name one of the columns.", Source(path.name, 1, name), ", ".join(names))
        for name in (numerator, denominator)
        if name.casefold() not in {one.casefold() for one in names}
    ]
    if missing:
        raise Invalid(missing)

    def build(above: Fraction | None, below: Fraction | None, *others: object) -> list[str]:
        value = None if above is None or not below else above / below * per
        return [*(str(one) for one in others[:-1]), publishable(value, above, below, rule)]

    rows, problems = read_table(write_table(names, []).encode() + body, path.name, columns, build)
    if faults := errors(problems):
        raise Invalid(faults)
    return [*kept, ADDED], rows


def count_parser(text: str) -> Cell:
    """Return the count of a cell, or its symbol.

    Raises:
        Fault: it is neither; `*` and `:` are refused by name, because they are no longer used.
    """
    stripped = text.strip()
    if COUNT.fullmatch(stripped) and stripped.isascii():
        return int(stripped)
    if stripped in SIGNS:
        return stripped
    if stripped in {"*", ":", "-", "..", "c", "[C]"}:
        raise Fault("This is no symbol for a published table.", "Write [c] for a suppressed count, [x] for one not known, [z] for none.")
    guess = guess_number(stripped)
    is_count = guess is not None and COUNT.fullmatch(guess)
    raise explain_excel_error(stripped) or Fault(
        "This is no count.", f"Write {guess}." if is_count else "Write a whole number of 0 or more, without commas, or [c], [x] or [z]."
    )


def _part_parser(text: str) -> Fraction:
    value = decimal_parser(text)
    if value < 0:
        raise Fault("A count is 0 or more.", "Check how the count was made.")
    return value


def _read(path: Path) -> tuple[list[str], bytes, bytes]:
    """Return the names of a file's columns, the bytes after that line, and all of them."""
    data = read_file(path, CSV_BYTES_LIMIT)
    if isinstance(data, Problem):
        raise Invalid([data])
    first, _, rest = data.removeprefix(BYTE_ORDER_MARK).partition(b"\n")
    try:
        header = [undo_inert(name).strip() for name in next(csv.reader([first.decode("utf-8").rstrip("\r")], strict=True), [])]
    except (UnicodeDecodeError, csv.Error):
        header = []
    if len(header) > 1:
        return header, rest, data
    # What is wrong with the bytes is said by the reader of every table.
    problems = errors(read_table(data, path.name, [Column("labels, then counts", str, needed=False)], lambda *cells: cells)[1])
    if not problems:
        said = next((f"The cells are separated by {name}." for sign, name in OTHER_DELIMITERS.items() if sign in "".join(header)), "")
        message = said or "The first line is no line of two or more column names."
        problems = (Problem(message, "Save the file as CSV with commas, beginning with a line of column names.", Source(path.name, 1)),)
    raise Invalid(problems)


def _guess_labels(data: bytes, header: Sequence[str], name: str) -> int:
    """Return how many columns stand before the first that holds mostly numbers.

    A bad cell must not make a column of counts one of labels, which would be published as it is.
    """
    text = data.removeprefix(BYTE_ORDER_MARK).decode("utf-8", errors="replace")
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if len(row) == len(header)][1:]
    shares = [sum(_is_number(row[place]) for row in rows) * 2 >= len(rows) for place in range(len(header))]
    labels = shares.index(True) if rows and True in shares else 1
    if not labels:
        message = "The first column holds numbers, so that it is not clear whether it is labels or counts."
        raise Invalid(
            [Problem(message, "Say --labels 1 if it is labels; otherwise put a column of labels first.", Source(name, 1, header[0]))]
        )
    return labels


def _is_number(cell: str) -> bool:
    return cell.strip() in SIGNS or guess_number(cell.strip()) is not None
