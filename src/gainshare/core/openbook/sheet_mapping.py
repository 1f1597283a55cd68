"""Which column of a sheet is which: as it was remembered, by its heading, or by what it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import get_args

from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Fault
from gainshare.core.openbook.amount_text import read_amount
from gainshare.core.openbook.sheet import HEADINGS, Field, Sheet, column_letter, heading_words

FIELDS: tuple[Field, ...] = get_args(Field)
"""Everything that a column of a return can hold."""

ROWS_LOOKED_AT = 200
"""Rows by which a column without a heading is judged."""

YES_OR_NO = frozenset({"y", "n", "yes", "no", "true", "false"})
"""What a column that marks accruals holds."""


def mapping_key(header: Sequence[str] | None) -> str:
    """Return the fingerprint of a header, under which a mapping may be remembered: 64 hexadecimal digits."""
    words = "no header" if header is None else "\n".join(heading_words(heading) for heading in header)
    return hashlib.sha256(words.encode("utf-8", errors="surrogatepass")).hexdigest()


def column_name(sheet: Sheet, column: int) -> str:
    """Return what a column is called: its heading, or its letter where it has none."""
    heading = sheet.header[column] if sheet.header is not None else ""
    return heading or f"column {column_letter(column)}"


def to_remember(sheet: Sheet, mapping: Mapping[Field, int]) -> dict[str, str]:
    """Return a mapping as it is remembered: what each column holds, by the column's name."""
    return {column_name(sheet, column): field for field, column in mapping.items()}


def guess_mapping(
    sheet: Sheet, remembered: Mapping[str, str], *, categories: Collection[str] = (), currency: Currency | None = None
) -> dict[Field, int]:
    """Return which column, counted from 0, holds each field; fields for which no column is found are left out.

    Args:
        sheet: the table.
        remembered: what each column held the last time, by the column's name; what it does not say is guessed.
        categories: the agreement's categories, by which their column is known.
        currency: the agreement's currency; None for pounds.
    """
    found: dict[Field, int] = {}
    named = {_folded(column_name(sheet, column)): column for column in reversed(range(sheet.width))}
    known: dict[str, Field] = {field: field for field in FIELDS}
    for name, word in remembered.items():
        if word in known and _folded(name) in named:
            found[known[word]] = named[_folded(name)]
    _by_heading(sheet, found)
    _by_content(sheet, found, categories, currency or Currency.of("GBP"))
    return found


def _folded(name: str) -> str:
    return heading_words(name) or name


def _by_heading(sheet: Sheet, found: dict[Field, int]) -> None:
    """Add the columns whose heading is known, those with the plainest heading first."""
    headings = [heading_words(heading) for heading in sheet.header or ()]
    ranked = sorted(
        (rank, place, field)
        for place, field in enumerate(HEADINGS)
        for rank, word in enumerate(HEADINGS[field])
        if heading_words(word) in headings
    )
    for rank, _, field in ranked:
        column = headings.index(heading_words(HEADINGS[field][rank]))
        if field not in found and column not in found.values():
            found[field] = column


def _by_content(sheet: Sheet, found: dict[Field, int], categories: Collection[str], currency: Currency) -> None:
    """Add the amount, the category and, where there are no headings, what else can be told from the cells."""
    free = {
        column: [row.cells[column] for row in sheet.rows[:ROWS_LOOKED_AT] if row.cells[column]]
        for column in range(sheet.width)
        if column not in found.values()
    }
    free = {column: cells for column, cells in free.items() if cells}
    if sheet.header is None:
        _take(found, free, "accrual", lambda cell: cell.casefold() in YES_OR_NO)
        _take(found, free, "reverses_in", _is_month)
    known = {name.casefold() for name in categories}
    _take(found, free, "category", lambda cell: cell.casefold() in known, least=1, most=2)
    _take(found, free, "amount", lambda cell: _is_amount(cell, currency))
    texts = [column for column, cells in free.items() if not any(_is_amount(cell, currency) for cell in cells)]
    if "category" not in found and texts:
        found["category"] = texts.pop(0)
    if "note" not in found and sheet.header is None and texts:
        found["note"] = max(texts, key=lambda column: max(map(len, free[column])))


def _take(
    found: dict[Field, int], free: dict[int, list[str]], field: Field, fits: Callable[[str], bool], *, least: int = 2, most: int = 3
) -> None:
    """Give a field the column of which the greatest part fits, if `least` in `most` of its cells do; the first of several."""
    if field in found:
        return
    counts = {column: sum(fits(cell) for cell in cells) for column, cells in free.items()}
    fitting = [column for column, count in counts.items() if count * most >= len(free[column]) * least and count]
    if fitting:
        found[field] = max(fitting, key=lambda column: counts[column])
        del free[found[field]]


def _is_month(cell: str) -> bool:
    try:
        Month.parse(cell)
    except Fault:
        return False
    return True


def _is_amount(cell: str, currency: Currency) -> bool:
    try:
        read_amount(cell, currency)
    except Fault:
        return False
    return True
