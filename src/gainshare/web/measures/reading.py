"""Values of measures out of a form or a file: read as the folder's observations.csv is, each cell by its column's parser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.openbook.sheet import Sheet, SheetRow
from gainshare.core.performance.observation import Observation
from gainshare.files.spreadsheets import read_pasted, read_upload
from gainshare.files.tables import Table, tables
from gainshare.web.measures.queries import OBSERVATIONS

COLUMNS = ("measure", "period", "numerator", "denominator", "value", "status", "origin")
"""What a form asks for, in the order of the file."""
FIRST_DAY = re.compile(r"([0-9]{4}-[0-9]{2})-01")
"""A month as a spreadsheet changes it into a date when somebody types 2026-10."""


@dataclass(frozen=True, slots=True)
class ReadRows:
    """What was read."""

    header: Sequence[str] = ()
    """The headings."""
    rows: Sequence[SheetRow] = ()
    """The rows beneath them, as they stand."""
    observations: Sequence[Observation] = ()
    """The values of the rows that could be read, each with its row as the line of its source."""
    partial: Sequence[Observation] = ()
    """What the other rows say besides the cells that cannot be read, so that everything else that is wrong with them is told too."""
    problems: Mapping[int, Sequence[Problem]] = field(default_factory=dict)
    """What is wrong with cells, by row."""
    notes: Sequence[Problem] = ()
    """What is to be said of the whole: a column that is missing, or one that is not read."""

    @property
    def is_sound(self) -> bool:
        """Return whether every row could be read."""
        return not errors([*self.notes, *(problem for found in self.problems.values() for problem in found)])


def read_text(text: str, agreement: Agreement) -> ReadRows:
    """Return the values in pasted rows.

    Raises:
        Invalid: they are no table, or too large.
    """
    return _read(read_pasted(text), agreement)


def read_file(name: str, data: bytes, agreement: Agreement) -> ReadRows:
    """Return the values in a CSV file or an Excel workbook.

    Raises:
        Invalid: it is neither, it is too large, it holds formulas, or it could harm the reader.
    """
    try:
        return _read(read_upload(name, data), agreement)
    except Invalid as invalid:
        raise Invalid([_about_measures(problem) for problem in invalid.problems]) from None


def read_typed(cells: Mapping[str, str], agreement: Agreement) -> ReadRows:
    """Return the one value that was typed into a form, from what stands in each of `COLUMNS`."""
    row = SheetRow(1, tuple(" ".join(cells.get(name, "").split()) for name in COLUMNS))
    return _read(Sheet("the form", COLUMNS, (row,)), agreement)


def text_of(read: ReadRows) -> str:
    """Return the rows as text that reads back as the same: cells between tabs, the headings above."""
    return "\n".join("\t".join(_quoted(cell) for cell in cells) for cells in (read.header, *(row.cells for row in read.rows)))


def _about_measures(problem: Problem) -> Problem:
    """Return a problem of reading with what to do about values, where it would tell somebody what to do about costs."""
    if "rows" in problem.message and "more than" in problem.message:
        return replace(problem, fix="Divide the file, and upload one part after the other.")
    return problem


def _read(sheet: Sheet, agreement: Agreement) -> ReadRows:
    header, rows = _headed(sheet)
    names = [cell.strip().casefold() for cell in header]
    place = names.index("period") if "period" in names else None
    rows = [SheetRow(row.number, tuple(_plain(cell, is_period=at == place) for at, cell in enumerate(row.cells))) for row in rows]
    built, problems, notes = _built(sheet.name, header, rows, agreement)
    mended = [_without_wrong_cells(row, names, problems[row.number]) for row in rows if row.number in problems]
    partial = _built(sheet.name, header, mended, agreement)[0] if mended else []
    return ReadRows(header, rows, built, partial, problems, [*sheet.notes, *notes])


def _built(
    name: str, header: Sequence[str], rows: Sequence[SheetRow], agreement: Agreement
) -> tuple[list[Observation], dict[int, list[Problem]], list[Problem]]:
    """Return the values of rows, what is wrong with any by its number, and what is to be said of the whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(row.cells for row in rows)
    built, found = _table(agreement).read(out.getvalue().encode())
    by_line = {line: row.number for line, row in enumerate(rows, start=2)}
    observations = [replace(one, source=replace(one.source, file=name, line=by_line[one.source.line])) for one in built]
    problems: dict[int, list[Problem]] = {}
    notes: list[Problem] = []
    for problem in found:
        number = by_line.get(problem.source.line or 0)
        if number is None:
            notes.append(problem)
        else:
            problems.setdefault(number, []).append(replace(problem, source=replace(problem.source, file=name, line=number)))
    return observations, problems, notes


def _without_wrong_cells(row: SheetRow, names: Sequence[str], problems: Sequence[Problem]) -> SheetRow:
    """Return a row without the cells that cannot be read."""
    wrong = {problem.source.field for problem in problems}
    return SheetRow(row.number, tuple("" if at < len(names) and names[at] in wrong else cell for at, cell in enumerate(row.cells)))


def _headed(sheet: Sheet) -> tuple[tuple[str, ...], list[SheetRow]]:
    """Return the headings and the rows beneath them: the row that names a measure and a period, or else the first."""
    rows = [*sheet.above, *([SheetRow(0, sheet.header)] if sheet.header is not None else []), *sheet.rows]
    for place, row in enumerate(rows):
        if {"measure", "period"} <= {cell.strip().casefold() for cell in row.cells}:
            return row.cells, rows[place + 1 :]
    return rows[0].cells, rows[1:]


def _plain(cell: str, *, is_period: bool) -> str:
    """Return a cell on one line; a month that a spreadsheet took for its first day is that month."""
    one_line = " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell
    found = FIRST_DAY.fullmatch(one_line.strip()) if is_period else None
    return found[1] if found else one_line


def _table(agreement: Agreement) -> Table:
    return next(table for table in tables(agreement.calendar, agreement.terms.currency) if table.file == OBSERVATIONS)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in '"\t') else cell
