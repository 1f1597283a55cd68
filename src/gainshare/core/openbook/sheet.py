"""A table as a party has it in a spreadsheet: rows of text with their numbers, and which row is the header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gainshare.core.kernel.problem import Problem

Field = Literal["category", "amount", "note", "cost_type", "evidence", "accrual", "reverses_in", "work_package", "vat"]
"""What a column of a return can hold."""

HEADINGS: dict[Field, tuple[str, ...]] = {
    "amount": (
        *("amount", "actual", "actual cost", "value", "net amount", "amount net", "this month", "month actual", "in month"),
        *("month", "cost", "net", "£", "gbp", "total", "spend", "balance"),
    ),
    "category": (
        "category",
        "cost category",
        "account name",
        "account",
        "heading",
        "cost heading",
        "budget line",
        "line",
        "item",
        "description",
    ),
    "note": (
        *("note", "notes", "explanation", "narrative", "comment", "comments", "commentary", "remark", "remarks", "reason", "details"),
        *("transaction description", "description"),
    ),
    "cost_type": ("cost type", "cost_type", "type of cost", "limb", "type"),
    "evidence": (
        *("evidence", "evidence ref", "evidence reference", "reference", "ref", "journal", "journal ref", "journal no", "invoice"),
        *("invoice no", "invoice number", "document", "document no", "voucher"),
    ),
    "accrual": ("accrual", "accrual y/n", "accrued", "is accrual", "estimate"),
    "reverses_in": ("reverses in", "reverses_in", "reversal", "reversal month", "reverse in", "reverses", "auto reverse"),
    "work_package": ("work package", "work_package", "package", "project"),
    "vat": ("vat", "vat basis", "vat treatment"),
}
"""The headings by which a column is known, best first; a heading is compared without capitals and signs."""

HEADER_SOUGHT_IN = 15
"""Rows at the top of a sheet among which the header is sought; above it stand titles."""
ROWS_LIMIT = 5_000
"""Most rows of a sheet."""
COLUMNS_LIMIT = 60
"""Most columns of a sheet."""
CELL_LIMIT = 2_000
"""Characters of the longest cell."""

NUMBER = re.compile(r"[(\-\u2212]?\s*(?:£|GBP)?\s*-?[0-9][0-9,\u00a0 ]*(?:\.[0-9]+)?\s*[)\-]?")
"""What looks like a number, whether or not it can be read as an amount."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet."""

    number: int
    """Its row in the spreadsheet, or its line in the text, counted from 1."""
    cells: tuple[str, ...]
    """The text of each cell, as many as the sheet has columns; empty where there is nothing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was handed in."""

    name: str
    """The file's name, with the name of the sheet in it; `pasted rows` for what was pasted."""
    header: tuple[str, ...] | None
    """The headings of the columns; None if there are none."""
    rows: tuple[SheetRow, ...]
    """The rows beneath the header that hold anything."""
    above: tuple[SheetRow, ...] = ()
    """Rows above the header, such as a title; they are not read."""
    notes: tuple[Problem, ...] = ()
    """What a person should know about the reading, such as sheets left alone; none of it stops the work."""

    @property
    def width(self) -> int:
        """Return how many columns the sheet has."""
        return len(self.header if self.header is not None else self.rows[0].cells if self.rows else ())


def column_letter(column: int) -> str:
    """Return what a spreadsheet calls a column counted from 0: A, B … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def heading_words(heading: str) -> str:
    """Return a heading as headings are compared: small letters, single spaces, no signs but / and %; `£` only where it stands alone."""
    words = re.sub(r"[^\w£/%]+|_", " ", heading.casefold())
    return " ".join(words.replace("£", " ").split()) or "".join(words.split())


KNOWN = {heading_words(word): field for field, words in reversed(HEADINGS.items()) for word in words}
"""Every heading that is known, with a field that it may stand for."""


def sheet_of(name: str, rows: Iterable[SheetRow], notes: Sequence[Problem] = ()) -> Sheet:
    """Return the sheet that rows make: blank ones left out, all of one width, the header told from what it heads.

    Args:
        name: what the rows were read from.
        rows: as they stand, cells of any number.
        notes: what a person should know about the reading.
    """
    kept = [SheetRow(row.number, tuple(cell.strip() for cell in row.cells)) for row in rows]
    kept = [row for row in kept if any(row.cells)]
    width = max((_last(row.cells) for row in kept), default=0)
    even = [SheetRow(row.number, (row.cells + ("",) * width)[:width]) for row in kept]
    place = _header_place(even)
    if place is None:
        return Sheet(name, None, tuple(even), (), tuple(notes))
    return Sheet(name, even[place].cells, tuple(even[place + 1 :]), tuple(even[:place]), tuple(notes))


def _last(cells: Sequence[str]) -> int:
    """Return the number of cells up to the last that holds anything."""
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _header_place(rows: Sequence[SheetRow]) -> int | None:
    """Return which row is the header: one with two headings that are known, or a first row of words above a column of numbers."""
    for place, row in enumerate(rows[:HEADER_SOUGHT_IN]):
        if _has_number(row):
            break
        if len({KNOWN[words] for cell in row.cells if (words := heading_words(cell)) in KNOWN}) > 1:
            return place
    if len(rows) < 2 or _has_number(rows[0]) or sum(bool(cell) for cell in rows[0].cells) < 2:
        return None
    return 0 if _has_number(rows[1]) else None


def _has_number(row: SheetRow) -> bool:
    return any(NUMBER.fullmatch(cell) for cell in row.cells)
