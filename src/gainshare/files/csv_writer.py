"""Rows to CSV text (RFC 4180) that a spreadsheet shows as it is and that reads back as the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from gainshare.files.text_file import Unwritable

ACTIVE = re.compile(r"'*(?:[=+\-@\t\r\n]|\s+\Z)")
"""Texts that a spreadsheet would take for a formula, with any apostrophes before them, and texts of nothing but spaces.
Source: OWASP, CSV injection."""

QUOTED = re.compile(r'[",\r\n]')
"""Signs that make quotation marks around a cell necessary. Source: RFC 4180, section 2."""

BLANK_CELL = '""'
"""A row of one blank cell, which would otherwise be no row."""


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV: a line of column names, then a line per row, each ended by LF.

    A text that a spreadsheet might run as a formula gets an apostrophe before it, which `read_table` takes away; numbers stay plain.
    None is a blank cell. Rows of nothing but blank cells are not read back.

    Raises:
        Unwritable: a value is no text, number, date or truth value, or a text holds a zero byte.
    """
    lines = (",".join(_cell(value) for value in row) for row in chain([columns], rows))
    return "".join(f"{line or BLANK_CELL}\n" for line in lines)


def undo_inert(cell: str) -> str:
    """Return the text without the apostrophe that made it inert."""
    return cell[1:] if cell[:1] == "'" and ACTIVE.match(cell, 1) else cell


def _cell(value: object) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case int() | Fraction():
            text = str(value)
        case Decimal() if value.is_finite():
            text = format(value, "f")
        case date():
            text = value.isoformat()
        case str():
            text = _text(value)
        case _:
            raise Unwritable(f"A value of type {type(value).__name__} cannot be written in a table: {value!r}.")
    return text


def _text(text: str) -> str:
    if "\0" in text:
        raise Unwritable("A text holds a zero byte, which no table can hold.")
    inert = f"'{text}" if ACTIVE.match(text) else text
    return '"' + inert.replace('"', '""') + '"' if QUOTED.search(inert) else inert
