"""What a table is made of, and its rows as HTML.

Rows are the one thing that a template does not write: a thousand of them take 80 ms in Jinja and 10 ms here. The table around
them is the macro `table` of `shared/_table.html`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

NO_DATA = Markup('<span class="app-nothing">No data</span>')
"""What stands in a cell that would be empty."""
_SIGNS = re.compile("[&<>\"']")
_WRONG = Markup('<span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">Error: </span>{}</span>')


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    """What it says."""
    href: str
    """Where it leads."""
    hidden: str = ""
    """What a screen reader says besides, where the words alone do not tell one link from another."""

    def __html__(self) -> str:
        """Return it as HTML."""
        besides = Markup('<span class="nhsuk-u-visually-hidden"> {}</span>').format(self.hidden) if self.hidden else ""
        return Markup('<a href="{}">{}{}</a>').format(self.href, self.text, besides)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    text: str
    """Its heading, with the unit if it differs from the caption's."""
    is_numeric: bool = False
    """Whether its figures stand to the right."""
    href: str = ""
    """Where to see the table sorted by it; empty if it cannot be sorted by."""
    is_short: bool = False
    """Whether its words stay on one line: dates, codes, statuses."""
    sorted: str = ""
    """`ascending`, `descending`, or empty if the table is not sorted by it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that has more to it than its cells; a plain sequence of cells is a row as well."""

    cells: Sequence[object]
    """Text, markup, a `Link`, or None for “No data”, column by column."""
    is_total: bool = False
    """Whether it sums up those above."""
    id: str = ""
    """What an address or an error summary may point at."""
    errors: Sequence[str] = ()
    """What is wrong with it; written in the row beneath."""


def body(columns: Sequence[Column], rows: Sequence[Row | Sequence[object]], *, first_is_header: bool) -> Markup:
    """Return the rows of a table.

    Args:
        columns: its columns; they say which figures stand to the right.
        rows: what it shows.
        first_is_header: whether the first cell of a row names it.
    """
    opening = ['<td class="app-n">' if column.is_numeric else '<td class="app-short">' if column.is_short else "<td>" for column in columns]
    closing = ["</td>"] * len(columns)
    if first_is_header:
        opening[0] = '<th scope="row" class="app-short">' if columns[0].is_short else '<th scope="row">'
        closing[0] = "</th>"
    return Markup("\n".join(_row(row, opening, closing) for row in rows))


def _row(row: Row | Sequence[object], opening: list[str], closing: list[str]) -> str:
    """Return one row, with another beneath it for what is wrong."""
    if not isinstance(row, Row):
        return f"<tr>{_cells(row, opening, closing)}</tr>"
    marks = " ".join(mark for mark, holds in (("app-total", row.is_total), ("app-wrong", row.errors)) if holds)
    start = "<tr" + (f' id="{_escaped(row.id)}"' if row.id else "") + (f' class="{marks}"' if marks else "") + ">"
    made = f"{start}{_cells(row.cells, opening, closing)}</tr>"
    if row.errors:
        wrong = "".join(_WRONG.format(error) for error in row.errors)
        made += f'\n<tr class="app-row-errors"><td colspan="{len(opening)}">{wrong}</td></tr>'
    return made


def _cells(cells: Sequence[object], opening: list[str], closing: list[str]) -> str:
    """Return the cells of a row; there are as many as columns."""
    assert len(cells) == len(opening), f"a row has a cell for each of {len(opening)} columns: {len(cells)}"
    written: list[str] = []
    for start, cell, end in zip(opening, cells, closing, strict=True):
        # A list of parts, because adding text to markup would escape the text.
        written += (start, NO_DATA if cell is None or cell == "" else _escaped(cell), end)
    return "".join(written)


def _escaped(cell: object) -> str:
    """Return a cell as HTML; plain text without a sign of HTML's is that already, and looking takes a seventh of escaping."""
    return cell if type(cell) is str and _SIGNS.search(cell) is None else escape(cell)
