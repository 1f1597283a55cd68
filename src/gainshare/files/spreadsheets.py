"""Returns that arrive as spreadsheets: rows pasted, or a CSV or Excel file; whatever could harm the reader is refused in plain words."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.sheet import CELL_LIMIT, Sheet, SheetRow, sheet_of
from gainshare.files.sheet_limits import MACROS, PROBLEMS_LIMIT, SAVE_AS, cell_problem, limit_problem

PASTED = "pasted rows"
"""What pasted rows are called where a file would have its name."""

UPLOAD_BYTES_LIMIT = 10_000_000
"""Largest file taken; a return of 5,000 rows has a fiftieth of it."""
NAME_LIMIT = 200
"""Longest name of a file."""

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the old binary files of Office begin; a workbook with a password is wrapped in one too."""
OTHER_KINDS = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a text document (RTF)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
"""Kinds of file that are told by their first bytes."""
WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table)\b", re.IGNORECASE)

DELIMITERS = ("\t", ";", ",", "|")
"""What may stand between cells; the first that divides the rows alike is taken, since commas stand in amounts and notes too."""
TOLD_BY = 200
"""Lines by which the delimiter is told."""
QUOTED = re.compile(r'"(?:[^"]|"")*"')
EXCEL_HINT = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
LINE = re.compile(r"\r\n|\r|\n")


def read_pasted(text: str) -> Sheet:
    """Return the table that was copied out of a spreadsheet and pasted: cells between tabs, commas or semicolons, a row on each line.

    Raises:
        Invalid: there is nothing, or too much, or something that no spreadsheet copies.
    """
    return _delimited(PASTED, text)


def read_upload(name: str, data: bytes) -> Sheet:
    """Return the table in a file; what kind of file it is, is told by what it holds.

    Args:
        name: the file's name, as the browser gives it.
        data: the whole file.

    Raises:
        Invalid: it is no CSV file or Excel workbook, it is too large, it holds formulas, or it could harm the reader.
    """
    if problem := _refused_name(name) or _refused_bytes(name, data):
        raise Invalid([problem])
    if data.startswith((ZIP, EMPTY_ZIP)):
        from gainshare.files.workbooks import read_workbook

        return read_workbook(name, data)
    if name.casefold().endswith((".xlsx", ".xlsm")):
        raise Invalid([Problem("The file is called a workbook and is none.", SAVE_AS, Source(name))])
    return _delimited(name, _decoded(name, data))


def _refused_name(name: str) -> Problem | None:
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        return Problem(
            "The file's name cannot be used.", f"Give it a name of at most {NAME_LIMIT} ordinary characters.", Source("file"), name
        )
    if "/" in name or "\\" in name or name.startswith(".") or ":" in name:
        return Problem("The file's name holds a path.", "Give the file alone, with a plain name such as return.xlsx.", Source("file"), name)
    kind = name.casefold().rpartition(".")[2]
    if kind in {"xlsm", "xltm", "xlam", "xlsb"}:
        return Problem(MACROS if kind != "xlsb" else "Binary workbooks (.xlsb) are not read.", SAVE_AS, Source(name))
    if kind in {"ods", "numbers"}:
        return Problem("Workbooks of this kind are not read.", SAVE_AS, Source(name))
    return None


def _refused_bytes(name: str, data: bytes) -> Problem | None:
    if len(data) > UPLOAD_BYTES_LIMIT:
        message = f"The file has {len(data):,} bytes; at most {UPLOAD_BYTES_LIMIT:,} are taken."
        return Problem(message, "Leave out pictures and other sheets, or paste the rows instead.", Source(name))
    if not data.strip():
        return Problem("The file is empty.", "Check that it was saved, and give it again.", Source(name))
    if data.startswith(OLD_OFFICE):
        message = "This is an old Excel workbook (.xls), or one that is protected by a password."
        return Problem(message, "Take the password away and save it as “Excel workbook (.xlsx)”.", Source(name))
    if kind := next((kind for start, kind in OTHER_KINDS.items() if data.startswith(start)), None):
        return Problem(f"This is {kind}, not a table.", SAVE_AS, Source(name))
    if data.startswith(WIDE):
        return Problem("The file is in UTF-16 (“Unicode text”).", SAVE_AS, Source(name))
    return None


def _decoded(name: str, data: bytes) -> str:
    """Return the text of a file in UTF-8 or, if it is none, in the encoding of Windows."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise Invalid([Problem("The file is no text that can be read.", SAVE_AS, Source(name))]) from None
    if MARKUP.match(text[:1000]):
        raise Invalid([Problem("The file is a web page or XML, although it may open in Excel.", SAVE_AS, Source(name))])
    return text


def _delimited(name: str, text: str) -> Sheet:
    """Return the table in a text."""
    _check_text(name, text)
    text = text.removeprefix("\ufeff")
    hint = EXCEL_HINT.match(text)
    delimiter = hint[1] if hint is not None and hint[1] in DELIMITERS else _delimiter(text)
    rows: list[SheetRow] = []
    problems: list[Problem] = []
    for number, cells in _rows(name, text, delimiter, problems):
        if (hint is not None and number == 1) or not any(cell.strip() for cell in cells):
            continue
        rows.append(SheetRow(number, tuple(cells)))
        problems += filter(None, (cell_problem(name, number, column, cell) for column, cell in enumerate(cells)))
        if (problem := limit_problem(name, rows=len(rows), columns=len(cells))) is not None:
            raise Invalid([problem])
    if not rows and not problems:
        problems.append(Problem("There are no rows.", "Copy the rows with their amounts, and paste them here.", Source(name)))
    if problems:
        raise Invalid(problems[:PROBLEMS_LIMIT])
    return sheet_of(name, rows)


def _check_text(name: str, text: str) -> None:
    if len(text) > UPLOAD_BYTES_LIMIT:
        raise Invalid([Problem(f"There are more than {UPLOAD_BYTES_LIMIT:,} characters.", "Paste fewer rows.", Source(name))])
    if (place := text.find("\0")) >= 0:
        line = 1 + len(LINE.findall(text[:place]))
        raise Invalid([Problem("There is a zero byte: this is no text.", SAVE_AS, Source(name, line))])


def _rows(name: str, text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins."""
    # Quotation marks that do not begin a cell are text to the reader, as they are to Excel.
    reader = csv.reader(_lines(text), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error:
        message = "A quotation mark that opens here is never closed, or a cell is far too long."
        problems.append(Problem(message, "Close it, or take it away.", Source(name, line)))


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends; `str.splitlines` would also end them at signs that may stand within a cell."""
    start = 0
    for end in LINE.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    if start < len(text):
        yield text[start:]


def _delimiter(text: str) -> str:
    """Return what stands between the cells of a text."""
    lines = [line for line in LINE.split(QUOTED.sub("", text[: CELL_LIMIT * TOLD_BY]))[:TOLD_BY] if line.strip()]
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        # A tab is never typed into a cell, so one is enough; other signs must divide most of the lines.
        if delimiter == "\t" and any(counts.keys() - {0}):
            return delimiter
        if counts and counts[0] * 3 <= len(lines) and delimiter in ";|" and max(counts) > 0:
            return delimiter
    return ","
