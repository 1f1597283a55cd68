"""The tables of a statement as one CSV: a line for every figure, with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gainshare.files.csv_writer import write_table
from gainshare.reports.content import NO_DATA, Statement, Table, visible

COLUMNS = ("section", "table", "row", "column", "figure", "number")
"""The columns of the CSV: where a figure stands on the statement, the figure as it is shown there, and as a plain number."""

NUMBER = re.compile(r"(?P<minus>−?)(?:[A-Z]?[£€$¥]|[A-Z]{3}\s)?(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)%?\Z")
"""A figure that is one number, with its currency or its per cent."""


def render_csv(statement: Statement) -> str:
    """Return every table of a statement as one CSV, a line for each cell, in the order of the statement.

    A row is called by its first cell. A text that a spreadsheet would run as a formula is made inert. A table without rows has one
    line, which says so.
    """
    lines = (
        (visible(section.heading), visible(table.caption), *map(visible, cell), _number(cell[-1]))
        for section in statement.sections
        for table in section.tables
        for cell in _cells(table)
    )
    return write_table(COLUMNS, lines)


def _number(figure: str) -> Decimal | None:
    """Return the figure as a number with a plain minus, which a spreadsheet adds up; None if it is none."""
    found = NUMBER.match(figure)
    if found is None:
        return None
    number = Decimal(found["digits"].replace(",", ""))
    return number.copy_negate() if found["minus"] else number


def _cells(table: Table) -> Iterator[tuple[str, str, str]]:
    """Return each cell of a table but the first of each row, with what the row and the column are called."""
    if not table.rows:
        yield (NO_DATA, table.columns[0].heading, NO_DATA)
    for name, *figures in (*table.rows, *([table.total] if table.total else [])):
        for column, figure in zip(table.columns[1:], figures, strict=True):
            yield (name, column.heading, figure)
