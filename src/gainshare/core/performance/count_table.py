"""A two-way table of counts, with or without totals: the shape that is checked, suppressed and compared before it is published."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gainshare.core.kernel.formats import list_in_words, plural
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.disclosure import CONFIDENTIAL, NOT_AVAILABLE, SYMBOLS

Cell = int | str
"""A count of 0 or more, or a symbol such as `[c]`."""
Place = tuple[int, int]
"""Row and column of a cell, counted from 0; the row and column of totals are counted too."""
Line = tuple[tuple[Place, int], ...]
"""Cells of a row or column, each with its sign: +1, −1 for the total. What stands in them adds up to 0."""

NOT_APPLICABLE = "[z]"
TOTAL_WORDS = frozenset({"all", "grand total", "overall", "total", "totals"})
"""Labels that are taken for totals where none is named."""
TOTAL_LABEL = re.compile(r"\b(?:sub)?-?totals?\b|^all\b|\boverall\b", re.IGNORECASE)
"""What a label says that speaks of a total, or of one of part of the table: “All wards”, “North total”."""


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts by row and column."""

    rows: tuple[str, ...]
    """The label of each row, no two alike, the row of totals among them."""
    columns: tuple[str, ...]
    """The label of each column of counts, no two alike, the column of totals among them."""
    cells: tuple[tuple[Cell, ...], ...]
    """For each row its cells: a count, or a symbol: `[c]` not published, `[z]` there can be none (counts as 0), `[x]` not available."""
    total: str = ""
    """The label of the row and the column of totals; empty if the table has neither. A table may have one without the other."""

    def __post_init__(self) -> None:
        """Make tuples of lists and ints of numpy's; Invalid for labels that are alike, rows of another width, or what is no count."""
        object.__setattr__(self, "rows", tuple(self.rows))
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "cells", tuple(tuple(map(_plain, row)) for row in self.cells))
        if faults := [*self._label_faults(), *self._cell_faults()]:
            raise Invalid(fault.problem(Source(field=field)) for field, fault in faults)

    @property
    def total_row(self) -> int | None:
        """Return the place of the row of totals, or None."""
        return self.rows.index(self.total) if self.total in self.rows else None

    @property
    def total_column(self) -> int | None:
        """Return the place of the column of totals, or None."""
        return self.columns.index(self.total) if self.total in self.columns else None

    @property
    def places(self) -> Iterator[Place]:
        """Yield the place of every cell, row by row."""
        return ((row, column) for row in range(len(self.rows)) for column in range(len(self.columns)))

    def at(self, place: Place) -> Cell:
        """Return what stands in a cell."""
        return self.cells[place[0]][place[1]]

    def count(self, place: Place) -> int:
        """Return the count of a cell; 0 where there can be none."""
        cell = self.at(place)
        assert isinstance(cell, int) or cell == NOT_APPLICABLE, f"{cell} is no count"
        return cell if isinstance(cell, int) else 0

    def is_total(self, place: Place) -> bool:
        """Return whether a cell is in the row or the column of totals."""
        return place[0] == self.total_row or place[1] == self.total_column

    def name(self, place: Place) -> str:
        """Return a cell's row and column in words: `Ward A, 18 to 34`."""
        return f"{self.rows[place[0]]}, {self.columns[place[1]]}"

    def sign(self, place: Place) -> int:
        """Return −1 for a total of one kind, +1 for a cell and for the grand total: so each line adds up to 0."""
        return -1 if (place[0] == self.total_row) != (place[1] == self.total_column) else 1

    def lines(self) -> Iterator[Line]:
        """Yield every row and column that has a total, the total row and column too."""
        if self.total_column is not None:
            for row in range(len(self.rows)):
                yield tuple(((row, column), self.sign((row, column))) for column in range(len(self.columns)))
        if self.total_row is not None:
            for column in range(len(self.columns)):
                yield tuple(((row, column), self.sign((row, column))) for row in range(len(self.rows)))

    def _label_faults(self) -> Iterator[tuple[str, Fault]]:
        for what, labels in (("row", self.rows), ("column", self.columns)):
            if not labels:
                yield f"{what}s", Fault(f"The table has no {what}s of counts.", f"Give at least one {what}.")
            for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
                yield f"{what}s", Fault(f"{labels.count(label)} {what}s are called “{label}”.", "Give each a label of its own.")
        if self.total and self.total not in {*self.rows, *self.columns}:
            yield "total", Fault(f"No row or column is called “{self.total}”.", "Give the label of the totals, or leave it out.")

    def _cell_faults(self) -> Iterator[tuple[str, Fault]]:
        if len(self.cells) != len(self.rows):
            yield "cells", Fault(f"There are {len(self.rows)} labels of rows, but {len(self.cells)} rows of cells.", "Give one for each.")
            return
        for label, row in zip(self.rows, self.cells, strict=True):
            if len(row) != len(self.columns):
                yield (
                    label,
                    Fault(
                        f"The row has {plural(len(row), 'cell')}, but there {'is' if len(self.columns) == 1 else 'are'} "
                        f"{plural(len(self.columns), 'column')}.",
                        "Give a cell for each column.",
                    ),
                )
                continue
            for column, cell in zip(self.columns, row, strict=True):
                if not _is_cell(cell):
                    listed = list_in_words([CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE])
                    yield f"{label}, {column}", Fault(f"{cell!r} is no count.", f"Give a whole number of 0 or more, or one of {listed}.")


def with_totals(table: CountTable, label: str) -> CountTable:
    """Return the table with a row and a column of totals added at its end.

    Raises:
        Fault: the table has a row or column of this label already, or a cell without a count.
    """
    if table.total or label in {*table.rows, *table.columns}:
        raise Fault(
            f"The table has a row or column “{table.total or label}” already.", "Leave the totals as they are, or choose another label."
        )
    if unknown := [place for place in table.places if table.at(place) in {CONFIDENTIAL, NOT_AVAILABLE}]:
        raise Fault(f"{table.name(unknown[0])} has no count, so that there are no totals.", "Give the counts, or leave the totals out.")
    counts = [[table.count((row, column)) for column in range(len(table.columns))] for row in range(len(table.rows))]
    cells = [(*row, sum(across)) for row, across in zip(table.cells, counts, strict=True)]
    down = [sum(column) for column in zip(*counts, strict=True)]
    return replace(table, rows=(*table.rows, label), columns=(*table.columns, label), cells=(*cells, (*down, sum(down))), total=label)


def guess_total(rows: Sequence[str], columns: Sequence[str]) -> str:
    """Return the label that says by itself that a row or column is of totals, such as `Total`; empty if none does, or several do."""
    found = total_labels(rows, columns)
    return found[0] if len(found) == 1 else ""


def total_labels(rows: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return every label that says by itself that a row or column is of totals, columns first, each once."""
    return tuple(dict.fromkeys(label for label in (*columns, *rows) if label.strip().casefold() in TOTAL_WORDS))


def sums_of_all(table: CountTable) -> list[str]:
    """Return the rows and columns that are not named as totals, and are the sums of all the others, of which there are two or more.

    Where several are (which takes zeros), or where a table has one row only, nobody can say which it is: none is returned.
    """
    found = []
    for labels, lines in _both_ways(table):
        sums = [place for place in range(len(lines)) if _is_sum(lines[place], lines[:place] + lines[place + 1 :])]
        found += [labels[place] for place in sums if len(sums) == 1]
    return list(dict.fromkeys(found))


def total_problems(table: CountTable) -> list[Problem]:
    """Return each total that is not the sum of its line, each cell of such a line that has no count, and each total not named as one."""
    problems = _unnamed_totals(table)
    for line in table.lines():
        unknown = [place for place, _ in line if table.at(place) in {CONFIDENTIAL, NOT_AVAILABLE}]
        if unknown:
            source = Source(field=table.name(unknown[0]))
            message = "A cell whose line has a total has no count, so that nobody can say what the total gives away."
            problems.append(Problem(message, "Give the count; write [z] where there can be none.", source, str(table.at(unknown[0]))))
        elif sum(sign * table.count(place) for place, sign in line):
            problems.append(_wrong_total(table, line))
    return list({str(problem): problem for problem in problems}.values())


def _unnamed_totals(table: CountTable) -> list[Problem]:
    """Return a problem for each line that is called a total, is the sum of two others or more, and is not named as one.

    What it gives away would not be looked for. A label that does not speak of totals is let pass: it may be a sum by chance.
    """
    problems = []
    for labels, lines in _both_ways(table):
        for place, label in enumerate(labels):
            if TOTAL_LABEL.search(label.strip()) and any(_is_sum(lines[place], others) for others in _neighbours(lines, place)):
                message = "This line is the sum of others, but is not named as a total, so that small counts could be worked out from it."
                fix = "Give the row and the column of totals one label, and name it; leave subtotals out, or publish them by themselves."
                problems.append(Problem(message, fix, Source(field=label)))
    return problems


def _both_ways(table: CountTable) -> Iterator[tuple[list[str], list[list[int]]]]:
    """Yield the labels and the counts of the rows that are no totals, and of the columns; what is no count is taken for 0."""
    counts = [[cell if isinstance(cell, int) else 0 for cell in row] for row in table.cells]
    for labels, lines, total in (
        (table.rows, counts, table.total_row),
        (table.columns, [list(column) for column in zip(*counts, strict=True)], table.total_column),
    ):
        kept = [place for place in range(len(labels)) if place != total]
        yield [labels[place] for place in kept], [lines[place] for place in kept]


def _neighbours(lines: list[list[int]], place: int) -> Iterator[list[list[int]]]:
    """Yield all other lines, then those that stand directly before a line, and those after it, ever more of them; two or more."""
    yield lines[:place] + lines[place + 1 :]
    yield from (lines[start:place] for start in range(place))
    yield from (lines[place + 1 : end] for end in range(place + 2, len(lines) + 1))


def _is_sum(line: list[int], others: list[list[int]]) -> bool:
    return len(others) > 1 and any(line) and line == [sum(column) for column in zip(*others, strict=True)]


def _wrong_total(table: CountTable, line: Line) -> Problem:
    is_row = line[0][0][0] == line[-1][0][0]
    last = table.total_column if is_row else table.total_row
    place = next(place for place, _ in line if place[1 if is_row else 0] == last)
    added = sum(table.count(other) for other, _ in line if other != place)
    message = f"The total is not the sum of its {'row' if is_row else 'column'}, which is {added:,}."
    fix = "Correct the total or a cell; if people are counted in several cells, so that it is no sum, give it another label."
    return Problem(message, fix, Source(field=table.name(place)), str(table.count(place)))


def _plain(cell: Any) -> Any:  # noqa: ANN401  # whatever a caller put in
    """Return a whole number of numpy as one of Python; anything else as it is."""
    try:
        return cell if type(cell).__name__ in {"bool", "bool_"} else operator.index(cell)
    except TypeError:
        return cell


def _is_cell(cell: object) -> bool:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell >= 0
    return isinstance(cell, str) and cell in {CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE} and cell in SYMBOLS
