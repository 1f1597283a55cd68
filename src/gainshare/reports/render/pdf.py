"""A statement as a PDF that a screen reader can read: tagged by PDF/UA-1, the same bytes each time, with no font from the machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gainshare.reports.content import NO_DATA, Chart, Column, NotDrawn, Section, Statement, Table, visible

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "templates" / "statement.typ"
"""What a statement is set by."""
STANDARD: Final = "ua-1"
"""The standard that the file is held to: without a title, a language or words for a picture it is not made."""
RUNNING_LENGTH = 90
"""Characters of a name that the head of a page has room for; the first page gives it whole."""
LONG_WORD, LONGEST_PART = re.compile(r"\S{12,}"), 24
"""A word that may be broken where it is joined, and characters beyond which a part without joints may be broken too."""
JOINT = re.compile(r"(?<=[A-Za-z][./:_])")
"""Where a word is joined, such as the name of a step; a figure is not broken at its point."""
PIECE = 8
"""Characters after which a long part may be broken."""
BREAK = "\N{ZERO WIDTH SPACE}"
"""Where a line may break and nothing is seen."""
SHORT_WORDS = 24
"""Characters up to which a column of words is given its whole width."""
NARROW_TABLE = 100
"""Characters of a row up to which all its columns are given their whole width."""
MOST_WEIGHT = 100
"""Characters beyond which a longer cell widens its column no more."""
SAFE = frozenset("–—‘’“”•…−€£×÷→≥≤")
"""Signs beyond Latin 1 that the first font has for certain."""
LATIN_1 = 0x100
"""Where the characters end that every font has."""

Spell = Callable[[str], str]
"""From a text to the same as it can be set."""


def render_pdf(statement: Statement, chart: Chart | NotDrawn | None = None, *, fingerprint: str = "") -> bytes:
    r"""Return a statement as a PDF.

    A character that none of the fonts has is written out, such as `\u6f22`: a sign left blank would not be missed.

    Args:
        statement: what to show.
        chart: its picture, or why there is none; without either, the section of the picture is left out.
        fingerprint: the fingerprint of the settlement that is shown, for the foot of every page; none without it.
    """
    import typst

    picture = chart.svg if isinstance(chart, Chart) else ""
    for spell in (_as_is, _with_known_signs, _in_latin):
        data = json.dumps(_statement(statement, chart, fingerprint, spell), ensure_ascii=False)
        try:
            return _set(data, spell(picture))
        except typst.TypstError as error:
            if not _is_about_signs(error):
                raise
    raise AssertionError("Latin letters can be set")


def _set(data: str, picture: str) -> bytes:
    """Return the file that the template makes of data.

    The program is handed to the compiler each time and not kept between calls: a kept one is one call's at a time, and what takes
    time is remembered beneath it in any case.
    """
    import typst

    return typst.compile(
        _template(),
        ignore_system_fonts=True,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"statement": data, "chart": picture},
        pdf_standards=STANDARD,
    )


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that come with the compiler, looked up once."""
    import typst

    return typst.Fonts(include_system_fonts=False)


# -- what is handed to the template ---------------------------------------------------------------------------


def _statement(statement: Statement, chart: Chart | NotDrawn | None, fingerprint: str, spell: Spell) -> dict[str, Any]:
    """Return a statement as plain data: texts in which no sign is hidden and every long word may be broken."""

    def text(words: str) -> str:
        return _breakable(spell(visible(words)))

    alliance, title = spell(visible(statement.alliance)), spell(visible(statement.title))
    return {
        "document_title": f"{title} – {alliance}",
        "running": {"alliance": _cut(alliance), "title": _cut(title), "standing": _cut(spell(visible(statement.subtitle)), 2)},
        "fingerprint": fingerprint,
        "title": text(statement.title),
        "alliance": text(statement.alliance),
        "subtitle": text(statement.subtitle),
        "in_words": [text(line) for line in statement.in_words],
        "warnings": [text(line) for line in statement.warnings],
        "sections": [_section(one, chart, text) for one in statement.sections if chart is not None or not one.has_chart],
    }


def _section(section: Section, chart: Chart | NotDrawn | None, text: Spell) -> dict[str, Any]:
    not_drawn = [chart.reason] if section.has_chart and isinstance(chart, NotDrawn) else []
    return {
        "heading": text(section.heading),
        "paragraphs": [text(line) for line in (*section.paragraphs, *not_drawn)],
        "chart": _chart(chart, text) if section.has_chart and isinstance(chart, Chart) else None,
        "tables": [_table(table, text) for table in section.tables],
        "passages": [
            {"heading": text(one.heading), "answer": text(one.answer), "sentences": [text(line) for line in one.sentences]}
            for one in section.passages
        ],
    }


def _chart(chart: Chart, text: Spell) -> dict[str, Any]:
    sentences = [text(line) for line in chart.sentences]
    return {"title": text(chart.title), "alternative": " ".join(sentences), "sentences": sentences, "table": _table(chart.table, text)}


def _table(table: Table, text: Spell) -> dict[str, Any]:
    rows = [[text(cell) for cell in row] for row in table.rows] or [[NO_DATA] * len(table.columns)]
    total = [text(cell) for cell in table.total] if table.total else None
    across = list(zip(*rows, *([total] if total else []), strict=True))
    heads = [column.heading for column in table.columns]
    is_narrow = sum(max(map(len, (head, *cells))) for head, cells in zip(heads, across, strict=True)) <= NARROW_TABLE
    return {
        "caption": text(table.caption),
        "note": text(table.note),
        "columns": [_column(column, cells, text, is_narrow=is_narrow) for column, cells in zip(table.columns, across, strict=True)],
        "rows": rows,
        "total": total,
    }


def _column(column: Column, cells: tuple[str, ...], text: Spell, *, is_narrow: bool) -> dict[str, Any]:
    """Return a column: one of figures or of few words is as wide as they are, the others share what is left by their weight."""
    longest = max(map(len, cells))
    is_whole = column.is_number or is_narrow or longest <= SHORT_WORDS
    heading = text(column.heading)
    return {
        "heading": heading,
        "is_number": column.is_number,
        "words": [heading] if is_narrow else heading.split(),
        "cells": sorted(set(cells)) if is_whole else [],
        "weight": None if is_whole else min(longest, MOST_WEIGHT),
    }


def _breakable(words: str) -> str:
    """Return a text in which a word that is too long for its place may be broken."""
    return LONG_WORD.sub(lambda found: BREAK.join(_pieces(found[0])), words)


def _pieces(word: str) -> Iterable[str]:
    for part in JOINT.split(word):
        whole = len(part) <= LONGEST_PART
        yield from (part,) if whole else (part[start : start + PIECE] for start in range(0, len(part), PIECE))


def _cut(words: str, lines: int = 1) -> str:
    """Return as much of a text as the head of a page has room for."""
    room = lines * RUNNING_LENGTH
    return _breakable(words if len(words) <= room else f"{words[: room - 1].rstrip()}…")


# -- signs that no font has -----------------------------------------------------------------------------------


def _is_about_signs(error: Exception) -> bool:
    return "could not be displayed" in str(error)


def _as_is(words: str) -> str:
    return words


def _with_known_signs(words: str) -> str:
    """Return a text in which the characters are written out that no font has."""
    return "".join(sign if _is_plain(sign) or _has_font(sign) else _written_out(sign) for sign in words)


def _in_latin(words: str) -> str:
    """Return a text in which everything but Latin letters and common signs is written out.

    It is for marks that a font has, but not together with the letters they stand on.
    """
    return "".join(sign if _is_plain(sign) else _written_out(sign) for sign in words)


def _is_plain(sign: str) -> bool:
    return ord(sign) < LATIN_1 or sign in SAFE


def _written_out(sign: str) -> str:
    return f"\\u{ord(sign):04x}"


@cache
def _has_font(sign: str) -> bool:
    """Return whether one of the fonts has a character, found out by setting it."""
    import typst

    try:
        _set(json.dumps(_statement(Statement(sign, "Sign", "", (), ()), None, "", _as_is)), "")
    except typst.TypstError as error:
        if _is_about_signs(error):
            return False
        raise
    return True
