"""A statement as plain text for a terminal or an e-mail: tables with aligned figures, long cells wrapped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from textwrap import wrap

from gainshare.reports.content import SHORT_FORM, Column, Passage, Section, SectionId, Statement, Table, visible

WIDTH = 100
"""Columns of a terminal that holds a statement comfortably."""
GAP = "  "
"""What stands between two columns."""
NARROWEST = 12
"""Characters below which a column of words is not squeezed; a terminal narrower than that scrolls."""
LONGEST_WORD = 32
"""Characters beyond which a word is broken rather than the table made wider."""


def render_text(statement: Statement, *, width: int = WIDTH, sections: Iterable[SectionId] = SHORT_FORM) -> str:
    """Return a statement as text.

    Args:
        statement: what to show.
        width: characters of the longest line, if the figures allow it.
        sections: which sections; without them the short form: summary, scores, shares, payments and who pays whom.
    """
    lines = [*_heading(statement.title, "=", width), *_wrapped(statement.alliance, width), *_wrapped(statement.subtitle, width)]
    for paragraph in statement.in_words:
        lines += ["", *_wrapped(paragraph, width)]
    if statement.warnings:
        lines += ["", *_heading("Please note", "-", width), *_list(statement.warnings, width, numbered=False)]
    for section in statement.only(sections):
        lines += _section(section, width)
    return "\n".join(lines) + "\n"


def render_table(table: Table, *, width: int = WIDTH) -> str:
    """Return one table as text: its caption, how to read it, and its rows with figures one under the other."""
    return "\n".join(_table(table, width)) + "\n"


def _section(section: Section, width: int) -> list[str]:
    if section.has_chart:
        return []
    lines = ["", *_heading(section.heading, "-", width)]
    for paragraph in section.paragraphs:
        lines += _wrapped(paragraph, width)
    for table in section.tables:
        lines += ["", *_table(table, width)]
    for passage in section.passages:
        lines += _passage(passage, width)
    return lines


def _passage(passage: Passage, width: int) -> list[str]:
    return ["", *_wrapped(passage.heading, width), *_wrapped(passage.answer, width), *_list(passage.sentences, width, numbered=True)]


def _heading(text: str, line: str, width: int) -> list[str]:
    lines = _wrapped(text, width)
    return [*lines, line * max(_width(one) for one in lines)]


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(visible(text), width, break_long_words=False, break_on_hyphens=False) or [""]


def _list(items: Sequence[str], width: int, *, numbered: bool) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(items, start=1):
        mark = f"{number:>3}. " if numbered else "- "
        first, *others = _wrapped(item, max(width - len(mark), NARROWEST))
        lines += [mark + first, *(" " * len(mark) + other for other in others)]
    return lines


# -- tables ---------------------------------------------------------------------------------------------------


def _table(table: Table, width: int) -> list[str]:
    """Return a table: caption, how to read it, heads, rows, and the total below a line."""
    lines = _wrapped(table.caption, width)
    if table.note:
        lines += _wrapped(f"({table.note})", width)
    if not table.rows:
        return [*lines, "No data"]
    heads = tuple(column.heading for column in table.columns)
    rows = [tuple(visible(cell) for cell in row) for row in (heads, *table.rows, *([table.total] if table.total else []))]
    widths = _widths(rows, table.columns, width)
    rule = GAP.join("-" * one for one in widths)
    shown = [_row(row, table.columns, widths) for row in rows]
    lines += [*shown[0], rule]
    body, total = (shown[1:-1], shown[-1]) if table.total else (shown[1:], [])
    return [*lines, *(line for row in body for line in row), *([rule, *total] if total else [])]


def _widths(rows: Sequence[Sequence[str]], columns: Sequence[Column], width: int) -> list[int]:
    """Return the width of each column: first the heads of figures give way until the table fits, then the words; figures never do."""
    cells = [tuple(row[index] for row in rows) for index in range(len(columns))]
    widths = [max(map(_width, column)) for column in cells]
    floors = [_floor(head, body, is_number=column.is_number) for (head, *body), column in zip(cells, columns, strict=True)]
    room = width - len(GAP) * (len(widths) - 1)
    for is_number in (True, False):
        while sum(widths) > room:
            loose = [i for i, column in enumerate(columns) if column.is_number == is_number and widths[i] > floors[i]]
            if not loose:
                break
            widths[max(loose, key=lambda index: widths[index])] -= 1
    return widths


def _floor(head: str, body: Sequence[str], *, is_number: bool) -> int:
    """Return the least width of a column: its longest word, and for figures the longest of them."""
    if is_number:
        return max(_longest_word(head), *map(_width, body))
    return min(max(NARROWEST, *map(_longest_word, (head, *body))), LONGEST_WORD)


def _longest_word(text: str) -> int:
    return max((_width(word) for word in text.split()), default=0)


def _row(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row: figures to the right on its first line, words wrapped to the left."""
    cells = [_cell_lines(cell, width) for cell, width in zip(row, widths, strict=True)]
    lines: list[str] = []
    for number in range(max(len(cell) for cell in cells)):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = [_pad(part, width, to_right=column.is_number) for part, column, width in zip(parts, columns, widths, strict=True)]
        lines.append(GAP.join(padded).rstrip())
    return lines


def _cell_lines(cell: str, width: int) -> list[str]:
    return [cell] if _width(cell) <= width else wrap(cell, width, break_on_hyphens=False) or [cell]


def _pad(text: str, width: int, *, to_right: bool) -> str:
    blank = " " * max(width - _width(text), 0)
    return blank + text if to_right else text + blank


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a wide character, none for a mark above another."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
