"""How much of a spreadsheet is taken, whatever kind of file it comes in, and what is said of more."""

from __future__ import annotations

from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.sheet import CELL_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT, column_letter

PROBLEMS_LIMIT = 100
"""Most problems listed of one file."""
SAVE_AS = "In Excel, use Save as, “Excel workbook (.xlsx)” or “CSV UTF-8”."
MACROS = "The workbook holds macros, which are never run and never kept."


def limit_problem(name: str, *, rows: int, columns: int) -> Problem | None:
    """Return what to say of a sheet with too many rows or columns; None if it has few enough."""
    if rows > ROWS_LIMIT:
        fix = "Hand in sums by category rather than every posting, or take away what does not belong to the return."
        return Problem(f"The sheet has more than {ROWS_LIMIT:,} rows.", fix, Source(name))
    if columns > COLUMNS_LIMIT:
        return Problem(f"The sheet has more than {COLUMNS_LIMIT} columns.", "Copy only the columns that the return needs.", Source(name))
    return None


def cell_problem(name: str, row: int, column: int, text: str) -> Problem | None:
    """Return what is wrong with a cell whatever it is for: it is too long, or holds what is no text; None if nothing is."""
    place = Source(name, row, f"{column_letter(column)}{row}")
    if len(text) > CELL_LIMIT:
        message = f"The cell has {len(text):,} characters; at most {CELL_LIMIT:,} are read."
        return Problem(message, "Shorten it; a document can be attached as evidence.", place, text)
    return None
